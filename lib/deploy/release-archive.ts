import { createHash } from "node:crypto";
import { pack } from "tar-stream";
import { currentPath } from "../compile";
import { type Release } from "./desired-cluster";
import { LVS_HOST } from "./host/lvs-host.generated";

/** One entry of a release's directory on the host. */
interface Entry {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/**
 * The release as one tar: what goes into `current/` at its top, what lives elsewhere under `root/`, the host's tool, and a manifest in
 * `sha256sum --check` form over all of it. Entries are regular files with relative paths that we made ourselves: no links, no `..`.
 */
export async function releaseArchive(cluster: string, release: Release): Promise<Uint8Array> {
  const entries = releaseEntries(cluster, release);
  const manifest = entries.map(({ path, content }) => `${createHash("sha256").update(content).digest("hex")}  ${path}\n`).join("");
  const archive = pack();
  const chunks: Uint8Array[] = [];
  archive.on("data", (chunk: unknown) => chunks.push(chunk as Uint8Array));
  for (const { path, content, mode } of [...entries, { path: "manifest", content: manifest, mode: 0o644 }]) {
    archive.entry({ name: path, mode, uid: 0, gid: 0, mtime: new Date(0) }, content);
  }
  archive.finalize();
  await new Promise<void>((resolve, reject) => archive.once("end", () => resolve()).once("error", reject));
  return Buffer.concat(chunks);
}

function releaseEntries(cluster: string, release: Release): Entry[] {
  const live = currentPath(cluster, "");
  const files = Object.entries(release.files).map(([path, { content, mode }]) => ({
    path: path.startsWith(live) ? path.slice(live.length) : `root${path}`,
    content,
    mode,
  }));
  return [...files, { path: "lvs-host", content: LVS_HOST, mode: 0o755 }];
}

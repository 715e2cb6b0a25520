import { rmSync } from "node:fs";
import { join } from "node:path";
import { type CompiledCluster, type HostBundle, compileCluster, releaseDigest } from "../../compile";
import { type Place } from "../../diagnostics";
import { type Cluster } from "../../model";
import { FreshTree } from "./fresh-tree";

/** A cluster whose bundles are left for review. */
export interface ReviewableCluster {
  readonly model: Cluster;
  /** How a person calls a place of the model: by the construct's path. */
  readonly describe: (place: Place) => string;
}

/** Name of the directory in the stack's; all of it is ours. */
const BUNDLES = "bundles";

/** Takes away what an earlier synth left. */
export function removeBundles(directory: string): void {
  rmSync(join(directory, BUNDLES), { recursive: true, force: true });
}

/** After {@link removeBundles}: writes each host's files as `bundles/<cluster>/<host>/<path on the host>`, byte for byte what is deployed, and a manifest beside them. */
export function leaveBundles(directory: string, clusters: readonly ReviewableCluster[]): void {
  if (clusters.length === 0) return;
  const bundles = join(directory, BUNDLES);
  const tree = new FreshTree(bundles);
  for (const cluster of clusters) {
    const compiled = compileCluster(cluster.model);
    const root = join(bundles, cluster.model.name);
    for (const host of compiled.hosts) leaveHost(tree, join(root, host.host), host);
    const known = Object.values(compiled.instructions).flatMap((text) => (text.known ? [text.value] : []));
    if (known.length > 0) tree.write(join(root, "instructions.txt"), known.join("\n"), 0o644);
    tree.write(join(root, "manifest.json"), `${JSON.stringify(manifest(compiled, cluster), null, 2)}\n`, 0o644);
  }
}

function leaveHost(tree: FreshTree, directory: string, { files }: HostBundle): void {
  for (const [path, file] of Object.entries(files)) {
    if (file.known) tree.write(join(directory, path), file.value.content, file.value.mode);
  }
}

function manifest(compiled: CompiledCluster, { model, describe }: ReviewableCluster): unknown {
  return {
    cluster: model.name,
    hosts: Object.fromEntries(compiled.hosts.map((host) => [host.host, hostManifest(host, describe)])),
    instructions: Object.fromEntries(
      Object.entries(compiled.instructions).map(([server, text]) => [server, text.known ? "instructions.txt" : { unknownUntilDeployed: describe(text.place) }]),
    ),
  };
}

/** The release has a name only when all of it is known. */
function hostManifest({ role, files, pathsUnknown }: HostBundle, describe: ReviewableCluster["describe"]): unknown {
  const known = Object.entries(files).flatMap(([path, file]) => (file.known ? [[path, file.value] as const] : []));
  const complete = pathsUnknown === undefined && known.length === Object.keys(files).length;
  return {
    role,
    ...(complete && { release: releaseDigest(Object.fromEntries(known)) }),
    ...(pathsUnknown !== undefined && { unknownUntilDeployed: describe(pathsUnknown) }),
    files: Object.fromEntries(
      Object.entries(files).map(([path, file]) => [path, file.known ? { mode: file.value.mode.toString(8).padStart(4, "0") } : { unknownUntilDeployed: describe(file.place) }]),
    ),
  };
}

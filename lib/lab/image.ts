import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { failed, ok, type Result } from "../diagnostics";
import { debianSources, type DebianSources } from "./debian-sources";
import { labFindings } from "./findings";
import { run } from "./host-program";
import { type Kernel } from "./kernel";
import { takeLock } from "./lock";
import { cacheDirectory, imageSources } from "./places";
import { type Progress } from "./prerequisites";

const suite = "bookworm";
/** Sparse: only what is written takes room. */
const imageSize = "1G";
const extension = ".ext4";

// What a bare router, real server or client of ours has; a deployment may expect no more than a Debian that was asked for this.
const packages = (
  "systemd systemd-sysv dbus openssh-server sudo keepalived ipvsadm iproute2 iputils-ping iputils-arping iptables nftables " +
  "conntrack kmod procps netbase tcpdump curl socat busybox-static openssl ca-certificates python3 openssh-client " +
  // Daemons that only some want to run: name servers, and those that tell of loads.
  "bind9 bind9-dnsutils rpcbind rstatd rstat-client rwhod rwho prometheus-node-exporter"
).split(" ");

/** The image every node of every lab starts from, if it has been built. */
export interface Image {
  readonly path: string;
  readonly kernels: readonly Kernel[];
  readonly built: boolean;
}

/**
 * Where the image for UML kernels is or would be; its name is a digest of all that goes into it but the kernels' modules, and the versions of these. One that was
 * built for more kernels does for fewer.
 */
export async function locateImage(kernels: readonly Kernel[]): Promise<Image> {
  const hash = createHash("sha256").update(JSON.stringify({ suite, imageSize, packages }));
  for (const file of await ingredients()) hash.update(`\n${file}\n`).update(await readFile(join(imageSources, file)));
  const versions = [...new Set(kernels.map(({ version }) => version))].sort();
  const directory = join(cacheDirectory(), "images");
  const base = `${suite}-${hash.digest("hex").slice(0, 16)}`;
  const images = await readdir(directory).catch(() => []);
  const built = images.find((name) => name.startsWith(`${base},`) && name.endsWith(extension) && holds(name.slice(base.length, -extension.length), versions));
  return { path: join(directory, built ?? `${[base, ...versions].join(",")}${extension}`), kernels, built: built !== undefined };
}

function holds(named: string, versions: readonly string[]): boolean {
  const held = named.split(",");
  return versions.every((version) => held.includes(version));
}

/** Builds the image unless it is there. Whoever comes second waits for the first. */
export async function ensureImage(kernels: readonly Kernel[], onProgress: Progress): Promise<Result<string>> {
  const image = await locateImage(kernels);
  if (image.built) return ok(image.path);
  await mkdir(join(cacheDirectory(), "images"), { recursive: true });
  onProgress("taking the image builder's lock");
  const lock = await takeLock(join(cacheDirectory(), "build.lock"), 1800);
  try {
    const byAnother = await locateImage(kernels);
    return byAnother.built ? ok(byAnother.path) : await build(image, onProgress);
  } finally {
    await lock?.release();
  }
}

async function build(image: Image, onProgress: Progress): Promise<Result<string>> {
  const sources = await debianSources(suite);
  if (sources.lines.length === 0) return failed(labFindings.noMirror());
  // Not in the user's cache: mmdebstrap's own user namespace may not be allowed to look into a home directory.
  const work = await mkdtemp(join(tmpdir(), "cdktf-lvs-image-"));
  try {
    const draft = await prepareWork(work, image.kernels);
    onProgress(`building the lab's image once for this machine: ${packages.length} packages and what they need, about a minute`);
    const log: string[] = [];
    const outcome = await run(mmdebstrapCommand(sources), {
      cwd: work,
      env: { ...process.env, ...customiseEnvironment(work) },
      onLine: (line) => {
        log.push(line);
        if (line.startsWith("I: ")) onProgress(line.slice(3));
      },
    });
    if (outcome.code !== 0) return await reportFailure(log);
    const temporary = `${image.path}.${process.pid}.part`;
    await run(["cp", "--sparse=always", draft, temporary]);
    await chmod(temporary, 0o444);
    await rename(temporary, image.path);
    return ok(image.path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function prepareWork(work: string, kernels: readonly Kernel[]): Promise<string> {
  await cp(imageSources, join(work, "image"), { recursive: true });
  for (const { version, modules } of kernels) await cp(modules, join(work, "modules", version), { recursive: true });
  const draft = join(work, "draft.ext4");
  await writeFile(draft, "");
  await run(["chmod", "-R", "a+rX", work]);
  await chmod(draft, 0o666);
  return draft;
}

function mmdebstrapCommand(sources: DebianSources): string[] {
  return [
    ...["mmdebstrap", "--mode=auto", "--variant=minbase", "--format=null", `--include=${packages.join(",")}`],
    ...["man", "doc", "locale", "info", "lintian"].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
    ...sources.settings.map((setting) => `--aptopt=${setting}`),
    `--aptopt=Acquire::Languages "none";`,
    `--customize-hook=sh "$LAB_WORK/image/customise.sh" "$1"`,
    ...[suite, "/dev/null", ...sources.lines],
  ];
}

function customiseEnvironment(work: string): NodeJS.ProcessEnv {
  return {
    LAB_WORK: work,
    LAB_OVERLAY: join(work, "image", "overlay"),
    LAB_MODULES: join(work, "modules"),
    LAB_IMAGE: join(work, "draft.ext4"),
    LAB_IMAGE_SIZE: imageSize,
  };
}

async function reportFailure(log: readonly string[]): Promise<Result<string>> {
  const path = join(cacheDirectory(), "build.log");
  await writeFile(path, log.join("\n") + "\n");
  return failed(labFindings.imageBuildFailed(path, log.slice(-8).join("\n")));
}

async function ingredients(): Promise<string[]> {
  const overlay = await readdir(join(imageSources, "overlay"), { recursive: true, withFileTypes: true });
  const files = overlay.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return ["customise.sh", ...files.map((file) => relative(imageSources, file)).sort()];
}

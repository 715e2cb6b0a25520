import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ok, type Result } from "../diagnostics";
import { fetchKernel, fetchedSuite } from "./fetched-kernel";
import { findProgram, run } from "./host-program";
import { takeLock } from "./lock";
import { cacheDirectory } from "./places";
import { ensurePackages, type Progress } from "./prerequisites";

/** The UML kernel that every machine of a lab runs. */
export interface Kernel {
  /** As `uname -r` says in a machine. */
  readonly version: string;
  /** Files that a lab keeps in its directory `kernel`: the program `linux`, and beside it the C library that it needs where the machine's own is older. */
  readonly files: Readonly<Record<string, string>>;
  /** Directory of its modules. */
  readonly modules: string;
}

/** Which kernel labs run: Debian 13's (`trixie`, the default), on which programs start twice as fast, or the machine's own package (`installed`). */
const kernelVariable = "CDKTF_LVS_LAB_KERNEL";

/** What the fetched kernel's version begins with; a machine that has one of these needs no other. */
const FAST = "6.12.";

/** Gets the kernel unless it is here: from Debian 13, whatever this machine runs; where its mirror has none, the machine's own package. */
export async function ensureKernel(onProgress: Progress): Promise<Result<Kernel>> {
  const own = await installedKernel();
  if (own?.version.startsWith(FAST) === true) return ok(own);
  if (process.env[kernelVariable] !== "installed") {
    const fetched = (await cachedKernel()) ?? (await fetchOnce(onProgress));
    if (fetched !== undefined) return ok(fetched);
  }
  const packages = await ensurePackages({ kernel: true, buildImage: false, compile: false }, onProgress);
  if (!packages.ok) return packages;
  const installed = await installedKernel();
  if (installed === undefined) throw new Error("linux.uml is installed, but does not say its version");
  return ok(installed);
}

async function fetchOnce(onProgress: Progress): Promise<Kernel | undefined> {
  await mkdir(cacheDirectory(), { recursive: true });
  const lock = await takeLock(join(cacheDirectory(), "kernel.lock"), 600);
  try {
    const byAnother = await cachedKernel();
    if (byAnother !== undefined) return byAnother;
    const problem = await fetchKernel(kernelsDirectory(), onProgress);
    if (problem !== undefined) onProgress(`no kernel of Debian 13 to be had (${problem}): using this machine's own user-mode-linux, on which programs start half as fast`);
    return problem === undefined ? await cachedKernel() : undefined;
  } finally {
    await lock?.release();
  }
}

async function installedKernel(): Promise<Kernel | undefined> {
  const program = findProgram("linux.uml");
  if (program === undefined) return undefined;
  const version = (await run([program, "--version"])).stdout.trim();
  return version === "" ? undefined : { version, files: { linux: program }, modules: `/usr/lib/uml/modules/${version}` };
}

/** One that was fetched earlier; the newest, should there be several. */
async function cachedKernel(): Promise<Kernel | undefined> {
  const versions = await readdir(kernelsDirectory()).catch(() => []);
  const version = versions.filter((name) => /^\d+\.\d+\.\d+$/.test(name)).sort((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
  if (version === undefined) return undefined;
  const directory = join(kernelsDirectory(), version);
  const names = await readdir(join(directory, "kernel"));
  return { version, files: Object.fromEntries(names.map((name) => [name, join(directory, "kernel", name)])), modules: join(directory, "modules") };
}

function kernelsDirectory(): string {
  return join(cacheDirectory(), "kernels", fetchedSuite);
}

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ok, type Result } from "../diagnostics";
import { fetchKernel } from "./fetched-kernel";
import { findProgram, run } from "./host-program";
import { type FetchedSuite, type KernelChoice } from "./kernel-choice";
import { takeLock } from "./lock";
import { cacheDirectory } from "./places";
import { ensurePackages, type Progress } from "./prerequisites";
import { labFiles } from "./seed";

/** A UML kernel that machines of a lab run. */
export interface Kernel {
  /** Which it is; not always the one that was asked for ({@link ensureKernel}). */
  readonly name: KernelChoice;
  /** As `uname -r` says in a machine. */
  readonly version: string;
  /** Files that a lab keeps in a directory of the kernel's own (`labFiles.kernel`): the program `linux`, and beside it the C library that it needs where the machine's own is older. */
  readonly files: Readonly<Record<string, string>>;
  /** Directory of its modules. */
  readonly modules: string;
}

/** What versions of the suites begin with; a machine whose own is one of these needs no other. */
const VERSIONS: Readonly<Record<FetchedSuite, string>> = { trixie: "6.12.", forky: "7." };

/** Gets the kernel unless it is here; where this machine's mirror has none, the next one that it can have. */
export async function ensureKernel(choice: KernelChoice, onProgress: Progress): Promise<Result<Kernel>> {
  if (choice !== "installed") {
    const own = await installedKernel();
    if (own?.version.startsWith(VERSIONS[choice]) === true) return ok(own);
    const fetched = (await cachedKernel(choice)) ?? (await fetchOnce(choice, onProgress));
    if (fetched !== undefined) return ok(fetched);
    return ensureKernel(choice === "forky" ? "trixie" : "installed", onProgress);
  }
  const packages = await ensurePackages({ kernel: true, buildImage: false, compile: false }, onProgress);
  if (!packages.ok) return packages;
  const installed = await installedKernel();
  if (installed === undefined) throw new Error("linux.uml is installed, but does not say its version");
  return ok(installed);
}

async function fetchOnce(suite: FetchedSuite, onProgress: Progress): Promise<Kernel | undefined> {
  await mkdir(cacheDirectory(), { recursive: true });
  const lock = await takeLock(join(cacheDirectory(), "kernel.lock"), 600);
  try {
    const byAnother = await cachedKernel(suite);
    if (byAnother !== undefined) return byAnother;
    const problem = await fetchKernel(suite, kernelsDirectory(suite), onProgress);
    if (problem !== undefined) onProgress(`no kernel of Debian's ${suite} to be had (${problem}): using another, on which programs start half as fast`);
    return problem === undefined ? await cachedKernel(suite) : undefined;
  } finally {
    await lock?.release();
  }
}

async function installedKernel(): Promise<Kernel | undefined> {
  const program = findProgram("linux.uml");
  if (program === undefined) return undefined;
  const version = (await run([program, "--version"])).stdout.trim();
  return version === "" ? undefined : { name: "installed", version, files: { linux: program }, modules: `/usr/lib/uml/modules/${version}` };
}

/** One that was fetched earlier; the newest, should there be several. */
async function cachedKernel(suite: FetchedSuite): Promise<Kernel | undefined> {
  const versions = await readdir(kernelsDirectory(suite)).catch(() => []);
  const version = versions.filter((name) => /^\d+\.\d+\.\d+$/.test(name)).sort((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
  if (version === undefined) return undefined;
  const directory = join(kernelsDirectory(suite), version);
  const home = join(directory, labFiles.kernel(suite));
  const names = await readdir(home);
  return { name: suite, version, files: Object.fromEntries(names.map((name) => [name, join(home, name)])), modules: join(directory, "modules") };
}

function kernelsDirectory(suite: FetchedSuite): string {
  return join(cacheDirectory(), "uml-kernels", suite);
}

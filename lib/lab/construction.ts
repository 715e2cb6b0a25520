import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ok, type Result } from "../diagnostics";
import { ensureImage, locateImage } from "./image";
import { type Site } from "./machine";
import { layCables, openNamespace } from "./namespace";
import { labDirectory, labsDirectory } from "./places";
import { ensurePackages, type Progress } from "./prerequisites";
import { killAll } from "./processes";
import { readRecord, writeRecord, type LabRecord } from "./record";
import { ensureKernel, type Kernel } from "./kernel";
import { type KernelChoice } from "./kernel-choice";
import { ensureRepairs, locateRepairs } from "./kernel-repairs";
import { labFiles, writeSeeds } from "./seed";
import { knownHosts, sshConfig } from "./ssh-config";
import { type Topology } from "./topology";

/** What a lab is made from. */
export interface Materials {
  /** By what was asked for. */
  readonly kernels: ReadonlyMap<KernelChoice, Kernel>;
  readonly image: string;
  readonly repairs: string;
}

/** What somebody wants a lab to be. */
export interface Plan {
  readonly topology: Topology;
  readonly kernel: KernelChoice;
}

/** The kernels that machines of a lab run. */
export function kernelsOf({ topology, kernel }: Plan): KernelChoice[] {
  return [...new Set(Object.values(topology.nodes).map((node) => node.kernel ?? kernel))];
}

/** Gets the machine ready for labs with these kernels: packages, the kernels, the repairs to them, and one image for all. */
export async function prepareMaterials(choices: readonly KernelChoice[], onProgress: Progress): Promise<Result<Materials>> {
  // The image's name depends on the kernels' versions, so the kernels come first.
  const kernels = new Map<KernelChoice, Kernel>();
  for (const choice of choices) {
    const kernel = await ensureKernel(choice, onProgress);
    if (!kernel.ok) return kernel;
    kernels.set(choice, kernel.value);
  }
  const purpose = { kernel: false, buildImage: !(await locateImage([...kernels.values()])).built, compile: !(await locateRepairs()).compiled };
  const packages = await ensurePackages(purpose, onProgress);
  if (!packages.ok) return packages;
  const repairs = await ensureRepairs();
  if (!repairs.ok) return repairs;
  const image = await ensureImage([...kernels.values()], onProgress);
  return image.ok ? ok({ kernels, image: image.value, repairs: repairs.value }) : image;
}

/** Lays out a new lab, everything but its machines. What stood in its place is cleared away. */
export async function construct(name: string, { topology, kernel }: Plan, materials: Materials): Promise<Result<Site>> {
  const directory = labDirectory(name);
  await clear(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft: LabRecord = { id: randomUUID(), phase: "starting", holder: 0, topology, kernel, since: new Date().toISOString() };
  // Before the first process, so that even a lab whose creator is killed on the next line can be cleared away.
  await writeRecord(directory, draft);
  await lend(materials.image, join(directory, labFiles.image));
  await copyFile(materials.repairs, join(directory, labFiles.repairs));
  await lendKernels(directory, materials.kernels);
  const [publicKeys, holder] = await Promise.all([writeSeeds(directory, topology), openNamespace(draft.id)]);
  if (!holder.ok) return holder;
  await writeRecord(directory, { ...draft, holder: holder.value });
  await layCables(holder.value, topology);
  const site: Site = { id: draft.id, directory, holder: holder.value, topology, kernel };
  await writeFile(join(directory, labFiles.knownHosts), knownHosts(topology, publicKeys));
  await writeFile(join(directory, labFiles.sshConfig), sshConfig(site));
  return ok(site);
}

/** Removes a lab or its ruin; false when there was nothing. */
export async function clear(directory: string): Promise<boolean> {
  const record = await readRecord(directory);
  if (record !== undefined) await killAll(record.id);
  const there = await stat(directory).then(
    () => true,
    () => false,
  );
  await rm(directory, { recursive: true, force: true });
  return there;
}

/** The file whose lock stands for bringing this lab up or down. It stays: removing it would let two in at once. */
export async function lockFile(name: string): Promise<string> {
  const file = join(labsDirectory(), ".locks", name);
  await mkdir(dirname(file), { recursive: true });
  return file;
}

async function lendKernels(directory: string, kernels: Materials["kernels"]): Promise<void> {
  const byName = new Map([...kernels.values()].map((kernel) => [kernel.name, kernel]));
  for (const { name, files } of byName.values()) {
    const home = join(directory, labFiles.kernel(name));
    await mkdir(home, { recursive: true });
    for (const [file, source] of Object.entries(files)) await lend(source, join(home, file));
  }
  // Where another had to do.
  for (const [asked, { name }] of kernels) if (asked !== name) await symlink(labFiles.kernel(name), join(directory, labFiles.kernel(asked)));
}

// A second name for the file's inode, so that a lab can boot again after the cache was emptied.
async function lend(file: string, target: string): Promise<void> {
  await link(file, target).catch(() => symlink(file, target));
}

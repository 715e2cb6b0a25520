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
import { ensureRepairs, locateRepairs } from "./kernel-repairs";
import { labFiles, writeSeeds } from "./seed";
import { knownHosts, sshConfig } from "./ssh-config";
import { type Topology } from "./topology";

/** What a lab is made from. */
export interface Materials {
  readonly kernel: Kernel;
  readonly image: string;
  readonly repairs: string;
}

/** Gets the machine ready for any lab: packages, UML kernel, the repairs to it, and image. */
export async function prepareMaterials(onProgress: Progress): Promise<Result<Materials>> {
  // The image's name depends on the kernel's version, so the kernel comes first.
  const kernel = await ensureKernel(onProgress);
  if (!kernel.ok) return kernel;
  const purpose = { kernel: false, buildImage: !(await locateImage(kernel.value)).built, compile: !(await locateRepairs()).compiled };
  const packages = await ensurePackages(purpose, onProgress);
  if (!packages.ok) return packages;
  const repairs = await ensureRepairs();
  if (!repairs.ok) return repairs;
  const image = await ensureImage(kernel.value, onProgress);
  return image.ok ? ok({ kernel: kernel.value, image: image.value, repairs: repairs.value }) : image;
}

/** Lays out a new lab, everything but its machines. What stood in its place is cleared away. */
export async function construct(name: string, topology: Topology, materials: Materials): Promise<Result<Site>> {
  const directory = labDirectory(name);
  await clear(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft: LabRecord = { id: randomUUID(), phase: "starting", holder: 0, topology, since: new Date().toISOString() };
  // Before the first process, so that even a lab whose creator is killed on the next line can be cleared away.
  await writeRecord(directory, draft);
  await lend(materials.image, join(directory, labFiles.image));
  await copyFile(materials.repairs, join(directory, labFiles.repairs));
  await mkdir(join(directory, labFiles.kernel));
  for (const [name, file] of Object.entries(materials.kernel.files)) await lend(file, join(directory, labFiles.kernel, name));
  const [publicKeys, holder] = await Promise.all([writeSeeds(directory, topology), openNamespace(draft.id)]);
  if (!holder.ok) return holder;
  await writeRecord(directory, { ...draft, holder: holder.value });
  await layCables(holder.value, topology);
  const site: Site = { id: draft.id, directory, holder: holder.value, topology };
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

// A second name for the file's inode, so that a lab can boot again after the cache was emptied.
async function lend(file: string, target: string): Promise<void> {
  await link(file, target).catch(() => symlink(file, target));
}

import { createHash } from "node:crypto";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type KernelChoice } from "./kernel-choice";
import { labsDirectory } from "./places";
import { labFiles } from "./seed";
import { parseTopology, type Topology } from "./topology";

/** What a lab writes down about itself, so that any later process can find and clear all of it. */
export interface LabRecord {
  /** Random, per `up`; every process of the lab has it in its environment. */
  readonly id: string;
  /** `starting` until every node was reachable once; what is left in it is a ruin. */
  readonly phase: "starting" | "up";
  /** 0 until there is a namespace. */
  readonly holder: number;
  readonly topology: Topology;
  /** The kernel that was asked for. */
  readonly kernel: KernelChoice;
  /** ISO 8601. */
  readonly since: string;
}

/** Written whole or not at all. */
export async function writeRecord(directory: string, record: LabRecord): Promise<void> {
  const temporary = join(directory, `${labFiles.record}.part`);
  await writeFile(temporary, JSON.stringify(record, undefined, 2) + "\n");
  await rename(temporary, join(directory, labFiles.record));
}

/** The record of a lab; undefined when there is none, or none that can be read. */
export async function readRecord(directory: string): Promise<LabRecord | undefined> {
  try {
    const raw = JSON.parse(await readFile(join(directory, labFiles.record), "utf8")) as LabRecord;
    const topology = parseTopology(raw.topology);
    return topology.ok && typeof raw.id === "string" ? { ...raw, topology: topology.value } : undefined;
  } catch {
    return undefined;
  }
}

/** The names of all labs that left a directory. */
export async function labNames(): Promise<string[]> {
  const entries = await readdir(labsDirectory(), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map((entry) => entry.name).sort();
}

/** Are two topologies the same site, whatever its machines run? */
export function sameTopology(one: Topology, other: Topology): boolean {
  return digest(one) === digest(other);
}

function digest(topology: Topology): string {
  const nodes = Object.entries(topology.nodes).map(([name, { kernel: _, ...node }]) => [name, node]);
  return createHash("sha256").update(JSON.stringify({ ...topology, nodes })).digest("hex");
}

import { availableParallelism } from "node:os";
import { join } from "node:path";
import { all, failed, ok, type Result } from "../diagnostics";
import { clear, construct, kernelsOf, lockFile, prepareMaterials, type Plan } from "./construction";
import { labFindings } from "./findings";
import { type Forward, openForward } from "./forward";
import { takeLock } from "./lock";
import { usualKernel, type KernelChoice } from "./kernel-choice";
import { type Site } from "./machine";
import { cablesOf, moveCable } from "./namespace";
import { LabNode } from "./node";
import { labDirectory } from "./places";
import { type Progress } from "./prerequisites";
import { belongsToLab } from "./processes";
import { readRecord, sameTopology, writeRecord, type LabRecord } from "./record";
import { labFiles } from "./seed";
import { managementAddress, parseTopology, type Topology, type TopologyInput } from "./topology";

/** How a lab is brought up. */
export interface UpOptions {
  /** Labs of different names run side by side. @default "default" */
  readonly name?: string;
  /** What its machines run, but those for which the topology says otherwise; a lab that is up already keeps what it has. @default CDKTF_LVS_LAB_KERNEL, or Debian 13's */
  readonly kernel?: KernelChoice;
  readonly onProgress?: Progress;
}

/** How many machines boot at a time: with more of them each would take longer than it is given. */
const BOOTING_AT_A_TIME = 4 * availableParallelism();

/** A disposable datacentre: machines with real kernels, joined by switches, in a namespace of their own. */
export class Lab {
  readonly nodes: readonly LabNode[];

  private constructor(
    readonly name: string,
    private readonly site: Site,
  ) {
    this.nodes = Object.keys(site.topology.nodes).map((node) => new LabNode(site, node));
  }

  /**
   * Brings a lab up, installing and building first whatever this machine lacks. A lab that is up already is completed: nodes
   * that are off are switched on. The ruin of one whose creator died is cleared away.
   */
  static async up(topology: TopologyInput, { name = "default", kernel = usualKernel(), onProgress = () => undefined }: UpOptions = {}): Promise<Result<Lab>> {
    const parsed = parseTopology(topology);
    if (!parsed.ok) return parsed;
    if (!isLabName(name)) return failed(labFindings.badName(name));
    const lock = await takeLock(await lockFile(name), 0);
    if (lock === undefined) return failed(labFindings.busy(name));
    try {
      const lab = await Lab.findOrConstruct(name, { topology: parsed.value, kernel }, onProgress);
      if (!lab.ok) return lab;
      const booted = await lab.value.bootAll(onProgress);
      if (!booted.ok) return booted;
      await lab.value.markUp();
      return lab;
    } finally {
      await lock.release();
    }
  }

  /** A lab that is up. */
  static async attach(name = "default"): Promise<Result<Lab>> {
    const record = await readRecord(labDirectory(name));
    return record !== undefined && (await isAlive(record))
      ? ok(new Lab(name, siteOf(name, record)))
      : failed(labFindings.noSuchLab(name));
  }

  /** Removes a lab, or what is left of one: machines, namespace, directory. False when there was nothing. */
  static async down(name = "default"): Promise<Result<boolean>> {
    if (!isLabName(name)) return failed(labFindings.badName(name));
    const lock = await takeLock(await lockFile(name), 10);
    if (lock === undefined) return failed(labFindings.busy(name));
    try {
      return ok(await clear(labDirectory(name)));
    } finally {
      await lock.release();
    }
  }

  /** The directory everything of this lab is in. */
  get directory(): string {
    return this.site.directory;
  }

  /** For `ssh -F`; nodes are known in it by their names. */
  get sshConfigPath(): string {
    return join(this.site.directory, labFiles.sshConfig);
  }

  get topology(): Topology {
    return this.site.topology;
  }

  /** A node by its name. @throws on a name the topology has not. */
  node(name: string): LabNode {
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new Error(`no node ${name} among ${this.nodes.map((other) => other.name).join(", ")}`);
    return node;
  }

  /** The same for a name from outside. */
  find(name: string): Result<LabNode> {
    const node = this.nodes.find((candidate) => candidate.name === name);
    const names = this.nodes.map((other) => other.name);
    return node === undefined ? failed(labFindings.noSuchNode(name, names)) : ok(node);
  }

  /** Pulls a cable out of its switch: the node's carrier stays, its packets go nowhere. */
  cutCable(node: string, iface: string): Promise<void> {
    return moveCable(this.site.holder, this.cable(node, iface), "unplugged");
  }

  /** Puts a cable back. */
  plugCable(node: string, iface: string): Promise<void> {
    return moveCable(this.site.holder, this.cable(node, iface), "plugged");
  }

  /** Opens a port of this machine's loopback that leads to a node's, over TCP and UDP, until it is stopped. @param own 0 takes a free one */
  forward(node: string, port: number, own = 0): Promise<Forward> {
    return openForward({ holder: this.site.holder, address: managementAddress(this.site.topology, node), port }, own);
  }

  /** Removes this lab. */
  async down(): Promise<void> {
    const removed = await Lab.down(this.name);
    if (!removed.ok) throw new Error(removed.findings.map((finding) => finding.summary).join("; "));
  }

  private cable(node: string, iface: string) {
    const cable = cablesOf(this.site.topology, node).find((candidate) => candidate.interface === iface);
    if (cable === undefined) throw new Error(`${node} has no interface ${iface}`);
    return cable;
  }

  private static async findOrConstruct(name: string, plan: Plan, onProgress: Progress): Promise<Result<Lab>> {
    const found = await readRecord(labDirectory(name));
    if (found?.phase === "up" && (await isAlive(found))) {
      if (!sameTopology(found.topology, plan.topology)) return failed(labFindings.otherTopology(name));
      onProgress(`lab ${name} is there already`);
      return ok(new Lab(name, siteOf(name, found)));
    }
    const materials = await prepareMaterials(kernelsOf(plan), onProgress);
    if (!materials.ok) return materials;
    onProgress("laying the networks and making keys");
    const site = await construct(name, plan, materials.value);
    return site.ok ? ok(new Lab(name, site.value)) : site;
  }

  private async bootAll(onProgress: Progress): Promise<Result<void>> {
    const running = await Promise.all(this.nodes.map((node) => node.isRunning()));
    const off = this.nodes.filter((_, index) => running[index] === false);
    if (off.length > 0) onProgress(`booting ${off.map((node) => node.name).join(", ")}`);
    const results: Result<void>[] = [];
    const left = [...this.nodes];
    const bootInTurn = async (): Promise<void> => {
      for (let node = left.shift(); node !== undefined; node = left.shift()) {
        const booted = await node.boot();
        results.push(booted);
        if (!booted.ok) continue;
        onProgress(`${node.name} answers`);
        await node.waitUntilSettled();
      }
    };
    await Promise.all(Array.from({ length: BOOTING_AT_A_TIME }, bootInTurn));
    const booted = all(results);
    return booted.ok ? ok(undefined) : booted;
  }

  private async markUp(): Promise<void> {
    const record = await readRecord(this.directory);
    if (record !== undefined) await writeRecord(this.directory, { ...record, phase: "up" });
  }
}

/** The holder keeps the namespace open; without it there is no lab, whatever still runs. */
function isAlive(record: LabRecord): Promise<boolean> {
  return belongsToLab(record.holder, record.id);
}

function siteOf(name: string, record: LabRecord): Site {
  return { id: record.id, directory: labDirectory(name), holder: record.holder, topology: record.topology, kernel: record.kernel };
}

function isLabName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/.test(name);
}

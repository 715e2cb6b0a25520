import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { failed, ok, renderFinding, type Finding, type Result } from "../diagnostics";
import { defaultTopology, endPrograms, Lab, labFindings, labNames, labStatus, type KernelChoice, type LabNode, type LabStatus, type TopologyInput } from "../lab";

/** What the lab's commands exit with; `exec` and `ssh` pass on the command's own code. */
const labExitCodes = { done: 0, failed: 1, usage: 2, absent: 3, partly: 4 } as const;

/** Which lab. */
export interface LabOptions {
  readonly name: string;
}

/** What a lab is made of. */
export interface TopologyOptions {
  readonly topology?: string;
  readonly kernel?: KernelChoice;
}

export async function up({ name }: LabOptions, { topology, kernel }: TopologyOptions): Promise<void> {
  const say = narrator();
  stopOnInterrupt(say);
  const input = topology === undefined ? ok(defaultTopology) : await readTopology(topology);
  const lab = unwrap(input.ok ? await Lab.up(input.value, { name, ...(kernel === undefined ? {} : { kernel }), onProgress: say }) : input);
  if (lab === undefined) return;
  say(`lab ${lab.name} is up`);
  console.log(`Reach a node with: ssh -F ${JSON.stringify(lab.sshConfigPath)} ${lab.nodes[0]?.name ?? "NODE"}`);
}

export async function down({ name }: LabOptions): Promise<void> {
  const removed = unwrap(await Lab.down(name));
  if (removed !== undefined) console.error(removed ? `lab ${name} is gone` : `there was no lab ${name}`);
}

export async function shell(lab: LabOptions, node: string): Promise<void> {
  await withNode(lab, node, (found) => found.session());
}

export async function exec(lab: LabOptions, node: string, command: readonly string[]): Promise<void> {
  await withNode(lab, node, (found) => found.passThrough(command));
}

export async function kill(lab: LabOptions, node: string): Promise<void> {
  await withNode(lab, node, async (found) => {
    await found.kill();
    return labExitCodes.done;
  });
}

export async function boot(lab: LabOptions, name: string): Promise<void> {
  await withNode(lab, name, async (node) => {
    const say = narrator();
    if (await node.isRunning()) {
      say(`${name} is on already`);
      return labExitCodes.done;
    }
    say(`booting ${name}`);
    const booted = await node.boot();
    unwrap(booted);
    if (!booted.ok) return labExitCodes.failed;
    say(`${name} answers`);
    return labExitCodes.done;
  });
}

export async function status({ name }: LabOptions, json: boolean): Promise<void> {
  const found = await labStatus(name);
  console.log(json ? JSON.stringify(found, undefined, 2) : renderStatus(found, await labNames()));
  process.exitCode = { up: labExitCodes.done, partly: labExitCodes.partly, ruin: labExitCodes.partly, absent: labExitCodes.absent }[found.state];
}

export async function sshConfig({ name }: LabOptions): Promise<void> {
  const found = unwrap(await Lab.attach(name));
  if (found !== undefined) console.log(found.sshConfigPath);
}

/** Until Ctrl-C. */
export async function forward({ name }: LabOptions, nodeName: string, { port, listen }: { readonly port: number; readonly listen: number }): Promise<void> {
  const found = unwrap(await Lab.attach(name));
  const node = found === undefined ? undefined : unwrap(found.find(nodeName));
  if (found === undefined || node === undefined) return;
  const forwarded = unwrap(await opened(() => found.forward(node.name, port, listen), listen));
  if (forwarded === undefined) return;
  console.log(`127.0.0.1:${forwarded.port}`);
  await once(process, "SIGINT");
  await forwarded.stop();
}

async function opened<T>(open: () => Promise<T>, port: number): Promise<Result<T>> {
  try {
    return ok(await open());
  } catch (problem) {
    if (port === 0 || !(problem instanceof Error && "code" in problem)) throw problem;
    return failed(labFindings.portNotFree(port, problem.message));
  }
}

export function topology(): void {
  console.log(JSON.stringify(defaultTopology, undefined, 2));
}

/** A lab's status as a person reads it. */
function renderStatus(status: LabStatus, names: readonly string[]): string {
  const others = names.filter((name) => name !== status.name);
  const lines = [`lab ${status.name}: ${status.state}${status.state === "ruin" ? " (clear it with lab down)" : ""}`];
  for (const node of status.nodes) {
    const links = node.links.map((link) => `${link.interface} ${link.network} ${link.addresses.join(" ")}`.trim());
    lines.push(`  ${node.name.padEnd(10)}${node.state.padEnd(9)}${node.role.padEnd(13)}${[`mgmt0 ${node.address}`, ...links].join(" · ")}`);
  }
  if (others.length > 0) lines.push(`other labs: ${others.join(", ")}`);
  return lines.join("\n");
}

async function withNode({ name: labName }: LabOptions, name: string, act: (node: LabNode) => Promise<number>): Promise<void> {
  const lab = unwrap(await Lab.attach(labName));
  if (lab === undefined) return;
  const node = unwrap(lab.find(name));
  if (node !== undefined) process.exitCode = await act(node);
}

// Prints what went wrong and sets the exit code; undefined then.
function unwrap<T>(result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  for (const finding of result.findings) console.error(renderFinding(finding));
  process.exitCode = result.findings.some(isAbsence) ? labExitCodes.absent : labExitCodes.failed;
  return undefined;
}

function isAbsence(finding: Finding): boolean {
  return finding.code === "LVS953";
}

// Ctrl-C while the image is being built: let the builder clear up its temporary files.
function stopOnInterrupt(say: (message: string) => void): void {
  process.once("SIGINT", () => {
    say("stopping; what was begun is cleared away by the next lab up, or by lab down");
    endPrograms();
    setTimeout(() => process.exit(130), 2000);
  });
}

function narrator(): (message: string) => void {
  const began = Date.now();
  return (message) => console.error(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${message}`);
}

async function readTopology(file: string): Promise<Result<TopologyInput>> {
  const path = resolve(file);
  try {
    if (path.endsWith(".json")) return ok(JSON.parse(await readFile(path, "utf8")) as TopologyInput);
    // A module may have been written for either module system: its default export may stand one level deeper.
    const module = (await import(pathToFileURL(path).href)) as { default: TopologyInput | { default: TopologyInput } };
    return ok("default" in module.default ? module.default.default : module.default);
  } catch (problem) {
    return failed(labFindings.unreadableTopology(path, problem instanceof Error ? problem.message : String(problem)));
  }
}

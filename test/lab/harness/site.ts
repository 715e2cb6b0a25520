import { rm } from "node:fs/promises";
import { join } from "node:path";
import { defaultTopology, Lab, type KernelChoice, type LabNode, type TopologyInput, usualKernel } from "../../../lib/lab";
import { labDirectory } from "../../../lib/lab/places";
import { readRecord } from "../../../lib/lab/record";
import { labFiles } from "../../../lib/lab/seed";
import { type Result } from "../../../lib/diagnostics";
import { pace } from "../../pace";
import { claimSite } from "./claim";

/** Of the kernels at hand the one on which programs start fastest; it has no packet filter. */
const FAST: KernelChoice = "forky";

/** One with iptables, on which all programs take twice as long. */
const WITH_PACKET_FILTER: KernelChoice = "trixie";

/** What the one with a packet filter needs to run every change there is one after the other. */
const ROOMY_MIB = 256;

/** The two for sites that a test lays out itself. */
export const fastKernel = whoeverSaysOtherwise(FAST);
export const kernelWithPacketFilter = whoeverSaysOtherwise(WITH_PACKET_FILTER);

/** What the labs of the tests run, so that one image can be made for all of them. */
export const siteKernels: readonly KernelChoice[] = [...new Set([kernelWithPacketFilter, fastKernel])];

/**
 * The default site: lvs1, lvs2, web1, web2, web3, client; brought up by the first file that asks, for this file alone while it runs. What an earlier
 * file left on its hosts is still there: see {@link bareHosts}. No host has a packet filter.
 */
export function site(): Promise<Lab> {
  return siteWhere(() => fastKernel);
}

/** The same where the routers have iptables, or all hosts but the client. */
export function siteWithPacketFilter(on: "routers" | "hosts"): Promise<Lab> {
  return siteWhere((role) => (role === "router" || (role === "real-server" && on === "hosts") ? kernelWithPacketFilter : fastKernel));
}

async function siteWhere(kernelOf: (role: string) => KernelChoice): Promise<Lab> {
  const nodes = Object.entries(defaultTopology.nodes).map(([name, node]) => [name, { ...node, kernel: kernelOf(node.role), memory: kernelOf(node.role) === kernelWithPacketFilter ? ROOMY_MIB : node.memory }] as const);
  const topology: TopologyInput = { ...defaultTopology, nodes: Object.fromEntries(nodes) };
  const suits = async (name: string): Promise<boolean> => {
    const there = (await readRecord(labDirectory(name)))?.topology.nodes;
    return there !== undefined && nodes.every(([node, { kernel }]) => there[node]?.kernel === kernel);
  };
  const name = await claimSite(suits);
  if (!(await suits(name))) must(await Lab.down(name));
  return must(await Lab.up(topology, { name }));
}

/** Whoever wants all labs to run one kernel says so. */
function whoeverSaysOtherwise(kernel: KernelChoice): KernelChoice {
  return process.env["CDKTF_LVS_LAB_KERNEL"] === undefined ? kernel : usualKernel();
}

/** Routers and real servers as Debian's installer leaves them: those that carry anything of ours get a new disk and boot again. */
export async function bareHosts(lab: Lab): Promise<void> {
  const dirty = await Promise.all(deployable(lab).map(async (node) => ({ node, clean: (await node.exec(`test ! -e /var/lib/lvs && test ! -e ${SPOILT}`)).code === 0 })));
  await Promise.all(dirty.filter(({ clean }) => !clean).map(({ node }) => withNewDisk(lab, node)));
}

/** Says that a test changes a host in ways of its own, so that {@link bareHosts} doesn't take it for new later on. */
export async function spoil(...nodes: readonly LabNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.must(["touch", SPOILT])));
}

const SPOILT = "/var/lib/lab/spoilt";

/** The nodes that a deployment may change. */
export function deployable(lab: Lab): LabNode[] {
  return lab.nodes.filter(({ name }) => lab.topology.nodes[name]?.role !== "client");
}

async function withNewDisk(lab: Lab, node: LabNode): Promise<void> {
  await node.kill();
  await rm(join(lab.directory, labFiles.disk(node.name)));
  await powerOn(node);
}

/** Switches a machine on and waits until its systemd has started everything. */
export async function powerOn(node: LabNode): Promise<void> {
  must(await node.boot());
  await node.waitUntilSettled();
}

/** Asks until it is so. @throws after `withinMs`, or longer on a slow machine, naming what was waited for. */
export async function eventually(what: string, isSo: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs * pace;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${Math.round(withinMs * pace)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The value of a result that has to be one. @throws with its findings. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.findings.map(({ summary }) => summary).join("; "));
}

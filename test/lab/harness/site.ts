import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Lab, type LabNode, defaultTopology } from "../../../lib/lab";
import { labFiles } from "../../../lib/lab/seed";
import { type Result } from "../../../lib/diagnostics";
import { claimSite } from "./claim";

/** The default site: lvs1, lvs2, web1, web2, web3, client; brought up by the first file that asks, for this file alone while it runs. What an earlier file left on its hosts is still there: see {@link bareHosts}. */
export async function site(): Promise<Lab> {
  return must(await Lab.up(defaultTopology, { name: await claimSite() }));
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

/** Asks until it is so. @throws after `withinMs`, naming what was waited for. */
export async function eventually(what: string, isSo: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The value of a result that has to be one. @throws with its findings. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.findings.map(({ summary }) => summary).join("; "));
}

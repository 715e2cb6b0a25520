import { type KernelChoice } from "./kernel-choice";
import { Lab } from "./lab";
import { type LabNode } from "./node";
import { labDirectory } from "./places";
import { labNames, readRecord } from "./record";

/** What is true of a node right now. */
export interface NodeStatus {
  readonly name: string;
  readonly role: string;
  readonly address: string;
  /** `off`: no process; `booting`: a process, but sshd does not greet yet. */
  readonly state: "off" | "booting" | "up";
  /** Where it is not the lab's. */
  readonly kernel?: KernelChoice;
  readonly links: readonly { readonly interface: string; readonly network: string; readonly addresses: readonly string[] }[];
}

/** What is true of a lab right now. */
export interface LabStatus {
  readonly name: string;
  /** `up`: every node is; `partly`: some; `ruin`: its creator died or the machine was restarted, `lab down` clears it. */
  readonly state: "up" | "partly" | "ruin" | "absent";
  readonly directory: string;
  readonly sshConfig?: string;
  /** The kernel that was asked for when it was brought up; nodes may have others. */
  readonly kernel?: KernelChoice;
  readonly since?: string;
  readonly nodes: readonly NodeStatus[];
}

/** Looks at one lab. Never fails: what is not there is `absent`. */
export async function labStatus(name = "default"): Promise<LabStatus> {
  const directory = labDirectory(name);
  const lab = await Lab.attach(name);
  if (!lab.ok) return { name, state: (await labNames()).includes(name) ? "ruin" : "absent", directory, nodes: [] };
  const record = await readRecord(directory);
  const nodes = await Promise.all(lab.value.nodes.map((node) => nodeStatus(lab.value, node)));
  const up = nodes.every((node) => node.state === "up");
  return {
    name,
    state: record?.phase !== "up" ? "ruin" : up ? "up" : "partly",
    directory,
    sshConfig: lab.value.sshConfigPath,
    ...(record === undefined ? {} : { kernel: record.kernel, since: record.since }),
    nodes,
  };
}

async function nodeStatus(lab: Lab, node: LabNode): Promise<NodeStatus> {
  const description = lab.topology.nodes[node.name];
  const state = !(await node.isRunning()) ? "off" : (await node.greets()) ? "up" : "booting";
  return { name: node.name, role: description?.role ?? "client", address: node.address, state, links: description?.links ?? [], ...(description?.kernel === undefined ? {} : { kernel: description.kernel }) };
}

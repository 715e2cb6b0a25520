import { spawn } from "node:child_process";
import { failed, ok, type Result } from "../diagnostics";
import { labFindings } from "./findings";
import { run } from "./host-program";
import { labVariable } from "./processes";
import { type Topology } from "./topology";

/** The words that put a command into the lab's user and network namespace. */
export function enter(holder: number): string[] {
  return ["nsenter", "--target", String(holder), "--user", "--net", "--preserve-credentials"];
}

/**
 * Makes a user and network namespace of this user's own and a process that holds it open after we are gone.
 *
 * @returns the holder's pid.
 */
export function openNamespace(labId: string): Promise<Result<number>> {
  // The switches themselves have nothing to say on the lab's networks.
  const quiet = "for f in default all; do echo 1 >/proc/sys/net/ipv6/conf/$f/disable_ipv6; done 2>/dev/null";
  const script = `${quiet}; echo ready; exec sleep infinity >/dev/null 2>&1`;
  const env = { ...process.env, [labVariable]: labId };
  // cwd "/": the holder must not keep a directory busy that somebody wants to unmount.
  const child = spawn("unshare", ["--user", "--map-root-user", "--net", "sh", "-c", script], {
    cwd: "/",
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString("utf8")));
  return new Promise((resolve) => {
    child.on("error", (problem) => resolve(failed(labFindings.noNamespaces(problem.message))));
    child.on("exit", () => resolve(failed(labFindings.noNamespaces(complaint.trim() || "unshare ended"))));
    child.stdout.once("data", () => {
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
      if (child.pid !== undefined) resolve(ok(child.pid));
    });
  });
}

/** Lays the networks and cables of a topology. */
export async function layCables(holder: number, topology: Topology): Promise<void> {
  await ipBatch(holder, cableCommands(topology));
}

/** Takes one cable out of its switch, or puts it back. */
export async function moveCable(holder: number, cable: Cable, position: "plugged" | "unplugged"): Promise<void> {
  await ipBatch(holder, [`link set ${cable.port} ${position === "plugged" ? `master ${bridgeName(cable.network)}` : "nomaster"}`]);
}

/** One end in the switch (a bridge), the other in the machine. */
export interface Cable {
  readonly network: string;
  readonly interface: string;
  /** The device in the bridge. */
  readonly port: string;
  /** The device the machine has its packet socket on. */
  readonly plug: string;
  readonly mac: string;
}

/** The cables of a node, mgmt0 first, in the order the machine numbers its interfaces. */
export function cablesOf(topology: Topology, node: string): Cable[] {
  const number = Object.keys(topology.nodes).indexOf(node) + 1;
  const links = topology.nodes[node]?.links ?? [];
  const all = [{ interface: "mgmt0", network: managementNetwork }, ...links];
  return all.map((link, index) => ({
    network: link.network,
    interface: link.interface,
    port: `${node}.${index}`,
    plug: `${node}.${index}p`,
    // 02: locally administered; 77: ours.
    mac: ["02", "77", "00", hex(index), "00", hex(number)].join(":"),
  }));
}

/** What `ip -batch` gets to build the networks of a topology. */
export function cableCommands(topology: Topology): string[] {
  const commands = ["link set lo up"];
  for (const network of [managementNetwork, ...topology.networks]) {
    // No spanning tree, no delay, no multicast snooping: VRRP adverts go everywhere from the first packet on.
    commands.push(`link add ${bridgeName(network)} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`);
    commands.push(`link set ${bridgeName(network)} up`);
  }
  commands.push(`address add ${topology.management.replace(/0\/24$/, "1/24")} dev ${bridgeName(managementNetwork)}`);
  for (const node of Object.keys(topology.nodes)) {
    for (const cable of cablesOf(topology, node)) {
      commands.push(`link add ${cable.port} type veth peer name ${cable.plug}`);
      // Split what a sender wants split: machines take no frame above the MTU, and cut off what is longer (30 s for 3 MB).
      commands.push(`link set ${cable.port} gso_max_segs 1 master ${bridgeName(cable.network)} up`);
      commands.push(`link set ${cable.plug} gso_max_segs 1 up`);
    }
  }
  return commands;
}

// Not a network name a topology can have: those don't begin with a digit.
const managementNetwork = "0mgmt";

function bridgeName(network: string): string {
  return `br-${network}`;
}

async function ipBatch(holder: number, commands: readonly string[]): Promise<void> {
  const outcome = await run([...enter(holder), "ip", "-batch", "-"], { stdin: commands.join("\n") + "\n", timeoutMs: 30_000 });
  if (outcome.code !== 0) throw new Error(`ip refused the lab's cables: ${outcome.stderr}`);
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0");
}

import { z } from "zod";
import { failed, ok, type Finding, type Result } from "../diagnostics";
import { formatIpAddress, parseCidr, parseIpAddress } from "../net";
import { labFindings } from "./findings";
import { kernelChoices } from "./kernel-choice";

// Names become Linux device names of at most 15 characters, with a prefix or suffix of ours.
const nodeName = z.string().regex(/^[a-z][a-z0-9-]{0,8}$/, "a node's name is 1 to 9 lower-case letters, digits and dashes");
const networkName = z.string().regex(/^[a-z][a-z0-9-]{0,10}$/, "a network's name is 1 to 11 lower-case letters, digits and dashes");
const interfaceName = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{0,14}$/, "an interface's name is 1 to 15 lower-case letters, digits, dots and dashes")
  .refine((name) => name !== "lo" && name !== "mgmt0" && !/^vec\d+$/.test(name), "lo, mgmt0 and vecN are the lab's own");
const prefixed = z.string().refine((text) => parseCidr(text) !== undefined, "an address with its prefix length, like 192.168.1.2/24");
const address = z.string().refine((text) => parseIpAddress(text) !== undefined, "an IPv4 or IPv6 address");

const linkSchema = z.strictObject({
  interface: interfaceName,
  network: networkName,
  addresses: z.array(prefixed).default([]),
});
const nodeSchema = z.strictObject({
  /** A `real-server` runs the lab's HTTP, HTTPS and echo services; the other two differ in name only. */
  role: z.enum(["router", "real-server", "client"]),
  /** What this one runs, when not what the lab's others do. */
  kernel: z.enum(kernelChoices).optional(),
  /** Whether it passes on what is for others, as a router that is nobody's does; one of role `router` is told so by its deployment. */
  forwards: z.boolean().default(false),
  /** MiB. */
  memory: z.int().min(64).max(4096).default(160),
  links: z.array(linkSchema).default([]),
  /** Set at every boot; `to` may be `default`. */
  routes: z.array(z.strictObject({ to: z.union([z.literal("default"), prefixed]), via: address })).default([]),
});
const topologySchema = z.strictObject({
  networks: z.array(networkName).min(1),
  /** Every node gets `mgmt0` in this /24, .11 upwards in the order they are written in. */
  management: z
    .string()
    .regex(/^(?:\d{1,3}\.){3}0\/24$/, "an IPv4 /24 like 10.77.0.0/24")
    .refine((text) => parseCidr(text) !== undefined, "an IPv4 /24 like 10.77.0.0/24")
    .default("10.77.0.0/24"),
  nodes: z.record(nodeName, nodeSchema).refine((nodes) => {
    const count = Object.keys(nodes).length;
    return count > 0 && count <= 200;
  }, "between 1 and 200 nodes"),
});

/** What a person writes: networks, and nodes with their links. */
export type TopologyInput = z.input<typeof topologySchema>;
/** The same with every default filled in. */
export type Topology = z.output<typeof topologySchema>;
/** One machine of a topology. */
export type TopologyNode = Topology["nodes"][string];

/** Checks a topology from outside; all that is wrong with it at once. */
export function parseTopology(input: unknown): Result<Topology> {
  const parsed = topologySchema.safeParse(input);
  if (!parsed.success) {
    return failed(...parsed.error.issues.map((issue) => labFindings.badTopology(placeOf(issue.path), issue.message, undefined)));
  }
  const findings = Object.entries(parsed.data.nodes).flatMap(([name, node]) => checkLinks(parsed.data, name, node));
  findings.push(...checkAddresses(parsed.data));
  return findings.length > 0 ? failed(...findings) : ok(parsed.data);
}

/** The address of a node's `mgmt0`. */
export function managementAddress(topology: Topology, node: string): string {
  const index = Object.keys(topology.nodes).indexOf(node);
  if (index < 0) throw new Error(`no node ${node}`);
  return topology.management.replace(/0\/24$/, String(11 + index));
}

/** The site everything is tried on when nobody asks for another: two bare routers, three real servers, one client. */
export const defaultTopology: TopologyInput = {
  networks: ["front", "back"],
  nodes: {
    lvs1: router(2),
    lvs2: router(3),
    web1: realServer(11),
    web2: realServer(12),
    web3: realServer(13),
    client: {
      role: "client",
      links: [
        { interface: "eth0", network: "front", addresses: ["203.0.113.100/24"] },
        // On the real servers' own segment too, so that direct routing has a client its real servers can answer.
        { interface: "eth1", network: "back", addresses: ["192.168.1.100/24"] },
      ],
    },
  },
};

function router(host: number): TopologyInput["nodes"][string] {
  return {
    role: "router",
    links: [
      { interface: "eth0", network: "front", addresses: [`203.0.113.${host}/24`] },
      { interface: "eth1", network: "back", addresses: [`192.168.1.${host}/24`] },
    ],
  };
}

function realServer(host: number): TopologyInput["nodes"][string] {
  return { role: "real-server", links: [{ interface: "eth0", network: "back", addresses: [`192.168.1.${host}/24`] }] };
}

function checkLinks(topology: Topology, name: string, node: TopologyNode): Finding[] {
  return node.links.flatMap((link, index) => {
    const place = ["nodes", name, "links", index] as const;
    const findings: Finding[] = [];
    if (!topology.networks.includes(link.network)) {
      findings.push(labFindings.badTopology([...place, "network"], `no such network; there is ${topology.networks.join(", ")}`, link.network));
    }
    if (node.links.findIndex((other) => other.interface === link.interface) < index) {
      findings.push(labFindings.badTopology([...place, "interface"], "the node has this interface twice", link.interface));
    }
    return findings;
  });
}

function checkAddresses(topology: Topology): Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [name, node] of Object.entries(topology.nodes)) {
    for (const link of node.links) {
      for (const written of link.addresses) {
        const cidr = parseCidr(written);
        const key = `${link.network} ${cidr === undefined ? written : formatIpAddress(cidr.address)}`;
        const owner = seen.get(key);
        if (owner !== undefined) findings.push(labFindings.badTopology(["nodes", name, "links"], `${owner} has this address too`, written));
        seen.set(key, name);
      }
    }
  }
  return findings;
}

function placeOf(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === "number" ? step : String(step)));
}

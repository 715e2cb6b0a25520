import { describe, expect, it } from "vitest";
import { renderFinding } from "../../../lib/diagnostics";
import { defaultTopology, parseTopology, type Topology } from "../../../lib/lab";
import { cableCommands, cablesOf } from "../../../lib/lab/namespace";
import { hostsFile, nodeFile } from "../../../lib/lab/seed";

const pair = {
  networks: ["front"],
  nodes: {
    one: { role: "router", links: [{ interface: "eth0", network: "front", addresses: ["203.0.113.2/24", "2001:db8::2/64"] }] },
    two: { role: "client", memory: 128, routes: [{ to: "default", via: "203.0.113.2" }] },
  },
};

function parsed(input: unknown): Topology {
  const result = parseTopology(input);
  if (!result.ok) throw new Error(result.findings.map(renderFinding).join("\n"));
  return result.value;
}

function problems(input: unknown): string[] {
  const result = parseTopology(input);
  return result.ok ? [] : result.findings.map((finding) => `${finding.place.join(".")}: ${finding.summary.replace("the lab's topology is wrong: ", "")}`);
}

describe("a topology", () => {
  it("is two routers, three real servers and a client unless another is asked for", () => {
    const nodes = Object.entries(parsed(defaultTopology).nodes).map(
      ([name, node]) => `${name} ${node.role} ${node.links.map((link) => `${link.interface}=${link.addresses.join()}@${link.network}`).join(" ")}`,
    );
    expect(nodes).toEqual([
      "lvs1 router eth0=203.0.113.2/24@front eth1=192.168.1.2/24@back",
      "lvs2 router eth0=203.0.113.3/24@front eth1=192.168.1.3/24@back",
      "web1 real-server eth0=192.168.1.11/24@back",
      "web2 real-server eth0=192.168.1.12/24@back",
      "web3 real-server eth0=192.168.1.13/24@back",
      "client client eth0=203.0.113.100/24@front eth1=192.168.1.100/24@back",
    ]);
  });

  it("gets its defaults filled in", () => {
    const { management, nodes } = parsed(pair);
    expect(management).toBe("10.77.0.0/24");
    expect(nodes["one"]).toEqual({ role: "router", forwards: false, memory: 160, links: pair.nodes.one.links, routes: [] });
  });

  it.each([
    ["a network that is not there", { ...pair, networks: ["back"] }, ["topology.nodes.one.links.0.network: no such network; there is back"]],
    [
      "an interface twice on a node",
      { networks: ["a"], nodes: { n: { role: "client", links: ["eth0", "eth0"].map((name) => ({ interface: name, network: "a" })) } } },
      ["topology.nodes.n.links.1.interface: the node has this interface twice"],
    ],
    [
      "an address twice on a network, however written",
      {
        networks: ["a"],
        nodes: {
          n: { role: "client", links: [{ interface: "eth0", network: "a", addresses: ["2001:db8::1/64"] }] },
          m: { role: "client", links: [{ interface: "eth0", network: "a", addresses: ["2001:DB8:0::1/48"] }] },
        },
      },
      ["topology.nodes.m.links: n has this address too"],
    ],
    [
      "everything that is wrong, at once",
      { networks: ["a"], management: "10.0.0.0/8", nodes: { n: { role: "client", links: [{ interface: "mgmt0", network: "a", addresses: ["1.2.3.4"] }] } } },
      [
        "topology.management: an IPv4 /24 like 10.77.0.0/24",
        "topology.nodes.n.links.0.interface: lo, mgmt0 and vecN are the lab's own",
        "topology.nodes.n.links.0.addresses.0: an address with its prefix length, like 192.168.1.2/24",
      ],
    ],
    ["a key it does not know", { ...pair, gateway: "x" }, ['topology.: Unrecognized key: "gateway"']],
    ["no nodes", { networks: ["a"], nodes: {} }, ["topology.nodes: between 1 and 200 nodes"]],
  ])("refuses %s", (_what, input, expected) => {
    expect(problems(input).map((line) => line.replace("topology: ", "topology.: "))).toEqual(expected);
  });
});

describe("a node", () => {
  it("reads its identity and network from one file", () => {
    expect(nodeFile(parsed(pair), "one")).toBe(
      "name one\nrole router\nlink mgmt0 10.77.0.11/24\nlink eth0 203.0.113.2/24 2001:db8::2/64\n",
    );
    expect(nodeFile(parsed(pair), "two")).toBe("name two\nrole client\nlink mgmt0 10.77.0.12/24\nroute default 203.0.113.2\n");
  });

  it("knows the others by name", () => {
    expect(hostsFile(parsed(pair))).toBe("127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.77.0.11 one\n10.77.0.12 two\n");
  });

  it("has a MAC address of its own on each cable", () => {
    const topology = parsed(defaultTopology);
    const macs = Object.keys(topology.nodes).flatMap((node) => cablesOf(topology, node).map((cable) => cable.mac));
    expect(macs.slice(0, 4)).toEqual(["02:77:00:00:00:01", "02:77:00:01:00:01", "02:77:00:02:00:01", "02:77:00:00:00:02"]);
    expect(new Set(macs).size).toBe(macs.length);
  });
});

describe("the networks", () => {
  it("are bridges, and cables end in them", () => {
    expect(cableCommands(parsed({ networks: ["front"], nodes: { one: pair.nodes.one } }))).toEqual([
      "link set lo up",
      "link add br-0mgmt type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
      "link set br-0mgmt up",
      "link add br-front type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
      "link set br-front up",
      "address add 10.77.0.1/24 dev br-0mgmt",
      "link add one.0 type veth peer name one.0p",
      "link set one.0 gso_max_segs 1 master br-0mgmt up",
      "link set one.0p gso_max_segs 1 up",
      "link add one.1 type veth peer name one.1p",
      "link set one.1 gso_max_segs 1 master br-front up",
      "link set one.1p gso_max_segs 1 up",
    ]);
  });
});

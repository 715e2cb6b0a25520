import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fact, compileCluster, currentPath, expectedTable, parseFacts, renderTable } from "../../../lib/compile";
import { type ClusterInput } from "../../../lib/model";
import { arbitraryCluster } from "../model/arbitrary-cluster";
import { NAT_PAIR, filesOf, parsed } from "./small-clusters";

describe("expected-state", () => {
  it("holds a fact a line, sorted by code units, none twice, on every host of any cluster", () => {
    fc.assert(
      fc.property(arbitraryCluster, (cluster) => {
        for (const { files } of compileCluster(cluster).hosts) {
          const file = files[currentPath(cluster.name, "expected-state")];
          const lines = file?.known === true ? file.value.content.split("\n").slice(0, -1) : [];
          expect(lines).toEqual([...new Set(lines)].sort());
          expect(lines.filter((line) => !/^(unit \S+ \S+ \S+|module \S+|sysctl \S+ \S+( \S+)*|address \S+\/\d+ \S+|default-route \S+ \S+|source-route [0-9a-f.:]+ [0-9a-f.:]+ \S+ \d+|link \S+|clamp-mss \S+ \d+|snat-outbound [0-9.]+\/\d+ \S+ [0-9.]+|untracked-heartbeat|untracked-re(quest|ply) [0-9.]+\/\d+ [0-9.]+ (tcp|udp) \d+|serve-vip [0-9.]+ \S+ \d+|snat-local [0-9.]+\/\d+ \S+ [0-9.]+ [0-9.]+)$/.test(line))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("reads back as the facts it was written from", () => {
    const text = filesOf(NAT_PAIR, "lvs1")[currentPath("www", "expected-state")]?.content ?? "";
    const facts = parseFacts(`# a comment\n\n${text}`);
    expect(facts).toHaveLength(text.split("\n").length - 1);
    expect(facts).toContainEqual({ kind: "sysctl", key: "net.ipv4.vs.sync_threshold", value: "0 0" } satisfies Fact);
    expect(facts).toContainEqual({ kind: "unit", unit: "keepalived.service", enabled: "masked", active: "inactive" } satisfies Fact);
  });

  it("refuses a line of another version", () => expect(() => parseFacts("moon full\n")).toThrow("not a fact: moon full"));
});

describe("one interface for both legs", () => {
  it("sends no ICMP redirects, by which real servers would pass the router by", () => {
    const input: ClusterInput = structuredClone(NAT_PAIR);
    for (const router of Object.values(input.routers) as { private?: { interface: string } }[]) if (router.private !== undefined) router.private.interface = "eth0";
    const text = filesOf(input, "lvs1")[currentPath("www", "expected-state")]?.content ?? "";
    expect(text.split("\n").filter((line) => line.includes("redirects"))).toEqual(["sysctl net.ipv4.conf.all.send_redirects 0", "sysctl net.ipv4.conf.eth0.send_redirects 0"]);
  });
});

describe("source NAT", () => {
  const expectedState = (routing: object): string[] => (filesOf({ ...NAT_PAIR, vips: { www: { address: "203.0.113.10" }, mail: { address: "203.0.113.11" } }, routing: { ...NAT_PAIR.routing, ...routing } }, "lvs1")[currentPath("www", "expected-state")]?.content ?? "").split("\n");
  const about = /snat|conntrack|redirects|packet-filter|untracked/;
  // web2 listens on a port of its own.
  const UNTRACKED = ["untracked-heartbeat", "untracked-reply 192.168.1.0/24 192.168.1.254 tcp 80", "untracked-reply 192.168.1.0/24 192.168.1.254 tcp 8080", "untracked-request 192.168.1.0/24 203.0.113.10 tcp 80"];

  it("is not made, and netfilter not told of connections, unless it is asked for", () => expect(expectedState({}).filter((line) => about.test(line))).toEqual([]));

  it("gives what leaves the real servers' network a VIP", () => {
    expect(expectedState({ outboundVip: "mail" }).filter((line) => about.test(line))).toEqual(["snat-outbound 192.168.1.0/24 eth0 203.0.113.11", "unit lvs-packet-filter.service enabled active", ...UNTRACKED]);
  });

  it("gives clients beside the real servers the NAT router address on their way to any VIP, and tells nobody of shorter ways", () => {
    expect(expectedState({ masqueradeLocalClients: true }).filter((line) => about.test(line))).toEqual([
      "module nf_conntrack",
      "snat-local 192.168.1.0/24 eth1 192.168.1.254 203.0.113.10",
      "snat-local 192.168.1.0/24 eth1 192.168.1.254 203.0.113.11",
      "sysctl net.ipv4.conf.all.send_redirects 0",
      "sysctl net.ipv4.conf.eth1.send_redirects 0",
      "sysctl net.ipv4.vs.conntrack 1",
      "unit lvs-packet-filter.service enabled active",
      ...UNTRACKED,
    ]);
  });
});

describe("NAT over IPv6", () => {
  it("forwards IPv6 and leaves IPv4 alone", () => {
    const input = JSON.parse(JSON.stringify(NAT_PAIR).replaceAll("192.168.1.254/24", "fd00::fe/64").replaceAll(/192\.168\.1\.(\d+)/g, "fd00::$1").replaceAll(/(fd00::\d)\/24/g, "$1/64").replace("203.0.113.10", "2001:db8::10").replace(',"gatewayLabel":"eth1:1"', "")) as ClusterInput;
    const text = filesOf(input, "lvs1")[currentPath("www", "expected-state")]?.content ?? "";
    expect(text.split("\n").filter((line) => line.includes("forward"))).toEqual(["sysctl net.ipv6.conf.all.forwarding 1"]);
  });
});

describe("ipvs.rules", () => {
  it("goes by address as a number, then protocol, then port; real servers by address and port", () => {
    const input: ClusterInput = {
      ...NAT_PAIR,
      vips: { a: { address: "203.0.113.10" }, b: { address: "9.0.0.1" }, c: { address: "2001:db8::9" } },
      pools: { web: { servers: { x: { address: "192.168.1.100" }, y: { address: "192.168.1.20", port: 9 } } }, six: { servers: { z: { address: "fd00::1" } } } },
      virtualServers: {
        one: { vip: "c", port: 80, pool: "six" },
        two: { vip: "a", port: 443, pool: "web" },
        three: { vip: "a", port: 53, protocol: "udp", pool: "web" },
        four: { vip: "a", port: 80, pool: "web" },
        five: { vip: "b", port: 80, pool: "web", scheduler: "lc" },
      },
    };
    expect(renderTable(expectedTable(parsed(input)))).toBe(
      [
        "-A -t 9.0.0.1:80 -s lc",
        "-a -t 9.0.0.1:80 -r 192.168.1.20:9 -m -w 1",
        "-a -t 9.0.0.1:80 -r 192.168.1.100:80 -m -w 1",
        "-A -t 203.0.113.10:80 -s wlc",
        "-a -t 203.0.113.10:80 -r 192.168.1.20:9 -m -w 1",
        "-a -t 203.0.113.10:80 -r 192.168.1.100:80 -m -w 1",
        "-A -t 203.0.113.10:443 -s wlc",
        "-a -t 203.0.113.10:443 -r 192.168.1.20:9 -m -w 1",
        "-a -t 203.0.113.10:443 -r 192.168.1.100:443 -m -w 1",
        "-A -u 203.0.113.10:53 -s wlc",
        "-a -u 203.0.113.10:53 -r 192.168.1.20:9 -m -w 1",
        "-a -u 203.0.113.10:53 -r 192.168.1.100:53 -m -w 1",
        "-A -t [2001:db8::9]:80 -s wlc",
        "-a -t [2001:db8::9]:80 -r [fd00::1]:80 -m -w 1",
        "",
      ].join("\n"),
    );
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const PROGRAM = join(__dirname, "../../../../lib/compile/packetfilter/lvs-packet-filter.sh");
const SERVED = "serve-vip 203.0.113.10 eth0 1280770048";
const FACTS = ["snat-outbound 192.168.1.0/24 eth0 203.0.113.10", "snat-local 192.168.1.0/24 eth1 192.168.1.254 203.0.113.10", "snat-local 192.168.1.0/24 eth1 192.168.1.254 203.0.113.11", "untracked-heartbeat", "untracked-reply 192.168.1.0/24 192.168.1.254 tcp 8080", "untracked-request 192.168.1.0/24 203.0.113.10 tcp 80"];

const scratch = mkdtempSync(join(tmpdir(), "lvs-packet-filter-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const expectedState = join(scratch, "expected-state");
writeFileSync(expectedState, ["sysctl net.ipv4.ip_forward 1", ...FACTS, SERVED, ""].join("\n"));
const other = join(scratch, "other");
writeFileSync(other, `${FACTS[0]}\n`);
const ALL = [...FACTS, SERVED].sort();

/** Ways to say it: what is not there fails as it does on a kernel without it. */
const FILTERS = [
  { filter: "nft", without: [] },
  { filter: "iptables-legacy", without: ["nft"] },
  { filter: "iptables-nft", without: ["nft", "iptables-legacy"] },
] as const;

/** Runs shell text in a network namespace of its own, in which `filter VERB …` is the program under test. */
function inNamespace(text: string, { shell = "dash", without = [] as readonly string[] } = {}): { readonly status: number | null; readonly output: string } {
  const gone = without.map((name) => `mkdir -p '${scratch}/bin'; printf '#!/bin/sh\\nexit 1\\n' >'${scratch}/bin/${name}'; chmod 755 '${scratch}/bin/${name}'`).join("\n");
  const script = `set -u; rm -rf '${scratch}/bin'\n${gone}\nexport LVS_ROOT='${scratch}'; rm -rf '${scratch}/run'; ip link set lo up\nfilter() { PATH='${scratch}/bin':$PATH ${shell} '${PROGRAM}' "$@"; }\nips() { for t in nat mangle; do iptables-legacy -t $t -S; iptables-nft -t $t -S; done; nft list ruleset; ip route show table local; }\n${text}`;
  const { status, stdout, stderr } = spawnSync("unshare", ["-rn", "sh", "-c", script], { encoding: "utf8" });
  return { status, output: `${stdout}${stderr}`.trim() };
}

describe.each(FILTERS.flatMap((each) => ["dash", "busybox sh"].map((shell) => ({ ...each, shell }))))("source NAT by $filter, under $shell", ({ filter, without, shell }) => {
  const run = (text: string): string => {
    const { status, output } = inNamespace(`set -e\n${text}`, { shell, without });
    expect(status, output).toBe(0);
    return output;
  };

  it("puts a rule for each fact, in the words of which the kernel answers", () => expect(run(`filter apply '${expectedState}'; filter list`).split("\n").sort()).toEqual(ALL));

  it("changes nothing the second time", () => {
    // Counters would be new with new rules, handles too.
    const kernel = "iptables-legacy-save -c; nft --handle list ruleset; ip route show table local";
    const [first, second] = run(`filter apply '${expectedState}'; (${kernel}) 2>/dev/null | grep -v '^#'; echo ==; filter apply '${expectedState}'; (${kernel}) 2>/dev/null | grep -v '^#'`).split("==");
    expect(first?.trim()).toBe(second?.trim());
  });

  it("replaces what another release wanted", () => expect(run(`filter apply '${expectedState}'; filter apply '${other}'; filter list`)).toBe(FACTS[0]));

  it("takes all of it away, and nothing of others", () => {
    const left = run(`iptables-legacy -t nat -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE; ips >'${scratch}/before' 2>&1; filter apply '${expectedState}'; filter clear; filter clear; ips >'${scratch}/after' 2>&1; diff '${scratch}/before' '${scratch}/after' || true; filter list`);
    expect(left.split("\n").filter((line) => /LVS|lvs|SNAT|snat|metric/.test(line))).toEqual([]);
  });

  it("comes before what others translate", () => {
    const mine = filter === "nft" ? "nft list chain ip lvs_router postrouting | grep -o 'srcnat - 1'" : `${filter} -t nat -S POSTROUTING`;
    const others = filter === "nft" ? "true" : `${filter} -t nat -A POSTROUTING -j MASQUERADE`;
    const expected = filter === "nft" ? ["srcnat - 1"] : ["-P POSTROUTING ACCEPT", "-A POSTROUTING -j LVS-ROUTER", "-A POSTROUTING -j MASQUERADE"];
    expect(run(`${others}; filter apply '${expectedState}'; ${mine}`).split("\n")).toEqual(expected);
  });
});

describe("a VIP that the router serves itself", () => {
  it("is its own although it is no address of it, and is none again afterwards", () => {
    const local = "ip route get 203.0.113.10 2>&1 | grep -c ^local";
    expect(inNamespace(`${local}; filter apply '${expectedState}'; ${local}; ip address show dev lo | grep -c 203; filter clear; ${local}`).output.split("\n")).toEqual(["0", "1", "0", "0"]);
  });

  it("stays served until another release than the one that serves it is confirmed", () => {
    const store = join(scratch, "clusters", "www");
    const site = `rm -rf '${store}'; mkdir -p '${store}/releases/a' '${store}/releases/b'; cp '${PROGRAM}' '${store}/releases/b/lvs-packet-filter'; cp '${expectedState}' '${store}/releases/a/expected-state'; cp '${other}' '${store}/releases/b/expected-state'
      ln -s releases/a '${store}/confirmed'; ln -s releases/b '${store}/current'
      filter apply '${expectedState}'; sh '${store}/current/lvs-packet-filter' apply; filter list; echo ==
      ln -sfn releases/b '${store}/confirmed'; sh '${store}/current/lvs-packet-filter' apply; filter list`;
    const [before, after] = inNamespace(site).output.split("==").map((part) => part.trim().split("\n").sort());
    expect(before).toEqual([SERVED, FACTS[0]!].sort());
    expect(after).toEqual([FACTS[0]]);
  });

  it("needs nothing of what tracks connections", () => {
    const served = join(scratch, "served");
    writeFileSync(served, `${SERVED}\n`);
    expect(inNamespace(`filter can '${served}'; filter apply '${served}'; filter list; nft list ruleset | grep -c nat; cat '${scratch}/run/lvs/packet-rules'`).output.split("\n")).toEqual([SERVED, "0", "nft mangle"]);
  });
});

it("sees what somebody took out or wrote over", () => {
  const { output } = inNamespace(
    `filter apply '${expectedState}'; iptables-legacy -t nat -D LVS-ROUTER 2; iptables-legacy -t nat -I LVS-ROUTER -s 192.168.1.0/24 -p tcp -o eth1 -j SNAT --to-source 192.168.1.9; filter list; echo ==; filter apply '${expectedState}'; filter list; echo ==; iptables-legacy -t nat -F POSTROUTING; filter list; echo ==; filter apply '${expectedState}'; filter list`,
    { without: ["nft"] },
  );
  const [damaged, repaired, unhooked, again] = output.split("==").map((part) => part.trim().split("\n").filter((line) => line !== "").sort());
  expect(damaged).toHaveLength(ALL.length - 1);
  expect(repaired).toEqual(ALL);
  expect(unhooked).toEqual([SERVED, ...FACTS.filter((fact) => fact.startsWith("untracked"))].sort());
  expect(again).toEqual(ALL);
});

it("takes rules along that were put by iptables before there was nft", () => {
  const { output } = inNamespace(`PATH='${scratch}/bin':$PATH; filter apply '${expectedState}'; rm '${scratch}/bin/nft'; filter apply '${expectedState}'; iptables-legacy -t nat -S; iptables-legacy -t mangle -S; echo ==; filter list`, { without: ["nft"] });
  const [legacy, listed] = output.split("==");
  expect(legacy).not.toContain("LVS-ROUTER");
  expect(listed?.trim().split("\n").sort()).toEqual(ALL);
});

it("says what is missing where nobody can do it", () => {
  expect(inNamespace(`filter can '${expectedState}'; echo $?; filter apply '${expectedState}'; echo $?`, { without: ["nft", "iptables", "iptables-legacy", "iptables-nft"] }).output).toBe(
    ["3", "3", ...Array<string>(2).fill("lvs-packet-filter: this needs nft or iptables, and a kernel that takes their rules")].join("\n"),
  );
});

/** A program that says under which source the first datagram came. */
const listener = (name: string, address: string): string =>
  `'${process.execPath}' -e 'require("dgram").createSocket("udp4").on("message", (_, from) => { require("fs").writeSync(1, "${name} " + from.address + "\\n"); process.exit(); }).bind(9, "${address}")'`;

it.each(FILTERS)("by $filter, packets from the network have the address outside, and none inside", ({ without }) => {
  const site = `
    for side in in out; do
      unshare -n sleep 60 & eval "$side=$!"
      sleep 0.2
    done
    ip link set lo up; echo 1 >/proc/sys/net/ipv4/ip_forward
    ip link add eth1 type veth peer name wire1; ip link set wire1 netns $in; ip address add 192.168.1.254/24 dev eth1; ip link set eth1 up
    ip link add eth0 type veth peer name wire0; ip link set wire0 netns $out; ip address add 203.0.113.10/24 dev eth0; ip link set eth0 up
    nsenter -t $in -n sh -c 'ip address add 192.168.1.11/24 dev wire1; ip link set wire1 up; ip route add default via 192.168.1.254'
    nsenter -t $out -n sh -c 'ip address add 203.0.113.100/24 dev wire0; ip link set wire0 up'
    filter apply '${expectedState}'
    nsenter -t $out -n timeout 10 ${listener("outside", "203.0.113.100")} &
    timeout 10 ${listener("inside", "192.168.1.254")} &
    # Again and again, since nobody knows when they listen.
    nsenter -t $in -n '${process.execPath}' -e 'const s = require("dgram").createSocket("udp4"); setInterval(() => ["203.0.113.100", "192.168.1.254"].forEach((to) => s.send("x", 9, to)), 100); setTimeout(() => process.exit(), 2500)'
    sleep 0.5; kill $in $out`;
  expect(inNamespace(site, { without }).output.split("\n").sort()).toEqual(["inside 192.168.1.11", "outside 203.0.113.10"]);
});

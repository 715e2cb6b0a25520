import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROGRAM, RealHost, SHELLS } from "./real-host";

let host: RealHost;
beforeEach(async () => {
  host = await RealHost.start();
});
afterEach(() => host.stop());

const WWW = ["address 203.0.113.10/32 lo", "address 203.0.113.11/32 lo", "sysctl net.ipv4.conf.all.arp_ignore 1"];
const MAIL = ["address 203.0.113.11/32 lo", "address 203.0.113.12/32 lo", "sysctl net.ipv4.conf.all.arp_ignore 1"];

describe.each(SHELLS)("lvs-real-server under %s", (shell) => {
  it("gives the host the union of what two clusters that share it want, and keeps the other's VIPs when one goes", () => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "mail", lines: MAIL });
    expect(host.run("apply", { shell })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(host.vips()).toEqual(["203.0.113.10/32", "203.0.113.11/32", "203.0.113.12/32"]);

    expect(host.run("release www", { shell }).status).toBe(0);
    host.drop("www");
    expect(host.vips()).toEqual(["203.0.113.11/32", "203.0.113.12/32"]);
    expect(host.sysctl("net.ipv4.conf.all.arp_ignore")).toBe("1");

    expect(host.run("release mail", { shell }).status).toBe(0);
    expect(host.vips()).toEqual([]);
    expect(host.sysctl("net.ipv4.conf.all.arp_ignore")).toBe("0");
    expect(host.record()).toBe("");
  });

  it("takes the greater of two values of an arp sysctl, and goes back to the smaller when its owner goes", () => {
    host.put({ cluster: "a", lines: ["sysctl net.ipv4.conf.all.arp_announce 2"] }, { cluster: "b", lines: ["sysctl net/ipv4/conf/all/arp_announce 1"] });
    host.run("apply", { shell });
    expect(host.sysctl("net.ipv4.conf.all.arp_announce")).toBe("2");
    host.run("release a", { shell });
    expect(host.sysctl("net.ipv4.conf.all.arp_announce")).toBe("1");
    host.drop("a");
    host.run("release b", { shell });
    expect(host.sysctl("net.ipv4.conf.all.arp_announce")).toBe("0");
  });

  it("refuses two default routes, naming both clusters, and changes nothing", () => {
    host.put({ cluster: "www", lines: [...WWW, "default-route 192.168.1.254 eth1"] }, { cluster: "mail", lines: ["default-route 10.77.0.1 eth0"] });
    const before = host.kernel();
    expect(host.run("apply", { shell })).toEqual({
      status: 5,
      stdout: "",
      stderr: "lvs-real-server: default-route 4: cluster mail wants 10.77.0.1 eth0, cluster www wants 192.168.1.254 eth1\n",
    });
    expect(host.kernel()).toBe(before);
    expect(host.record()).toBe("");
  });

  it("refuses another way back for the one address that a default route of another cluster is for", () => {
    const stderr = "lvs-real-server: default-route 4: cluster www wants 192.168.1.254 eth1, cluster mail wants 192.168.1.253 for what leaves from 192.168.1.11, the only address there\n";
    host.put({ cluster: "www", lines: ["default-route 192.168.1.254 eth1"] }, { cluster: "mail", slot: "pending", lines: ["source-route 192.168.1.11 192.168.1.253 eth1 4321"] });
    const before = host.kernel();
    expect(host.run("apply", { shell })).toEqual({ status: 5, stdout: "", stderr });
    expect(host.kernel()).toBe(before);
    // Accepted while the host had another address there, which is not back yet after a boot: said, and no reason to put nothing in place.
    host.promote("mail");
    expect(host.run("apply", { shell })).toEqual({ status: 0, stdout: "", stderr });
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.254 dev eth1"]);
  });

  it.each<[string, string, string]>([
    ["the host has another address there, which the default route may be for", "ip addr add 192.168.1.12/24 dev eth1", "source-route 192.168.1.11 192.168.1.253 eth1 4321"],
    ["both lead to the same gateway", "true", "source-route 192.168.1.11 192.168.1.254 eth1 4321"],
    ["it is about another interface", "true", "source-route 10.77.0.11 10.77.0.1 eth0 4321"],
  ])("accepts a way back beside a default route where %s", (_when, command, line) => {
    host.must(command);
    host.put({ cluster: "www", lines: ["default-route 192.168.1.254 eth1"] }, { cluster: "mail", slot: "pending", lines: [line] });
    expect(host.run("apply", { shell })).toMatchObject({ status: 0, stderr: "" });
  });

  it("refuses two values of a sysctl that is not about arp", () => {
    host.put({ cluster: "www", lines: ["sysctl net.ipv4.conf.all.rp_filter 0"] }, { cluster: "mail", lines: ["sysctl net.ipv4.conf.all.rp_filter 2"] });
    const outcome = host.run("apply", { shell });
    expect(outcome.status).toBe(5);
    expect(outcome.stderr).toContain("sysctl net/ipv4/conf/all/rp_filter: cluster mail wants 2, cluster www wants 0");
  });

  it("accepts a route of IPv4 beside one of IPv6, and two clusters with the same route", () => {
    const lines = ["default-route 192.168.1.254 eth1"];
    host.put({ cluster: "a", lines }, { cluster: "b", lines: [...lines, "default-route fd00:1::254 eth1"] });
    expect(host.run("apply", { shell }).status).toBe(0);
    expect(host.defaultRoutes(4)).toEqual(["default via 192.168.1.254 dev eth1"]);
    expect(host.defaultRoutes(6)).toEqual(["default via fd00:1::254 dev eth1 metric 1 pref medium"]);
    host.run("release a", { shell });
    expect(host.defaultRoutes(4)).toEqual(["default via 192.168.1.254 dev eth1"]);
  });

  it("holds old and new VIPs while a change is pending, and only the new when it is through", () => {
    host.put({ cluster: "www", lines: ["address 203.0.113.10/32 lo", "default-route 192.168.1.254 eth1"] });
    host.run("apply", { shell });
    host.put({ cluster: "www", slot: "pending", lines: ["address 203.0.113.20/32 lo", "default-route 192.168.1.253 eth1"] });
    expect(host.run("apply", { shell }).status).toBe(0);
    expect(host.vips()).toEqual(["203.0.113.10/32", "203.0.113.20/32"]);
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.253 dev eth1"]);
    host.promote("www");
    host.run("apply", { shell });
    expect(host.vips()).toEqual(["203.0.113.20/32"]);
  });

  it("leaves lines of a newer library alone, and says so", () => {
    host.put({ cluster: "www", lines: ["address 203.0.113.10/32 lo", "tunnel ipip 192.168.1.254 eth1", "unit lvs-real-server-www.service"] });
    const outcome = host.run("apply", { shell });
    expect(outcome.status).toBe(0);
    expect(outcome.stderr).toMatch(/^lvs-real-server: .*www\/current\/expected-state:2: ignored, of a newer version: tunnel ipip 192\.168\.1\.254 eth1\n$/);
    expect(host.vips()).toEqual(["203.0.113.10/32"]);
  });

  it("changes nothing when a line is no fact", () => {
    const wrong = [
      "address 203.0.113.10 lo",
      "address 203.0.113.10/32",
      "address $(reboot)/32 lo",
      "address 203.0.113.10/32 lo extra",
      "sysctl net.ipv4.conf.all.arp_ignore",
      "sysctl net/ipv4/../../kernel/panic 1",
      "sysctl ../kernel/panic 1",
      "default-route eth1",
      "default-route 192.168.1.254 eth1;reboot",
    ];
    host.put({ cluster: "a", lines: ["address 203.0.113.1/32 lo"] }, { cluster: "b", lines: wrong });
    const outcome = host.run("apply", { shell });
    expect(outcome.status).toBe(3);
    expect(outcome.stderr.replaceAll(host.path("/var/lib/lvs/clusters/"), "").trim().split("\n")).toEqual(
      wrong.map((line, index) => `lvs-real-server: b/current/expected-state:${index + 1}: not a fact: ${line}`),
    );
    expect(host.vips()).toEqual([]);
  });

  it("does not take a broken link for a cluster that wants nothing, but can release it", () => {
    host.put({ cluster: "a", lines: ["address 203.0.113.1/32 lo"] }, { cluster: "b", lines: ["address 203.0.113.2/32 lo"] });
    host.run("apply", { shell });
    host.must(`rm -r ${host.path("/var/lib/lvs/clusters/a")}/release-0`);
    const outcome = host.run("apply", { shell });
    expect(outcome.status).toBe(3);
    expect(outcome.stderr).toContain("a/current points to nothing");
    expect(host.vips()).toEqual(["203.0.113.1/32", "203.0.113.2/32"]);
    expect(host.run("release a", { shell }).status).toBe(0);
    expect(host.vips()).toEqual(["203.0.113.2/32"]);
  });

  // The address is asked for after the links were looked at, and before what they lead to is read.
  it.each([
    ["becomes current", "mv -T pending current", ["203.0.113.10/32", "203.0.113.11/32", "203.0.113.22/32"]],
    ["is refused", "rm pending", ["203.0.113.10/32", "203.0.113.11/32", "203.0.113.21/32"]],
    ["goes with its cluster", "mv -T current leaving; mv -T pending leaving-pending", ["203.0.113.10/32", "203.0.113.11/32"]],
  ])("is not led astray by another cluster's release to come that meanwhile %s", (_what, change, vips) => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "mail", lines: ["address 203.0.113.21/32 lo"] }, { cluster: "mail", slot: "pending", lines: ["address 203.0.113.22/32 lo"] });
    const env = host.atFirst("ip", `case "$*" in *scope*) cd ${host.path("/var/lib/lvs/clusters/mail")}; ${change} ;; *) rm "\${0%/*}/done" ;; esac`);
    expect(host.run("--for www apply", { shell, env })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(host.vips()).toEqual(vips);
  });
});

it("waits for another cluster's release that is just put in the place of an edited one", () => {
  host.put({ cluster: "www", lines: WWW }, { cluster: "mail", lines: ["address 203.0.113.21/32 lo"] });
  host.must(`cd ${host.path("/var/lib/lvs/clusters/mail")}; mv release-1 aside`);
  expect(host.run("--for www apply", { env: host.atFirst("sleep", `cd ${host.path("/var/lib/lvs/clusters/mail")}; mv aside release-1`) })).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(host.vips()).toEqual(["203.0.113.10/32", "203.0.113.11/32", "203.0.113.21/32"]);
});

describe("a cluster that shares the host with one that can't have what it wants", () => {
  const BAD = ["address 203.0.113.60/32 eth7"];
  const LATER = "lvs-real-server: failed: ip -4 addr add 203.0.113.60/32 dev eth7: ";

  it("is done with all the same, and the other is named", () => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "far", slot: "pending", lines: BAD });
    const outcome = host.run("--for www apply");
    expect(outcome.status).toBe(0);
    expect(outcome.stderr).toContain(LATER);
    expect(host.vips()).toEqual(["203.0.113.10/32", "203.0.113.11/32"]);
  });

  it("while that one fails, and so does who asks for all", () => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "far", slot: "pending", lines: BAD });
    expect(host.run("--for far apply").status).toBe(1);
    expect(host.run("apply").status).toBe(1);
    expect(host.run("apply", { env: { LVS_FOR: "www" } }).status).toBe(0);
  });

  it("is done with also while the other's release contradicts what is in force, and that one is refused", () => {
    const [ours, theirs] = [["default-route 192.168.1.254 eth1"], ["default-route 10.77.0.1 eth0", "address 203.0.113.60/32 lo"]];
    host.put({ cluster: "www", lines: [...WWW, ...ours] }, { cluster: "far", slot: "pending", lines: theirs }, { cluster: "mail", slot: "pending", lines: ["address 203.0.113.70/32 lo"] });
    for (const cluster of ["mail", "www"]) {
      const { status, stderr } = host.run(`--for ${cluster} apply`);
      expect([cluster, status, stderr.trim().split("\n")]).toEqual([
        ...[cluster, 0],
        ["lvs-real-server: default-route 4: cluster www wants 192.168.1.254 eth1, cluster far wants 10.77.0.1 eth0", "lvs-real-server: left out, because it contradicts what is in force or came before: what is to come of far"],
      ]);
    }
    expect(host.vips()).toEqual(["203.0.113.10/32", "203.0.113.11/32", "203.0.113.70/32"]);
    const before = host.kernel();
    expect(host.run("--for far apply").status).toBe(5);
    expect(host.run("apply").status).toBe(5);
    expect(host.kernel()).toBe(before);
  });


  it("has its VIPs also when the other's interface is gone, which so answers no ARP", () => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "far", lines: ["sysctl net.ipv4.conf.eth7.arp_ignore 1", "address 203.0.113.60/32 lo"] });
    expect(host.run("--for www apply").status).toBe(0);
    expect(host.vips()).toEqual(["203.0.113.10/32", "203.0.113.11/32", "203.0.113.60/32"]);
    expect(host.run("--for far apply").status).toBe(1);
  });

  it("is not done with while ARP is louder than it wants, whoever wants it quieter still", () => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "far", lines: ["sysctl net.ipv4.conf.all.arp_ignore 2"] });
    const refusing = host.path("/refusing");
    host.must(`mkdir -p ${refusing}; printf '#!/bin/sh\\necho no >&2; exit 1\\n' >${refusing}/sysctl; chmod 755 ${refusing}/sysctl`);
    expect(host.run("--for www apply", { env: { PATH: `${refusing}:${process.env["PATH"] ?? ""}` } }).status).toBe(1);
  });

  it("goes, whatever the other lacks", () => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "far", slot: "pending", lines: BAD });
    host.run("--for www apply");
    expect(host.run("--for www release www").status).toBe(0);
    expect(host.vips()).toEqual([]);
  });

  it("does not go when something of its own stays", () => {
    host.put({ cluster: "www", lines: WWW });
    host.run("--for www apply");
    const refusing = host.path("/refusing");
    host.must(`mkdir -p ${refusing}; printf '#!/bin/sh\\ncase "$*" in *"addr del"*) echo no >&2; exit 2 ;; esac\\nexec ${"$"}(PATH=/usr/sbin:/sbin:/usr/bin:/bin command -v ip) "$@"\\n' >${refusing}/ip; chmod 755 ${refusing}/ip`);
    const outcome = host.run("--for www release www", { env: { PATH: `${refusing}:${process.env["PATH"] ?? ""}` } });
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain("still to do: ip -4 addr del 203.0.113.10/32 dev lo");
  });
});

describe("releases to come that contradict each other", () => {
  const route = (gateway: string): string[] => [`default-route ${gateway} eth1`];
  /** By their names the other way round than by their age. */
  const came = (earlier: string, later: string): void => {
    host.must(`cd ${host.path("/var/lib/lvs/clusters")}; touch -h -d 2026-01-02T03:04:05.2 ${earlier}/pending; touch -h -d 2026-01-02T03:04:05.3 ${later}/pending`);
  };
  beforeEach(() => {
    host.put({ cluster: "www", lines: WWW }, { cluster: "mail", slot: "pending", lines: route("192.168.1.254") }, { cluster: "far", slot: "pending", lines: [...route("192.168.1.253"), "address 203.0.113.60/32 lo"] });
    came("mail", "far");
  });

  it.each(SHELLS)("keep no third cluster from what it wants: the one that came first counts (%s)", (shell) => {
    host.put({ cluster: "www", slot: "pending", lines: ["address 203.0.113.12/32 lo"] });
    const { status, stderr } = host.run("--for www apply", { shell });
    expect([status, stderr.trim().split("\n").at(-1)]).toEqual([0, "lvs-real-server: left out, because it contradicts what is in force or came before: what is to come of far"]);
    expect([host.vips(), host.defaultRoutes()]).toEqual([["203.0.113.10/32", "203.0.113.11/32", "203.0.113.12/32"], ["default via 192.168.1.254 dev eth1"]]);
  });

  it("are refused to the one that came last, and to whoever asks for all", () => {
    expect(host.run("--for mail apply").status).toBe(0);
    const before = host.kernel();
    for (const args of ["--for far apply", "apply"]) expect(host.run(args).status).toBe(5);
    expect(host.kernel()).toBe(before);
    came("far", "mail");
    expect(["mail", "far"].map((cluster) => host.run(`--for ${cluster} apply`).status)).toEqual([5, 0]);
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.253 dev eth1"]);
  });

  it("leave at a boot, which runs the program of what is in force, that in place", () => {
    host.put({ cluster: "far", lines: ["address 203.0.113.61/32 lo"] });
    const program = host.path("/var/lib/lvs/clusters/far/current/lvs-real-server");
    host.must(`cp ${PROGRAM} ${program}`);
    expect(host.run("apply", { program, env: { LVS_FOR: "far" } }).status).toBe(0);
    expect([host.vips(), host.defaultRoutes()]).toEqual([["203.0.113.10/32", "203.0.113.11/32", "203.0.113.61/32"], ["default via 192.168.1.254 dev eth1"]]);
  });

  it("don't hide that what is in force contradicts itself", () => {
    host.put({ cluster: "www", lines: route("192.168.1.251") }, { cluster: "api", lines: route("192.168.1.252") });
    for (const cluster of ["www", "api", "mail"]) expect(host.run(`--for ${cluster} apply`).status).toBe(5);
  });
});

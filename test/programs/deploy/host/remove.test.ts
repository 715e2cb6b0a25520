import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeCommand, removeCommand } from "../../../../lib/deploy/host/host-commands";
import { DIRECT, DIRECT_TWO_VIPS } from "./clusters";
import { ScratchHost } from "./scratch-host";

let host: ScratchHost;
beforeEach(async () => {
  host = await ScratchHost.start();
});
afterEach(() => host.stop());

const done = { status: 0 };
const STORE = "/var/lib/lvs/clusters/www";
/** This host's kernel has no IPVS: a file in its place, where it is first looked for, which is when it is recorded. */
const WITH_IPVS = { "/proc/net/ip_vs": "/etc/passwd" };

async function deployed(input: typeof DIRECT, verbs: readonly ("activate" | "prepare" | "finish")[], name?: string): Promise<string> {
  const digest = await host.stage(input, name);
  for (const verb of verbs) expect(host.run(changeCommand(verb, { cluster: input.name, digest }), WITH_IPVS)).toMatchObject(done);
  return digest;
}

describe("the table of IPVS that was found", () => {
  const restored = (): string => host.must("touch /run/calls; sed -n '/^ipvsadm --restore/p' /run/calls");

  it("comes back when a router is left", async () => {
    await deployed(DIRECT, ["activate"]);
    expect(host.must(`cat ${STORE}/found/ipvs`)).toBe("-A -t 198.51.100.1:80 -s rr");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(restored()).toBe("ipvsadm --restore");
  });

  it("is neither recorded on a real server nor put back there, since it may be another cluster's by now", async () => {
    await deployed(DIRECT, ["prepare", "finish"], "web1");
    expect(host.must(`ls ${STORE}/found`)).toBe("root\nunits");
    // As earlier versions did.
    host.must(`echo '-A -t 198.51.100.1:80 -s rr' >${STORE}/found/ipvs`);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(restored()).toBe("");
  });
});

describe("host keys of those that a load monitor asks", () => {
  const KEYS = "/var/lib/lvs/load-monitor.known_hosts";
  const monitored = (cluster: string): string => host.must(`mkdir -p /var/lib/lvs/clusters/${cluster}/releases/one; : >/var/lib/lvs/clusters/${cluster}/releases/one/load-monitor.conf; echo web1 ssh-ed25519 AAAA >${KEYS}`);
  const kept = (): boolean => host.must(`ls ${KEYS} 2>/dev/null || true`) !== "";

  it("stay when a cluster goes that has none beside one that has", async () => {
    monitored("mail");
    await deployed(DIRECT, ["prepare", "finish"], "web1");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(kept()).toBe(true);
    expect(host.run(removeCommand("mail"))).toMatchObject(done);
    expect(host.must("ls /var/lib")).not.toContain("lvs");
  });

  it("stay when one of two goes that have one", () => {
    for (const cluster of ["www", "mail"]) monitored(cluster);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(kept()).toBe(true);
  });

  it("stay where a cluster without any goes from beside one that may yet have one again", () => {
    monitored("mail");
    host.must("rm /var/lib/lvs/clusters/mail/releases/one/load-monitor.conf");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(kept()).toBe(true);
  });

  it("go with the only cluster that has one, whoever else is there", () => {
    monitored("www");
    host.must("mkdir -p /var/lib/lvs/clusters/mail/releases");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect([kept(), host.must("ls /var/lib/lvs/clusters")]).toEqual([false, "mail"]);
  });
});

describe("a real server whose program refuses to let go", () => {
  const refuse = (): string => host.must(`for program in ${STORE}/releases/*/lvs-real-server; do mv $program $program.kept; printf '#!/bin/sh\nexit 6\n' >$program; chmod 755 $program; done`);
  const links = (): string[] => [host.link("current"), host.link("pending")];
  const refused = { status: 1, stderr: expect.stringContaining("release failed (6)") as unknown };
  const relent = (): string => host.must(`for program in ${STORE}/releases/*/lvs-real-server; do mv $program.kept $program; done`);

  it("keeps what runs and what is to come, each as what it was, and may be left later", async () => {
    const running = await deployed(DIRECT, ["prepare", "finish"], "web1");
    const coming = await deployed(DIRECT_TWO_VIPS, ["prepare"], "web1");
    refuse();
    expect(host.run(removeCommand("www"))).toMatchObject(refused);
    expect(links()).toEqual([running, coming]);
    relent();
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect([host.must("ip -o address show dev lo | awk '/203/ { print $4 }'"), host.must("ls /var/lib")]).toEqual(["", expect.not.stringContaining("lvs")]);
  });

  it("does not run what was only to come", async () => {
    const coming = await deployed(DIRECT, ["prepare"], "web1");
    refuse();
    expect(host.run(removeCommand("www"))).toMatchObject(refused);
    expect(links()).toEqual(["", coming]);
  });

  it("keeps them also where an earlier try was cut off before it asked", async () => {
    const running = await deployed(DIRECT, ["prepare", "finish"], "web1");
    const coming = await deployed(DIRECT_TWO_VIPS, ["prepare"], "web1");
    host.must(`for program in ${STORE}/releases/*/lvs-real-server; do mv $program $program.kept; printf '#!/bin/sh\nkill -9 $PPID\n' >$program; chmod 755 $program; done`);
    expect(host.run(removeCommand("www")).status).not.toBe(0);
    expect(links()).toEqual(["", ""]);
    relent();
    refuse();
    expect(host.run(removeCommand("www"))).toMatchObject(refused);
    expect(links()).toEqual([running, coming]);
  });

  it("keeps nothing of a removal that was cut off before the cluster was deployed again", async () => {
    const running = await deployed(DIRECT, ["prepare", "finish"], "web1");
    host.must(`ln -s releases/gone ${STORE}/leaving; ln -s releases/gone ${STORE}/leaving-pending`);
    refuse();
    expect(host.run(removeCommand("www"))).toMatchObject(refused);
    expect(links()).toEqual([running, ""]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeCommand, confirmCommand, removeCommand, rollbackCommand, standDownCommand } from "../../../../lib/deploy/host/host-commands";
import { type ClusterInput } from "../../../../lib/model";
import { DIRECT, DIRECT_TWO_VIPS } from "./clusters";
import { ScratchHost } from "./scratch-host";

let host: ScratchHost;
beforeEach(async () => {
  host = await ScratchHost.start();
});
afterEach(() => host.stop());

/** IPVS is not there to be told anything in this host's kernel, which is remarked on. */
const done = { status: 0 };
const activate = (digest: string): unknown => host.run(changeCommand("activate", { cluster: "www", digest }));

describe("the way back where nothing was confirmed", () => {
  it("leads to the release that ran before, if the caller names it: it may serve", async () => {
    const first = await host.stage(DIRECT);
    expect(activate(first)).toMatchObject(done);
    const second = await host.stage(DIRECT_TWO_VIPS);
    host.must("echo 'echo Reloading ... >>/run/journal; echo Reload complete >>/run/journal' >/run/at-reload");
    expect(activate(second)).toMatchObject(done);

    expect(host.run(rollbackCommand("www", first))).toMatchObject(done);
    expect([host.link("current"), host.link("confirmed")]).toEqual([first, ""]);
    expect(host.must("cat /var/lib/lvs/clusters/www/current/keepalived.conf")).not.toContain("203.0.113.12");
    expect(host.must("ls /run/up")).toBe("/run/up");
  });

  it("leads on a real server to what it had, too", async () => {
    const first = await host.stage(DIRECT, "web1");
    for (const verb of ["prepare", "finish"] as const) expect(host.run(changeCommand(verb, { cluster: "www", digest: first }))).toMatchObject(done);
    const second = await host.stage(DIRECT_TWO_VIPS, "web1");
    expect(host.run(changeCommand("prepare", { cluster: "www", digest: second }))).toMatchObject(done);
    expect(host.must("ip -o address show dev lo")).toContain("203.0.113.12/32");

    expect(host.run(rollbackCommand("www", first))).toMatchObject(done);
    expect([host.link("current"), host.link("pending")]).toEqual([first, ""]);
    expect(host.must("ip -o address show dev lo")).toMatch(/203\.0\.113\.10\/32(?![^]*203\.0\.113\.12)/);
  });

  it.each([
    ["nobody names a release", undefined],
    ["the named release is not there", "0123456789abcdef"],
  ])("leaves the host as it was found when %s", async (_when, before) => {
    expect(activate(await host.stage(DIRECT))).toMatchObject(done);
    expect(host.run(rollbackCommand("www", before))).toMatchObject(done);
    expect(host.must("ls /var/lib /etc/systemd/system/ /etc/sysctl.d; ls /run/up || true")).not.toMatch(/lvs|up/);
  });

  it("does not count what the caller names once something was confirmed", async () => {
    const first = await host.stage(DIRECT);
    activate(first);
    expect(host.run(confirmCommand("www", first))).toMatchObject(done);
    const second = await host.stage(DIRECT_TWO_VIPS);
    expect(host.run(rollbackCommand("www", second))).toMatchObject(done);
    expect(host.link("current")).toBe(first);
  });

  it("leads to what the caller names where several routers ran it together", async () => {
    const first = await host.stage(DIRECT);
    activate(first);
    expect(host.run(confirmCommand("www", first))).toMatchObject(done);
    host.must("echo 'echo Reloading ... >>/run/journal; echo Reload complete >>/run/journal' >/run/at-reload");
    const second = await host.stage(DIRECT_TWO_VIPS);
    expect(host.run(rollbackCommand("www", second, { asItWas: true }))).toMatchObject(done);
    expect([host.link("current"), host.link("confirmed")]).toEqual([second, first]);
    expect(host.run(rollbackCommand("www", "0123456789abcdef", { asItWas: true }))).toMatchObject(done);
    expect(host.link("current")).toBe(first);
  });
});

describe("a router that stands down", () => {
  const held = (): string => host.must("ip -o -4 address show | awk '$2 != \"lo\" { print $2, $4 }'");

  it("stops its heartbeat, also over a boot, keeps every file, and starts again when it is rolled back", async () => {
    const digest = await host.stage(DIRECT);
    activate(digest);
    host.run(confirmCommand("www", digest));
    const files = (): string => host.must("find /var/lib/lvs /etc/systemd/system /etc/sysctl.d /etc/modules-load.d -printf '%p %l\\n' | sort; cat /var/lib/lvs/clusters/www/found/units");
    const before = files();
    const startedAtBoot = "/etc/systemd/system/multi-user.target.wants/lvs-heartbeat.service ../lvs-heartbeat.service\n";
    expect(before).toContain(startedAtBoot);
    const stoodDown = before.replace(startedAtBoot, "");

    expect(host.run(standDownCommand("www"))).toMatchObject(done);
    expect(host.must("ls /run/up || true")).toBe("");
    expect(files()).toBe(stoodDown);
    expect(host.run(standDownCommand("www"))).toMatchObject(done);
    expect(files()).toBe(stoodDown);

    expect(host.run(rollbackCommand("www"))).toMatchObject(done);
    expect(host.must("ls /run/up")).toBe("/run/up");
    expect(files()).toBe(before);
  });

  it("holds none of its addresses, even if its daemon had to be killed and left them; those of the host stay", async () => {
    activate(await host.stage(DIRECT_TWO_VIPS));
    host.must("ip address add 203.0.113.2/24 dev eth0; ip address add 203.0.113.10/32 dev eth0; ip address add 203.0.113.12/32 dev eth0; ip address add 203.0.113.10/32 dev eth1");
    expect(host.run(standDownCommand("www"))).toMatchObject(done);
    expect(held()).toBe("eth0 203.0.113.2/24\neth1 203.0.113.10/32");
  });

  it("holds nothing of the file either that its daemon ran while a change waited", async () => {
    activate(await host.stage(DIRECT_TWO_VIPS));
    host.must("ip address add 203.0.113.12/32 dev eth0; echo exit 1 >/run/at-reload");
    expect(activate(await host.stage(DIRECT))).toMatchObject({ status: 1 });
    expect(host.run(standDownCommand("www"))).toMatchObject(done);
    expect([held(), host.must("ls /run/lvs")]).toEqual(["", "www.lock"]);
  });

  it("says so when its heartbeat can't be stopped", async () => {
    activate(await host.stage(DIRECT));
    host.must("echo ': >/run/up; exit 1' >/run/at-stop");
    expect(host.run(standDownCommand("www"))).toMatchObject({ status: 1, stderr: expect.stringContaining("lvs-heartbeat.service does not stop") });
  });

  it("does not touch another cluster's heartbeat, nor a host without any", async () => {
    activate(await host.stage(DIRECT));
    expect(host.run(standDownCommand("mail"))).toMatchObject(done);
    expect(host.must("ls /run/up")).toBe("/run/up");
  });
});

describe("two clusters of one real server that are removed at the same time", () => {
  const MAIL: ClusterInput = {
    ...DIRECT,
    name: "mail",
    heartbeat: { virtualRouterId: 52 },
    vips: { mail: { address: "203.0.113.25" } },
    virtualServers: { smtp: { vip: "mail", port: 25, pool: "web" } },
  };
  const deployed = async (cluster: ClusterInput): Promise<string> => {
    const digest = await host.stage(cluster, "web1");
    for (const change of ["prepare", "finish"] as const) expect(host.run(changeCommand(change, { cluster: cluster.name, digest }))).toMatchObject(done);
    return digest;
  };
  const cutOff = (): void => {
    host.must("echo 'kill -9 $PPID' >/run/at-stop");
    expect(host.run(removeCommand("www")).status).not.toBe(0);
    host.must("rm /run/at-stop");
  };
  const loopback = (): string => host.must("ip -o address show dev lo | awk '/203/ { print $4 }'");

  // The other one's change comes while this one's removal waits for systemd, the longest of its steps.
  it.each([
    ["its unit stops", "stop"],
    ["systemd reads its units", "daemon-reload"],
  ])("don't put back what the other one took away, when one's removal begins while, for the other, %s", async (_when, verb) => {
    for (const cluster of [DIRECT, MAIL]) await deployed(cluster);
    expect(loopback()).toBe("203.0.113.10/32\n203.0.113.25/32");
    host.must(`echo 'rm /run/at-${verb}; LVS_FOR=mail /var/lib/lvs/clusters/mail/current/lvs-real-server release mail; echo released >>/run/between' >/run/at-${verb}`);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect([host.must("cat /run/between"), loopback()]).toEqual(["released", ""]);
    expect(host.run(removeCommand("mail"))).toMatchObject(done);
    expect(loopback()).toBe("");
  });

  it("go on where a removal was cut off", async () => {
    await deployed(DIRECT);
    cutOff();
    expect(host.must("ls /etc/systemd/system")).toContain("lvs-real-server-www.service");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect([loopback(), host.must("ls /var/lib /etc/systemd/system /etc/sysctl.d")]).toEqual(["", expect.not.stringContaining("lvs")]);
  });

  it("stay in the union where their program refuses to let go, and may be removed by the same path later", async () => {
    const digest = await deployed(DIRECT);
    const program = "/var/lib/lvs/clusters/www/current/lvs-real-server";
    host.must(`cp ${program} /run/kept; printf '#!/bin/sh\nexit 6\n' >${program}`);
    expect(host.run(removeCommand("www"))).toMatchObject({ status: 1, stderr: expect.stringContaining("release failed (6)") as unknown });
    expect([host.link("current"), loopback()]).toEqual([digest, "203.0.113.10/32"]);
    host.must(`cp /run/kept ${program}`);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(loopback()).toBe("");
  });

  it("go also where a link to what they were to have leads to nothing", async () => {
    await deployed(DIRECT);
    host.must("ln -s releases/gone /var/lib/lvs/clusters/www/pending");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect([loopback(), host.must("ls /var/lib")]).toEqual(["", expect.not.stringContaining("lvs")]);
  });

  it("may be deployed again after one was cut off", async () => {
    await deployed(DIRECT);
    cutOff();
    const digest = await deployed(DIRECT);
    expect([loopback(), host.link("current")]).toEqual(["203.0.113.10/32", digest]);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect([loopback(), host.must("ls /var/lib")]).toEqual(["", expect.not.stringContaining("lvs")]);
  });
});

describe("a store that somebody damaged by hand", () => {
  it("whose links lead to nothing is used again on a real server", async () => {
    const digest = await host.stage(DIRECT, "web1");
    for (const verb of ["prepare", "finish"] as const) expect(host.run(changeCommand(verb, { cluster: "www", digest }))).toMatchObject(done);
    host.run(confirmCommand("www", digest));
    host.must("cd /var/lib/lvs/clusters/www; ln -sfn releases/nowhere current; ln -sfn releases/nowhere confirmed");
    for (const verb of ["prepare", "finish"] as const) expect(host.run(changeCommand(verb, { cluster: "www", digest }))).toMatchObject(done);
    expect(host.run(confirmCommand("www", digest))).toMatchObject(done);
    expect([host.link("current"), host.link("confirmed")]).toEqual([digest, digest]);
  });

  it("that is gone is not taken for what was found before: removing leaves nothing of ours", async () => {
    activate(await host.stage(DIRECT));
    host.must("rm -rf /var/lib/lvs");
    activate(await host.stage(DIRECT));
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(host.must("ls /var/lib /etc/systemd/system/ /etc/sysctl.d /etc/modules-load.d")).not.toMatch(/lvs|keepalived/);
  });
});

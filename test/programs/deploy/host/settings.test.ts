import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeCommand, confirmCommand, removeCommand, rollbackCommand } from "../../../../lib/deploy/host/host-commands";
import { type ClusterInput } from "../../../../lib/model";
import { DIRECT, NAT } from "./clusters";
import { type Outcome, ScratchHost } from "./scratch-host";

let host: ScratchHost;
beforeEach(async () => {
  host = await ScratchHost.start();
  host.must("printf 'echo Reloading ... >>/run/journal; echo Reload complete >>/run/journal' >/run/at-reload");
  // Not the kernel's defaults.
  host.must("echo 0 >/proc/sys/net/ipv4/conf/eth0/send_redirects; echo 1 >/proc/sys/net/ipv4/conf/all/send_redirects; echo 0 >/proc/sys/net/ipv4/ip_forward");
});
afterEach(() => host.stop());

const FOUND = "0 1 0";
const SET = "1 0 0";

/** ip_forward, and send_redirects of all and of the interface. */
const settings = (): string => host.must("cd /proc/sys/net/ipv4; cat ip_forward conf/all/send_redirects conf/eth0/send_redirects").replaceAll("\n", " ");

const record = (): string[] => host.must("cat /var/lib/lvs/clusters/www/found/sysctl 2>/dev/null || true").split("\n").filter((line) => line !== "").sort();

async function activate(input: ClusterInput): Promise<Outcome> {
  return host.run(changeCommand("activate", { cluster: "www", digest: await host.stage(input) }));
}

/** IPVS is not there to be told anything in this host's kernel, which each of its settings is remarked on for. */
const done = { status: 0 };

const RECORD = ["net.ipv4.conf.all.send_redirects = 1", "net.ipv4.conf.eth0.send_redirects = 0", "net.ipv4.ip_forward = 0"];

describe("the kernel settings of a router", () => {
  it("that a later release adds are recorded as they were found, and given back when the cluster goes", async () => {
    expect(await activate(DIRECT)).toMatchObject(done);
    expect(record()).toEqual([]);
    expect(await activate(NAT)).toMatchObject(done);
    expect([settings(), record()]).toEqual([SET, RECORD]);
    expect(await activate(NAT)).toMatchObject(done);
    expect(record()).toEqual(RECORD);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(settings()).toBe(FOUND);
  });

  it("that a later release does without are given back, once, and are the host's again", async () => {
    await activate(NAT);
    expect([settings(), record()]).toEqual([SET, RECORD]);
    expect(await activate(DIRECT)).toMatchObject(done);
    expect([settings(), record()]).toEqual([FOUND, []]);
    host.must("echo 1 >/proc/sys/net/ipv4/ip_forward");
    expect(await activate(DIRECT)).toMatchObject(done);
    expect(settings()).toBe("1 1 0");
  });

  it("of an interface with a dot in its name are recorded under a name that sysctl reads back", async () => {
    host.must("ip link add eth0.100 type veth peer name wire100; echo 1 >/proc/sys/net/ipv4/conf/eth0.100/send_redirects");
    const input = { ...NAT, routers: { lvs1: { host: "lvs1", priority: 100, public: { interface: "eth0.100", address: "203.0.113.2/24" } } } };
    expect(await activate(input)).toMatchObject(done);
    expect(host.must("cat /proc/sys/net/ipv4/conf/eth0.100/send_redirects")).toBe("0");
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(host.must("cat /proc/sys/net/ipv4/conf/eth0.100/send_redirects")).toBe("1");
  });

  it("are written only where they differ", async () => {
    await activate(NAT);
    const [, written] = [host.must(": >/run/calls"), await activate(NAT)];
    expect(written).toMatchObject(done);
    // What can't be set differs for ever.
    expect(host.calls("sysctl").join(" ")).not.toMatch(/ip_forward|send_redirects/);
  });

  it("are found again by a rollback from a release that was cut off before it ran", async () => {
    const first = await host.stage(DIRECT);
    await activate(DIRECT);
    host.run(confirmCommand("www", first));
    host.must("touch /run/no-links");
    expect(await activate(NAT)).toMatchObject({ status: 1 });
    expect([settings(), host.link("current")]).toEqual([SET, first]);
    host.must("rm /run/no-links");
    expect(host.run(rollbackCommand("www"))).toMatchObject(done);
    expect([settings(), record()]).toEqual([FOUND, []]);
  });

  it("keep their record when the release that does without them was cut off before it ran", async () => {
    const first = await host.stage(NAT);
    await activate(NAT);
    host.run(confirmCommand("www", first));
    host.must("touch /run/no-links");
    expect(await activate(DIRECT)).toMatchObject({ status: 1 });
    expect(settings()).toBe(FOUND);
    host.must("rm /run/no-links");
    expect(host.run(rollbackCommand("www"))).toMatchObject(done);
    expect([settings(), record()]).toEqual([SET, RECORD]);
    expect(host.run(removeCommand("www"))).toMatchObject(done);
    expect(settings()).toBe(FOUND);
  });

  it("that we set before anything was recorded are not taken for found ones", async () => {
    await activate(NAT);
    host.must("rm /var/lib/lvs/clusters/www/found/sysctl");
    expect(await activate(NAT)).toMatchObject(done);
    expect(record()).toEqual([]);
  });
});

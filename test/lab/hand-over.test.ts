import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { NAT_VIP } from "./harness/cluster-config";
import { expectOwners, expectUndisturbed, pairOf, watch } from "./harness/failover";
import { failoverByCommand } from "./harness/failover-command";
import { activeRouter, holders } from "./harness/owners";
import { bareHosts, eventually, siteWithPacketFilter } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { longConnections, rate } from "./harness/traffic";

/** Real servers in the tables of both virtual servers. */
const SERVERS = "6";

let lab: Lab;
let project: TerraformProject;
beforeAll(async () => {
  lab = await siteWithPacketFilter("routers");
  await bareHosts(lab);
  project = (await TerraformProject.create(lab)).cluster(pairOf(1000));
  await project.deploy();
});
afterAll(() => project.remove());

// Each begins with the routers as the one before left them, with whichever active.
describe("the active router", { retry: 0 }, () => {
  it("hands over when a person says so, by cdktf-lvs failover: no request fails, no connection is reset, and it is hot backup", async () => {
    for (const hold of [[], ["--hold", "0"]]) {
      const active = await activeRouter(lab, NAT_VIP);
      const seen = await watch(lab, async () => {
        const { code, output } = await failover(...hold);
        expect(output).toContain(`www: ${other(active)} is active now; ${active}, which was, stands by`);
        // Whatever the kernel takes, it held new connections back.
        expect(output).not.toContain("LVS367");
        expect(code).toBe(0);
      });
      console.log(`failover ${hold.join(" ")}: longest wait ${seen.requests.longestGapMs} ms, ${seen.requests.failed} failed of ${seen.requests.sent}`);
      // With no time to wait for what is under way, a few may be lost: that is what the time is for.
      if (hold.length === 0) expectUndisturbed(seen);
      expect(seen.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
      expectOwners(seen, [active, other(active)]);
      expect(await lab.node(active).must("systemctl is-active lvs-heartbeat; iptables-legacy -t mangle -S PREROUTING; ls /run/lvs/held 2>/dev/null || true")).toBe("active\n-P PREROUTING ACCEPT\n");
    }
  });

  it.each([["while it holds new connections back", 0], ["while its heartbeat is stopped", 4500]])("undoes a hand-over that is killed %s", async (_when, afterMs) => {
    const active = await activeRouter(lab, NAT_VIP);
    const running = failover("--hold", "3000");
    await eventually("it holds", async () => (await lab.node(active).must("iptables-legacy -t mangle -S PREROUTING")).includes("DROP"));
    await sleep(afterMs);
    await run(active, "systemctl kill --signal=KILL 'lvs-hand-over-www*'");
    const { code, output } = await running;
    expect([code, output]).toEqual([1, expect.stringMatching(/LVS310 at hosts\.\S+: handing over failed/)]);
    await eventually("it is at rest", async () => (await lab.node(active).must("systemctl is-active lvs-heartbeat; iptables-legacy -t mangle -S PREROUTING; ls /run/lvs/held /run/lvs/lvs-host.www 2>/dev/null || true")) === "active\n-P PREROUTING ACCEPT\n");
    expect((await requestsNow()).failed).toBe(0);
  });

  it("does not hand over to a router that is not fit", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    await run(other(active), "iptables-legacy -I OUTPUT -p tcp --dport 80 -d 192.168.1.13 -j DROP");
    try {
      await eventually("a health check that fails on the backup", async () => !(await lab.node(other(active)).must("ipvsadm -Sn")).includes("192.168.1.13:80"));
      const { code, output } = await failover();
      expect(output).toMatch(new RegExp(`LVS365 at hosts.${other(active)} .*${other(active)} would send nothing to -t 203.0.113.10:80 192.168.1.13:80, which ${active} does`));
      expect(code).toBe(1);
    } finally {
      await run(other(active), "iptables-legacy -D OUTPUT -p tcp --dport 80 -d 192.168.1.13 -j DROP");
    }
    await run(other(active), "systemctl stop lvs-heartbeat");
    const { output } = await failover();
    expect(output).toMatch(/LVS364 .* can't take over: unit lvs-heartbeat.service enabled inactive/);
    await run(other(active), "systemctl start lvs-heartbeat");
    expect(await activeRouter(lab, NAT_VIP)).toBe(active);
  });

  it("is hot backup when it is started again: no request fails, no connection is reset", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    await run(other(active), "systemctl stop lvs-heartbeat");
    const seen = await watch(lab, async () => {
      await run(other(active), "systemctl start lvs-heartbeat");
      await sleep(5000);
    });
    expectUndisturbed(seen);
    expectOwners(seen, [active]);
  });

  it("may be replaced at once by a backup whose heartbeat was restarted: it has kept the connections it knew", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => {
      await sleep(3000);
      await run(other(active), "systemctl restart lvs-heartbeat");
      await eventually("its checks have passed", async () => (await lab.node(other(active)).must("ipvsadm -Sn | grep -c -- ^-a || true")).trim() === SERVERS);
      await run(active, "systemctl stop lvs-heartbeat");
      await sleep(3000);
    });
    await run(active, "systemctl start lvs-heartbeat");
    expect(seen.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expectOwners(seen, [active, other(active)]);
  });

  it("has a backup that has forgotten every connection when it was stopped for more than a minute: what it knew is not so any more", async () => {
    const backup = other(await activeRouter(lab, NAT_VIP));
    const established = "ipvsadm -Lnc | grep -c ESTABLISHED || true";
    const forget = "systemctl stop lvs-heartbeat; touch -d '61 seconds ago' /run/lvs-heartbeat.stopped; systemctl start lvs-heartbeat";
    // What the tests before left in its table, which the kernel keeps for a quarter of an hour.
    await lab.node(backup).must(forget);
    const lines = await longConnections(lab.node("client"), `${NAT_VIP}:9000`).started();
    await eventually("it knows them", async () => Number(await lab.node(backup).must(established)) === 6);
    const kept = await lab.node(backup).must(`systemctl restart lvs-heartbeat; ${established}`);
    const forgotten = await lab.node(backup).must(`${forget}; ${established}`);
    await lines.stop();
    expect([kept.trim(), forgotten.trim()]).toEqual(["6", "0"]);
  });

  it.each(["eth0", "eth1"])("gives up every address when %s loses its link, and is hot backup when it has it again", async (iface) => {
    const active = await activeRouter(lab, NAT_VIP);
    const down = await watch(lab, async () => {
      await run(active, `ip link set dev ${iface} down`);
      await sleep(3000);
    });
    expect(down.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expectOwners(down, [active, other(active)]);
    const up = await watch(lab, async () => {
      await run(active, `ip link set dev ${iface} up`);
      await sleep(5000);
    });
    expectUndisturbed(up);
    expectOwners(up, [other(active)]);
  });

  // Its carrier stays, as with a switch whose uplink is gone: the peer takes over on what it no longer hears.
  it("is replaced for its clients when its public cable leads nowhere", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    try {
      const seen = await watch(lab, async () => {
        await lab.cutCable(active, "eth0");
        await sleep(8000);
      });
      expect(seen.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
      expect(seen.front.map(({ owner }) => owner)).toEqual([active, other(active)]);
    } finally {
      await lab.plugCable(active, "eth0");
    }
  });
});

function other(router: string): string {
  return router === "lvs1" ? "lvs2" : "lvs1";
}

async function requestsNow(): Promise<{ readonly failed: number }> {
  await eventually("somebody is active", async () => (await holders(lab, NAT_VIP)).length === 1);
  return rate(lab.node("client"), `http://${NAT_VIP}/`, 50, 1);
}

function failover(...options: readonly string[]): ReturnType<typeof failoverByCommand> {
  return failoverByCommand(lab, ...options);
}

async function run(router: string, command: string): Promise<void> {
  await lab.node(router).must(command);
}

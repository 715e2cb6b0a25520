import { type App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing } from "../../../lib";
import { filesBelow, refusals, synth } from "./fixtures/synth";

interface Changes {
  readonly interval?: Duration;
  readonly routing?: Routing;
  /** Of the second cluster, which has direct routing unless this says otherwise. */
  readonly second?: Routing;
  /** Of the second cluster's own pool, instead of the bank. */
  readonly ownWeight?: number;
  readonly login?: boolean;
  readonly silence?: readonly string[];
}

/** Two stacks, each with a cluster of its own, that share one bank of real servers, which belongs to none of them. */
function declare(app: App, { interval = Duration.seconds(10), routing = Routing.direct(), second = Routing.direct(), ownWeight, login = true, silence }: Changes = {}): void {
  const bank = pool(app, "bank", { interval, weight: 1, login });
  for (const [index, id] of ["one", "two"].entries()) {
    const stack = new TerraformStack(app, id);
    new LvsProvider(stack, "lvs");
    const router = (last: number) => ({ host: `${id}-lvs${last}`, public: { interface: "eth0", address: `203.0.113.${last}/24` }, private: { interface: "eth1", address: `192.168.1.${last}/24` } });
    const routers = new RouterPair(stack, "edge", { primary: router(2 + index * 2), backup: router(3 + index * 2), heartbeat: { virtualRouterId: 51 + index } });
    const cluster = new LvsCluster(stack, id, { routers, routing: index === 0 ? routing : second, silence });
    const servers = index === 1 && ownWeight !== undefined ? pool(stack, "own", { interval, weight: ownWeight, login }) : bank;
    cluster.addVip("www", { address: `203.0.113.${10 + index}` }).addVirtualServer("http", { port: 80, pool: servers });
  }
}

function pool(scope: App | TerraformStack, id: string, { interval, weight, login }: { readonly interval: Duration; readonly weight: number; readonly login: boolean }): RealServerPool {
  const made = new RealServerPool(scope, id, { healthCheck: HealthCheck.tcp({ interval, timeout: Duration.millis(500) }) });
  made.addServer("web1", { address: "192.168.1.11", weight, ...(login ? { login: { host: "web1", interface: "eth0" } } : {}) });
  return made;
}

describe("a bank of real servers outside any stack", () => {
  it("serves the clusters of all", () => {
    const built = synth((app) => declare(app));
    expect(built.warnings).toEqual([]);
    for (const stack of ["one", "two"]) expect(Object.keys(filesBelow(built.path(stack, "bundles", stack, "web1")))).toContain(`var/lib/lvs/clusters/${stack}/current/expected-state`);
  });

  it("is said to be asked often, at the cluster that asks, once its checks are many", () => {
    expect(synth((app) => declare(app, { interval: Duration.seconds(1) })).warnings).toEqual([
      expect.stringMatching(/^\[two\/two\] LVS193 at bank\/web1\.address \("192\.168\.1\.11"\): web1 is asked 4\.0 times a second by the health checks of 4 routers in 2 clusters\./),
    ]);
  });

  it("is refused at the stack whose cluster can't have what it wants of it", () => {
    expect(refusals((app) => declare(app, { ownWeight: 2 }))).toEqual([
      expect.stringMatching(/^\[one\] LVS166 at two\/own\/web1\.weight \(2\): one\/one\.pools\.bank\.servers\.web1\.weight is 1 for 192\.168\.1\.11 port 80/),
    ]);
  });
});

describe("a bank of real servers that nobody logs in to is known by where it is declared:", () => {
  const nat = (last: number): Routing => Routing.nat({ gateway: `192.168.1.${last}/24` });
  const unmanaged = (changes: Changes): readonly string[] => refusals((app) => declare(app, { ...changes, login: false }));

  it("two NAT clusters need ways back there that nobody but a person can see to", () => {
    const warnings = (silence?: string[]): readonly string[] => synth((app) => declare(app, { routing: nat(254), second: nat(253), login: false, silence })).warnings;
    expect(warnings()).toContainEqual(expect.stringMatching(/LVS199 at bank\/web1\.address \("192\.168\.1\.11"\): nobody logs in to 192\.168\.1\.11, which serves two clusters with NAT: one\/one\.pools\.bank\.servers\.web1\.address wants its answers at 192\.168\.1\.254\/24, this one at 192\.168\.1\.253\/24/));
    expect(warnings(["LVS199"]).filter((one) => one.includes("LVS199"))).toEqual([]);
  });

  it("another pool with the same addresses may be of another site", () => {
    expect(unmanaged({ ownWeight: 2 })).toEqual([]);
  });

  it("is said to be asked often, too", () => {
    expect(synth((app) => declare(app, { interval: Duration.seconds(1), login: false })).warnings).toContainEqual(expect.stringMatching(/LVS193 at bank\/web1\.address .*: 192\.168\.1\.11 is asked 4\.0 times a second/));
  });
});

it("policy routing leaves the default route of a shared real server alone", () => {
  const built = synth((app) => declare(app, { routing: Routing.nat({ gateway: "192.168.1.254/24", policyRouting: true }) }));
  const facts = filesBelow(built.path("one", "bundles", "one", "web1"))["var/lib/lvs/clusters/one/current/expected-state"] ?? "";
  expect(facts.split("\n")).toContainEqual(expect.stringMatching(/^source-route 192\.168\.1\.11 192\.168\.1\.254 eth0 \d+$/));
  expect(facts).not.toContain("default-route");
});

import { describe, expect, it } from "vitest";
import { type ClusterChange, HostSession, desiredCluster } from "../../../../lib/deploy";
import { canonicalModel } from "../../../../lib/deploy/canonical-model";
import { begunModels, hasToBeNoted } from "../../../../lib/deploy/transaction/begun";
import { type Participant } from "../../../../lib/deploy/transaction/context";
import { standingAside } from "../../../../lib/deploy/transaction/flag-day";
import { leavingCandidates, standDownOrder } from "../../../../lib/deploy/transaction/leaving";
import { routerOrder } from "../../../../lib/deploy/transaction/order";
import { strays, straysToStop } from "../../../../lib/deploy/transaction/strays";
import { askedOtherwise } from "../../../../lib/deploy/transaction/verify";
import { type ClusterInput, gainsPath, gainsPathItself, isFlagDay } from "../../../../lib/model";
import { NAT_PAIR, parsed } from "../../compile/small-clusters";
import { observed } from "./observed";

const VIP = "203.0.113.10";

function changed(edit: (input: ClusterInput) => void): ClusterInput {
  const input = structuredClone(NAT_PAIR);
  edit(input);
  return input;
}

describe("routers are changed", () => {
  const pair = parsed(NAT_PAIR);
  const trio = parsed(changed((input) => (input.routers["lvs3"] = { ...input.routers["lvs1"]!, host: "lvs3", priority: 200 })));
  const holder = observed({ current: "a", addresses: [VIP, "192.168.1.254"] });
  const holderWhoseHeartbeatIs = (state: string): ReturnType<typeof observed> => ({ ...holder, facts: [`unit lvs-heartbeat.service enabled ${state}`] });
  const idle = observed({ current: "a", addresses: [] });
  const bare = observed({ addresses: [] });
  const order = (model: typeof pair, found: Record<string, ReturnType<typeof observed>>, activeFirst = false): string[] =>
    routerOrder(model, Object.entries(found).map(([name, before]) => ({ name, before })), { activeFirst }).map(({ name }) => name);

  it.each([
    ["the backup before the active one", pair, { lvs1: holder, lvs2: idle }, ["lvs2", "lvs1"]],
    ["whichever is active", pair, { lvs1: idle, lvs2: holder }, ["lvs1", "lvs2"]],
    ["one that holds what its dead heartbeat left before the one that is active", pair, { lvs1: holderWhoseHeartbeatIs("failed"), lvs2: holderWhoseHeartbeatIs("active") }, ["lvs1", "lvs2"]],
    ["and one whose heartbeat fails again and again likewise", pair, { lvs1: holderWhoseHeartbeatIs("activating"), lvs2: holderWhoseHeartbeatIs("reloading") }, ["lvs1", "lvs2"]],
    ["the lower priority first among backups", trio, { lvs1: idle, lvs2: holder, lvs3: idle }, ["lvs3", "lvs1", "lvs2"]],
    ["one that joins after all that run", trio, { lvs1: bare, lvs2: holder, lvs3: idle }, ["lvs3", "lvs2", "lvs1"]],
    ["the highest priority first when nobody is active yet", trio, { lvs1: bare, lvs2: bare, lvs3: bare }, ["lvs1", "lvs2", "lvs3"]],
  ])("%s", (_title, model, found, expected) => expect(order(model, found)).toEqual(expected));

  it("the active one first on a flag day, and one that joins last all the same", () => {
    expect(order(trio, { lvs1: bare, lvs2: holder, lvs3: idle }, true)).toEqual(["lvs2", "lvs3", "lvs1"]);
  });

  it("and one that runs a release of another time after all the others, whatever it holds", () => {
    const routers = [{ name: "lvs1", before: holder, joins: true }, { name: "lvs2", before: holder }];
    expect(routerOrder(pair, routers).map(({ name }) => name)).toEqual(["lvs2", "lvs1"]);
  });

  it("and stand down in the order that keeps one active longest", () => {
    expect(standDownOrder(pair, [{ name: "lvs1", before: holder }, { name: "lvs2", before: idle }]).map(({ name }) => name)).toEqual(["lvs2", "lvs1"]);
    expect(standDownOrder(pair, [{ name: "lvs1", before: holderWhoseHeartbeatIs("active") }, { name: "lvs2", before: holderWhoseHeartbeatIs("failed") }]).map(({ name }) => name)).toEqual(["lvs2", "lvs1"]);
  });
});

describe("it is a flag day", () => {
  const pair = parsed(NAT_PAIR);
  it.each<[string, (input: ClusterInput) => void]>([
    ["with another VRID", (input) => (input.heartbeat.virtualRouterId = 52)],
    ["with the heartbeat on the other leg", (input) => (input.heartbeat.leg = "private")],
    ["with another heartbeat address", (input) => (input.routers["lvs2"]!.public.address = "203.0.113.4/24")],
  ])("%s", (_title, edit) => expect(isFlagDay(pair, parsed(changed(edit)))).toBe(true));

  it.each<[string, (input: ClusterInput) => void]>([
    ["for another prefix length, which no line of the heartbeat has", (input) => Object.values(input.routers).forEach((router) => (router.public.address = router.public.address.replace("/24", "/25")))],
    ["for routers that swap names", (input) => (input.routers = { lvs1: input.routers["lvs2"]!, lvs2: input.routers["lvs1"]! })],
    ["for another weight", (input) => (input.pools["web"]!.servers["web1"]!.weight = 7)],
    ["for another advert interval, which the backup learns from the adverts", (input) => (input.heartbeat.advertIntervalMs = 1000)],
    ["for a router more", (input) => (input.routers["lvs3"] = { ...input.routers["lvs1"]!, host: "lvs3", priority: 200, public: { interface: "eth0", address: "203.0.113.4/24" } })],
  ])("not %s", (_title, edit) => expect(isFlagDay(pair, parsed(changed(edit)))).toBe(false));

  it("not where a router has no peers, before and after, and its address alone is another one", () => {
    const alone = (address: string, iface = "eth0"): ReturnType<typeof parsed> => parsed(changed((input) => (input.routers = { lvs1: { ...input.routers["lvs1"]!, public: { interface: iface, address } } })));
    expect([isFlagDay(alone("203.0.113.2/24"), alone("203.0.113.9/24")), isFlagDay(alone("203.0.113.2/24"), alone("203.0.113.2/24", "eth7"))]).toEqual([false, true]);
  });

  it("and then all stand down but the active one, unless they have their release already: nobody would start them again", () => {
    const active = { name: "lvs1", before: observed({ current: "a", addresses: [VIP] }) };
    const backup = { name: "lvs2", before: observed({ current: "a", addresses: [] }) };
    expect(standingAside(pair, [active, backup], [active, backup])).toEqual([backup]);
    expect(standingAside(pair, [active, backup], [active])).toEqual([]);
    expect(standingAside(pair, [active, backup], [])).toEqual([]);
  });

  it("not for a cluster that is new", () => expect(isFlagDay(undefined, pair)).toBe(false));
});

describe("a router was left behind", () => {
  const next = desiredCluster(parsed(NAT_PAIR));
  if (!next.ok) throw new Error("not compiled");
  const { model, hosts } = next.value;
  const former = parsed(changed((input) => delete input.routers["lvs2"]));
  const router = (name: string, current: string | undefined, addresses: string[]): Participant => {
    const desired = hosts.find((host) => host.name === name)!;
    return { desired, session: new HostSession(name, desired.address, { connector: { connect: () => Promise.reject(new Error("nobody is asked")) } }), before: observed({ ...(current === undefined ? {} : { current }), addresses }) };
  };
  const its = hosts.find(({ name }) => name === "lvs2")!.release.digest;
  const named = (routers: readonly Participant[]): string[] => routers.map(({ desired }) => desired.name);

  it.each<[string, string | undefined, string[]]>([
    ["where it runs a release that the others know nothing of", "old", ["lvs2"]],
    ["not where it is bare", undefined, []],
    ["not where it runs its new release already", its, []],
  ])("%s", (_title, current, expected) => {
    expect(named(strays(former, model, { participants: [router("lvs1", "a", [VIP]), router("lvs2", current, [])], staying: [] }))).toEqual(expected);
  });

  it("not where the cluster had it, or had the machine by another name, or was never applied", () => {
    const participants = [router("lvs1", "a", [VIP]), router("lvs2", "old", [])];
    expect([strays(parsed(NAT_PAIR), model, { participants, staying: [] }), strays(former, model, { participants, staying: participants }), strays(undefined, model, { participants, staying: [] })]).toEqual([[], [], []]);
  });

  it("and stops first, unless it serves alone", () => {
    const stray = router("lvs2", "old", [VIP]);
    const stopped = (one: readonly string[]): string[] => named(straysToStop(model, { astray: [stray], routers: [router("lvs1", "a", [...one]), stray] }));
    expect([stopped([VIP]), stopped([])]).toEqual([["lvs2"], []]);
  });
});

describe("routers remember what a run is to bring about", () => {
  const change = (before: ClusterInput | undefined, after: ClusterInput): ClusterChange => {
    const desired = desiredCluster(parsed(after));
    if (!desired.ok) throw new Error("not compiled");
    return { desired: desired.value, former: before === undefined ? undefined : parsed(before), lastConfirmed: {} };
  };
  it.each<[string, ClusterInput | undefined, ClusterInput, boolean]>([
    ["where nothing was before", undefined, NAT_PAIR, true],
    ["where a host comes", changed((input) => delete input.routers["lvs2"]), NAT_PAIR, true],
    ["where one is logged in to elsewhere", changed((input) => (input.routers["lvs2"]!.host = "former")), NAT_PAIR, true],
    ["on a flag day", changed((input) => (input.heartbeat.virtualRouterId = 52)), NAT_PAIR, true],
    ["not for a weight", changed((input) => (input.pools["web"]!.servers["web1"]!.weight = 7)), NAT_PAIR, false],
    ["not where a host goes", NAT_PAIR, changed((input) => delete input.routers["lvs2"]), false],
  ])("%s", (_title, before, after, noted) => expect(hasToBeNoted(change(before, after))).toBe(noted));

  it("each once, not what comes now, and not what can't be read", () => {
    const saying = (begun: string | undefined): ReturnType<typeof observed> => ({ ...observed({ addresses: [] }), begun });
    const other = changed((input) => (input.heartbeat.virtualRouterId = 52));
    const looks = [saying(canonicalModel([other])), saying(canonicalModel([NAT_PAIR, other])), saying(canonicalModel([{ name: "nonsense" }])), saying("[{"), saying("{}"), saying(undefined)];
    expect(begunModels(looks, { coming: NAT_PAIR }).map(({ heartbeat }) => heartbeat.virtualRouterId)).toEqual([52]);
    expect(begunModels(looks)).toHaveLength(2);
  });

  it("also what ended well, as a router keeps it that was in the cluster all the time", () => {
    const keeping = { ...observed({ addresses: [] }), model: canonicalModel(NAT_PAIR) };
    expect([begunModels([keeping]), begunModels([keeping], { known: [keeping] }).map(({ name }) => name), begunModels([keeping], { known: [keeping], coming: NAT_PAIR })]).toEqual([[], [NAT_PAIR.name], []]);
  });
});

describe("a router waits for new health checks before the next one is changed", () => {
  const withTwin = (checks: ClusterInput["pools"][string]["healthChecks"], pool = "web"): ReturnType<typeof parsed> => parsed(changed((input) => {
    input.pools["twin"] = { ...input.pools["web"]!, healthChecks: checks };
    Object.values(input.virtualServers)[0]!.pool = pool;
  }));
  const [tcp, dns] = [[{ type: "tcp" as const }], [{ type: "dns" as const }]];
  it.each<[string, ReturnType<typeof parsed>, ReturnType<typeof parsed>, boolean]>([
    ["of a pool", withTwin(tcp, "twin"), withTwin(dns, "twin"), true],
    ["not of one that nobody uses", withTwin(tcp), withTwin(dns), false],
    ["of another pool that a virtual server sends to now, though both pools stay what they are", withTwin(dns), withTwin(dns, "twin"), true],
    ["not where that has the same ones", withTwin(parsed(NAT_PAIR).pools["web"]!.healthChecks), withTwin(parsed(NAT_PAIR).pools["web"]!.healthChecks, "twin"), false],
  ])("%s", (_title, former, next, waits) => expect(askedOtherwise(former, next).length > 0).toBe(waits));
});

describe("a second path is gained", () => {
  const withPath = (edit: (input: ClusterInput) => void = () => undefined): ReturnType<typeof parsed> => parsed(changed((input) => {
    input.heartbeat.secondPath = { publicReferences: ["203.0.113.100"] };
    edit(input);
  }));
  it.each<[string, ReturnType<typeof parsed>, ReturnType<typeof parsed>, string[]]>([
    ["by all when it comes", parsed(NAT_PAIR), withPath(), ["lvs1", "lvs2"]],
    ["by a router with another address on it", withPath(), withPath((input) => (input.routers["lvs2"]!.private!.address = "192.168.1.9/24")), ["lvs2"]],
    ["by nobody for another prefix length", withPath(), withPath((input) => Object.values(input.routers).forEach((router) => (router.private!.address = router.private!.address.replace("/24", "/25")))), []],
    ["by nobody when it goes", withPath(), parsed(NAT_PAIR), []],
  ])("%s", (_title, former, next, expected) => {
    expect([gainsPath(former, next), ["lvs1", "lvs2"].filter((router) => gainsPathItself(former, next, router))]).toEqual([expected.length > 0, expected]);
  });
});

describe("who may have to be left as found", () => {
  function candidates(after: ClusterInput): { leaving: string[]; codes: string[] } {
    const desired = desiredCluster(parsed(after));
    if (!desired.ok) throw new Error("not compiled");
    const { leaving, findings } = leavingCandidates(parsed(NAT_PAIR), desired.value);
    return { leaving: leaving.map(({ name, role, address }) => `${role} ${name} at ${address.host}`), codes: findings.map(({ code }) => code) };
  }

  it.each<[string, (input: ClusterInput) => void, string[], string[]]>([
    ["nobody when nothing changes", () => undefined, [], []],
    ["a router that is gone", (input) => delete input.routers["lvs2"], ["router lvs2 at lvs2"], []],
    ["the machine that a router's name led to before", (input) => (input.routers["lvs2"]!.host = "spare"), ["router lvs2 at lvs2"], []],
    ["a real server that is gone", (input) => delete input.pools["web"]!.servers["web1"], ["real-server web1 at web1"], []],
    ["a real server under another name, until its machine is seen", (input) => {
      const { web1, ...others } = input.pools["web"]!.servers;
      input.pools["web"]!.servers = { ...others, first: web1! };
    }, ["real-server web1 at web1"], []],
    ["not one that stays without login", (input) => delete input.pools["web"]!.servers["web1"]!.login, [], ["LVS349"]],
  ])("%s", (_title, edit, leaving, codes) => expect(candidates(changed(edit))).toEqual({ leaving, codes }));
});

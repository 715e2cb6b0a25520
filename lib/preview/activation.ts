import { type ObservedHost } from "../deploy/observe/observed-host";
import { floatingAddresses, routerOrder } from "../deploy/transaction/order";
import { type Cluster, type Impact, attempt, isFlagDay, knownOnly } from "../model";
import { type ClusterChange } from "./cluster-change";
import { type Leaving } from "./departures";
import { type Effect, effectOn } from "./effect-on-router";
import { type Stayers, stayersOf } from "./stayers";
import { type Step } from "./value";

export function step(hosts: readonly string[], text: string, { failover = false } = {}): Step {
  return { hosts, text, failover };
}

interface Routers {
  /** Those with something to do. */
  readonly routers: readonly string[];
  readonly leaving: readonly Leaving[];
  readonly impacts: readonly Impact[];
}

/** The routers one after the other, after those that leave. */
export function activation(change: ClusterChange, { routers, leaving, impacts }: Routers): Step[] {
  const { former, next } = { former: readable(change.former?.cluster), next: readable(change.next?.cluster) };
  if (next === undefined) return [];
  const gone = former === undefined ? [] : standingDown(former, next, leaving);
  if (routers.length === 0) return gone;
  const planned = attempt((): readonly Step[] => (former === undefined ? started(next, routers) : inTurn(change, { former, next, stayers: stayersOf(former, next) }, { routers, impacts })));
  return [...gone, ...(planned.known ? planned.value : [step(routers, "Change the routers one after the other, the backup first; in which order exactly isn't known yet")])];
}

function started(next: Cluster, routers: readonly string[]): Step[] {
  const names = routerOrder(next, Object.keys(next.routers).map((name) => ({ name, before: UNSEEN }))).map(({ name }) => name);
  return [step(names.filter((name) => routers.includes(name)), "Start the routers: the first one named becomes active and holds the VIPs")];
}

/** Both sides, with the routers that are in both. */
interface Sides {
  readonly former: Cluster;
  readonly next: Cluster;
  readonly stayers: Stayers;
}

function inTurn(change: ClusterChange, sides: Sides, { routers, impacts }: Pick<Routers, "routers" | "impacts">): Step[] {
  const { former, next, stayers } = sides;
  const flagDay = isFlagDay(former, next);
  const active = successorOf(former, stayers);
  const roleOf = (name: string): Activated["role"] => (!stayers.has(name) ? "joining" : name === active ? "active" : "backup");
  const names = order(sides, flagDay).filter((name) => routers.includes(name));
  const aside = flagDay ? names.filter((name) => roleOf(name) === "backup") : [];
  const impatient = !flagDay && impacts.some(({ class: one, place }) => one === "failover" && place[1] === "advertIntervalMs");
  const effectIf = (name: string): Effect => (flagDay ? "alone" : effectOn(name, { ...sides, change, impacts }));
  // Where nothing happens to the one that is taken for the active one, but would to another one, that one may be it.
  const quiet = active === undefined || !names.includes(active) || effectIf(active) === "reload";
  const effectOf = (name: string): Effect => (roleOf(name) === "active" || quiet ? effectIf(name) : "reload");
  return [
    ...(aside.length === 0 ? [] : [step(aside, "Stop the heartbeat of these: they would not hear the active router any more")]),
    ...names.map((name) => activated(name, { role: roleOf(name), effect: effectOf(name), impatient })),
  ];
}

/** Whoever leaves may be the active one, so that its step counts as a failover. */
function standingDown(former: Cluster, next: Cluster, leaving: readonly Leaving[]): Step[] {
  const gone = leaving.filter(({ role }) => role === "router");
  if (gone.length === 0) return [];
  const stays = attempt(() => new Set(stayersOf(former, next).values()));
  const text = "Stop the heartbeat of routers that leave, those without VIPs first; a VIP that one of them holds moves to another router";
  const same = gone.some(({ renamed }) => renamed) ? ". One that turns out to be a machine that stays goes on" : "";
  return [step(gone.map(({ name }) => name), `${text}${same}`, { failover: stays.known && gone.some(({ name }) => !stays.value.has(name)) })];
}

interface Activated {
  readonly role: "active" | "backup" | "joining";
  readonly effect: Effect;
  /** Whether a backup that is loaded first may not wait long enough for the active router's next advert. */
  readonly impatient: boolean;
}

const CHECK = "ask the network who holds the VIPs, and wait for the health checks";

const ON_ACTIVE: Readonly<Record<Effect, string>> = {
  restart: "Activate the release on the active router: its VIPs move to another router, new connections wait meanwhile",
  silent: "Activate the release on the active router: nobody holds its VIPs until it is active again",
  "lets go": "Activate the release on the active router: it lets go of its VIPs for a moment, and another router may be faster to take them",
  moves: "Activate the release on the active router: its addresses move to another interface, and neighbours have to learn that",
  waits: "Activate the release on the active router, by a reload for which new connections wait",
  reload: "Activate the release on the active router, by a reload",
  alone: "Activate the release on the active router, alone: its VIPs are away while its heartbeat restarts",
};

/** The same of one that is taken for a backup: after a failover the active router is another one. */
const SHOULD_IT_BE: Readonly<Record<Exclude<Effect, "reload">, string>> = {
  restart: "its VIPs move to another one",
  silent: "nobody holds its VIPs for a moment",
  "lets go": "it lets go of its VIPs for a moment",
  moves: "its addresses move to another interface",
  waits: "new connections wait for a moment",
  alone: "its VIPs are away for a moment",
};

function activated(name: string, { role, effect, impatient }: Activated): Step {
  if (role === "joining") return step([name], `Start the router that joins, which hears the active one; ${CHECK}`);
  if (role === "active") return step([name], `${ON_ACTIVE[effect]}; ${CHECK}`, { failover: effect !== "reload" });
  const may = `${impatient ? ", which may take over for a moment: it waits less long for adverts than the active router takes" : ""}${effect === "reload" ? "" : `; should it be the active one, ${SHOULD_IT_BE[effect]}`}`;
  return step([name], `Activate the release on the backup${may}; ${CHECK}`, { failover: impatient || effect !== "reload" });
}

/** Every router in the order of the transaction. */
function order({ former, next, stayers }: Sides, flagDay: boolean): readonly string[] {
  const active = assumedActive(former, Object.keys(former.routers));
  const assumed = Object.keys(next.routers).map((name) => ({ name, before: assumedHost(next, { wasActive: stayers.get(name) === active, runs: stayers.has(name) }) }));
  return routerOrder(next, assumed, { activeFirst: flagDay }).map(({ name }) => name);
}

/** By its name in the next model, the one that is active once those that leave have stood down. */
function successorOf(former: Cluster, stayers: Stayers): string | undefined {
  const active = assumedActive(former, [...stayers.values()]);
  return [...stayers].find(([, before]) => before === active)?.[0];
}

/** The one of these that is taken for the active one. */
function assumedActive({ routers }: Cluster, names: readonly string[]): string | undefined {
  const priority = (name: string): number => routers[name]?.priority ?? 0;
  return [...names].sort((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1))[0];
}

/** What a look at that router would find. */
function assumedHost(next: Cluster, { wasActive, runs }: { readonly wasActive: boolean; readonly runs: boolean }): ObservedHost {
  const addresses = wasActive ? floatingAddresses(next).map(({ address }) => ({ interface: "", address })) : [];
  return { ...UNSEEN, addresses, current: runs ? "runs" : undefined };
}

const UNSEEN: ObservedHost = {
  ...{ uptimeSeconds: 0, missingTools: [], keepalivedVersion: undefined, current: undefined, confirmed: undefined, pending: undefined, otherHeartbeats: [], interfaces: {} },
  ...{ addresses: [], facts: [], files: {}, ipvsTable: undefined, connections: "", model: undefined, begun: undefined, needs: [] },
};

function readable(cluster: Cluster | undefined): Cluster | undefined {
  return cluster === undefined ? undefined : knownOnly(cluster);
}


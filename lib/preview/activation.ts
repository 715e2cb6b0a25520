import { sameModuloComments } from "../compile";
import { type ObservedHost } from "../deploy/observe/observed-host";
import { gainsPathItself, isFlagDay } from "../deploy/transaction/flag-day";
import { floatingAddresses, routerOrder } from "../deploy/transaction/order";
import { type Cluster, type Impact, attempt, knownOnly } from "../model";
import { filesOf, isObjectValue } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { type Leaving } from "./departures";
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
  const planned = attempt(() => ({ ...order(former, next), effect: effectOnActive(change, impacts, activeOf(former)) }));
  if (!planned.known) return [...gone, step(routers, "Change the routers one after the other, the backup first; in which order exactly isn't known yet")];
  const { names, flagDay, effect } = planned.value;
  const inTurn = names.filter((name) => routers.includes(name));
  if (former === undefined) return [step(inTurn, "Start the routers: the first one named becomes active and holds the VIPs")];
  const active = activeOf(former);
  const roleOf = (name: string): Activated["role"] => (former.routers[name] === undefined ? "joining" : name === active ? "active" : "backup");
  const aside = flagDay ? inTurn.filter((name) => roleOf(name) === "backup") : [];
  const impatient = !flagDay && impacts.some(({ class: one, place }) => one === "failover" && place[1] === "advertIntervalMs");
  return [
    ...gone,
    ...(aside.length === 0 ? [] : [step(aside, "Stop the heartbeat of these: they would not hear the active router any more")]),
    ...inTurn.map((name) => activated(name, { role: roleOf(name), effect: flagDay ? "alone" : effect, impatient })),
  ];
}

function standingDown(former: Cluster, next: Cluster, leaving: readonly Leaving[]): Step[] {
  const gone = leaving.filter(({ role }) => role === "router");
  if (gone.length === 0) return [];
  const active = attempt(() => activeOf(former));
  const text = "Stop the heartbeat of routers that leave, those without VIPs first; a VIP that one of them holds moves to another router";
  const same = gone.some(({ renamed }) => renamed) ? ". One that turns out to be a machine that stays goes on" : "";
  // As the model's rules judge it: a router is known by its address, however it is logged in to.
  const isSame = (name: string): boolean => {
    const same = attempt(() => former.routers[name]?.public.address === next.routers[name]?.public.address);
    return same.known && same.value;
  };
  return [step(gone.map(({ name }) => name), `${text}${same}`, { failover: active.known && gone.some(({ name, renamed }) => name === active.value && !(renamed && isSame(name))) })];
}

/**
 * What becomes of the active router while it changes: its heartbeat restarts, so that another one takes over; it is silent until it is active again; it lets go of its addresses for a
 * moment, which another one may take; they move to another interface of it; or nothing, by a reload. On a flag day it is alone meanwhile.
 */
type Effect = "restart" | "silent" | "lets go" | "moves" | "reload" | "alone";

function effectOnActive(change: ClusterChange, impacts: readonly Impact[], active: string): Exclude<Effect, "alone"> {
  const [former, next] = [readable(change.former?.cluster), readable(change.next?.cluster)];
  if (former === undefined || next === undefined) return "reload";
  const [were, are] = [former, next].map(({ routers }) => Object.keys(routers).length) as [number, number];
  const others = Object.keys(next.routers).some((name) => name !== active && former.routers[name] !== undefined);
  const failovers = impacts.filter((impact) => impact.class === "failover");
  if (gainsPathItself(former, next, active) || isUnitChanged(change, active)) return others ? "restart" : "silent";
  if ((were === 1) !== (are === 1)) return "silent";
  if (failovers.some(({ place }) => place[0] === "vips" || place[0] === "routing")) return others ? "lets go" : "reload";
  return failovers.some(({ place }) => place[0] === "routers" && place[1] === active && place.length > 2) ? "moves" : "reload";
}

/** The deployment restarts the heartbeat where its unit says something else, comments aside. */
function isUnitChanged({ bundles: { found, planned } }: ClusterChange, router: string): boolean {
  const path = Object.keys(filesOf(planned, router)).find((one) => one.endsWith("/lvs-heartbeat.service")) ?? "";
  const [was, is] = [filesOf(found, router)[path], filesOf(planned, router)[path]];
  return isObjectValue(found) && typeof is === "string" && typeof was === "string" && !sameModuloComments(path, was, is);
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
  reload: "Activate the release on the active router, by a reload",
  alone: "Activate the release on the active router, alone: its VIPs are away while its heartbeat restarts",
};

function activated(name: string, { role, effect, impatient }: Activated): Step {
  if (role === "joining") return step([name], `Start the router that joins, which hears the active one; ${CHECK}`);
  if (role === "active") return step([name], `${ON_ACTIVE[effect]}; ${CHECK}`, { failover: effect === "restart" || effect === "lets go" });
  return step([name], `Activate the release on the backup${impatient ? ", which may take over for a moment: it waits less long for adverts than the active router takes" : ""}; ${CHECK}`, { failover: impatient });
}

/** Every router in the order of the transaction. */
function order(former: Cluster | undefined, next: Cluster): { readonly names: readonly string[]; readonly flagDay: boolean } {
  const flagDay = isFlagDay(former, next);
  const active = activeOf(former);
  const assumed = Object.keys(next.routers).map((name) => ({ name, before: assumedHost(former, next, { name, active }) }));
  return { names: routerOrder(next, assumed, { activeFirst: flagDay }).map(({ name }) => name), flagDay };
}

/** The router that is taken for the active one. */
function activeOf(cluster: Cluster | undefined): string {
  const routers = Object.entries(cluster?.routers ?? {}).sort(([a, { priority: one }], [b, { priority: other }]) => other - one || (a < b ? -1 : 1));
  return routers[0]?.[0] ?? "";
}

/** What a look at that router would find. */
function assumedHost(former: Cluster | undefined, next: Cluster, { name, active }: { readonly name: string; readonly active: string }): ObservedHost {
  const addresses = name === active ? floatingAddresses(next).map(({ address }) => ({ interface: "", address })) : [];
  const current = former?.routers[name] === undefined ? undefined : "runs";
  return { ...UNSEEN, addresses, current };
}

const UNSEEN: ObservedHost = {
  ...{ uptimeSeconds: 0, missingTools: [], keepalivedVersion: undefined, current: undefined, confirmed: undefined, pending: undefined, otherHeartbeats: [], interfaces: {} },
  ...{ addresses: [], facts: [], files: {}, ipvsTable: undefined, connections: "", model: undefined, needs: [] },
};

function readable(cluster: Cluster | undefined): Cluster | undefined {
  return cluster === undefined ? undefined : knownOnly(cluster);
}


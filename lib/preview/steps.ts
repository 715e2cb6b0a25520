import { type HostRole } from "../compile";
import { type ObservedHost } from "../deploy/observe/observed-host";
import { isFlagDay } from "../deploy/transaction/flag-day";
import { floatingAddresses, routerOrder } from "../deploy/transaction/order";
import { type Cluster, type RealServer, attempt, knownOnly } from "../model";
import { NOT_YET_KNOWN, isObjectValue } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { type SaidImpact, type Step } from "./value";

/**
 * What is done on the hosts, in the order in which the transaction does it. Its own functions order the routers; who is active, they are told by what no plan says: the router with the
 * greatest priority is taken for it.
 */
export function stepsOf(change: ClusterChange, impacts: readonly SaidImpact[]): Step[] {
  switch (change.action) {
    case "create":
    case "update":
    case "create-then-delete":
      return update(change, impacts);
    case "delete":
      return removal(change);
    case "delete-then-create":
      return [...removal(change), ...update({ ...change, former: undefined }, [])];
    case "none":
    case "read":
      return [];
    case "forget":
    case "create-then-forget":
      return [step([], "Nothing is done on any host: Terraform forgets the cluster, and the hosts go on as they are")];
  }
}

function step(hosts: readonly string[], text: string, { failover = false } = {}): Step {
  return { hosts, text, failover };
}

function update(change: ClusterChange, impacts: readonly SaidImpact[]): Step[] {
  const { next } = change;
  if (next === undefined) return [];
  const hosts = next.compiled.hosts;
  const work = new Set(hosts.map(({ host }) => host).filter((host) => hasWork(change, host)));
  if (work.size === 0) return [];
  const named = (role: HostRole): string[] => hosts.filter((host) => host.role === role && work.has(host.host)).map(({ host }) => host);
  const [routers, realServers] = [named("router"), named("real-server")];
  const leaving = leaversOf(change);
  return [
    step(hosts.map(({ host }) => host), "Look at every host, and refuse what speaks against the change; nothing is touched"),
    step([...work], "Stage the releases beside what runs, and test them with the hosts' own programs"),
    ...(realServers.length === 0 ? [] : [step(realServers, "Prepare the real servers: what the new release needs comes beside what is there")]),
    ...activation(change, { routers, leaving, failover: impacts.some((impact) => impact.class === "failover") }),
    step([...work], "Confirm over new connections. Until then everything goes back when something fails"),
    ...(realServers.length === 0 ? [] : [step(realServers, "Take away on the real servers what only the former release needed")]),
    ...(leaving.length === 0 ? [] : [step(leaving.map(({ name }) => name), "Leave these hosts as they were found: they are no part of the cluster any more")]),
  ];
}

/** A digest that isn't known before the apply is one that a host has still to confirm. */
function hasWork({ confirmed: { found, planned } }: ClusterChange, host: string): boolean {
  if (!isObjectValue(planned) || !isObjectValue(found)) return true;
  return planned[host] === NOT_YET_KNOWN || planned[host] !== found[host];
}

interface Routers {
  /** Those with something to do. */
  readonly routers: readonly string[];
  readonly leaving: readonly Host[];
  /** Whether the active one's heartbeat restarts. */
  readonly failover: boolean;
}

function activation(change: ClusterChange, { routers, leaving, failover }: Routers): Step[] {
  const { former, next } = { former: readable(change.former?.cluster), next: readable(change.next?.cluster) };
  if (next === undefined || routers.length === 0) return [];
  const ordered = attempt(() => order(former, next));
  if (!ordered.known) return [step(routers, "Change the routers one after the other, the backup first; in which order exactly isn't known yet")];
  const { names, flagDay } = ordered.value;
  const inTurn = names.filter((name) => routers.includes(name));
  if (former === undefined) return [step(inTurn, "Start the routers: the first one named becomes active and holds the VIPs")];
  const active = activeOf(former);
  const roleOf = (name: string): Activated["role"] => (former.routers[name] === undefined ? "joining" : name === active ? "active" : "backup");
  const aside = flagDay ? inTurn.filter((name) => roleOf(name) === "backup") : [];
  const gone = leaving.filter(({ role }) => role === "router").map(({ name }) => name);
  const takeover = (name: string): boolean => failover && name === active && !flagDay && names.length > 1;
  return [
    ...(gone.length === 0 ? [] : [step(gone, "Stop the heartbeat of routers that leave, those without VIPs first; a VIP that one of them holds moves to another router", { failover: gone.includes(active) })]),
    ...(aside.length === 0 ? [] : [step(aside, "Stop the heartbeat of these: they would not hear the active router any more")]),
    ...inTurn.map((name) => step([name], activationText({ role: roleOf(name), flagDay, takeover: takeover(name) }), { failover: takeover(name) })),
  ];
}

interface Activated {
  readonly role: "active" | "backup" | "joining";
  readonly flagDay: boolean;
  readonly takeover: boolean;
}

function activationText({ role, flagDay, takeover }: Activated): string {
  const check = "ask the network who holds the VIPs, and wait for the health checks";
  if (role === "joining") return `Start the router that joins, which hears the active one; ${check}`;
  if (role === "backup") return `Activate the release on the backup; ${check}`;
  if (flagDay) return `Activate the release on the active router, alone: its VIPs are away while its heartbeat restarts; ${check}`;
  return takeover ? `Activate the release on the active router: its VIPs move to another router, new connections wait meanwhile; ${check}` : `Activate the release on the active router, by a reload; ${check}`;
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

interface Host {
  readonly name: string;
  readonly role: HostRole;
}

/**
 * Hosts that were logged in to and no longer are. One that goes by another name from now on is found to be the same machine only by looking. A real server that serves on
 * without login keeps what it has.
 */
function leaversOf({ former, next }: ClusterChange): Host[] {
  const staying = new Set(next?.compiled.hosts.map(({ host }) => host));
  const servers = (cluster: Cluster | undefined): [string, RealServer][] => Object.values(cluster?.pools ?? {}).flatMap((pool) => Object.entries(pool.servers));
  const serving = new Set(servers(next?.cluster).flatMap(([, { address, login }]) => (login === undefined ? [address] : [])));
  const kept = new Set(servers(former?.cluster).flatMap(([name, { address }]) => (serving.has(address) ? [name] : [])));
  const gone = (former?.compiled.hosts ?? []).filter(({ host, role }) => !staying.has(host) && !(role === "real-server" && kept.has(host)));
  return gone.map(({ host, role }) => ({ name: host, role }));
}

function removal({ former }: ClusterChange): Step[] {
  const hosts = former?.compiled.hosts ?? [];
  const routers = hosts.filter(({ role }) => role === "router").map(({ host }) => host);
  const realServers = hosts.filter(({ role }) => role === "real-server").map(({ host }) => host);
  const last = routers[0];
  return [
    ...routers.slice(1).reverse().map((name) => step([name], "Remove the cluster from the backup router, which is left as it was found")),
    ...(last === undefined ? [] : [step([last], "Remove the cluster from the active router: the VIPs go, and all connections with them")]),
    ...(realServers.length === 0 ? [] : [step(realServers, "Leave the real servers as they were found")]),
  ];
}

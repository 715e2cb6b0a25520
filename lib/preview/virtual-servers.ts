import { isDeepStrictEqual } from "node:util";
import { masterDownIntervalMs } from "../deploy/transaction/order";
import { type Cluster, type RealServer, type Scheduler, type VirtualServer, canonical, checksOf, nameOf, pairVirtualServers, servingRouterOf, serviceKey } from "../model";
import { type Bearings, type Unit, capacityRatio, greatestLoss } from "./capacity";
import { type ClusterChange, type Side } from "./cluster-change";
import { type Loss } from "./losing";
import { type Reader, readerOf } from "./reader";
import { bearing, bearsTogether, spreadOf, unitOf } from "./shares";
import { type Mark, type ShareChange, type VirtualServerPreview, type VirtualServerSide } from "./value";

/** Every virtual server before and after: who gets new connections, which connections are lost, and what is left when somebody dies. */
export function virtualServersOf(change: ClusterChange, losing: ReadonlyMap<string, Loss>): VirtualServerPreview[] {
  const [before, after] = [servicesOf(change.former), servicesOf(change.next)];
  const pairs = pairVirtualServers(membersOf(change.former), membersOf(change.next));
  const previews = pairs.map((pair) => virtualServerOf(nameOf(pair), { before: before.get(pair.before?.name ?? ""), after: after.get(pair.after?.name ?? ""), loss: losing.get(nameOf(pair)) }));
  return previews.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What virtual servers are known by, of a side; of one that isn't there, nobody. */
function membersOf(side: Side | undefined): Pick<Cluster, "vips" | "virtualServers"> {
  return side?.cluster ?? { vips: {}, virtualServers: {} };
}

function servicesOf(side: Side | undefined): ReadonlyMap<string, Service> {
  if (side === undefined) return new Map();
  const reader = readerOf(side);
  return new Map(Object.entries(reader.cluster.virtualServers).map(([name, declared]) => [name, serviceOf(reader, name, declared)]));
}

/** One side of a virtual server. */
interface Service {
  readonly side: VirtualServerSide;
  /** Its endpoint in the one spelling of its address; of what isn't known, its name, which equals no place. */
  readonly identity: string;
  readonly settings: unknown;
  readonly servers: ReadonlyMap<string, Served>;
  /** `undefined` while a weight, the pool or the scheduler isn't known, and where real servers don't bear together. */
  readonly bearings: Bearings | undefined;
  /** What the numbers in {@link bearings} are. */
  readonly unit: Unit;
  /** All that its capacity follows from; `undefined` while part of it isn't known. */
  readonly whole: string | undefined;
  readonly whenRouterDies: VirtualServerPreview["whenRouterDies"];
  readonly notes: readonly string[];
  readonly unchecked: boolean;
}

interface Served {
  readonly server: string;
  readonly endpoint: string;
  readonly weight: number | undefined;
  readonly share: number | undefined;
}

interface Both {
  readonly before: Service | undefined;
  readonly after: Service | undefined;
  readonly loss: Loss | undefined;
}

function virtualServerOf(name: string, { before, after, loss }: Both): VirtualServerPreview {
  // Of servers that nothing checks none is ever taken out: what it is sent is lost, and nobody else bears it.
  const greatest = after?.bearings === undefined || after.unchecked ? undefined : greatestLoss(after.bearings);
  return {
    name,
    mark: markOf(before?.settings, after?.settings),
    before: before?.side ?? null,
    after: after?.side ?? null,
    servers: shareChanges(before, after),
    dropped: loss !== undefined && before !== undefined ? { share: droppedShare(before, after, loss) ?? null } : null,
    capacity: capacityOf(before, after) ?? null,
    capacityUnknown: before !== undefined && !boreNothing(before) && capacityOf(before, after) === undefined,
    whenServerDies: greatest === undefined ? null : { server: after?.servers.get(greatest.server)?.server ?? greatest.server, left: greatest.left },
    whenRouterDies: after?.whenRouterDies ?? null,
    notes: [...((after ?? before)?.notes ?? []), ...unitNotes(before, after)],
  };
}

/** Why two sides that are both known can't be compared. */
function unitNotes(before: Service | undefined, after: Service | undefined): string[] {
  if (before?.bearings === undefined || after?.bearings === undefined || before.unit === after.unit) return [];
  return ["how capacity changes is not reckoned: under ovf weights are limits of connections, and under the other scheduler parts of the load"];
}

/** Such as a pool whose real servers are all drained: whatever comes is a gain. */
function boreNothing({ bearings }: Service): boolean {
  return bearings !== undefined && [...bearings.values()].every((value) => value === 0);
}

/** A multiple of before; 1 also where it isn't known how much that was, but nothing changes. */
function capacityOf(before: Service | undefined, after: Service | undefined): number | undefined {
  if (before === undefined) return undefined;
  if (after === undefined) return 0;
  if (before.bearings !== undefined && after.bearings !== undefined) return capacityRatio(before.bearings, after.bearings, [before.unit, after.unit]);
  return before.whole !== undefined && before.whole === after.whole ? 1 : undefined;
}

/** How a part stands to what it was. */
export function markOf(before: unknown, after: unknown): Mark {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return isDeepStrictEqual(before, after) ? "same" : "changed";
}

function shareChanges(before: Service | undefined, after: Service | undefined): ShareChange[] {
  const endpoints = [...new Set([...(before?.servers.keys() ?? []), ...(after?.servers.keys() ?? [])])];
  const asSide = (served: Served | undefined): ShareChange["before"] => (served === undefined ? undefined : { weight: served.weight ?? null, share: served.share ?? null });
  const changes = endpoints.map((endpoint): ShareChange => {
    const [was, is] = [before?.servers.get(endpoint), after?.servers.get(endpoint)];
    const [former, next] = [asSide(was), asSide(is)];
    return { server: (is ?? was)?.server ?? endpoint, endpoint: (is ?? was)?.endpoint ?? endpoint, ...(former === undefined ? {} : { before: former }), ...(next === undefined ? {} : { after: next }) };
  });
  return changes.sort((a, b) => (a.server < b.server ? -1 : a.server > b.server ? 1 : a.endpoint < b.endpoint ? -1 : 1));
}

/** If open connections are spread as new ones are: all where the virtual server goes, else those of real servers that go. Where something else costs connections, nobody knows how many. */
function droppedShare(before: Service, after: Service | undefined, loss: Loss): number | undefined {
  if (loss === "all" || after === undefined || before.identity !== after.identity) return 1;
  if (loss === "unknown") return undefined;
  const gone = [...before.servers].filter(([endpoint]) => !after.servers.has(endpoint));
  if (gone.length === 0) return undefined;
  const shares = gone.map(([, { share }]) => share);
  return shares.every((share) => share !== undefined) ? shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) : undefined;
}

function serviceOf(reader: Reader, name: string, declared: VirtualServer): Service {
  const scheduler = reader.value(() => declared.scheduler);
  const known = reader.value((cluster) => Object.entries(cluster.pools[declared.pool]?.servers ?? {}));
  const pool = known ?? [];
  const weights = pool.map(([, server]) => reader.value(() => server.weight));
  const allKnown = scheduler !== undefined && known !== undefined && weights.every((weight) => weight !== undefined);
  const weighted = weights.map((weight) => ({ weight: weight ?? 0 }));
  const spread = allKnown ? spreadOf(scheduler, weighted) : undefined;
  const served = pool.map(([server, real], index): Served => ({ server, endpoint: endpointOf(reader, declared, real), weight: weights[index], share: spread?.shares?.[index] }));
  const missing = reader.why(() => [declared.scheduler, declared.pool, ...pool.map(([, { weight }]) => weight)]);
  return {
    side: { endpoint: serviceEndpoint(reader, declared), scheduler: reader.text(() => declared.scheduler), rule: spread?.words ?? "" },
    identity: reader.value((cluster) => serviceKey(cluster, declared)) ?? name,
    settings: reader.real.virtualServers[name],
    servers: new Map(served.map((one) => [keyOf(one), one])),
    bearings: allKnown && bearsTogether(scheduler) ? new Map(served.map((one, index) => [keyOf(one), bearing(scheduler, weighted[index] ?? { weight: 0 })])) : undefined,
    unit: scheduler === undefined ? "parts" : unitOf(scheduler),
    whole: reader.value(() => wholeOf(declared, reader.cluster)),
    unchecked: isUnchecked(reader, declared) === true,
    whenRouterDies: allKnown && bearsTogether(scheduler) ? routerLoss(reader, { scheduler, pool: pool.map(([, server]) => server) }) : null,
    notes: [
      ...(missing === undefined ? [] : [`shares and capacity are not reckoned: ${missing}`]),
      ...(allKnown && !bearsTogether(scheduler) ? [`capacity is not reckoned: ${scheduler} sends all to one real server, so that the others add nothing while it is alive`] : []),
      ...notesOf(reader, declared),
    ],
  };
}

/** How a scheduler looks at its real servers, and each one's place and weight: names, logins and persistence change no capacity. To be called where an unknown value ends it. */
function wholeOf({ scheduler, schedulerFlags, pool, port: own }: VirtualServer, { pools }: Cluster): string {
  const servers = Object.values(pools[pool]?.servers ?? {}).map(({ address, port, weight }) => JSON.stringify([canonical(address) ?? address, port ?? own, weight]));
  return JSON.stringify([scheduler, [...schedulerFlags].sort(), servers.sort()]);
}

/** Whom the kernel knows by its endpoint, in whatever spelling; while that isn't known, by its name. */
function keyOf({ server, endpoint }: Served): string {
  if (endpoint.includes("(")) return `${server} ${endpoint}`;
  const [, address = endpoint, port = ""] = /^\[?(.*?)\]?(:\d+)$/.exec(endpoint) ?? [];
  return `${canonical(address) ?? address}${port}`;
}

function endpointOf(reader: Reader, { port }: VirtualServer, server: RealServer): string {
  return joined(reader.text(() => server.address), reader.text(() => server.port ?? port));
}

/** `undefined` while that isn't known. */
function isUnchecked(reader: Reader, declared: VirtualServer): boolean | undefined {
  return reader.value((cluster) => {
    const pool = cluster.pools[declared.pool];
    return pool !== undefined && checksOf(pool, declared).length === 0;
  });
}

function serviceEndpoint(reader: Reader, declared: VirtualServer): string {
  const address = reader.text((cluster) => cluster.vips[declared.vip]?.address ?? "");
  return `${reader.text(() => declared.protocol)} ${joined(address, reader.text(() => declared.port))}`;
}

function joined(address: string, port: string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function notesOf(reader: Reader, declared: VirtualServer): string[] {
  const persistence = reader.value(() => declared.persistenceTimeoutMs);
  const monitor = reader.value((cluster) => cluster.pools[declared.pool]?.loadMonitor?.type);
  const sorry = reader.value(() => declared.sorryPool);
  const unchecked = isUnchecked(reader, declared);
  return [
    ...(persistence === undefined ? [] : [`a client stays with its server for ${persistence / 1000} s after its last connection: the shares hold over many clients`]),
    ...(reader.value(() => declared.onePacket) === true ? ["each datagram is scheduled by itself"] : []),
    ...(monitor === undefined ? [] : [`a load monitor (${monitor}) moves the weights: the shares are those while all are loaded alike`]),
    ...(unchecked === true ? ["nothing checks these real servers: one that dies goes on getting its share"] : []),
    ...(sorry === undefined ? [] : [`pool ${sorry} answers while no other real server can`]),
  ];
}

/** What is left when the router with the greatest priority dies, and how long nobody forwards then. */
function routerLoss(reader: Reader, served: Pool): VirtualServerPreview["whenRouterDies"] {
  const routers = reader.value((cluster) => Object.entries(cluster.routers).map(([router, { priority }]) => ({ router, priority })).sort((a, b) => b.priority - a.priority));
  const [active, successor] = routers ?? [];
  if (active === undefined) return null;
  if (successor === undefined) return { router: active.router, left: 0, silentMs: 0 };
  const silentMs = reader.value((cluster) => Math.round(masterDownIntervalMs(cluster.heartbeat.advertIntervalMs, successor.priority)));
  const left = reader.value((cluster) => withoutRouter(cluster, active.router, served));
  return silentMs === undefined || left === undefined ? null : { router: active.router, left, silentMs };
}

interface Pool {
  readonly scheduler: Scheduler;
  readonly pool: readonly RealServer[];
}

/** A router may be a real server, too. */
function withoutRouter(cluster: Cluster, router: string, { scheduler, pool }: Pool): number {
  const borne = (servers: readonly RealServer[]): number => servers.reduce((sum, server) => sum + bearing(scheduler, server), 0);
  const [total, its] = [borne(pool), borne(pool.filter((server) => servingRouterOf(cluster, server)?.router === router))];
  return total === 0 ? 0 : 1 - its / total;
}

import { isDeepStrictEqual } from "node:util";
import { masterDownIntervalMs } from "../deploy/transaction/order";
import { type Cluster, type RealServer, type VirtualServer, servingRouterOf } from "../model";
import { type Bearings, capacityRatio, greatestLoss } from "./capacity";
import { type ClusterChange, type Side } from "./cluster-change";
import { type Reader, readerOf } from "./reader";
import { bearing, spreadOf } from "./shares";
import { type Mark, type ShareChange, type VirtualServerPreview, type VirtualServerSide } from "./value";

/** Which virtual servers lose connections; the names of all when it is the whole cluster. */
export type Losing = ReadonlySet<string>;

/** Every virtual server before and after: who gets new connections, which connections are lost, and what is left when somebody dies. */
export function virtualServersOf(change: ClusterChange, losing: Losing): VirtualServerPreview[] {
  const [before, after] = [servicesOf(change.former), servicesOf(change.next)];
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const formerName = new Map([...after].map(([name, { side }]) => [name, before.has(name) ? name : gone.find((other) => before.get(other)?.side.endpoint === side.endpoint)]));
  const renamed = new Set(formerName.values());
  const removed = gone.filter((name) => !renamed.has(name)).map((name) => virtualServerOf(name, { before: before.get(name), after: undefined, loses: losing.has(name) }));
  const others = [...after].map(([name, service]) => virtualServerOf(name, { before: before.get(formerName.get(name) ?? ""), after: service, loses: losing.has(name) }));
  return [...removed, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function servicesOf(side: Side | undefined): ReadonlyMap<string, Service> {
  if (side === undefined) return new Map();
  const reader = readerOf(side);
  return new Map(Object.entries(reader.cluster.virtualServers).map(([name, declared]) => [name, serviceOf(reader, name, declared)]));
}

/** One side of a virtual server. */
interface Service {
  readonly side: VirtualServerSide;
  readonly settings: unknown;
  readonly servers: ReadonlyMap<string, Served>;
  /** `undefined` while a weight or the scheduler isn't known. */
  readonly bearings: Bearings | undefined;
  readonly whenRouterDies: VirtualServerPreview["whenRouterDies"];
  readonly notes: readonly string[];
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
  readonly loses: boolean;
}

function virtualServerOf(name: string, { before, after, loses }: Both): VirtualServerPreview {
  const loss = after?.bearings === undefined ? undefined : greatestLoss(after.bearings);
  const ratio = before?.bearings === undefined || after?.bearings === undefined ? undefined : capacityRatio(before.bearings, after.bearings);
  return {
    name,
    mark: markOf(before?.settings, after?.settings),
    before: before?.side ?? null,
    after: after?.side ?? null,
    servers: shareChanges(before, after),
    dropped: loses && before !== undefined ? { share: droppedShare(before, after) ?? null } : null,
    capacity: before !== undefined && before.bearings !== undefined && after === undefined ? 0 : (ratio ?? null),
    whenServerDies: loss === undefined ? null : { server: after?.servers.get(loss.server)?.server ?? loss.server, left: loss.left },
    whenRouterDies: after?.whenRouterDies ?? null,
    notes: (after ?? before)?.notes ?? [],
  };
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

/** If open connections are spread as new ones are: all where the virtual server goes, else those of real servers that go. Where neither does, something else costs connections, and nobody knows how many. */
function droppedShare(before: Service, after: Service | undefined): number | undefined {
  if (after === undefined || before.side.endpoint !== after.side.endpoint) return 1;
  const gone = [...before.servers].filter(([endpoint]) => !after.servers.has(endpoint));
  if (gone.length === 0) return undefined;
  const shares = gone.map(([, { share }]) => share);
  return shares.every((share) => share !== undefined) ? shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) : undefined;
}

function serviceOf(reader: Reader, name: string, declared: VirtualServer): Service {
  const scheduler = reader.value(() => declared.scheduler);
  const pool = reader.value((cluster) => Object.entries(cluster.pools[declared.pool]?.servers ?? {})) ?? [];
  const weights = pool.map(([, server]) => reader.value(() => server.weight));
  const allKnown = scheduler !== undefined && weights.every((weight) => weight !== undefined);
  const weighted = weights.map((weight) => ({ weight: weight ?? 0 }));
  const spread = allKnown ? spreadOf(scheduler, weighted) : undefined;
  const served = pool.map(([server, real], index): Served => ({ server, endpoint: endpointOf(reader, declared, real), weight: weights[index], share: spread?.shares?.[index] }));
  const missing = reader.why(() => [declared.scheduler, ...pool.map(([, { weight }]) => weight)]);
  return {
    side: { endpoint: serviceEndpoint(reader, declared), scheduler: reader.text(() => declared.scheduler), rule: spread?.words ?? "" },
    settings: reader.real.virtualServers[name],
    servers: new Map(served.map((one) => [keyOf(one), one])),
    bearings: allKnown ? new Map(served.map((one, index) => [keyOf(one), bearing(scheduler, weighted[index] ?? { weight: 0 })])) : undefined,
    whenRouterDies: routerLoss(reader, pool.map(([, server]) => server)),
    notes: [...(missing === undefined ? [] : [`shares and capacity are not reckoned: ${missing}`]), ...notesOf(reader, declared)],
  };
}

/** Whom the kernel knows by its endpoint; while that isn't known, by its name. */
function keyOf({ server, endpoint }: Served): string {
  return endpoint.includes("(") ? `${server} ${endpoint}` : endpoint;
}

function endpointOf(reader: Reader, { port }: VirtualServer, server: RealServer): string {
  return joined(reader.text(() => server.address), reader.text(() => server.port ?? port));
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
  return [
    ...(persistence === undefined ? [] : [`a client stays with its server for ${persistence / 1000} s after its last connection: the shares hold over many clients`]),
    ...(reader.value(() => declared.onePacket) === true ? ["each datagram is scheduled by itself"] : []),
    ...(monitor === undefined ? [] : [`a load monitor (${monitor}) moves the weights: the shares are those while all are loaded alike`]),
    ...(sorry === undefined ? [] : [`pool ${sorry} answers while no other real server can`]),
  ];
}

/** What is left when the router with the greatest priority dies, and how long nobody forwards then. */
function routerLoss(reader: Reader, pool: readonly RealServer[]): VirtualServerPreview["whenRouterDies"] {
  const routers = reader.value((cluster) => Object.entries(cluster.routers).map(([router, { priority }]) => ({ router, priority })).sort((a, b) => b.priority - a.priority));
  const [active, successor] = routers ?? [];
  if (active === undefined) return null;
  if (successor === undefined) return { router: active.router, left: 0, silentMs: 0 };
  const silentMs = reader.value((cluster) => Math.round(masterDownIntervalMs(cluster.heartbeat.advertIntervalMs, successor.priority)));
  const left = reader.value((cluster) => withoutRouter(cluster, active.router, pool));
  return silentMs === undefined || left === undefined ? null : { router: active.router, left, silentMs };
}

/** A router may be a real server, too. */
function withoutRouter(cluster: Cluster, router: string, pool: readonly RealServer[]): number {
  const total = pool.reduce((sum, { weight }) => sum + weight, 0);
  const its = pool.filter((server) => servingRouterOf(cluster, server)?.router === router).reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 0 : 1 - its / total;
}

import { type Pair, type RealServer, nameOf, pairPools, pairRouters, pairServers, pairVips, pairVirtualServers } from "../model";
import { type ClusterChange } from "./cluster-change";
import { type Reader, readerOf } from "./reader";
import { type Mark, type Topology } from "./value";
import { markOf } from "./virtual-servers";

/** Who sends to whom, before and after in one picture: parts that come, change and go are marked. `undefined` where there is neither. */
export function topologyOf(change: ClusterChange): Topology | undefined {
  const sides: Sides = { before: change.former === undefined ? undefined : readerOf(change.former), after: change.next === undefined ? undefined : readerOf(change.next) };
  const latest = sides.after ?? sides.before;
  if (latest === undefined) return undefined;
  const [former, next] = [sides.before?.real ?? NOTHING, sides.after?.real ?? NOTHING];
  const roles = rolesOf(latest);
  return {
    method: [...new Set([sides.before, sides.after].flatMap((reader) => (reader === undefined ? [] : [reader.text(({ routing }) => routing.method)])))].join(" → "),
    vips: members(sides, pairVips(former.vips, next.vips)).map(({ name, mark, reader }) => ({ name, mark, address: reader.text(({ vips }) => vips[name]?.address ?? "") })),
    routers: members(sides, pairRouters(former.routers, next.routers)).map(({ name, mark }) => ({ name, mark, role: mark === "removed" ? "leaves" : (roles.get(name) ?? "stands by") })),
    virtualServers: members(sides, pairVirtualServers(former, next)).map(({ name, mark, reader }) => ({ name, mark, vip: reader.text(({ virtualServers }) => virtualServers[name]?.vip ?? ""), pool: reader.text(({ virtualServers }) => virtualServers[name]?.pool ?? ""), label: serviceLabel(reader, name) })),
    pools: members(sides, pairPools(former.pools, next.pools)).map((pool) => ({ name: pool.name, mark: pool.mark, servers: serversOf(sides, pool) })),
  };
}

/** A side that isn't there. */
const NOTHING = { vips: {}, routers: {}, pools: {}, virtualServers: {} };

interface Sides {
  readonly before: Reader | undefined;
  readonly after: Reader | undefined;
}

interface Member {
  readonly name: string;
  readonly formerName: string | undefined;
  readonly mark: Mark;
  /** Of the side that is shown: the later one that has it. */
  readonly reader: Reader;
}

/** As the kernel knows them: what only has another name is no other thing. */
function members<T>({ before, after }: Sides, pairs: readonly Pair<T>[]): Member[] {
  return pairs.flatMap((pair): Member[] => {
    const reader = pair.after === undefined ? before : after;
    return reader === undefined ? [] : [{ name: nameOf(pair), formerName: pair.before?.name, mark: markOf(pair.before, pair.after), reader }];
  });
}

function serversOf(sides: Sides, { name: pool, formerName }: Member): Topology["pools"][number]["servers"] {
  const serversIn = (reader: Reader | undefined, name: string | undefined): Readonly<Record<string, RealServer>> => reader?.real.pools[name ?? ""]?.servers ?? {};
  const [was, is] = [serversIn(sides.before, formerName), serversIn(sides.after, pool)];
  return members(sides, pairServers(was, is)).map(({ name, formerName: former, mark, reader }) => {
    const inPool = reader === sides.after ? pool : (formerName ?? pool);
    const address = reader.text(({ pools }) => pools[inPool]?.servers[name]?.address ?? "");
    const weightOf = (side: Reader | undefined, of: string | undefined, server: string | undefined): string[] => (side === undefined || server === undefined || !Object.hasOwn(serversIn(side, of), server) ? [] : [side.text(({ pools }) => pools[of ?? ""]?.servers[server]?.weight ?? "")]);
    const weights = [...weightOf(sides.before, formerName, former), ...weightOf(sides.after, pool, mark === "removed" ? undefined : name)];
    return { name, mark, label: `${address} · weight ${[...new Set(weights)].join(" → ")}` };
  });
}

function serviceLabel(reader: Reader, name: string): string {
  const part = (key: "protocol" | "port" | "scheduler"): string => reader.text(({ virtualServers }) => virtualServers[name]?.[key] ?? "");
  return `${name}: ${part("protocol")} ${part("port")}, ${part("scheduler")}`;
}

/** Who is active, no plan says: it is the one with the greatest priority unless it has failed since. */
function rolesOf(reader: Reader): ReadonlyMap<string, string> {
  const priorities = Object.keys(reader.real.routers).map((name) => ({ name, priority: reader.value(({ routers }) => routers[name]?.priority) }));
  const greatest = Math.max(...priorities.map(({ priority }) => priority ?? 0));
  return new Map(priorities.map(({ name, priority }) => [name, priority === undefined ? "priority not known yet" : priority === greatest ? `active first, priority ${priority}` : `backup, priority ${priority}`]));
}

import { isDeepStrictEqual } from "node:util";
import { type ClusterChange } from "./cluster-change";
import { type Reader, readerOf } from "./reader";
import { type Mark, type Topology } from "./value";

/** Who sends to whom, before and after in one picture: parts that come, change and go are marked. `undefined` where there is neither. */
export function topologyOf(change: ClusterChange): Topology | undefined {
  const sides: Sides = { before: change.former === undefined ? undefined : readerOf(change.former), after: change.next === undefined ? undefined : readerOf(change.next) };
  const latest = sides.after ?? sides.before;
  if (latest === undefined) return undefined;
  const roles = rolesOf(latest);
  return {
    method: [...new Set([sides.before, sides.after].flatMap((reader) => (reader === undefined ? [] : [reader.text(({ routing }) => routing.method)])))].join(" → "),
    vips: members(sides, "vips").map(({ name, mark, reader }) => ({ name, mark, address: reader.text(({ vips }) => vips[name]?.address ?? "") })),
    routers: members(sides, "routers").map(({ name, mark }) => ({ name, mark, role: mark === "removed" ? "leaves" : (roles.get(name) ?? "stands by") })),
    virtualServers: members(sides, "virtualServers").map(({ name, mark, reader }) => ({ name, mark, vip: reader.text(({ virtualServers }) => virtualServers[name]?.vip ?? ""), pool: reader.text(({ virtualServers }) => virtualServers[name]?.pool ?? ""), label: serviceLabel(reader, name) })),
    pools: members(sides, "pools").map(({ name, mark }) => ({ name, mark, servers: serversOf(sides, name) })),
  };
}

interface Sides {
  readonly before: Reader | undefined;
  readonly after: Reader | undefined;
}

interface Member {
  readonly name: string;
  readonly mark: Mark;
  /** Of the side that is shown: the later one that has it. */
  readonly reader: Reader;
}

function members(sides: Sides, collection: "vips" | "routers" | "virtualServers" | "pools"): Member[] {
  const parts = (reader: Reader | undefined): Readonly<Record<string, unknown>> => reader?.real[collection] ?? {};
  return joined(sides, parts(sides.before), parts(sides.after));
}

function joined({ before, after }: Sides, was: Readonly<Record<string, unknown>>, is: Readonly<Record<string, unknown>>): Member[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names.flatMap((name): Member[] => {
    const reader = Object.hasOwn(is, name) ? after : before;
    return reader === undefined ? [] : [{ name, mark: markIn(was, is, name), reader }];
  });
}

function markIn(was: Readonly<Record<string, unknown>>, is: Readonly<Record<string, unknown>>, name: string): Mark {
  if (!Object.hasOwn(was, name)) return "added";
  if (!Object.hasOwn(is, name)) return "removed";
  return isDeepStrictEqual(was[name], is[name]) ? "same" : "changed";
}

function serversOf(sides: Sides, pool: string): Topology["pools"][number]["servers"] {
  const parts = (reader: Reader | undefined): Readonly<Record<string, unknown>> => reader?.real.pools[pool]?.servers ?? {};
  return joined(sides, parts(sides.before), parts(sides.after)).map(({ name, mark, reader }) => {
    const address = reader.text(({ pools }) => pools[pool]?.servers[name]?.address ?? "");
    const weights = [sides.before, sides.after].map((side) => (side !== undefined && Object.hasOwn(parts(side), name) ? side.text(({ pools }) => pools[pool]?.servers[name]?.weight ?? "") : undefined));
    return { name, mark, label: `${address} · weight ${[...new Set(weights.filter((weight) => weight !== undefined))].join(" → ")}` };
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

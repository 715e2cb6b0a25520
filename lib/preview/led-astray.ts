import { type Finding } from "../diagnostics";
import { type Cluster, isUnknown } from "../model";
import { type ClusterChange } from "./cluster-change";
import { stillLedTo } from "./findings";
import { addressIn, spelled } from "./name-change";
import { type NamePreview, type StackPreview } from "./value";

type Vips = ReadonlyMap<string, string | undefined>;

/** The VIPs of a cluster on both sides of its change, by what may be shown. */
export interface HeldVips {
  readonly stack: string;
  readonly address: string;
  /** Whether the cluster goes as a whole: then its provider waits for names of the same run. */
  readonly goes: boolean;
  /** Addresses by name, in one spelling; `undefined`: not known yet. */
  readonly before: Vips;
  readonly after: Vips;
}

/** None where they may not be shown, or can't be read. What Terraform leaves alone goes on with what it has. */
export function heldVips({ stack, address, former, next, adopting, secret, unreadable, leavesHosts }: ClusterChange): HeldVips[] {
  if (secret || unreadable) return [];
  const after = vipsOf((leavesHosts ? (next ?? former) : next)?.shown.cluster);
  return [{ stack, address, goes: next === undefined, before: leavesHosts ? after : vipsOf((former ?? adopting?.former)?.shown.cluster), after }];
}

/** VIPs that end while a name leads to them: Terraform changes the cluster first, and resolvers hand out the address for a time to live yet. One that another cluster holds from now on goes on. */
export function ledAstray(stacks: readonly StackPreview[], held: readonly HeldVips[]): Finding[] {
  const staying = new Set(held.flatMap(({ after }) => [...after.values()]));
  const names = stacks.flatMap((stack) => stack.names.map((name) => ({ name, leadsTo: new Set((name.before ?? []).map((record) => spelled(addressIn(record)))) })));
  return held.flatMap((cluster) =>
    [...cluster.before].flatMap(([vip, at]) => {
      // Whose address isn't known yet may stay where it was.
      if (at === undefined || staying.has(at) || (cluster.after.has(vip) && cluster.after.get(vip) === undefined)) return [];
      const leading = names.filter(({ name, leadsTo }) => leadsTo.has(at) && !isWaitedFor(cluster, name, at)).map(({ name }) => name.name);
      return leading.length === 0 ? [] : [stillLedTo([cluster.stack, cluster.address, "vips", vip], at, [...new Set(leading)].sort())];
    }),
  );
}

/** Whether the cluster's deletion waits until resolvers have forgotten the address. */
function isWaitedFor(cluster: HeldVips, name: NamePreview, at: string): boolean {
  if (!cluster.goes || name.stack !== cluster.stack || !name.changes || name.action === "forget") return false;
  return !(name.after ?? []).some((record) => spelled(addressIn(record)) === at);
}

function vipsOf(cluster: Cluster | undefined): Vips {
  return new Map(Object.entries(cluster?.vips ?? {}).map(([name, { address }]) => [name, isUnknown(address) ? undefined : spelled(address)]));
}

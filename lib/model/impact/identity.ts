import { formatIpAddress, parseCidr, parseIpAddress } from "../../net";
import { type Cluster } from "../cluster";
import { type RealServerPool } from "../real-server-pool";
import { type RealServer } from "../real-server";
import { type Router } from "../router";
import { type Vip } from "../vip";
import { type VirtualServer } from "../virtual-server";

/** A member of a collection, with its name. */
export interface Named<T> {
  readonly name: string;
  readonly value: T;
}

/** What was and what shall be, of one thing; one of the two is missing where it is new or goes. */
export interface Pair<T> {
  readonly before: Named<T> | undefined;
  readonly after: Named<T> | undefined;
}

/** What of a cluster its virtual servers are known by. */
type Services = Pick<Cluster, "vips" | "virtualServers">;
type Members<T> = Readonly<Record<string, T>>;
/** What a member is known by; `undefined` while that isn't known, which equals nothing. */
type KeyOf<T> = (member: Named<T>) => string | undefined;

/** keepalived and the kernel know addresses and ports, and no names. */
export function pairRouters(before: Members<Router>, after: Members<Router>): Pair<Router>[] {
  return byIdentity(before, after, () => ({ value }) => bareAddress(value.public.address));
}

export function pairVips(before: Members<Vip>, after: Members<Vip>): Pair<Vip>[] {
  return byIdentity(before, after, () => ({ value }) => canonical(value.address));
}

/** A virtual server is its VIP's address, protocol and port. */
export function pairVirtualServers(former: Services, next: Services): Pair<VirtualServer>[] {
  return byIdentity(former.virtualServers, next.virtualServers, (side) => ({ value }) => serviceKey(side === "before" ? former : next, value));
}

/** A real server is its address and port, within its pool. */
export function pairServers(before: Members<RealServer>, after: Members<RealServer>): Pair<RealServer>[] {
  return byIdentity(before, after, () => ({ value }) => serverKey(value));
}

/** Nobody but the model knows pools, so that a name is all they have; one that is gone and another with the same servers are a pool that was renamed. */
export function pairPools(before: Members<RealServerPool>, after: Members<RealServerPool>): Pair<RealServerPool>[] {
  return paired(named(before), named(after), [() => ({ name }) => name, () => ({ value }) => endpoints(value)]);
}

/** `203.0.113.10 tcp 80`; `undefined` while part of it isn't known. */
export function serviceKey(cluster: Pick<Cluster, "vips">, { vip, protocol, port }: VirtualServer): string | undefined {
  const address = canonical(cluster.vips[vip]?.address);
  return address === undefined || typeof protocol !== "string" || typeof port !== "number" ? undefined : `${address} ${protocol} ${port}`;
}

/** An address in its one spelling; `undefined` for what isn't known. */
export function canonical(text: unknown): string | undefined {
  const address = typeof text === "string" ? parseIpAddress(text) : undefined;
  return address === undefined ? undefined : formatIpAddress(address);
}

/** The address of an interface address, without its prefix length. */
export function bareAddress(text: unknown): string | undefined {
  const cidr = typeof text === "string" ? parseCidr(text) : undefined;
  return cidr === undefined ? undefined : formatIpAddress(cidr.address);
}

function serverKey({ address, port }: RealServer): string | undefined {
  const host = canonical(address);
  return host === undefined || typeof port === "symbol" ? undefined : `${host} ${port ?? "of the virtual server"}`;
}

function endpoints({ servers }: RealServerPool): string | undefined {
  const keys = Object.values(servers).map(serverKey);
  return keys.length === 0 || keys.includes(undefined) ? undefined : keys.sort().join();
}

type Side = "before" | "after";

/** Who has both name and key, then who has the key, then whose name is left. */
function byIdentity<T>(before: Members<T>, after: Members<T>, keyOn: (side: Side) => KeyOf<T>): Pair<T>[] {
  const nameAndKey = (side: Side): KeyOf<T> => (member) => {
    const key = keyOn(side)(member);
    return key === undefined ? undefined : `${member.name} ${key}`;
  };
  return paired(named(before), named(after), [nameAndKey, keyOn, () => ({ name }) => name]);
}

/** Pairs by one key after the other; sorted by name, so that the order of collections doesn't matter. */
function paired<T>(before: readonly Named<T>[], after: readonly Named<T>[], keys: readonly ((side: Side) => KeyOf<T>)[]): Pair<T>[] {
  const [old, fresh] = [new Set(before), new Set(after)];
  const pairs: Pair<T>[] = [];
  for (const keyOn of keys) {
    for (const one of fresh) {
      const key = keyOn("after")(one);
      const match = key === undefined ? undefined : [...old].find((other) => keyOn("before")(other) === key);
      if (match === undefined) continue;
      pairs.push({ before: match, after: one });
      old.delete(match);
      fresh.delete(one);
    }
  }
  const gone = [...old].map((one): Pair<T> => ({ before: one, after: undefined }));
  const come = [...fresh].map((one): Pair<T> => ({ before: undefined, after: one }));
  return [...pairs, ...gone, ...come].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** As it shall be called, or was. */
export function nameOf<T>({ before, after }: Pair<T>): string {
  return (after ?? before)?.name ?? "";
}

function named<T>(members: Members<T>): Named<T>[] {
  return Object.keys(members)
    .sort()
    .map((name) => ({ name, value: members[name] as T }));
}

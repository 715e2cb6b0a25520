import { type HostRole, SYNC_REFRESH_SECONDS } from "../../compile";
import { type Cluster, type Leg, type LegName, type Router } from "../../model";
import { formatIpAddress, parseCidr, parseIpAddress } from "../../net";
import { type ObservedHost } from "../observe/observed-host";

/** A floating address of a cluster and the leg that holds it. */
export interface FloatingAddress {
  /** Canonical text without prefix length. */
  readonly address: string;
  readonly leg: LegName;
}

/** VIPs by name, then the NAT router address: what moves together. */
export function floatingAddresses(model: Cluster): FloatingAddress[] {
  const vips = Object.entries(model.vips)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, vip]): FloatingAddress => ({ address: canonical(vip.address), leg: vip.leg }));
  const gateway = model.routing.gateway === undefined ? [] : [{ address: canonical(model.routing.gateway.split("/")[0] ?? ""), leg: "private" as const }];
  return [...vips, ...gateway];
}

/** The router's leg of that name; a router without private leg has everything on the public one. */
export function legOf(router: Router, leg: LegName): Leg {
  return leg === "private" ? (router.private ?? router.public) : router.public;
}

/** By which address its peers know that router, canonical and without prefix length; `undefined` when the cluster has none of that name. */
export function heartbeatAddress(model: Cluster, name: string): string | undefined {
  const router = model.routers[name];
  return router === undefined ? undefined : canonical(legOf(router, model.heartbeat.leg).address);
}

/** Whether the router holds the address now. */
export function holds(observed: ObservedHost, address: string): boolean {
  return observed.addresses.some((entry) => canonical(entry.address.split("/")[0] ?? "") === address);
}

/** A heartbeat that doesn't run, as far as anybody asked: systemd starts one that fails again and again, so that it is `activating` most of the time. */
const DEAD_HEARTBEAT = /^unit lvs-heartbeat\.service \S+ (?!(?:active|reloading)$)\S+$/;

/** Whether a router has a floating address of the cluster by its heartbeat's doing: what a dead one left behind makes no router active. */
export function isHolding(model: Cluster, before: ObservedHost): boolean {
  return !before.facts.some((fact) => DEAD_HEARTBEAT.test(fact)) && floatingAddresses(model).some(({ address }) => holds(before, address));
}

/**
 * Routers in the order they are changed: those that hold no floating address first, the lowest priority first, so that the backup proves the
 * release before the active router takes it. One whose heartbeat is dead is not active: what it holds was left behind, so it changes before the one that is. A router that joins comes last: until the active one knows it and sends it adverts, it would take itself
 * for the only one. On a flag day the active router comes first. When nobody holds any address (the first deployment), the highest priority starts and so becomes active.
 */
export function routerOrder<T extends { readonly name: string; readonly before: ObservedHost; readonly joins?: boolean }>(model: Cluster, routers: readonly T[], { activeFirst = false } = {}): T[] {
  const holding = ({ before }: T): boolean => isHolding(model, before);
  const priority = (router: T): number => model.routers[router.name]?.priority ?? 0;
  const joining = ({ before, joins = before.current === undefined }: T): boolean => joins;
  const nobody = !routers.some(holding);
  return [...routers].sort((a, b) => {
    if (nobody) return priority(b) - priority(a);
    return Number(joining(a)) - Number(joining(b)) || (Number(holding(a)) - Number(holding(b))) * (activeFirst ? -1 : 1) || priority(a) - priority(b);
  });
}

/** Longest silence in milliseconds after which the router takes over (RFC 9568 §6.1: Master_Down_Interval for VRRP version 3). */
export function masterDownIntervalMs(advertIntervalMs: number, priority: number): number {
  return 3 * advertIntervalMs + ((256 - priority) * advertIntervalMs) / 256;
}

/**
 * After so long a router whose heartbeat was restarted knows the connections that were made meanwhile, in milliseconds, and all if it has just booted: it hears of
 * each that goes on within the refresh period, and the kernel's message may be three seconds late (net/netfilter/ipvs/ip_vs_sync.c); and one more for a busy machine.
 */
export const KNOWS_CONNECTIONS_MS = SYNC_REFRESH_SECONDS * 1000 + 4000;

/** Whether a host of that role forwards. */
export function isRouter(host: { readonly role: HostRole }): boolean {
  return host.role === "router";
}

function canonical(text: string): string {
  const address = parseIpAddress(text) ?? parseCidr(text)?.address;
  return address === undefined ? text : formatIpAddress(address);
}

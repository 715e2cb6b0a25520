import { contains, parseCidr, parseIpAddress } from "../net";
import { type Cluster } from "./cluster";
import { REFERENCES, type LegName } from "./heartbeat";

/** So many real servers tell as much about a cable as all of them. */
const MANY = 3;

/**
 * Whom a router looks for on a leg to know whether it is alive: who is named, else the first real servers in the routers' network there, from as many pools as there are.
 * Nothing without a second path.
 */
export function referencesOn(cluster: Cluster, side: LegName): readonly string[] {
  const { secondPath } = cluster.heartbeat;
  if (secondPath === undefined) return [];
  const named = secondPath[REFERENCES[side]];
  return named.length > 0 ? named : realServersOn(cluster, side);
}

function realServersOn(cluster: Cluster, side: LegName): string[] {
  const networks = Object.values(cluster.routers).flatMap((router) => parseCidr(router[side]?.address ?? "") ?? []);
  const own = new Set(Object.values(cluster.routers).flatMap(({ public: front, private: back }) => [front.address, back?.address ?? ""].map((cidr) => cidr.split("/")[0])));
  const usable = (address: string): boolean => !own.has(address) && networks.some((network) => isIn(address, network));
  const perPool = Object.values(cluster.pools).map(({ servers }) => Object.values(servers).map(({ address }) => address).filter(usable).sort());
  const inTurn = perPool.flatMap((addresses) => addresses.map((address, turn) => ({ address, turn })));
  inTurn.sort((one, other) => one.turn - other.turn || (one.address < other.address ? -1 : 1));
  return [...new Set(inTurn.map(({ address }) => address))].slice(0, MANY);
}

function isIn(address: string, network: NonNullable<ReturnType<typeof parseCidr>>): boolean {
  const parsed = parseIpAddress(address);
  return parsed !== undefined && contains(network, parsed);
}

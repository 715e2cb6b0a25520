import { formatIpAddress, parseDomainName } from "../../../net";
import { type ObjectValue, isObjectValue } from "../../server";
import { addressKey, type Named } from "../claims";
import { knownSets } from "./records-value";

/** For {@link import("../claims").claiming}: the name, and the addresses that it leads to, those that somebody else gave it included. */
export function keysOf(value: ObjectValue): Named {
  return { has: nameKeys(value), leadsTo: leadsTo(value) };
}

/** Names a name in the world: at the server that is told of it. */
export function nameKeys({ name, server }: ObjectValue): string[] {
  if (typeof name !== "string" || !isObjectValue(server ?? null)) return [];
  const { host, port } = server as ObjectValue;
  return typeof host === "string" ? [`name ${parseDomainName(name) ?? name} at ${host.toLowerCase().replace(/\.$/, "")} port ${typeof port === "number" ? port : 53}`] : [];
}

function leadsTo(value: ObjectValue): string[] {
  return [...new Set(knownSets(value).flatMap(({ addresses }) => addresses.map((address) => addressKey(formatIpAddress(address)))))];
}

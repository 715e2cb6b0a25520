import { parseDomainName } from "../../../net";
import { type ObjectValue, isObjectValue } from "../../server";

/** Names a name in the world, for {@link import("../claims").claiming}: at the server that is told of it. */
export function keysOf({ name, server }: ObjectValue): string[] {
  if (typeof name !== "string" || !isObjectValue(server ?? null)) return [];
  const { host, port } = server as ObjectValue;
  return typeof host === "string" ? [`name ${parseDomainName(name) ?? name} at ${host.toLowerCase().replace(/\.$/, "")} port ${typeof port === "number" ? port : 53}`] : [];
}

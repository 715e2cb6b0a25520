import { type ObjectValue, isObjectValue } from "../../server";

/** Names a cluster in the world, for {@link import("../claims").claiming}: its name on each of its routers. */
export function keysOf({ name, routers }: ObjectValue): string[] {
  if (typeof name !== "string" || !isObjectValue(routers ?? null)) return [];
  return Object.values(routers as ObjectValue).flatMap((router) => {
    if (!isObjectValue(router)) return [];
    const { host, port } = router;
    return typeof host === "string" ? [`cluster ${name} on ${host.toLowerCase()} port ${typeof port === "number" ? port : 22}`] : [];
  });
}

import { type Cluster } from "../../../model";

/** Names a cluster in the world, for {@link import("../claims").claiming}: its name on each of its routers. */
export function keysOf({ name, routers }: Cluster): string[] {
  return Object.values(routers).map(({ host, port = 22 }) => `cluster ${name} on ${host.toLowerCase()} port ${port}`);
}

import { type Construct } from "constructs";
import { type Place } from "../diagnostics";
import { type LvsCluster } from "./cluster";
import { type RealServerPool } from "./real-server-pool";

/** Where something of a cluster's model was written: a construct, and the property of it. */
export interface ConstructPlace {
  readonly construct: Construct;
  readonly property: Place;
}

/** From a place in the model to the construct that the person wrote. */
export function constructPlace(cluster: LvsCluster, place: Place): ConstructPlace {
  const [collection, name, ...inner] = place.map(String);
  const property = inner.map(asProperty);
  const members = cluster.members();
  switch (collection ?? "") {
    case "routers":
      return { construct: cluster.routers, property: name === undefined ? ["routers"] : [cluster.routers.propOf(name), ...property] };
    case "heartbeat":
      return { construct: cluster.routers, property: ["heartbeat", ...(name === undefined ? [] : [asProperty(name)]), ...property] };
    case "vips":
      return { construct: members.vips.get(name ?? "") ?? cluster, property };
    case "virtualServers":
      return { construct: members.virtualServers.get(name ?? "") ?? cluster, property };
    case "pools":
      return placeInPool(members.pools.get(name ?? ""), cluster, property);
    case "name":
      return { construct: cluster, property: ["id"] };
    default:
      return { construct: cluster, property: place.map((step) => (typeof step === "string" ? asProperty(step) : step)) };
  }
}

function placeInPool(pool: RealServerPool | undefined, cluster: LvsCluster, property: readonly string[]): ConstructPlace {
  if (pool === undefined) return { construct: cluster, property };
  const [member, name, ...inner] = property;
  const server = member === "servers" ? pool.servers.find(({ node }) => node.id === name) : undefined;
  if (server !== undefined) return { construct: server, property: inner };
  return { construct: pool, property: member === "healthChecks" ? [name === undefined ? "healthCheck" : pool.propOfHealthCheck(name), ...inner] : property };
}

/** Constructs take a Duration where the model has milliseconds. */
function asProperty(step: string): string {
  return step.replace(/Ms$/, "");
}

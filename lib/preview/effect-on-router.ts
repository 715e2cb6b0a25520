import { sameModuloComments } from "../compile";
import { type Cluster, type Impact, gainsPathItself } from "../model";
import { filesOf, isObjectValue } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { type Stayers } from "./stayers";

/**
 * What becomes of the active router while it changes: its heartbeat restarts, so that another one takes over; it is silent until it is active again; it lets go of its addresses for a
 * moment, which another one may take; they move to another interface of it; it lets new connections wait; or nothing, by a reload. On a flag day it is alone meanwhile.
 */
export type Effect = "restart" | "silent" | "lets go" | "moves" | "waits" | "reload" | "alone";

interface Around {
  readonly change: ClusterChange;
  readonly former: Cluster;
  readonly next: Cluster;
  readonly stayers: Stayers;
  readonly impacts: readonly Impact[];
}

/** If that router, by its name in the next model, is the active one. */
export function effectOn(router: string, { change, former, next, stayers, impacts }: Around): Exclude<Effect, "alone"> {
  const [were, are] = [former, next].map(({ routers }) => Object.keys(routers).length) as [number, number];
  const others = [...stayers.keys()].some((name) => name !== router);
  const failovers = impacts.filter((impact) => impact.class === "failover");
  if (!stayers.has(router)) return "reload";
  if (gainsPathItself(former, next, router) || isUnitChanged(change, router)) return others ? "restart" : "silent";
  if ((were === 1) !== (are === 1)) return "silent";
  if (failovers.some(({ place }) => place[0] === "vips" || place[0] === "routing")) return others ? "lets go" : "silent";
  if (failovers.some(({ place }) => place[0] === "routers" && place[1] === router && place.length > 2)) return "moves";
  return impacts.some(({ place }) => place[0] === "virtualServers" && place[2] === "scheduler") ? "waits" : "reload";
}

/** The deployment restarts the heartbeat where its unit says something else, comments aside. */
function isUnitChanged({ bundles: { found, planned } }: ClusterChange, router: string): boolean {
  const path = Object.keys(filesOf(planned, router)).find((one) => one.endsWith("/lvs-heartbeat.service")) ?? "";
  const [was, is] = [filesOf(found, router)[path], filesOf(planned, router)[path]];
  return isObjectValue(found) && typeof is === "string" && typeof was === "string" && !sameModuloComments(path, was, is);
}

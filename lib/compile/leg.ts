import { type Cluster, type Leg, type LegName, type Router } from "../model";

/** The leg of that name; on a router with one leg, that one (the cross-checks refuse a private VIP there). */
export function legOf(router: Router, name: LegName): Leg {
  return name === "private" ? (router.private ?? router.public) : router.public;
}

/** Connection synchronisation is not authenticated: it goes over the private legs where all routers have one, away from clients. */
export function syncLeg(cluster: Cluster): LegName {
  return Object.values(cluster.routers).every((router) => router.private !== undefined) ? "private" : "public";
}

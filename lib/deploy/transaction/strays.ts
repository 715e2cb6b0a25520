import { currentPath } from "../../compile";
import { type Cluster, pairRouters } from "../../model";
import { type Participant } from "./context";
import { heartbeatAddress, isHolding, isRouter } from "./order";

/**
 * Routers that run the cluster by a release of another time, while the cluster as it was last applied doesn't have them: one that was left behind and is taken back. It and the others don't
 * hear each other, so that both may hold the VIPs. One that has its release already knows them all, and one that another router sends its adverts to has joined by a run of which Terraform never heard.
 * @param staying those that the cluster knew under another name or login
 */
export function strays(former: Cluster | undefined, next: Cluster, { participants, staying }: { readonly participants: readonly Participant[]; readonly staying: readonly Participant[] }): Participant[] {
  if (former === undefined) return [];
  const fresh = new Set(pairRouters(former.routers, next.routers).flatMap(({ before, after }) => (before === undefined && after !== undefined ? [after.name] : [])));
  return participants.filter((router) => isRouter(router.desired) && fresh.has(router.desired.name) && runsAnother(router) && !staying.includes(router) && !isHeard(next, router, participants));
}

function runsAnother({ desired, before }: Participant): boolean {
  return before.current !== undefined && before.current !== desired.release.digest;
}

/** By what the others run now: `unicast_peer` in keepalived.conf. */
function isHeard(model: Cluster, router: Participant, participants: readonly Participant[]): boolean {
  const address = heartbeatAddress(model, router.desired.name);
  const lines = participants.flatMap(({ before }) => (before.files[currentPath(model.name, "keepalived.conf")]?.content ?? "").split("\n"));
  return lines.some((line) => line.trim().split(" ")[0] === address);
}

/** Those that stop first, so that there is one owner: not one that serves alone. */
export function straysToStop(model: Cluster, { astray, routers }: { readonly astray: readonly Participant[]; readonly routers: readonly Participant[] }): Participant[] {
  return routers.some((router) => !astray.includes(router) && isHolding(model, router.before)) ? [...astray] : [];
}

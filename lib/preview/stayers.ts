import { type Cluster, isSurelyThere, pairRouters } from "../model";

/** Routers that were there and still are, as the impact's rules know them: their names of then by their names now. */
export type Stayers = ReadonlyMap<string, string>;

export function stayersOf(former: Cluster, next: Cluster): Stayers {
  return new Map(pairRouters(former.routers, next.routers).filter(isSurelyThere).map(({ before, after }) => [after?.name ?? "", before?.name ?? ""]));
}

import { type Cluster } from "../../model";
import { type ObservedHost } from "../observe/observed-host";
import { standDownOrder } from "./leaving";

/**
 * Who stands down on a flag day: every router that runs but the active one. Only those that are going to be activated, since nobody else starts them again: hosts may have
 * got their release from a run whose end Terraform never heard of.
 */
export function standingAside<T extends { readonly before: ObservedHost }>(model: Cluster, routers: readonly T[], work: readonly T[]): T[] {
  const running = routers.filter(({ before }) => before.current !== undefined);
  return standDownOrder(model, running).slice(0, -1).filter((router) => work.includes(router));
}

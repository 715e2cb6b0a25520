import { type Router } from "../router";
import { type Pair, bareAddress } from "./identity";
import { type Transition } from "./transition";

/** Whoever is active stays so (nopreempt), so that after a failover it is not the router with the greatest priority: who isn't known to be a backup may be active. */
export function isSurelyBackup(name: string, { former, active }: Transition): boolean {
  return active !== undefined && former.routers[active] !== undefined && active !== name;
}

/**
 * Whether a router was there and still is: the same machine, by its address or by its login. Where both are others it may be another machine under the same name; then
 * the former one leaves.
 */
export function isSurelyThere({ before, after }: Pair<Router>): boolean {
  if (before === undefined || after === undefined) return false;
  const address = bareAddress(before.value.public.address);
  if (address !== undefined && address === bareAddress(after.value.public.address)) return true;
  return before.value.host === after.value.host && before.value.port === after.value.port;
}

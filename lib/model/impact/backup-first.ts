import { isFlagDay } from "./flag-day";
import { isSurelyBackup, isSurelyThere } from "./who-is-active";
import { type Transition } from "./transition";

/**
 * Whether a backup has the new health checks before the active router, so that those which would take servers out go back in time. It takes two routers that stay, since
 * one that joins comes last. On a flag day the active router goes first; and where the active one leaves, the one that has taken over goes when its priority says.
 */
export function isAskedFirstByBackup(between: Transition): boolean {
  const { former, next, routers } = between;
  const staying = routers.filter(isSurelyThere).length;
  return staying > 1 && !isFlagDay(former, next) && Object.keys(former.routers).every((name) => staysOrHoldsNothing(name, between));
}

function staysOrHoldsNothing(name: string, between: Transition): boolean {
  return between.routers.some((pair) => pair.before?.name === name && isSurelyThere(pair)) || isSurelyBackup(name, between);
}

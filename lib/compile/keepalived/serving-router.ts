import { SCHEDULED_MARK, type ServingHost } from "../serving-router";
import { type Node, block, chosen, given } from "./tree";

/** The virtual server by firewall mark for what a peer has scheduled to this router, which is a real server, too; before all others, so that it is there first. */
export function servedService(serving: ServingHost | undefined): Node[][] {
  if (serving === undefined) return [];
  const self = block(["real_server", serving.address, 0], [chosen("Never checked: whoever sent it has.", "weight", 1)]);
  return [[block(["virtual_server", "fwmark", SCHEDULED_MARK], [given("lvs_sched", "rr"), given("lvs_method", "DR"), self], "What the active router has sent to this one, which serves, too: not to be sent on again")]];
}

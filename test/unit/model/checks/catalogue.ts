import { LEAF_PAIRS } from "./leaf-pairs";
import { type Pair } from "./pair";
import { ROUTER_PAIRS } from "./router-pairs";
import { ROUTING_PAIRS } from "./routing-pairs";
import { SERVICE_PAIRS } from "./service-pairs";
import { SITE_PAIRS } from "./site-pairs";
import { VIP_PAIRS } from "./vip-pairs";

/** Every wrong configuration we know, each beside its accepted twin. */
export const CATALOGUE: readonly Pair[] = [...LEAF_PAIRS, ...ROUTER_PAIRS, ...VIP_PAIRS, ...ROUTING_PAIRS, ...SERVICE_PAIRS, ...SITE_PAIRS];

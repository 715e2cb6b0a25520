/** @module What a change from one model of a cluster to another does to traffic, and why; a pure function of the two, knowing of hosts only what it is told. */
export { gainsPath, gainsPathItself, isFlagDay } from "./flag-day";
export { type Pair, canonical, nameOf, pairPools, pairRouters, pairServers, pairVips, pairVirtualServers, serviceKey } from "./identity";
export { IMPACT_CLASSES, type Impact, type ImpactClass, worstClass } from "./impact";
export { impactOf } from "./impact-of";
export { type Live } from "./transition";
export { isSurelyThere } from "./who-is-active";

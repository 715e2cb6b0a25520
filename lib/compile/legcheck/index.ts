/** @module Is a router's leg alive, whatever its carrier says: the program that keepalived asks. */
export { LVS_LEG_CHECK } from "./lvs-leg-check.generated";

/** The digest that the preview ended with. */
export const REVIEWED = "CDKTF_LVS_REVIEWED";
/** The file that `cdktf-lvs preview --format json` wrote. */
export const REVIEWED_PREVIEW = "CDKTF_LVS_REVIEWED_PREVIEW";

/** Whether this run is bound to a review. A variable that is set and empty counts: more likely a pipeline lost the value than wants no review. */
export function isBound(environment: NodeJS.ProcessEnv): boolean {
  return environment[REVIEWED] !== undefined || environment[REVIEWED_PREVIEW] !== undefined;
}

import { type Diagnostic, type ResourceType } from "../server";
import { type LvsContext } from "./lvs-context";

/** The login that may only look (`cdktf-lvs look-login`). In the environment and not in the configuration, so that a preview and the deployment plan the very same. */
const LOOK_ONLY = "CDKTF_LVS_LOOK_ONLY";

/** The same context, where this run may only look. A variable that is set and empty counts: nobody knows that login, so no host is seen, but none is changed either. */
export function orLookOnly(context: LvsContext, environment: NodeJS.ProcessEnv): LvsContext {
  const lookOnly = environment[LOOK_ONLY];
  return lookOnly === undefined ? context : { ...context, ssh: { ...context.ssh, lookOnly } };
}

/** The same type of resource, which changes nothing while its provider may only look. */
export function orOnlyLooked(type: ResourceType<LvsContext>): ResourceType<LvsContext> {
  return {
    ...type,
    async apply(request, call) {
      return call.provider.ssh.lookOnly === undefined ? type.apply(request, call) : { state: request.prior, diagnostics: await refused(type) };
    },
    async destroy(request, call) {
      return call.provider.ssh.lookOnly === undefined ? type.destroy(request, call) : { state: request.prior, diagnostics: await refused(type) };
    },
  };
}

async function refused({ schema }: ResourceType<LvsContext>): Promise<Diagnostic[]> {
  const { findingDiagnostic } = await import("../server/finding-diagnostic.js");
  const finding = {
    code: "LVS440",
    severity: "error",
    place: [],
    summary: `this run may only look (${LOOK_ONLY} is set)`,
    remedy: `Leave ${LOOK_ONLY} out where something is to be changed`,
    hostNext: "Nothing was changed",
  } as const;
  return [findingDiagnostic(finding, schema.attributes)];
}

import { isDeepStrictEqual } from "node:util";
import { type Diagnostic, type ObjectValue, type ResourceType } from "../../server";
import { type LvsContext } from "../lvs-context";

/** One operation of a resource; `null`: it isn't there before, or afterwards. */
export interface Operation {
  readonly prior: ObjectValue | null;
  readonly planned: ObjectValue | null;
}

/** What names an operation, loaded when a run is bound to a review; `undefined` while not all of it is known. */
export type OperationDigest = (operation: Operation) => Promise<string | undefined>;

/** The same type of resource, which plans and does nothing but what was reviewed where its provider is bound to a review. */
export function underReview(type: ResourceType<LvsContext>, digestOf: OperationDigest): ResourceType<LvsContext> {
  const refused = async ({ review }: LvsContext, operation: Operation): Promise<readonly Diagnostic[]> => {
    if (review === undefined) return [];
    return (await import("./refusal.js")).refusal(type, { review, operation, digestOf });
  };
  return {
    ...type,
    async plan(request, call) {
      const planned = await type.plan(request, call);
      const operation = { prior: request.prior, planned: planned.planned };
      const isNothing = request.prior !== null && isDeepStrictEqual(request.prior, planned.planned);
      if (isNothing || planned.diagnostics.some(({ severity }) => severity === "error")) return planned;
      // Of a replacement Terraform plans the update first, and then the creation.
      const halves = [{ ...operation, planned: null }, { ...operation, prior: null }];
      const isReplacement = request.prior !== null && (await Promise.all(halves.map(async (half) => refused(call.provider, half)))).every(({ length }) => length === 0);
      if (isReplacement) return planned;
      return { ...planned, diagnostics: [...planned.diagnostics, ...(await refused(call.provider, operation))] };
    },
    async planDestroy(request, call) {
      const diagnostics = (await type.planDestroy?.(request, call)) ?? [];
      return [...diagnostics, ...(await refused(call.provider, { prior: request.prior, planned: null }))];
    },
    async apply(request, call) {
      const diagnostics = await refused(call.provider, request);
      return diagnostics.length > 0 ? { state: request.prior, diagnostics } : type.apply(request, call);
    },
    async destroy(request, call) {
      const diagnostics = await refused(call.provider, { prior: request.prior, planned: null });
      return diagnostics.length > 0 ? { state: request.prior, diagnostics } : type.destroy(request, call);
    },
  };
}

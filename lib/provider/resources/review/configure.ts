import { type Configured } from "../../server";
import { findingDiagnostic } from "../../server/finding-diagnostic";
import { type LvsContext } from "../lvs-context";
import { PROVIDER_SCHEMA } from "../provider-schema";
import { reviewFrom } from "./review";

/** The provider's context, bound to the review that the environment names; without a readable one nothing is planned or done. */
export function boundContext(context: LvsContext, environment: NodeJS.ProcessEnv): Configured<LvsContext> {
  const review = reviewFrom(environment);
  if (!review.ok) return { diagnostics: review.findings.map((finding) => findingDiagnostic(finding, PROVIDER_SCHEMA.attributes)) };
  return { context: { ...context, review: review.value }, diagnostics: [] };
}

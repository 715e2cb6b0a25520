import { type Diagnostic, type ResourceType } from "../../server";
import { findingDiagnostic } from "../../server/finding-diagnostic";
import { type LvsContext } from "../lvs-context";
import { changeNotKnown, changeNotReviewed } from "./findings";
import { type Review } from "./review";
import { type Operation, type OperationDigest } from "./under-review";

/** Why an operation may not be done; nothing where it was reviewed. */
export async function refusal(type: ResourceType<LvsContext>, { review, operation, digestOf }: { readonly review: Review; readonly operation: Operation; readonly digestOf: OperationDigest }): Promise<Diagnostic[]> {
  const digest = await digestOf(operation);
  if (digest !== undefined && review.changes.has(digest)) return [];
  // Terraform names the resource beside it.
  return [findingDiagnostic(digest === undefined ? changeNotKnown() : changeNotReviewed(), type.schema.attributes)];
}

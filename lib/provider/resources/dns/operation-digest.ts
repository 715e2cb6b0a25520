import { nameChangeDigest } from "../../../compile/review";
import { type Operation } from "../review/under-review";
import { declaredName } from "./declared";

/** Names an operation on a name's addresses, as a preview does of the same values in a plan. */
export function nameOperationDigest({ prior, planned }: Operation): string | undefined {
  const former = prior === null ? null : declaredName(prior);
  const next = planned === null ? null : declaredName(planned);
  if (next?.ok === false) return undefined;
  return nameChangeDigest(former === null ? null : { declared: former.ok ? former.value : prior, records: prior?.["records"] ?? null }, next === null ? null : next.value);
}

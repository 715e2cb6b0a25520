import { type Finding, type Place } from "../diagnostics";
import { type Cluster, clusterSchema } from "./cluster";
import { parseBy, type RawInput } from "./parse";
import { UNKNOWN } from "./unknown";

/**
 * A cluster of which some values were refused, as far as it goes: they count as not known yet, so that whoever mends them hears at once what the others contradict.
 * `undefined` where more than single values is wrong. Not for anything but finding out what else is: it is no cluster that may be compiled.
 * @param findings what {@link import("./parse-cluster").parseCluster} said of it
 */
export function withoutRefused(raw: RawInput, findings: readonly Finding[]): Cluster | undefined {
  const mended = findings.reduce((input, { code, place }) => replaced(input, place, code === "LVS003" ? undefined : UNKNOWN), raw);
  const parsed = parseBy(clusterSchema, mended, "a cluster");
  return parsed.ok ? parsed.value : undefined;
}

/** A copy with another value at a place; a member with a bad name stays as it is, so that its parts are judged. */
function replaced(input: unknown, [step, ...rest]: Place, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(input)) return input.map((item: unknown, index) => (index === step ? replaced(item, rest, value) : item));
  if (typeof input !== "object" || input === null) return input;
  const member = (input as Readonly<Record<string, unknown>>)[step];
  const isNamed = rest.length === 0 && value === UNKNOWN && typeof member === "object" && member !== null;
  return isNamed ? input : { ...input, [step]: replaced(member, rest, value) };
}

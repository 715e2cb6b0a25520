import { type Finding, type Result } from "../../../diagnostics";
import { type DnsRoundRobin, parseDnsRoundRobin } from "../../../model";
import { type Diagnostic, type ObjectValue, UNKNOWN, type Value } from "../../server";
import { findingDiagnostic } from "../../server/finding-diagnostic";
import { DNS_ATTRIBUTES } from "../dns-attributes.generated";
import { DNS_SCHEMA } from "../dns-schema";
import { modelInput } from "../model-value";

/** The name that a configuration, plan or state declares, with the findings of all its checks. */
export function declaredName(value: ObjectValue): Result<DnsRoundRobin> {
  // A list of which nothing is known yet has at least one member that isn't.
  const addresses: Value = value["addresses"] === UNKNOWN ? [UNKNOWN] : (value["addresses"] ?? null);
  return parseDnsRoundRobin(modelInput({ ...value, addresses }, DNS_ATTRIBUTES));
}

/**
 * The name that a state holds, for where and how it stands there. What it has of addresses and time to live is not judged: it came from a zone, or passed the checks of
 * its day; see {@link import("./records-value").knownSets}.
 */
export function nameOfState(state: ObjectValue): Result<DnsRoundRobin> {
  return declaredName({ ...state, addresses: ["192.0.2.1"], ttl_seconds: null });
}

/** Findings as Terraform shows them, at their attributes. */
export function diagnosticsOf(findings: readonly Finding[]): Diagnostic[] {
  return findings.map((finding) => findingDiagnostic(finding, DNS_SCHEMA.attributes));
}

import { type Finding, type Result, hasErrors } from "../../../diagnostics";
import { type Cluster, checkCluster, parseCluster, withoutRefused } from "../../../model";
import { type Diagnostic, type ObjectValue } from "../../server";
import { findingDiagnostic } from "../../server/finding-diagnostic";
import { CLUSTER_ATTRIBUTES } from "../cluster-attributes.generated";
import { CLUSTER_SCHEMA } from "../cluster-schema";
import { modelInput } from "../model-value";

/** The model a configuration, plan or state declares, with the findings of all its checks. */
export function declaredCluster(value: ObjectValue): Result<Cluster> {
  const input = modelInput(value, CLUSTER_ATTRIBUTES);
  const parsed = parseCluster(input);
  if (!parsed.ok) {
    const rest = withoutRefused(input, parsed.findings);
    return { ok: false, findings: [...parsed.findings, ...(rest === undefined ? [] : checkCluster(rest))] };
  }
  const findings = checkCluster(parsed.value);
  return hasErrors(findings) ? { ok: false, findings } : { ok: true, value: parsed.value, findings };
}

/** Findings as Terraform shows them, at their attributes. */
export function diagnosticsOf(findings: readonly Finding[]): Diagnostic[] {
  return findings.map((finding) => findingDiagnostic(finding, CLUSTER_SCHEMA.attributes));
}

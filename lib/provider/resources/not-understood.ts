import { type Finding, renderFinding } from "../../diagnostics";

/** A state that another version wrote, or somebody by hand: what it is about can't be looked at, which must not keep a person from planning. Without the values: they may be sensitive. */
export function notUnderstood(findings: readonly Finding[]): Finding {
  return {
    code: "LVS414",
    severity: "warning",
    place: [],
    summary: `what the state has here can't be understood, so nothing was looked at: ${findings.map(({ value: _value, ...finding }) => renderFinding(finding)).join(" ")}`,
    remedy: "Use the version of this package that wrote the state, or import what is there anew",
  };
}

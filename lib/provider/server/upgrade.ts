import { conform } from "./conform";
import { type ResourceType } from "./contract";
import { renderPath, type Diagnostic } from "./diagnostic";
import { findingDiagnostic } from "./finding-diagnostic";
import { parseStateJson } from "./state-json";
import { isObjectValue, type Json, type ObjectValue, type Value } from "./value";

/** State in the current version's form; `state: null` only with an error. */
export interface UpgradeReply {
  readonly state: ObjectValue | null;
  readonly diagnostics: readonly Diagnostic[];
}

const RESTORE = "Go back to the last state that can be read, such as terraform.tfstate.backup, or to the provider's version that wrote it.";

/** Called by Terraform on every read of state, at equal versions too. */
export function upgradeState(resource: ResourceType, text: string, fromVersion: number): UpgradeReply {
  const { version } = resource.schema;
  if (fromVersion > version) return refused("LVS903", `the state of ${resource.typeName} was written by a newer version of the provider`, newer(fromVersion, version));
  const stored = parseStateJson(text);
  if (!isJsonObject(stored)) return refused("LVS904", `the state of ${resource.typeName} can't be read: it isn't an object`, RESTORE);
  return fromVersion < version ? upgradeOld(resource, stored, fromVersion) : asCurrent(resource, stored);
}

function upgradeOld(resource: ResourceType, stored: JsonObject, fromVersion: number): UpgradeReply {
  if (resource.upgrade === undefined) {
    return refused("LVS904", `the state of ${resource.typeName} can't be read: nothing leads from its version ${fromVersion} to ${resource.schema.version}`, RESTORE);
  }
  const upgraded = resource.upgrade(stored, fromVersion);
  const diagnostics = upgraded.findings.map((finding) => findingDiagnostic(finding, resource.schema.attributes));
  if (!upgraded.ok) return { state: null, diagnostics };
  const current = asCurrent(resource, upgraded.value);
  return { state: current.state, diagnostics: [...diagnostics, ...current.diagnostics] };
}

function asCurrent(resource: ResourceType, stored: JsonObject): UpgradeReply {
  const { value, misfits } = conform(stored, resource.schema.attributes, { strangers: "drop" });
  if (misfits.length === 0) return { state: value, diagnostics: [] };
  const where = misfits.map((misfit) => `${renderPath(misfit.path)}: ${misfit.what}`).join("\n");
  return refused("LVS904", `the state of ${resource.typeName} doesn't fit the schema`, `${where}\n\n${RESTORE}`);
}

type JsonObject = { readonly [name: string]: Json };

function isJsonObject(json: Json): json is JsonObject {
  return isObjectValue(json as Value);
}

function newer(found: number, known: number): string {
  return `It has version ${found}; this provider knows versions up to ${known}. Use the provider's version that wrote it, or a newer one.`;
}

function refused(code: string, summary: string, detail: string): UpgradeReply {
  return { state: null, diagnostics: [{ severity: "error", summary: `${code}: ${summary}`, detail }] };
}

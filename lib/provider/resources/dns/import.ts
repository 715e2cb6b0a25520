import { readAddresses } from "../../../dns";
import { type Finding } from "../../../diagnostics";
import { formatIpAddress } from "../../../net";
import { type Call, type Imported, type ObjectValue } from "../../server";
import { type LvsContext } from "../lvs-context";
import { DNS_ATTRIBUTES } from "../dns-attributes.generated";
import { attributesValue } from "../model-value";
import { declaredName, diagnosticsOf } from "./declared";
import { badDnsId, nothingToImport } from "./findings";
import { recordsValue } from "./records-value";
import { placeOf } from "./server-of";

/** The inputs of a name as its zone has it. The id names the server and where the secret is, never the secret. */
export async function importName(id: string, call: Call<LvsContext>): Promise<Imported> {
  const asked = parseId(id);
  if (asked === undefined) return refused([badDnsId(id)]);
  const declared = declaredName(attributesValue({ ...asked, addresses: ["192.0.2.1"] }, DNS_ATTRIBUTES));
  if (!declared.ok) return refused(declared.findings);
  const place = await placeOf(declared.value, call);
  if (!place.ok) return refused(place.findings);
  const found = await readAddresses(place.value.server, place.value.name);
  if (!found.ok) return refused(found.findings);
  const sets = [found.value[4], found.value[6]].filter((set) => set !== undefined);
  if (sets.length === 0) return refused([nothingToImport(place.value.name)]);
  const inputs = { ...asked, addresses: sets.flatMap(({ addresses }) => addresses.map(formatIpAddress)), ttlSeconds: Math.max(...sets.map(({ ttl }) => ttl)) };
  const state: ObjectValue = { ...attributesValue(inputs, DNS_ATTRIBUTES), records: recordsValue(found.value) };
  return { resources: [{ state }], diagnostics: [] };
}

/** What the id says, as input of the model. */
function parseId(id: string): Readonly<Record<string, unknown>> | undefined {
  const [, name, host, port, query] = /^([^@?]+)@([^@?:]+|\[[0-9A-Fa-f:.]+\])(?::(\d+))?(?:\?(.*))?$/.exec(id) ?? [];
  if (name === undefined || host === undefined) return undefined;
  const options = optionsOf(query ?? "");
  const known = ["key", "algorithm", "file", "env"];
  if (options === undefined || [...options.keys()].some((option) => !known.includes(option)) || (options.size > 0 && !options.has("key"))) return undefined;
  const option = (key: string): Record<string, string> => (options.has(key) ? { [key]: options.get(key) ?? "" } : {});
  const key = options.has("key") ? { key: { name: options.get("key") ?? "", ...option("algorithm"), secret: { ...option("file"), ...option("env") } } } : {};
  return { name, server: { host: host.replace(/^\[(.*)\]$/, "$1"), ...(port === undefined ? {} : { port: Number(port) }), ...key } };
}

/** Percent-encoded where a person likes to; a plus is a plus, since it may stand in a path. */
function optionsOf(query: string): Map<string, string> | undefined {
  try {
    return new Map(query.split("&").filter((option) => option !== "").map((option) => [option.split("=", 1).join(), decodeURIComponent(option.slice(option.indexOf("=") + 1))]));
  } catch {
    return undefined;
  }
}

function refused(findings: readonly Finding[]): Imported {
  return { resources: [], diagnostics: diagnosticsOf(findings) };
}

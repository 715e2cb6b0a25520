import { type Finding, hasErrors, type Result } from "../diagnostics";
import { checkDnsRoundRobin } from "./checks";
import { type DnsRoundRobin, dnsRoundRobinSchema } from "./dns-round-robin";
import { parseBy, type RawInput } from "./parse";

/** Structure, scalars and what no single one of them can hold; every finding at once, warnings included. */
export function parseDnsRoundRobin(raw: RawInput): Result<DnsRoundRobin> {
  const parsed = parseBy(dnsRoundRobinSchema, raw, "a name");
  if (!parsed.ok) return parsed;
  const findings: Finding[] = checkDnsRoundRobin(parsed.value);
  return hasErrors(findings) ? { ok: false, findings } : { ...parsed, findings };
}

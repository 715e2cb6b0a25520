import { type Finding } from "../diagnostics";
import { type Endpoint } from "./exchange/exchange";
import { type TsigKey } from "./wire";

/** What is said to a person about name servers. Codes LVS600–LVS639. */

const NOTHING_CHANGED = "Nothing was changed there";

/** Code of {@link serverSilent}. */
export const SERVER_SILENT = "LVS600";

export function serverSilent(server: Endpoint): Finding {
  return finding("LVS600", server, { summary: `${at(server)} does not answer`, remedy: "Compare address and port with the server's, and what packet filters between let through: both UDP and TCP are needed" });
}

/** Code of {@link serverUnreachable}. */
export const SERVER_UNREACHABLE = "LVS601";

export function serverUnreachable(server: Endpoint, why: string): Finding {
  return finding("LVS601", server, { summary: `${at(server)} can't be asked: ${why}`, remedy: "Compare address and port with the server's, and look whether it runs" });
}

export function interruptedQuestion(server: Endpoint): Finding {
  return finding("LVS617", server, { summary: `interrupted before ${at(server)} answered`, remedy: "Plan again: it says what is there now" });
}

export function truncatedTwice(server: Endpoint): Finding {
  return finding("LVS602", server, { summary: `${at(server)} says that its answer is too long, although it was asked over TCP`, remedy: "Look at the server's log: an answer over TCP has room for 65,535 octets" });
}

export function notAnAnswer(server: Endpoint, what: string): Finding {
  return finding("LVS603", server, { summary: `what ${at(server)} answers is no answer to ${what}`, remedy: "Look whether a name server of the zone listens there" });
}

export function unsignedAnswer(server: Endpoint, rcode: number): Finding {
  return finding("LVS604", server, { value: rcodeName(rcode), summary: `the answer of ${at(server)} is not signed, although the question was: it is not taken for its word`, remedy: "Look whether the server knows TSIG keys at all, and who else could answer in its place" });
}

export function forgedAnswer(server: Endpoint, key: TsigKey): Finding {
  return finding("LVS605", server, { value: key.name, summary: `the answer of ${at(server)} is not signed with the key that it was asked with: somebody else gave it, or it was changed on its way`, remedy: "Look who else could answer in the server's place; compare the key's secret on both sides" });
}

export function keyUnknown(server: Endpoint, key: TsigKey): Finding {
  return finding("LVS606", server, { value: key.name, summary: `${at(server)} knows no key ${key.name}, or none that may do this (BADKEY)`, remedy: "Compare the key's name and algorithm with the server's configuration, and what its policy for the zone allows this key", hostNext: NOTHING_CHANGED });
}

export function secretDiffers(server: Endpoint, key: TsigKey): Finding {
  return finding("LVS607", server, { value: key.name, summary: `${at(server)} has another secret, or another algorithm, for key ${key.name} (BADSIG)`, remedy: "Compare secret and algorithm with the server's configuration", hostNext: NOTHING_CHANGED });
}

export function clocksDiffer(server: Endpoint): Finding {
  return finding("LVS608", server, { summary: `the clocks of this machine and of ${at(server)} differ by more than five minutes (BADTIME)`, remedy: "Set them, with NTP for instance", hostNext: NOTHING_CHANGED });
}

export function signatureTooShort(server: Endpoint): Finding {
  return finding("LVS609", server, { summary: `${at(server)} asks for longer signatures (BADTRUNC)`, remedy: "Look at what the server demands of signatures", hostNext: NOTHING_CHANGED });
}

export function refused(server: Endpoint, what: string): Finding {
  return finding("LVS610", server, { summary: `${at(server)} refuses ${what}`, remedy: "Let the server's policy for the zone allow it to this key (BIND: update-policy or allow-update; Knot: acl)", hostNext: NOTHING_CHANGED });
}

export function questionRefused(server: Endpoint, what: string): Finding {
  return finding("LVS623", server, { summary: `${at(server)} refuses ${what}: it does not have the zone, or does not show it to this key or this machine`, remedy: "Compare the name and the server; if both are right, let the server answer questions from here (BIND: allow-query; Knot: acl)" });
}

export function notAuthoritative(server: Endpoint, what: string): Finding {
  return finding("LVS611", server, { value: what, summary: `${at(server)} does not speak for ${what} with authority: it is not the zone's, or can't load it`, remedy: "Give the address of the zone's primary server" });
}

export function zoneDiffers(server: Endpoint, { name, declared, found }: { readonly name: string; readonly declared: string; readonly found: string }): Finding {
  return finding("LVS619", server, { value: declared, summary: `${name} stands in zone ${found} on ${at(server)}, not in ${declared}`, remedy: `Give ${found}, or leave the zone out`, hostNext: NOTHING_CHANGED });
}

export function otherZone(server: Endpoint, zone: string): Finding {
  return finding("LVS612", server, { value: zone, summary: `${at(server)} is not the primary server of zone ${zone}, or not one that lets it be changed this way (NOTAUTH)`, remedy: "Give the zone that the name stands in on that server, or leave it out so that it is looked up; let the server's policy for the zone allow updates to this key", hostNext: NOTHING_CHANGED });
}

export function serverFailed(server: Endpoint, { what, rcode }: { readonly what: string; readonly rcode: number }): Finding {
  return finding("LVS613", server, { value: rcodeName(rcode), summary: `${at(server)} could not do ${what}`, remedy: "Look at the server's log", hostNext: "What it did is seen at the next plan" });
}

/** Code of {@link changedMeanwhile}. */
export const CHANGED_MEANWHILE = "LVS614";

export function changedMeanwhile(server: Endpoint, name: string): Finding {
  return finding("LVS614", server, { value: name, summary: `the records of ${name} are not what they were when they were looked at: somebody else changed them`, remedy: "Plan again, and look at what is there now", hostNext: NOTHING_CHANGED });
}

export function isAlias(server: Endpoint, name: string): Finding {
  return finding("LVS615", server, { value: name, summary: `${name} is an alias (CNAME), beside which a name can't have addresses (RFC 1034 §3.6.2)`, remedy: "Take the alias away, or choose another name", hostNext: NOTHING_CHANGED });
}

export function otherTtl(server: Endpoint, { name, wanted, found }: { readonly name: string; readonly wanted: number; readonly found: number }): Finding {
  return finding("LVS618", server, { value: name, summary: `${at(server)} keeps the records of ${name} for ${found} s, although ${wanted} s were asked for: it has a limit of its own`, remedy: `Use a time to live of ${found} s, or raise the server's limit (BIND: max-zone-ttl)` });
}

export function notWritten(server: Endpoint, name: string): Finding {
  return finding("LVS616", server, { value: name, summary: `${at(server)} says that it wrote the records of ${name}, but says other ones when asked`, remedy: "Ask the server that is the zone's primary; look for another writer of the name" });
}

export function secretUnreadable(where: string, why: string): Finding {
  return { code: "LVS620", severity: "error", place: ["secret"], value: where, summary: `the TSIG secret can't be read: ${why}`, remedy: "Give a file that this user may read, or set the environment variable" };
}

export function secretMalformed(where: string): Finding {
  return { code: "LVS621", severity: "error", place: ["secret"], value: where, summary: "what is there is no TSIG secret", remedy: "Give the secret in base64, or a key statement as tsig-keygen prints it" };
}

export function secretOfAnother(where: string, { found, wanted }: { readonly found: string; readonly wanted: string }): Finding {
  return { code: "LVS622", severity: "error", place: ["secret"], value: where, summary: `the key statement there is of ${found}, not of ${wanted}`, remedy: "Give the key's own file, or its name and algorithm as they stand there" };
}

/** RFC 1035 §4.1.1, RFC 2136 §2.2. */
export function rcodeName(rcode: number): string {
  return ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE"][rcode] ?? `RCODE${rcode}`;
}

function at({ host, port, of }: Endpoint): string {
  return `name server ${of === undefined ? host : `${of} at ${host}`} port ${port}`;
}

function finding(code: string, server: Endpoint, rest: Omit<Finding, "code" | "severity" | "place">): Finding {
  return { code, severity: "error", place: ["servers", server.of ?? server.host], ...rest };
}

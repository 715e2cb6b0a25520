import { z } from "zod";
import { parseDomainName } from "../net";
import { leaf } from "./leaf";
import { ipAddress, loginHost, oneOf, port } from "./leaves";

/** TSIG algorithms that are still to be trusted (RFC 8945 §6). */
export const TSIG_ALGORITHMS = ["hmac-sha256", "hmac-sha384", "hmac-sha512"] as const;
export type TsigAlgorithm = (typeof TSIG_ALGORITHMS)[number];

const domainName = () =>
  leaf<string>({
    type: "string",
    code: "LVS061",
    expects: "a fully qualified domain name: labels of letters, digits, dashes and underscores, 253 characters at most",
    remedy: "Write the whole name, as in www.example.com; names with other letters are written in their ASCII form (xn--…)",
    accepts: (text) => parseDomainName(text) !== undefined,
  });

const seconds = (spec: { code: string; max: number; remedy: string }) =>
  leaf<number>({
    type: "number",
    code: spec.code,
    expects: `from 0 to ${spec.max} seconds`,
    remedy: spec.remedy,
    accepts: (value) => Number.isInteger(value) && value >= 0 && value <= spec.max,
  });

/** Where a secret is, never what it is: exactly one of the two. It is read when it is used. */
export const secretSchema = z.strictObject({
  /** File that holds it: base64, or a key statement as tsig-keygen(8) prints it. */
  file: leaf<string>({ type: "string", code: "LVS063", expects: "a file's path", remedy: "Write an absolute path; one that is not is taken from the directory that Terraform runs in", accepts: (text) => text !== "" }).optional(),
  /** Environment variable that holds the same. */
  env: leaf<string>({
    type: "string",
    code: "LVS064",
    expects: "the name of an environment variable",
    remedy: "Write the name alone, without $",
    accepts: (text) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text),
  }).optional(),
});

/** What updates are signed with (TSIG, RFC 8945). */
export const tsigKeySchema = z.strictObject({
  /** The key's name, as the server knows it. */
  name: domainName(),
  /** hmac-sha256, hmac-sha384 or hmac-sha512; default hmac-sha256. */
  algorithm: oneOf({ code: "LVS065", words: TSIG_ALGORITHMS, what: "an algorithm", remedy: "Use one of these: what came before them is broken" }).default("hmac-sha256"),
  /** Where its secret is. */
  secret: secretSchema,
});

/** A zone's primary server, which takes dynamic updates (RFC 2136). */
export const dnsServerSchema = z.strictObject({
  /** Its host name or address, as this machine reaches it. */
  host: loginHost(),
  /** Its port; default 53. */
  port: port().default(53),
  /** What questions and updates are signed with; default: they are not. */
  key: tsigKeySchema.optional(),
});

/** Seconds that resolvers may keep an answer, where nobody says. */
export const DEFAULT_TTL_SECONDS = 60;

/** One name for VIPs of any clusters: a resolver is given all of them, in turn another one first. */
export const dnsRoundRobinSchema = z.strictObject({
  /** The name that clients know. */
  name: domainName(),
  /** The zone it stands in; default: the server is asked. */
  zone: domainName().optional(),
  /** The VIPs: A records of those that are IPv4, AAAA records of the others. */
  addresses: z.array(ipAddress()),
  /** How long resolvers may keep the answer, in seconds: so long clients still come to an address that was taken out. Default 60. */
  ttlSeconds: seconds({ code: "LVS062", max: 604_800, remedy: "Use 30 to 300: less asks much of the name servers, more keeps clients at an address that is gone" }).default(DEFAULT_TTL_SECONDS),
  /** The server that is told. */
  server: dnsServerSchema,
  /** How long an address that was taken out is waited for at least, in seconds, until no resolver can know it any more; default: the longest time to live it had. Less than `ttlSeconds` is waited for as written. */
  withdrawSeconds: seconds({ code: "LVS066", max: 604_800, remedy: "Leave it out, or give what resolvers that disregard the time to live need" }).optional(),
});

/** A name as declared, with defaults put in. Any leaf may still be unknown. */
export type DnsRoundRobin = z.output<typeof dnsRoundRobinSchema>;
/** A name as a person or Terraform gives it: defaults may be left out. */
export type DnsRoundRobinInput = z.input<typeof dnsRoundRobinSchema>;

/**
 * Seconds that addresses which are taken out are waited for: the longest time to live that they had, or as long as a person has said where that is longer. Where he says less than
 * the name's time to live, he doesn't want to wait for it (LVS198 warns of that at synth).
 * @param ttls of those addresses, and what else is left of longer ones
 */
export function withdrawalSeconds({ ttlSeconds, withdrawSeconds }: Pick<DnsRoundRobin, "ttlSeconds" | "withdrawSeconds">, ttls: readonly number[]): number {
  return withdrawSeconds !== undefined && withdrawSeconds < ttlSeconds ? withdrawSeconds : Math.max(withdrawSeconds ?? 0, ...ttls);
}

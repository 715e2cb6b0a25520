import { z } from "zod";
import { leaf } from "./leaf";
import { millis, oneOf, port, requestPath } from "./leaves";

/** What a real server can be asked (keepalived.conf(5)). */
export const HEALTH_CHECKS = ["tcp", "http", "https", "udp", "dns", "smtp", "ping", "send-expect", "script"] as const;
export type HealthCheckType = (typeof HEALTH_CHECKS)[number];

/** Types of DNS records that may be asked for. */
export const DNS_QUERY_TYPES = ["A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA"] as const;
export type DnsQueryType = (typeof DNS_QUERY_TYPES)[number];

/** Is this real server alive? Asked by every router for itself; several per pool: all must pass. */
export const healthCheckSchema = z.strictObject({
  /** tcp (a connection opens), http or https (a request is answered as expected), udp (a datagram is answered, or at least not refused), dns (a query is answered), smtp (a mail server greets), ping, send-expect (a connection answers a text with a text) or script (a program on the routers says so). */
  type: oneOf({ code: "LVS030", words: HEALTH_CHECKS, what: "a health check", remedy: "Write one of these" }),
  /** Default: the real server's own port in the virtual server at hand. */
  port: port().optional(),
  /** Request path of http and https; default `/`. */
  path: requestPath().optional(),
  /** Expected status of http and https; default 200. */
  status: leaf<number>({
    type: "number",
    code: "LVS032",
    expects: "an HTTP status from 100 to 599",
    remedy: "Write the one status that a healthy server answers, such as 200",
    accepts: (value) => Number.isInteger(value) && value >= 100 && value <= 599,
  }).optional(),
  /** Host header of http and https, and the server name (SNI) of https; default: the real server's address, and no SNI. */
  virtualHost: leaf<string>({
    type: "string",
    code: "LVS033",
    expects: "a host name",
    remedy: "Write the name that clients use, such as www.example.com",
    accepts: (text) => /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text),
  }).optional(),
  /** Regular expression (PCRE2) that has to match somewhere in an answer over http and https, be it status line, headers or body; default: any answer will do. */
  match: leaf<string>({
    type: "string",
    code: "LVS042",
    expects: "a well-formed regular expression of at most 900 characters of printable ASCII, without quotes, backslashes, anchors (^ and $) and groups that begin with (? unless it is (?:",
    remedy: "Write classes instead of escapes, such as [0-9] and [.], and what stands at the place instead of an anchor",
    accepts: isFloatingPattern,
  }).optional(),
  /** MD5 of the body of an answer over http and https, in hex, as genhash(1) prints it; default: any body will do. */
  digest: leaf<string>({
    type: "string",
    code: "LVS043",
    expects: "an MD5 digest, 32 hexadecimal digits in lower case",
    remedy: "Copy it from `genhash -s ADDRESS -p PORT -u PATH`",
    accepts: (text) => /^[0-9a-f]{32}$/.test(text),
  }).optional(),
  /** Record type that dns asks for; default SOA. */
  queryType: oneOf({ code: "LVS044", words: DNS_QUERY_TYPES, what: "a DNS record type", remedy: "Write one of these" }).optional(),
  /** Name that dns asks for; default `.`, the root. */
  queryName: leaf<string>({
    type: "string",
    code: "LVS045",
    expects: "a domain name with labels of 1 to 63 characters, or a dot for the root",
    remedy: "Write a name that the server answers for, such as www.example.com",
    accepts: (text) => text === "." || (text.length <= 254 && /^([A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?$/.test(text)),
  }).optional(),
  /** Name under which smtp greets the mail server; default: smtpchecker.keepalived.org, keepalived's own. */
  heloName: leaf<string>({
    type: "string",
    code: "LVS046",
    expects: "a host name",
    remedy: "Write the name that the mail server knows this router by, such as lvs1.example.com",
    accepts: (text) => /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text),
  }).optional(),
  /** What udp sends, in hex, two digits a byte; default: a few bytes without meaning. */
  payload: leaf<string>({
    type: "string",
    code: "LVS047",
    expects: "1 to 255 bytes in hexadecimal, two digits each, none of them ff, which keepalived can't read",
    remedy: "Write the datagram's bytes, such as 70696e670a",
    accepts: (text) => /^((?![fF]{2})[0-9A-Fa-f]{2}){1,255}$/.test(text),
  }).optional(),
  /** How the answer to udp has to begin, in hex, where x stands for any digit; default: no answer is needed, only no refusal (ICMP). */
  reply: leaf<string>({
    type: "string",
    code: "LVS048",
    expects: "1 to 255 bytes in hexadecimal, two digits each, with x for any digit, none of them ff, which keepalived can't read",
    remedy: "Write the bytes that matter, such as 706f6e67xx, and fx for ff",
    accepts: (text) => /^((?![fF]{2})[0-9A-Fa-fxX]{2}){1,255}$/.test(text),
  }).optional(),
  /** What send-expect sends once the connection is open; default: nothing, the server speaks first. */
  send: leaf<string>({
    type: "string",
    code: "LVS053",
    expects: "a text of 1 to 1,000 characters, none of them NUL",
    remedy: "Write what a client would send, such as \"PING\\r\\n\"",
    accepts: isDialogueText,
  }).optional(),
  /** What has to be in the first 4,096 bytes that answer send-expect; upper and lower case differ. Always with send-expect. */
  expect: leaf<string>({
    type: "string",
    code: "LVS054",
    expects: "a text of 1 to 1,000 characters, none of them NUL",
    remedy: "Write what a healthy server answers, such as +PONG",
    accepts: isDialogueText,
  }).optional(),
  /** Text of the program of script; it is called with the real server's address and port, and says by exit code 0 that it is alive. Always with script. */
  script: leaf<string>({
    type: "string",
    code: "LVS055",
    expects: "the text of a program of at most 64 KiB whose first line is #! and an interpreter's absolute path",
    remedy: "Begin it with #!/bin/sh, or read it from a file that does",
    accepts: (text) => /^#! ?\/[^\s]+( [^\r\n]*)?(\n|$)/.test(text) && text.length <= 65_536 && !text.includes("\0"),
  }).optional(),
  /** Time between two checks of one server in milliseconds; default 5,000. */
  intervalMs: millis({ code: "LVS034", min: 100, max: 3_600_000, remedy: "Use a few seconds, such as 5000" }).default(5000),
  /** Time to connect and to answer in milliseconds; default 3,000. */
  timeoutMs: millis({ code: "LVS035", min: 100, max: 600_000, remedy: "Use less than the interval, such as 3000" }).default(3000),
  /** Failed attempts in a row, after the first, before the server is taken out; default 1. */
  retries: leaf<number>({
    type: "number",
    code: "LVS036",
    expects: "an integer from 0 to 100",
    remedy: "Use 1 or 2: each retry lengthens the time a dead server is sent requests",
    accepts: (value) => Number.isInteger(value) && value >= 0 && value <= 100,
  }).default(1),
  /** Time between a failed attempt and its retry in milliseconds; default 1,000. */
  retryDelayMs: millis({ code: "LVS037", min: 100, max: 600_000, remedy: "Use about a second: 1000" }).default(1000),
});
export type HealthCheck = z.output<typeof healthCheckSchema>;

function isDialogueText(text: string): boolean {
  return text.length > 0 && text.length <= 1000 && !text.includes("\0");
}

/**
 * What keepalived.conf can hold, without anchors: keepalived 2.2.7 searches the whole answer, so that ^ is its status line's beginning and never the body's, and $ is
 * found nowhere (tried: a body of `web1` and a line feed has no match of `web1$`, and the server would be out for ever).
 */
function isFloatingPattern(text: string): boolean {
  const holdable = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,900}$/.test(text) && !/\$\{?_/.test(text);
  return holdable && !/[$^]/.test(text.replace(/\[\^?[^\]]*\]/g, "")) && isCommonPattern(text);
}

/**
 * What JavaScript and PCRE2 both compile, by leaving out what only one of them knows. It has to be found out here: keepalived's own test passes a malformed expression
 * without a word (2.2.7, exit 0), and its checkers then use what they have freed.
 */
function isCommonPattern(text: string): boolean {
  if (/\(\?(?!:)|\[[^\]]*\[[:.=]|\{\d{5,}|,\d{5,}\}/.test(text)) return false;
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

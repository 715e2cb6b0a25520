import { isInterfaceName, isPort, parseCidr, parseIpAddress } from "../net";
import { leaf } from "./leaf";

/** Kinds of scalars that several parts of the model share. Codes LVS010–LVS069 belong to leaves. */

/** What {@link isName} takes, as it follows "must be". */
export const NAME_FORM = "a name of 1 to 32 lower-case letters, digits and dashes that begins with a letter or digit, and not the word constructor";

export const name = () =>
  leaf<string>({
    type: "string",
    code: "LVS010",
    expects: NAME_FORM,
    remedy: "Rename it: names become file names, unit names and identifiers in keepalived.conf",
    accepts: isName,
  });

export const ipAddress = () =>
  leaf<string>({
    type: "string",
    code: "LVS011",
    expects: "an IPv4 or IPv6 address without prefix length and zone",
    remedy: "Write the address alone, as in 192.0.2.10 or 2001:db8::10",
    accepts: (text) => parseIpAddress(text) !== undefined,
  });

export const interfaceAddress = () =>
  leaf<string>({
    type: "string",
    code: "LVS012",
    expects: "an address with its prefix length",
    remedy: "Write the interface's own address and the prefix length of its network, as in 192.0.2.2/24",
    accepts: (text) => parseCidr(text) !== undefined,
  });

export const interfaceName = () =>
  leaf<string>({
    type: "string",
    code: "LVS013",
    expects: "a network interface's name (1 to 15 letters, digits and . _ - + @)",
    remedy: "Write the name that `ip link` shows on the host, such as eth0",
    accepts: isInterfaceName,
  });

export const port = () =>
  leaf<number>({
    type: "number",
    code: "LVS014",
    expects: "a port, an integer from 1 to 65535",
    remedy: "Write one port number; several ports are several virtual servers",
    accepts: isPort,
  });

export const loginHost = () =>
  leaf<string>({
    type: "string",
    code: "LVS015",
    expects: "a host name, an address or an alias of the SSH configuration",
    remedy: "Write the name you would give to ssh, without user and port",
    // An IPv6 address may begin with colons, and a link-local one ends with its interface (RFC 4007 §11).
    accepts: (text) => /^[A-Za-z0-9_][A-Za-z0-9._:-]{0,254}$/.test(text) || parseIpAddress(text.replace(/%[A-Za-z0-9._-]{1,15}$/, ""))?.family === 6,
  });

export const loginUser = () =>
  leaf<string>({
    type: "string",
    code: "LVS016",
    expects: "a login name",
    remedy: "Write the user that may log in and run sudo -n there, such as ops",
    accepts: (text) => /^[a-z_][a-z0-9_.-]{0,31}$/.test(text),
  });

export const weight = () =>
  leaf<number>({
    type: "number",
    code: "LVS017",
    expects: "a weight, an integer from 0 to 65535",
    remedy: "Use small integers in the ratio of the capacities; 0 takes no new connections",
    accepts: (value) => Number.isInteger(value) && value >= 0 && value <= 65535,
  });

export const requestPath = () =>
  leaf<string>({
    type: "string",
    code: "LVS031",
    expects: "an absolute path of at most 900 characters of printable ASCII, without white space, quotes and $_",
    remedy: "Begin it with a slash and percent-encode what is not plain, such as /healthz?full=1",
    accepts: isRequestPath,
  });

/** Milliseconds within bounds; the unit stands in every attribute's name. */
export const millis = (spec: { code: string; min: number; max: number; step?: number; remedy: string }) =>
  leaf<number>({
    type: "number",
    code: spec.code,
    expects: `from ${spec.min} to ${spec.max} milliseconds${spec.step === undefined ? "" : ` in steps of ${spec.step}`}`,
    remedy: spec.remedy,
    accepts: (value) => Number.isInteger(value) && value >= spec.min && value <= spec.max && value % (spec.step ?? 1) === 0,
  });

/** One of a closed list of words. */
export const oneOf = <W extends string>(spec: { code: string; words: readonly W[]; what: string; remedy: string }) =>
  leaf<W>({
    type: "string",
    code: spec.code,
    expects: `${spec.what}: ${spec.words.join(", ")}`,
    remedy: spec.remedy,
    accepts: (value) => spec.words.includes(value),
  });

/** Whether the text is a name of ours (also used for the keys of collections). */
export function isName(text: string): boolean {
  // What every object of JavaScript has is lost among the members of a map.
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text) && text !== "constructor";
}

/**
 * Printable ASCII without what ends a quoted string or a word in keepalived.conf, without the beginning of its predefined variables
 * (`$_PWD`, `${_HASH}`), and short enough for one of its lines, which end after 1,022 bytes.
 */
function isRequestPath(text: string): boolean {
  return /^\/[\x21\x24-\x26\x28-\x5b\x5d-\x7e]{0,899}$/.test(text) && !/\$\{?_/.test(text);
}

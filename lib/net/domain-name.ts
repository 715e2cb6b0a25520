/** Octets of a label and of a whole name on the wire (RFC 1035 §2.3.4). */
const LABEL = 63;
const NAME = 255;

/**
 * Canonical text of a fully qualified domain name: lower case (RFC 4343), without the root's dot. `undefined` for what is none: letters, digits, dashes and
 * underscores only, a first label `*` (RFC 4592), no empty label, no label above 63 octets, no name above 255.
 */
export function parseDomainName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, "");
  const labels = name.split(".");
  const valid = labels.every((label, index) => (label === "*" && index === 0) || (label.length <= LABEL && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label)));
  return valid && name.length + 2 <= NAME ? name : undefined;
}

/** Whether a name stands in a zone: is its apex, or below. Both canonical. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

import { type FileDifference } from "./value";

/** Files by whose lines clients are served, also where a person wrote such a line: it goes when the host is brought in order, and the connections through it with it. */
const SERVES = /(?:^|\/)(?:keepalived\.conf|ipvs\.rules)$/;

export function servesClients(path: string): boolean {
  return SERVES.test(path);
}

/**
 * Whether something goes from hosts by which clients may be served: a line with an address that doesn't come again. Where the file isn't shown, nobody knows.
 * @param sign of the lines that go: `+` where the difference is what a look found, `-` where it is what the apply makes of it
 */
export function takesAway({ path, change, diff }: FileDifference, sign: "+" | "-"): boolean {
  if (change === "hidden" || change === "unknown") return servesClients(path) || !path.startsWith("/");
  if (!servesClients(path)) return false;
  const [going, coming] = [placesIn(linesOf(diff, sign)), placesIn(linesOf(diff, sign === "+" ? "-" : "+"))];
  return [...going].some((place) => !coming.has(place));
}

/** Whether a text has a place of clients or real servers that another one lacks. */
export function hasMore(text: string, than: string): boolean {
  const others = placesIn(than.split("\n"));
  return [...placesIn(text.split("\n"))].some((place) => !others.has(place));
}

function linesOf(diff: string, sign: "+" | "-"): string[] {
  return diff.split("\n").filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
}

/** What clients come to, or are sent to: a virtual, real or sorry server of keepalived's or of `ipvsadm --save`, or a floating address with its prefix length. */
const PLACE = /^(?:virtual_server|real_server|sorry_server|-A|-a|[\da-f.:]+\/\d+)(?= )/i;

/** Lines that say where, without what may change while it stays: its weight, its scheduler. */
function placesIn(lines: readonly string[]): Set<string> {
  const written = lines.map((line) => line.trim()).filter((line) => PLACE.test(line));
  return new Set(written.map((line) => line.replace(/ -[ws] \S+/g, "")));
}

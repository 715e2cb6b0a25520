import { isUnknown } from "../unknown";
import { type Change } from "./changes";

/** What changes, in a few words: `weight of web2 in pool web: 1 → 3`. @param called what stands at the place */
export function summaryOf(change: Change, called: string): string {
  const { kind, before, after } = change;
  switch (kind) {
    case "name":
      return `${called} ${String(before)}${within(change)} is called ${String(after)}`;
    case "entry":
      return `${entry(change, called)} ${before === undefined ? "is new" : "goes"}`;
    case "value":
      return `${called}${owner(change)}: ${shown(change, before)} → ${shown(change, after)}`;
  }
}

/** `real server web3 in pool web`, `load monitor of pool web`. */
function entry(change: Change, called: string): string {
  const last = change.place.at(-1);
  if (typeof last === "number") return `${called} ${last + 1}${within(change)}`;
  return change.path.endsWith(".*") ? `${called} ${String(last)}${within(change)}` : `${called}${owner(change)}`;
}

/** What the entry itself is part of. */
function within({ place }: Change): string {
  return place[0] === "pools" && place.length > 2 ? ` in pool ${String(place[1])}` : "";
}

const OWNERS: Readonly<Record<string | number, string>> = { routers: "router", vips: "VIP", virtualServers: "virtual server", pools: "pool" };

/** Whose value it is. */
function owner({ place: [part = "", name, collection, member] }: Change): string {
  const kind = OWNERS[part];
  return kind === undefined || name === undefined ? "" : ` of ${part === "pools" ? ofPool(collection, member) : ""}${kind} ${String(name)}`;
}

function ofPool(collection: string | number | undefined, member: string | number | undefined): string {
  if (collection === "servers") return `${String(member)} in `;
  if (collection === "healthChecks") return `health check ${Number(member) + 1} in `;
  return collection === "loadMonitor" && member !== undefined ? "the load monitor of " : "";
}

/** As long as a line has room for. */
const LONGEST = 60;

function shown({ place }: Change, value: unknown): string {
  if (value === undefined) return "none";
  if (isUnknown(value)) return "not known yet";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((one) => shown({ place } as Change, one)).join(", ");
  const [line = "", ...more] = String(value).split("\n");
  const text = more.length > 0 || line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  return String(place.at(-1)).endsWith("Ms") ? `${text} ms` : text;
}

import { type Place } from "../diagnostics";
import { type Impact } from "../model";

/** How far it is known how many connections a virtual server loses: all, those of real servers that go, or nobody knows how many. */
export type Loss = "all" | "real servers" | "unknown";

/** Virtual servers that lose connections, by name. What can't be reckoned makes the whole unknown, but where all are lost anyhow. */
export function losing(impacts: readonly Impact[]): ReadonlyMap<string, Loss> {
  const losses = new Map<string, Loss>();
  for (const impact of impacts.filter((one) => one.class === "drops")) {
    for (const name of impact.virtualServers) losses.set(name, worse(losses.get(name), lossBy(impact.place)));
  }
  return losses;
}

const ORDER: readonly Loss[] = ["real servers", "unknown", "all"];

function worse(one: Loss | undefined, other: Loss): Loss {
  return one === undefined || ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
}

/** A change of the whole cluster is a replacement or its end. A weight of 0 that refuses clients is none of a server that goes. */
function lossBy(place: Place): Loss {
  if (place.length === 0) return "all";
  const [part, , collection, , leaf] = place;
  if (part === "pools" && collection === "servers" && (leaf === undefined || leaf === "address" || leaf === "port")) return "real servers";
  return part === "virtualServers" && collection === "pool" ? "real servers" : "unknown";
}

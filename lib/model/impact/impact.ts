import { type Place } from "../../diagnostics";

/** What a change does to traffic, the least first. */
export const IMPACT_CLASSES = ["hitless", "new-connections", "failover", "drops"] as const;

/**
 * - `hitless`: no client notices anything: no request fails, no connection ends, and new connections go where they went.
 * - `new-connections`: connections that exist stay where they are; new ones are spread otherwise.
 * - `failover`: another router becomes the active one, or the active one is silent for a moment: connections live on and new ones wait, but none is lost; datagrams that are sent in that moment are, unless the client repeats them.
 * - `drops`: connections or requests of clients are lost.
 */
export type ImpactClass = (typeof IMPACT_CLASSES)[number];

/** One change of a cluster, and what it does to traffic. */
export interface Impact {
  readonly class: ImpactClass;
  /** What changes, in the model: `["pools", "web", "servers", "web2", "weight"]`. */
  readonly place: Place;
  /** Where it was before, under the names of then; left out where that is the same place. */
  readonly formerPlace?: Place;
  /** Its value before; `undefined`: there was none. `UNKNOWN` while not known. */
  readonly before: unknown;
  /** Its value after; `undefined`: there is none any more. `UNKNOWN` while not known. */
  readonly after: unknown;
  /** What changes, in a few words: `weight of web2 in pool web: 1 → 3`. */
  readonly summary: string;
  /** Why it is of that class, in one line. */
  readonly reason: string;
  /** What keepalived or the kernel does, on which the reason rests; with its source. */
  readonly fact: string;
  /** Names of the virtual servers whose traffic it touches, in order; none when it touches nobody's. */
  readonly virtualServers: readonly string[];
}

/** The worst class among these; `hitless` where there are none. */
export function worstClass(impacts: readonly Pick<Impact, "class">[]): ImpactClass {
  return impacts.reduce<ImpactClass>((worst, { class: one }) => (IMPACT_CLASSES.indexOf(one) > IMPACT_CLASSES.indexOf(worst) ? one : worst), "hitless");
}

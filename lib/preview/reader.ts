import { renderPlace } from "../diagnostics";
import { type Attempt, type Cluster, attempt, knownOnly } from "../model";
import { type Side } from "./cluster-change";
import { overlap } from "./sensitive";

/** Stands for a value that isn't there to be shown. */
export const NOT_YET_KNOWN_TEXT = "(not known yet)";
export const SENSITIVE_TEXT = "(sensitive)";

/** What may be shown of one side of a change. */
export interface Reader {
  /** Through this every leaf is read: one that isn't shown ends the computation, see {@link attempt}. */
  readonly cluster: Cluster;
  /** The real one: to be compared, never to be shown. */
  readonly real: Cluster;
  /** What a computation over the cluster gives; `undefined` where it needs a value that isn't shown. */
  readonly value: <T>(compute: (cluster: Cluster) => T) => T | undefined;
  /** The same as text, which says so where it isn't shown. */
  readonly text: (compute: (cluster: Cluster) => string | number) => string;
  /** Why a computation can't be shown, as in `pools.web.servers.web1.weight is not known yet`; `undefined` where it can. */
  readonly why: (compute: (cluster: Cluster) => unknown) => string | undefined;
}

/** A reader of that side. */
export function readerOf({ shown, hidden, cluster: real }: Side): Reader {
  const cluster = knownOnly(shown.cluster);
  const read = <T>(compute: (cluster: Cluster) => T): Attempt<T> => attempt(() => compute(cluster));
  const isSensitive = (outcome: Attempt<unknown> & { known: false }): boolean => hidden.some(({ place }) => overlap(place, outcome.place));
  return {
    cluster,
    real,
    value: (compute) => {
      const outcome = read(compute);
      return outcome.known ? outcome.value : undefined;
    },
    text: (compute) => {
      const outcome = read(compute);
      return outcome.known ? String(outcome.value) : isSensitive(outcome) ? SENSITIVE_TEXT : NOT_YET_KNOWN_TEXT;
    },
    why: (compute) => {
      const outcome = read(compute);
      return outcome.known ? undefined : `${renderPlace(outcome.place)} is ${isSensitive(outcome) ? "sensitive" : "not known yet"}`;
    },
  };
}

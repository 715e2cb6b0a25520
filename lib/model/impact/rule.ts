import { type Change } from "./changes";
import { type ImpactClass } from "./impact";
import { type Transition } from "./transition";

/** One thing that a kind of change may come to: a row of docs/impact.md. */
export interface Outcome {
  /** When it is this one. */
  readonly change: string;
  readonly class: ImpactClass;
  /** Why, in one line. */
  readonly reason: string;
  /** What keepalived or the kernel does, and where that stands. */
  readonly fact: string;
}

/** What one change comes to, and to whom. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Names of the virtual servers whose traffic it touches. @default all in the rule's reach */
  readonly virtualServers?: readonly string[];
}

/** How changes of one place of the model are judged. */
export interface Rule {
  /** The place, with `*` for names and positions: `virtualServers.*.scheduler`. Of an entry that comes, goes or is renamed: `virtualServers.*`. */
  readonly path: string;
  /** What stands there, in the words of the trade. */
  readonly called: string;
  /** Everything that it may come to. */
  readonly outcomes: readonly Outcome[];
  /** Names of the virtual servers whose traffic it may touch. */
  readonly reach: (change: Change, between: Transition) => readonly string[];
  readonly judge: (change: Change, between: Transition) => Judgement;
  /** Whether it judges a value that isn't known yet by what else is known. @default false: such a value comes to the worst of {@link outcomes} */
  readonly judgesUnknown?: boolean;
}

/** A rule for a place whose changes all come to the same. */
export function always(path: string, called: string, outcome: Outcome, reach: Rule["reach"] = everybody): Rule {
  return { path, called, outcomes: [outcome], reach, judge: () => ({ outcome }) };
}

/** Every virtual server that was there and still is. */
export function everybody(_change: Change, { virtualServers }: Transition): readonly string[] {
  return virtualServers.flatMap(({ before, after }) => (before === undefined || after === undefined ? [] : [after.name]));
}

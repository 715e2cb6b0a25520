import { matchesPatternList } from "./host-pattern";

/** What a `Match` line is compared with. */
export interface MatchSubject {
  /** After HostName was applied, as far as it is known at this line. */
  readonly host: string;
  readonly originalHost: string;
  readonly user: string;
  readonly localUser: string;
  readonly finalPass: boolean;
}

export interface MatchOutcome {
  readonly matched: boolean;
  /** A `final` or `canonical` criterion was met: the files are to be read once more. */
  readonly wantsFinalPass: boolean;
  /** An `exec` would have decided: we never run one, and take it as no match. */
  readonly ignoredExec: boolean;
  readonly problem?: string;
}

/** All criteria must hold; each may be negated with `!`. @see ssh_config(5) Match */
export function matchLine(words: readonly string[], subject: MatchSubject): MatchOutcome {
  let matched = true;
  let wantsFinalPass = false;
  let ignoredExec = false;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [written = "", attached] = splitAtEquals(word);
    const negated = written.startsWith("!");
    const name = (negated ? written.slice(1) : written).toLowerCase();
    if (name === "all") continue;
    if (name === "final" || name === "canonical") {
      if (name === "final") wantsFinalPass = true;
      if (subject.finalPass === negated) matched = false;
      continue;
    }
    const argument = attached ?? rest.shift();
    if (argument === undefined) return { matched: false, wantsFinalPass, ignoredExec, problem: `the criterion ${written} has no argument` };
    if (name === "exec") {
      ignoredExec ||= matched;
      matched = false;
      continue;
    }
    const holds = criterionHolds(name, argument, subject);
    if (holds === undefined) return { matched: false, wantsFinalPass, ignoredExec, problem: `Match has no criterion ${written}` };
    if (holds === negated) matched = false;
  }
  return { matched, wantsFinalPass, ignoredExec };
}

function criterionHolds(name: string, argument: string, subject: MatchSubject): boolean | undefined {
  const patterns = argument.split(",");
  if (name === "host") return matchesPatternList(subject.host, lowered(patterns));
  if (name === "originalhost") return matchesPatternList(subject.originalHost, lowered(patterns));
  if (name === "user") return matchesPatternList(subject.user, patterns);
  if (name === "localuser") return matchesPatternList(subject.localUser, patterns);
  // Of newer OpenSSH; none of them can hold for a connection that we make.
  if (name === "localnetwork" || name === "tagged" || name === "command" || name === "sessiontype" || name === "version") return false;
  return undefined;
}

function lowered(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => pattern.toLowerCase());
}

function splitAtEquals(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

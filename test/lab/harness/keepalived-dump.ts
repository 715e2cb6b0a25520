/** One thing of keepalived's own dump (`keepalived --dump-conf`): its heading, and the lines below it. */
export interface DumpEntry {
  /** `VRRP Instance`, `Virtual server`, `Real server`, `Checker`, `Global definitions`… */
  readonly kind: string;
  /** Lines of the entry, trimmed, in order. */
  readonly lines: readonly string[];
}

/** Splits the log of keepalived, run with `--log-console --dump-conf`, into the things it dumped. */
export function readDump(log: string): DumpEntry[] {
  const entries: { kind: string; lines: string[] }[] = [];
  for (const line of log.split("\n").map((each) => each.replace(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /, ""))) {
    const rule = /^ *-+< (.+) >-+$/.exec(line)?.[1];
    const heading = rule ?? /^ (VRRP Instance|VRRP Script) = /.exec(line)?.[1] ?? (CHECKER.test(line) ? "Checker" : undefined);
    if (heading !== undefined) entries.push({ kind: heading, lines: [] });
    // What is said without indentation is a message, not the dump.
    if (rule === undefined && line.startsWith(" ")) entries.at(-1)?.lines.push(line.trim());
  }
  return entries;
}

/** ` [203.0.113.10]:tcp:80 -> [192.168.1.11]:tcp:80` */
const CHECKER = /^ \[\S+\]:\w+:\d+ -> \[\S+\]:\w+:\d+$/;

/** The text right of the line's ` = ` (or ` : `), or `undefined` when there is no such line. */
export function dumped(entry: DumpEntry, name: string): string | undefined {
  const line = entry.lines.find((each) => each.startsWith(`${name} = `) || each.startsWith(`${name} : `));
  return line?.slice(name.length + 3);
}

/** Lines that follow the one that begins with these words, up to the first that doesn't match. */
export function listed(entry: DumpEntry, after: string, pattern: RegExp): string[] {
  const start = entry.lines.findIndex((line) => line.startsWith(after)) + 1;
  if (start === 0) return [];
  const rest = entry.lines.slice(start);
  const end = rest.findIndex((line) => !pattern.test(line));
  return rest.slice(0, end === -1 ? rest.length : end);
}

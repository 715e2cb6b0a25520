import { readFileSync, readdirSync } from "node:fs";

/** A process of this machine. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its words, apart by blanks. */
  readonly command: string;
}

/** Everything that a process has started, and what that has started, and so on. */
export function descendants(pid: number): RunningProcess[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap(read);
  const below = (parent: number): RunningProcess[] => all.filter((process) => process.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

function read(name: string): RunningProcess[] {
  try {
    // proc(5): the name in brackets may hold anything; state and parent follow the last bracket.
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim() }];
  } catch {
    return []; // It has ended meanwhile.
  }
}

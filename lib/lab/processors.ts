import { readFile } from "node:fs/promises";

/** The processors that this process may run on, as the kernel lists them (`0-3,8`; proc(5), `Cpus_allowed_list`). */
export async function allowedProcessors(): Promise<number[]> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  return processorsOf(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? "");
}

/** `0-2,5` → 0, 1, 2, 5. */
export function processorsOf(list: string): number[] {
  const ranges = list.split(",").filter((range) => /^\d+(-\d+)?$/.test(range));
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * The beginning of a command line that keeps a machine on one processor. Its kernel and the processes in it take turns, stopped and let go by ptrace(2):
 * between two processors each turn costs an interrupt, and starting a program in the machine takes five times as long.
 *
 * Machines are dealt to processors there and back again (0 1 1 0 with two), since the first of each kind are the busiest: the first router and the first real server part.
 *
 * @param index which of a lab's machines
 * @param seat labs beside each other sit at different ones, so that their first routers don't share a processor
 */
export function stayOnOne(processors: readonly number[], index: number, seat = 0): string[] {
  const there = index % processors.length;
  const turn = Math.floor(index / processors.length) % 2 === 0 ? there : processors.length - 1 - there;
  const processor = processors[(turn + seat) % processors.length];
  return processor === undefined ? [] : ["taskset", "--cpu-list", String(processor)];
}

/** Where a lab sits: the number that its name ends in. */
export function seatOf(name: string): number {
  return Number(/\d{1,4}$/.exec(name)?.[0] ?? 0);
}

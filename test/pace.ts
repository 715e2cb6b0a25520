import { spawnSync } from "node:child_process";

/** Carries the factor to the processes that tests run in, so that all go by one. */
const CARRIED = "LVS_TEST_PACE";

/** What starting a program takes on the machine that the time limits were made for, in milliseconds. */
const USUAL_START_MS = 3;

/**
 * How many times slower than usual this machine starts programs, from 1 to 6. The lab's machines do little else, so that time limits grow with it, and fewer labs are up at a
 * time: a machine that has to wait for its processor too long misses adverts, and the routers fail over.
 */
export const pace: number = Number((process.env[CARRIED] ??= String(measured())));

/** From here on one lab at a time. */
export const isSlow = pace >= 2;

function measured(): number {
  const times = Array.from({ length: 15 }, () => {
    const began = performance.now();
    spawnSync("/bin/true");
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return Math.min(6, Math.max(1, (times[7] ?? 0) / USUAL_START_MS));
}

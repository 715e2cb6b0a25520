import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Names of the labs that test files share, as many as files are tested at a time (vitest.config.mts); a run beside others has its own, by $LVS_TEST_LABS (scripts/mutations). */
export const siteNames: readonly string[] = (process.env["LVS_TEST_LABS"] ?? "test-1 test-2 test-3").split(" ");

/**
 * A lab that no other process uses, until this one ends. (The worker's number that vitest gives is not unique among its projects.)
 *
 * @param suits whether a lab is as it is wanted already; of those that are free, one that is comes first
 */
export async function claimSite(suits: (name: string) => Promise<boolean>): Promise<string> {
  for (;;) {
    const suiting = await Promise.all(siteNames.map(suits));
    const inTurn = [...siteNames.filter((_, index) => suiting[index]), ...siteNames.filter((_, index) => !suiting[index])];
    const name = inTurn.find(claim);
    if (name !== undefined) return name;
    await sleep(200);
  }
}

function claim(name: string): boolean {
  const file = join(tmpdir(), `cdktf-lvs-${name}.pid`);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    // With its content from the first moment on.
    linkSync(own, file);
    return true;
  } catch {
    return readOwner(file) === process.pid || inherit(file, own);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Of somebody who is gone. One at a time: two that find the same dead owner would each take the other's claim for his. */
function inherit(file: string, own: string): boolean {
  const turn = `${file}.turn`;
  try {
    mkdirSync(turn);
  } catch {
    return false;
  }
  try {
    if (isAlive(readOwner(file))) return false;
    renameSync(own, file);
    return true;
  } finally {
    rmdirSync(turn);
  }
}

/** 0 when there is none any more. */
function readOwner(file: string): number {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch {
    return false;
  }
}

import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Names of the labs that test files share: as many as files are tested at a time (vitest.config.mts). */
export const siteNames = ["test-1", "test-2"] as const;

/** A lab that no other process uses, until this one ends. (The worker's number that vitest gives is not unique among its projects.) */
export async function claimSite(): Promise<string> {
  for (;;) {
    const name = siteNames.find(claim);
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
    const owner = Number(readFileSync(file, "utf8"));
    if (owner === process.pid || isAlive(owner)) return owner === process.pid;
    rmSync(file, { force: true });
    return claim(name);
  } finally {
    rmSync(own, { force: true });
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

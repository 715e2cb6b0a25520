import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./host-program";

/** Every process of a lab carries this variable with the lab's id; a process is known by it, never by its name. */
export const labVariable = "CDKTF_LVS_LAB";

/** Is this process alive and one of the lab's? A pid that was given to somebody else since is not. */
export async function belongsToLab(pid: number, labId: string): Promise<boolean> {
  for (let look = 0; look < 20; look++) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => undefined);
    if (environment === undefined) return false;
    if (environment !== "") return environment.split("\0").includes(`${labVariable}=${labId}`);
    // Empty: a kernel thread, a zombie, or a process in the middle of execve, which will have one in a moment.
    if (!(await isExecuting(pid))) return false;
    await sleep(5);
  }
  return false;
}

/** Kills every process of a lab, with its process group, and whoever else looks into its network; waits until they are gone. */
export async function killAll(labId: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const members = await select((pid) => belongsToLab(pid, labId));
    if (members.length === 0) return;
    const networks = new Set(await Promise.all(members.map(networkOf)));
    networks.delete(undefined);
    networks.delete(await networkOf(process.pid));
    // Proxies of open ssh sessions: they would keep the namespace alive until their connections time out.
    const guests = await select(async (pid) => networks.has(await networkOf(pid)));
    for (const pid of new Set([...guests, ...members])) signalPid(pid);
    for (const pid of members) signalGroup(pid, "SIGKILL");
    await sleep(50);
  }
  throw new Error(`processes of lab ${labId} survive SIGKILL`);
}

/** Cuts a process group dead and waits until its leader is gone. */
export async function killGroup(leader: number, labId: string): Promise<void> {
  for (let round = 0; round < 500; round++) {
    if (!(await belongsToLab(leader, labId))) return;
    signalGroup(leader, "SIGKILL");
    await sleep(10);
  }
  throw new Error(`process group ${leader} survives SIGKILL`);
}

async function select(wanted: (pid: number) => Promise<boolean>): Promise<number[]> {
  const entries = await readdir("/proc");
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number).filter((pid) => pid !== process.pid);
  const verdicts = await Promise.all(pids.map(wanted));
  return pids.filter((_, index) => verdicts[index]);
}

// Zombies and kernel threads have no memory of their own: their size in pages is 0.
async function isExecuting(pid: number): Promise<boolean> {
  const sizes = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0");
  return !sizes.startsWith("0");
}

async function networkOf(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/net`).catch(() => undefined);
}

function signalPid(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    return;
  }
}

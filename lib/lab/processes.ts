import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./host-program";

/** Every process of a lab carries this variable with the lab's id; a process is known by it, never by its name. */
export const labVariable = "CDKTF_LVS_LAB";

/** How long execve(2) may take: the program and its dynamic linker are read from a disk that may be busy. */
const EXECVE_MS = 10_000;
/** Where addresses aren't randomised, one program after the other (nsenter, taskset, env) may look like one: so often it has to be seen without environment. */
const LOOKS_WITHOUT = 3;

/** Is this process alive and one of the lab's? A pid that was given to somebody else since is not. */
export async function belongsToLab(pid: number, labId: string): Promise<boolean> {
  const deadline = performance.now() + EXECVE_MS;
  for (let without = 0; without < LOOKS_WITHOUT && performance.now() < deadline; await sleep(5)) {
    const before = await memoryOf(pid);
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => undefined);
    if (environment === undefined) return false;
    if (environment !== "") return environment.split("\0").includes(`${labVariable}=${labId}`);
    // Empty: one without memory of its own, one that was given none, or one in the middle of execve, which will have one in a moment.
    const after = await memoryOf(pid);
    if (after === "none") return false;
    if (after !== "incomplete" && after === before) without++;
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

/**
 * Which memory a process has, so that two looks can be told to be of one program: zombies and kernel threads have none of their own. Where the environment ends (field
 * 51 of proc_pid_stat(5)) is set last in execve(2), and is another place for each program.
 */
async function memoryOf(pid: number): Promise<string> {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "0 ");
  const [size, stat] = [await read("statm"), await read("stat")];
  if (size.startsWith("0 ")) return "none";
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const end = fields[51 - 3] ?? "0";
  return end === "0" ? "incomplete" : `environment ends at ${end}`;
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

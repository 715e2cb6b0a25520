import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { openSync, closeSync, existsSync, statfsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { searchPath } from "./host-program";
import { type KernelChoice } from "./kernel-choice";
import { cablesOf, enter, type Cable } from "./namespace";
import { belongsToLab, killGroup, labVariable } from "./processes";
import { allowedProcessors, seatOf, stayOnOne } from "./processors";
import { labFiles } from "./seed";
import { type Doorway } from "./ssh-config";

/** A node's machine is one process group on this host. */
export interface Site extends Doorway {
  readonly id: string;
  /** What nodes run that name no kernel of their own. */
  readonly kernel: KernelChoice;
}

/** Switches a machine on; its disk is what it was. Does nothing when it runs. */
export async function powerOn(site: Site, name: string): Promise<void> {
  if ((await pidOf(site, name)) !== undefined) return;
  const { directory } = site;
  const kernel = join(directory, labFiles.kernel(site.topology.nodes[name]?.kernel ?? site.kernel));
  if (!existsSync(kernel)) throw new Error(`the lab was brought up by another version of this package, which kept no ${kernel}: take it down first (lab down)`);
  // UML takes a socket directory that an ended machine left behind for one in use if its pid was given away again.
  await rm(join(directory, labFiles.sockets, name), { recursive: true, force: true });
  await mkdir(join(directory, labFiles.sockets), { recursive: true });
  const console = openSync(join(directory, labFiles.console(name)), "a");
  const [program = "", ...parameters] = [...enter(site.holder), ...(await itsProcessor(site, name)), ...machineCommand(site, name)];
  // In the lab's directory, with relative paths only: sockets have short names and the command line has no spaces.
  const child = spawn(program, parameters, { cwd: directory, env: machineEnvironment(site), detached: true, stdio: ["ignore", console, console] });
  closeSync(console);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
  await writeFile(join(directory, labFiles.pid(name)), String(child.pid));
}

/** Pulls the plug: nothing is written back, no packet is sent any more. */
export async function powerOff(site: Site, name: string): Promise<void> {
  const pid = await pidOf(site, name);
  if (pid !== undefined) await killGroup(pid, site.id);
  await rm(join(site.directory, labFiles.pid(name)), { force: true });
}

/** The machine's process group while it runs. */
export async function pidOf(site: Site, name: string): Promise<number | undefined> {
  const pid = Number(await readFile(join(site.directory, labFiles.pid(name)), "utf8").catch(() => "0"));
  return pid > 0 && (await belongsToLab(pid, site.id)) ? pid : undefined;
}

/** The UML kernel's command line, to be run in the lab's directory. */
export function machineCommand(site: Pick<Site, "id" | "topology" | "kernel">, name: string): string[] {
  const node = site.topology.nodes[name];
  if (node === undefined) throw new Error(`no node ${name}`);
  const kernel = labFiles.kernel(node.kernel ?? site.kernel);
  return [
    // Only now: the programs that lead here run on this machine's own C library.
    ...["env", `LD_LIBRARY_PATH=${kernel}`, `${kernel}/linux`],
    `mem=${node.memory}M`,
    `umid=${name}`,
    `uml_dir=${labFiles.sockets}`,
    `ubd0=${labFiles.disk(name)},${labFiles.image}`,
    ...["root=/dev/ubda", "rw", "rootfstype=ext4", "lsm=capability"],
    // Only its own seed can be mounted from inside.
    // Linux 6.12 takes an absolute path only.
    `hostfs=/proc/self/cwd/${labFiles.seed(name)}`,
    ...cablesOf(site.topology, name).map(interfaceParameter),
    // From Linux 6.16 on, and where this machine can: system calls come to the kernel by seccomp(2) instead of ptrace(2), which halves what a program's start takes.
    "seccomp=auto",
    ...["con=null", "con0=null,fd:1", "ssl=null", "quiet"],
    `systemd.machine_id=${createHash("sha256").update(`${site.id} ${name}`).digest("hex").slice(0, 32)}`,
  ];
}

async function itsProcessor(site: Site, name: string): Promise<string[]> {
  return stayOnOne(await allowedProcessors(), Object.keys(site.topology.nodes).indexOf(name), seatOf(basename(site.directory)));
}

// A packet socket on our end of a veth pair: unlike a tap this needs no access to /dev/net/tun.
function interfaceParameter(cable: Cable, index: number): string {
  return `vec${index}:transport=raw,ifname=${cable.plug},depth=128,gro=0,mac=${cable.mac}`;
}

function machineEnvironment(site: Site): NodeJS.ProcessEnv {
  const memory = Object.values(site.topology.nodes).reduce((sum, node) => sum + node.memory, 0) * 2 ** 20;
  const shared = statfsSync("/dev/shm", { bigint: false });
  // UML keeps a machine's memory in /dev/shm, and dies when that is full: containers often have 64 MiB there.
  const roomy = shared.bavail * shared.bsize > memory;
  return {
    PATH: searchPath,
    HOME: site.directory,
    [labVariable]: site.id,
    ...(roomy ? {} : { TMPDIR: site.directory }),
    LD_PRELOAD: `./${labFiles.repairs}`,
    // The dynamic linker must not need the small stacks of UML's kernel threads.
    LD_BIND_NOW: "1",
  };
}

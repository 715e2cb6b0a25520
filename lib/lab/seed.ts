import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./host-program";
import { type KernelChoice } from "./kernel-choice";
import { cablesOf } from "./namespace";
import { managementAddress, type Topology } from "./topology";

/** Where a lab keeps what, relative to its directory. Relative because paths with spaces can't go on a kernel's command line. */
export const labFiles = {
  record: "lab.json",
  image: "base.ext4",
  repairs: "uml-preload.so",
  kernel: (choice: KernelChoice) => `kernel-${choice}`,
  key: "id_ed25519",
  sshConfig: "ssh_config",
  knownHosts: "known_hosts",
  sockets: "sockets",
  node: (name: string) => join("nodes", name),
  seed: (name: string) => join("nodes", name, "seed"),
  disk: (name: string) => join("nodes", name, "disk.cow"),
  console: (name: string) => join("nodes", name, "console.log"),
  pid: (name: string) => join("nodes", name, "pid"),
} as const;

/** Makes the client's key, and for each node its host key and the seed it reads at boot. Returns the host keys' public halves. */
export async function writeSeeds(directory: string, topology: Topology): Promise<Map<string, string>> {
  await makeKey(join(directory, labFiles.key), "lab client");
  const clientKey = await readFile(join(directory, `${labFiles.key}.pub`), "utf8");
  const publicKeys = new Map<string, string>();
  for (const name of Object.keys(topology.nodes)) {
    const seed = join(directory, labFiles.seed(name));
    await mkdir(seed, { recursive: true });
    const hostKey = join(seed, "ssh_host_ed25519_key");
    await makeKey(hostKey, name);
    publicKeys.set(name, (await readFile(`${hostKey}.pub`, "utf8")).trim());
    await writeFile(join(seed, "authorized_keys"), clientKey);
    await writeFile(join(seed, "hosts"), hostsFile(topology));
    await writeFile(join(seed, "node"), nodeFile(topology, name));
  }
  return publicKeys;
}

/** The file lab-net reads in the machine. */
export function nodeFile(topology: Topology, name: string): string {
  const node = topology.nodes[name];
  if (node === undefined) throw new Error(`no node ${name}`);
  const links = cablesOf(topology, name).map((cable, index) => {
    const addresses = index === 0 ? [`${managementAddress(topology, name)}/24`] : (node.links[index - 1]?.addresses ?? []);
    return ["link", cable.interface, ...addresses].join(" ");
  });
  const routes = node.routes.map((route) => `route ${route.to} ${route.via}`);
  const forwards = node.forwards ? ["forwards"] : [];
  return [`name ${name}`, `role ${node.role}`, ...forwards, ...links, ...routes].join("\n") + "\n";
}

/** Every node knows the others by name, at their management addresses. */
export function hostsFile(topology: Topology): string {
  const nodes = Object.keys(topology.nodes).map((name) => `${managementAddress(topology, name)} ${name}`);
  return ["127.0.0.1 localhost", "::1 localhost ip6-localhost", ...nodes].join("\n") + "\n";
}

async function makeKey(path: string, comment: string): Promise<void> {
  await rm(path, { force: true });
  const outcome = await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]);
  if (outcome.code !== 0) throw new Error(`ssh-keygen failed: ${outcome.stderr}`);
}

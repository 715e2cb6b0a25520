import { join } from "node:path";
import { enter } from "./namespace";
import { labFiles } from "./seed";
import { managementAddress, type Topology } from "./topology";

/** Where a lab is and who holds its namespace: all that reaching it from outside takes. */
export interface Doorway {
  readonly directory: string;
  readonly holder: number;
  readonly topology: Topology;
}

/** The file that makes `ssh -F <lab>/ssh_config lvs1` work on the plain machine. */
export function sshConfig({ directory, holder, topology }: Doorway): string {
  const proxy = [...enter(holder), "socat", "-", "TCP:%h:%p"].join(" ");
  const hosts = Object.keys(topology.nodes).map((name) =>
    [
      `Host ${name}`,
      `  HostName ${managementAddress(topology, name)}`,
      "  User root",
      `  IdentityFile ${quotedPath(join(directory, labFiles.key))}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${quotedPath(join(directory, labFiles.knownHosts))}`,
      "  StrictHostKeyChecking yes",
      // An emulated processor's time goes into the key exchange; this one is the cheapest by far.
      "  KexAlgorithms curve25519-sha256",
      // Many machines that answer at once, on a slow computer, take their time.
      "  ConnectTimeout 60",
      // After a power cut a session must end, not hang.
      "  ServerAliveInterval 2",
      "  ServerAliveCountMax 4",
      "  LogLevel ERROR",
      `  ProxyCommand ${proxy}`,
      "",
    ].join("\n"),
  );
  return ["# Written by `cdktf-lvs lab up`, valid until `lab down`.", ...hosts].join("\n");
}

/** Host keys by name and by address, as they were made before the first boot. */
export function knownHosts(topology: Topology, publicKeys: ReadonlyMap<string, string>): string {
  const lines = [...publicKeys].map(([name, key]) => {
    const [type, blob] = key.split(" ");
    return `${name},${managementAddress(topology, name)} ${type} ${blob}`;
  });
  return lines.join("\n") + "\n";
}

// ssh_config(5): arguments with spaces stand in double quotes; % begins a token.
function quotedPath(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}

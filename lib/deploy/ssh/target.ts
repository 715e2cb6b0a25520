import { type HostIdentity } from "./host-key";

/** Everything that is needed to reach and log in to one machine, read from settings and SSH config; nothing is looked up later. */
export interface Target {
  /** As the user (or a ProxyJump) wrote it. */
  readonly host: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly identity: HostIdentity;
  /** Asked for host keys, in this order. */
  readonly knownHostsFiles: readonly string[];
  /** The name in known_hosts isn't the one ssh-keyscan would find (HostKeyAlias). */
  readonly aliased: boolean;
  readonly credentials: Credentials;
  readonly route: Route;
  /** 4 or 6 when AddressFamily says so. */
  readonly family?: 4 | 6;
  readonly connectTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
}

/** Where our proofs of identity are. */
export interface Credentials {
  /** Absolute paths, in the order they are tried. */
  readonly files: readonly IdentityFile[];
  readonly agentSocket?: string;
  /** Only the agent's keys that `files` name may be shown. */
  readonly identitiesOnly: boolean;
}

export interface IdentityFile {
  readonly path: string;
  /** `false` for OpenSSH's default names, which need not exist. */
  readonly named: boolean;
}

/** How the bytes get there. */
export type Route =
  | { readonly kind: "direct" }
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "jump"; readonly hop: Target };

/** `192.0.2.1:22`, `[2001:db8::1]:22`. */
export function endpoint(target: Pick<Target, "hostName" | "port">): string {
  return target.hostName.includes(":") ? `[${target.hostName}]:${target.port}` : `${target.hostName}:${target.port}`;
}

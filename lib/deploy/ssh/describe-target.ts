import { type HostAddress } from "../host-port";
import { resolveTarget } from "./resolve-target";
import { type SshSettings } from "./settings";
import { endpoint, type Target } from "./target";

/** Where a connection would go, without making one. */
export interface TargetDescription {
  readonly hostName: string;
  readonly user: string;
  readonly port: number;
  /** Jump hosts, nearest first, or the ProxyCommand; absent for a direct connection. */
  readonly via?: string;
  /** All of it for an error text: `ops@192.0.2.1:22 through bastion`. */
  readonly text: string;
}

/** Says what settings and SSH config make of an address; what can't be read is left as the user wrote it. */
export function describeTarget(address: HostAddress, settings: SshSettings = {}): TargetDescription {
  const resolved = resolveTarget(address, settings);
  if (!resolved.ok) {
    const { host, user = settings.user ?? "", port = settings.port ?? 22 } = address;
    return { hostName: host, user, port, text: user === "" ? host : `${user}@${host}` };
  }
  const { hostName, user, port } = resolved.value;
  const via = way(resolved.value);
  const text = `${user}@${endpoint(resolved.value)}${via === undefined ? "" : ` through ${via}`}`;
  return { hostName, user, port, ...(via === undefined ? {} : { via }), text };
}

function way({ route }: Target): string | undefined {
  if (route.kind === "direct") return undefined;
  if (route.kind === "command") return `"${route.command}"`;
  const before = way(route.hop);
  const hop = `${route.hop.user}@${endpoint(route.hop)}`;
  return before === undefined ? hop : `${before}, ${hop}`;
}

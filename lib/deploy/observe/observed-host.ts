/** A release link's target: a digest, or `undefined` where the link is not there. */
export type ReleaseLink = string | undefined;

/** What one look at a host found. Never mixed with what is desired: the two are different types on purpose. */
export interface ObservedHost {
  /** Seconds since boot: a smaller one than before means a reboot in between. */
  readonly uptimeSeconds: number;
  /** Programs that are needed and not there. */
  readonly missingTools: readonly string[];
  /** `undefined` when keepalived is not installed, or nobody asked. */
  readonly keepalivedVersion: string | undefined;
  readonly current: ReleaseLink;
  readonly confirmed: ReleaseLink;
  readonly pending: ReleaseLink;
  /** Other clusters that have a heartbeat on this router. */
  readonly otherHeartbeats: readonly string[];
  /** MAC address by interface. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** Interfaces that are down, or have no carrier. @default none */
  readonly deadInterfaces?: readonly string[];
  /** Interfaces that have their IPv6 default route, or an address, from router advertisements that the kernel heeds only while it doesn't forward. @default none, as where nobody asked */
  readonly advertisedInterfaces?: readonly string[];
  /** Every address on every interface, with prefix length. */
  readonly addresses: readonly { readonly interface: string; readonly address: string }[];
  /** The asked facts as they are, in the words of `expected-state`, in the order asked. */
  readonly facts: readonly string[];
  /** Text of the asked files; `undefined` where there is no such file. */
  readonly files: Readonly<Record<string, { readonly content: string; readonly mode: string } | undefined>>;
  /** Lines of `ipvsadm --save -n`; `undefined` while the kernel has no IPVS loaded. */
  readonly ipvsTable: readonly string[] | undefined;
  /** Output of `ipvsadm -L -n`, for connection counts; empty without IPVS, or when nobody asked. */
  readonly connections: string;
  /** Canonical model kept there by the last confirmed change. */
  readonly model: string | undefined;
  /** List of the canonical models of changes that were begun and, as far as this router knows, have not ended. */
  readonly begun: string | undefined;
  /** What an interrupted run left for the daemon to do. */
  readonly needs: readonly string[];
}

/** Whether the host has anything of the cluster. */
export function hasSomething({ current, confirmed, pending, begun }: ObservedHost): boolean {
  return (current ?? confirmed ?? pending ?? begun) !== undefined;
}

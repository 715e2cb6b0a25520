import { type Result } from "../diagnostics";

/** How one command is run on a host. Built by the pure functions of `command-line.ts`, never by hand. */
export interface RemoteCommand {
  /** POSIX shell text, already quoted; run by `/bin/sh -c`, as root (through `sudo -n` for another login). */
  readonly script: string;
  /** Sent on standard input and closed; default: empty. */
  readonly stdin?: Uint8Array | string;
  /** The same as a question to `lvs-look`, for a login that may only look; what has none can't be run over such a login. */
  readonly question?: string;
  /** From opening the channel to the exit status, in milliseconds; default 60,000. */
  readonly timeoutMs?: number;
}

/**
 * What is known about a command afterwards. `unknown` is neither success nor failure: the connection or the remote shell
 * went away before an exit status came, so the effect must be looked up (fault matrix, row 10).
 */
export type RunOutcome =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: string; readonly stderr: string; readonly durationMs: number }
  | { readonly kind: "unknown"; readonly reason: string; readonly stdout: string; readonly stderr: string; readonly durationMs: number };

/** Who to log in to, and as whom; what is absent comes from `~/.ssh/config`, then from OpenSSH's defaults. */
export interface HostAddress {
  /** Name, alias of the SSH config, or address, as the user wrote it. */
  readonly host: string;
  /** Default: the SSH config's Port, else 22. */
  readonly port?: number;
  /** Default: the SSH config's User, else the local user's name. */
  readonly user?: string;
}

/** One open connection to one host. The whole port: everything we do to a host goes through these two verbs. */
export interface HostConnection {
  readonly address: HostAddress;
  /** Never rejects for what a host or network does; only for a bug. */
  run(command: RemoteCommand): Promise<RunOutcome>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens connections. A refused or unreachable host is a value with a finding, never "absent". */
export interface HostConnector {
  connect(address: HostAddress, signal?: AbortSignal): Promise<Result<HostConnection>>;
}

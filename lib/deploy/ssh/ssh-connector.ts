import { setTimeout as sleep } from "node:timers/promises";
import { failed, type Finding, ok, type Result } from "../../diagnostics";
import { type HostAddress, type HostConnection, type HostConnector } from "../host-port";
import { findRootAccess } from "./become-root";
import { aborted } from "./findings";
import { resolveTarget } from "./resolve-target";
import { openSession, type Session } from "./session";
import { type SshSettings } from "./settings";
import { type Access, SshConnection } from "./ssh-connection";
import { type Target } from "./target";
import { type Attempt, permanent } from "./transport";

const DEFAULT_RETRIES = 2;

/** Of a server that hangs up at once: half a minute, in which many clusters that share it have logged in one after the other. */
const DEFAULT_RETRIES_WHEN_DROPPED = 9;

/** The pause before the first repetition; it doubles up to the second, and varies so that many clients don't come at once. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4_000;

/**
 * Logs in to hosts as OpenSSH would with the same files, only stricter: host keys are always verified (StrictHostKeyChecking
 * is `yes` whatever the config says), and nothing is ever asked: no password, no passphrase, no trust on first use.
 *
 * @example
 * const connector = createSshConnector({ user: "ops" });
 * const connected = await connector.connect({ host: "lvs1.example.net" });
 */
export function createSshConnector(settings: SshSettings = {}): HostConnector {
  return { connect: (address, signal) => connect(address, settings, signal) };
}

async function connect(address: HostAddress, settings: SshSettings, signal: AbortSignal | undefined): Promise<Result<HostConnection>> {
  if (signal?.aborted) return failed(aborted(address));
  const { lookOnly } = settings;
  const resolved = resolveTarget(lookOnly === undefined ? address : { ...address, user: lookOnly }, settings);
  if (!resolved.ok) return resolved;
  const target = resolved.value;
  const session = await openPatiently(target, settings.connectRetries, signal);
  if (!session.ok) return failed(...resolved.findings, ...session.findings);
  const connection = await takeOver({ address, session: session.value, target, sudo: settings.sudo ?? true, looks: lookOnly !== undefined }, signal);
  return connection.ok ? ok(connection.value, resolved.findings) : failed(...resolved.findings, ...connection.findings);
}

async function openPatiently(target: Target, retries: number | undefined, signal: AbortSignal | undefined): Promise<Attempt<Session>> {
  let [drops, others] = [0, 0];
  for (;;) {
    const attempt = await openSession({ target, host: target.host, signal });
    if (attempt.ok || !attempt.transient) return attempt;
    if (attempt.dropped === true ? drops++ >= (retries ?? DEFAULT_RETRIES_WHEN_DROPPED) : others++ >= (retries ?? DEFAULT_RETRIES)) return attempt;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (drops + others - 1)) * (0.75 + Math.random() / 2);
    try {
      await sleep(pause, undefined, { signal });
    } catch {
      return permanent(aborted(target));
    }
  }
}

interface Opened {
  readonly address: HostAddress;
  readonly session: Session;
  readonly target: Target;
  readonly sudo: boolean;
  readonly looks: boolean;
}

async function takeOver(opened: Opened, signal: AbortSignal | undefined): Promise<Result<HostConnection>> {
  const { address, session, target } = opened;
  const access = await accessOf(opened, signal);
  if (typeof access === "object") {
    await session.close();
    return failed(access);
  }
  return ok(new SshConnection({ address, session, keepaliveIntervalMs: target.keepaliveIntervalMs, access }));
}

// root needs no question, and so no round trip; who may only look can't be asked any.
async function accessOf({ session, target, sudo, looks }: Opened, signal: AbortSignal | undefined): Promise<Access | Finding> {
  if (looks) return "look";
  if (target.user === "root" || !sudo) return "root";
  const stop = (): void => void session.client.destroy();
  signal?.addEventListener("abort", stop, { once: true });
  const access = await findRootAccess(session.client, target, target.user);
  signal?.removeEventListener("abort", stop);
  if (signal?.aborted) return aborted(target);
  return access.kind === "none" ? access.finding : access.kind;
}

import { type Client } from "ssh2";
import { type Finding } from "../../diagnostics";
import { handshakeFailed, noCommonAlgorithm, notSsh, proxyCommandFailed, type Subject } from "./findings";
import { agentSilent, loginRefused, tooManyKeys } from "./findings-login";
import { pinMismatch, refusalFinding } from "./findings-trust";
import { algorithmsWithout, hostKeyAlgorithms, type HostKeyVerdict, judgeHostKey, type OfferedKey } from "./host-key";
import { gatherIdentities, type Identities } from "./identities";
import { loadSsh2 } from "./ssh2-library";
import { endpoint, type Target } from "./target";
import { type Attempt, dropped, permanent, transient, type Transport } from "./transport";

/** How far a handshake came; what its failure means depends on it. */
type Phase = "greeting" | "keys" | "login";

export interface LoginRequest {
  readonly target: Target;
  readonly about: Subject;
  readonly transport: Transport;
  /** Key types the server has shown already that were not the pinned ones. */
  readonly seen: readonly OfferedKey[];
}

/** A server's key that no pin names: its other keys may still be asked for. */
export interface WrongPin {
  readonly wrongPin: OfferedKey;
}

/** Shakes hands, judges the host key, and only then logs in. The transport stays open on success alone. */
export async function login(request: LoginRequest): Promise<Attempt<Client | WrongPin>> {
  const ssh2 = await loadSsh2();
  const identities = gatherIdentities(request.target, request.about, ssh2);
  if (!("next" in identities)) return permanent(...identities);
  const attempt = new LoginAttempt(request, identities, new ssh2.Client());
  return attempt.run();
}

class LoginAttempt {
  #phase: Phase = "greeting";
  #verdict: HostKeyVerdict | undefined;
  #partly = false;

  constructor(
    private readonly request: LoginRequest,
    private readonly identities: Identities,
    private readonly client: Client,
  ) {}

  run(): Promise<Attempt<Client | WrongPin>> {
    return new Promise((resolve) => {
      const { client } = this;
      client.once("ready", () => resolve({ ok: true, value: client }));
      // Stays for the client's life; what comes after `ready` shows as a closed connection.
      client.on("error", (cause: Error & { level?: string }) => {
        if (cause.level !== "agent") resolve(this.#failure(cause.message));
      });
      client.once("close", () => resolve(this.#failure("the connection was closed")));
      try {
        this.#connect();
      } catch (cause) {
        resolve(this.#failure(cause instanceof Error ? cause.message : String(cause)));
      }
    });
  }

  #connect(): void {
    const { target, transport, seen } = this.request;
    const serverHostKey = seen.length > 0 ? algorithmsWithout(new Set(seen.map(({ type }) => type))) : hostKeyAlgorithms(target.identity);
    this.client.connect({
      sock: transport.stream,
      username: target.user,
      algorithms: { serverHostKey: serverHostKey as never },
      readyTimeout: target.connectTimeoutMs,
      // It only asks; giving up is the watch's part, which also counts other traffic as a sign of life.
      keepaliveInterval: target.keepaliveIntervalMs,
      keepaliveCountMax: Number.MAX_SAFE_INTEGER,
      hostVerifier: (blob: Buffer) => this.#judge(blob),
      authHandler: (methods, partial) => this.#nextMethod(methods as readonly string[] | null, partial) as never,
    });
  }

  #judge(blob: Buffer): boolean {
    this.#phase = "keys";
    this.#verdict = judgeHostKey(this.request.target.identity, blob);
    return this.#verdict.kind === "accepted";
  }

  #nextMethod(methods: readonly string[] | null, partial: boolean | null): unknown {
    this.#phase = "login";
    if (partial === true) this.#partly = true;
    if (methods !== null && !methods.includes("publickey")) return false;
    return this.identities.next();
  }

  #failure(reason: string): Attempt<WrongPin> | Promise<Attempt<never>> {
    const { target, about, transport, seen } = this.request;
    if (this.#verdict?.kind === "pin-mismatch") return { ok: true, value: { wrongPin: this.#verdict.offered } };
    if (this.#verdict !== undefined && this.#verdict.kind !== "accepted") return permanent(refusalFinding(about, target, this.#verdict));
    if (this.#phase === "login") return permanent(...this.#loginFindings(reason));
    if (/no matching|no mutual/i.test(reason)) {
      return permanent(seen.length > 0 ? pinMismatch(about, target, seen) : noCommonAlgorithm(about, endpoint(target), reason));
    }
    if (this.#phase === "keys") return permanent(handshakeFailed(about, endpoint(target), reason));
    if (target.route.kind === "command") {
      const { command } = target.route;
      // The command ends because we gave up: what it says then is of no interest.
      if (/timed out while waiting/i.test(reason)) return permanent(proxyCommandFailed(about, command, `no SSH server's greeting came within ${target.connectTimeoutMs / 1_000} s`));
      return transport.lastWords().then((words) => permanent(proxyCommandFailed(about, command, words ?? reason)));
    }
    const finding = notSsh(about, endpoint(target), reason);
    return /timed out while waiting/i.test(reason) ? transient(finding) : dropped(finding);
  }

  #loginFindings(reason: string): Finding[] {
    const { about, target } = this.request;
    const { tried, skipped } = this.identities;
    const trouble = this.identities.agentTrouble();
    const agent = trouble === undefined || target.credentials.agentSocket === undefined ? [] : [agentSilent(about, target.credentials.agentSocket, trouble)];
    if (/too many authentication/i.test(reason)) return [tooManyKeys(about, target.user, tried)];
    if (tried.length === 0 && (skipped.length > 0 || agent.length > 0)) return [...agent, ...skipped];
    const why = this.#partly ? "it asks for more than a key" : reason.toLowerCase();
    return [loginRefused(about, target.user, { tried, skipped: skipped.map(({ value }) => String(value)), reason: why }), ...agent, ...skipped];
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { type Finding, type Result, failed, ok } from "../diagnostics";
import { connectionLost, stepFailed, unreadable } from "./findings";
import { type ObserveRequest, observeCommand } from "./host/host-commands";
import { type HostAddress, type HostConnection, type HostConnector, type RemoteCommand, type RunOutcome } from "./host-port";
import { parseObservation } from "./observe/parse-observation";
import { type ObservedHost } from "./observe/observed-host";

/** How long a host that was there already is sought again when its connection is lost, in milliseconds: longer than a network hiccup or a restart of sshd. */
const PATIENCE_MS = 45_000;
const PAUSE_MS = 1_000;

/** What a session needs from outside. */
export interface WayToHost {
  readonly connector: HostConnector;
  /** Fires when nothing new shall be begun. */
  readonly signal?: AbortSignal;
  /** One line about each step. */
  readonly progress?: (line: string) => void;
}

/**
 * One host during one run: one connection, opened when first needed, opened again when it was lost. Every verb of `lvs-host` may be repeated,
 * so a step whose outcome is unknown is simply asked for again.
 */
export class HostSession {
  private connection: HostConnection | undefined;
  private met = false;
  private gone = false;

  constructor(
    readonly name: string,
    private readonly address: HostAddress,
    private readonly way: WayToHost,
  ) {}

  /** Whether the host was sought in vain after its connection was lost. */
  get lost(): boolean {
    return this.gone;
  }

  /** Says that the host was there a moment ago: one that can't be reached is sought for a while. */
  known(): this {
    this.met = true;
    return this;
  }

  /** Opens the connection; what refuses it is a finding about this host. */
  async connect(): Promise<Result<HostConnection>> {
    if (this.connection !== undefined) return ok(this.connection);
    const opened = await this.way.connector.connect(this.address, this.way.signal);
    if (opened.ok) {
      this.connection = opened.value;
      this.met = true;
    }
    return opened.ok ? opened : { ok: false, findings: opened.findings.map((finding) => this.here(finding)) };
  }

  /** Runs a step to its end. Ends with its standard output, or with a finding that names step, exit code and message. */
  async step(name: string, command: RemoteCommand): Promise<Result<string>> {
    const outcome = await this.outcome(name, command);
    if (!outcome.ok) return outcome;
    if (outcome.value.code === 0) return ok(outcome.value.stdout);
    return failed(stepFailed(this.name, name, outcome.value));
  }

  /** As {@link step}, for steps whose exit code says more than success and failure. */
  async outcome(name: string, command: RemoteCommand): Promise<Result<RunOutcome & { kind: "exited" }>> {
    let deadline = performance.now() + PATIENCE_MS;
    let reason = "it did not answer";
    let refusals: readonly Finding[] = [];
    let lost = false;
    do {
      const connected = await this.connect();
      if (connected.ok) {
        this.way.progress?.(`${this.name}: ${name}`);
        const outcome = await connected.value.run(command);
        if (outcome.kind === "exited") return ok(outcome);
        // However long the step itself took.
        if (!lost) deadline = performance.now() + PATIENCE_MS;
        lost = true;
        reason = outcome.reason;
        await this.close();
      } else if (!this.met) return connected;
      refusals = connected.ok ? [] : connected.findings;
      if (this.way.signal?.aborted !== true) await sleep(PAUSE_MS);
    } while (performance.now() < deadline && this.way.signal?.aborted !== true);
    this.gone = true;
    return failed(connectionLost(this.name, name, [reason, ...refusals.map(({ summary }) => summary)].join("; ")));
  }

  /** Looks at the host; leaves nothing there. */
  async observe(request: ObserveRequest): Promise<Result<ObservedHost>> {
    const text = await this.step("looking at it", observeCommand(request));
    if (!text.ok) return text;
    const observed = await parseObservation(text.value, request);
    return observed === undefined ? failed(unreadable(this.name)) : ok(observed);
  }

  /** Closes the connection; a later step opens a new one. */
  async close(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    await connection?.close();
  }

  /** A person with a dozen hosts has to see at once which one it is. */
  private here(finding: Finding): Finding {
    const summary = finding.summary.includes(this.name) ? finding.summary : `${this.name}: ${finding.summary}`;
    return { ...finding, summary, place: finding.place.length > 0 ? finding.place : ["hosts", this.name] };
  }
}

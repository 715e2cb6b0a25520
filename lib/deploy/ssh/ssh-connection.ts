import { type HostAddress, type HostConnection, type RemoteCommand, type RunOutcome } from "../host-port";
import { type CommandEnd, askQuestion, runCommand } from "./command-run";
import { type Session } from "./session";
import { watchForSilence } from "./silence-watch";

export interface ConnectionOptions {
  readonly address: HostAddress;
  readonly session: Session;
  readonly keepaliveIntervalMs: number;
  /** How commands become root's: as they are, through `sudo -n`, or not at all, because the login may only look. */
  readonly access: Access;
}

export type Access = "root" | "sudo" | "look";

/**
 * Commands are run one after the other, so that a server with MaxSessions 1 is enough. A command that gives no exit
 * status in time takes the connection with it: what it left behind is to be looked up over a new one.
 */
export class SshConnection implements HostConnection {
  readonly address: HostAddress;
  #previous: Promise<unknown> = Promise.resolve();
  /** Why nothing can be run any more. */
  #over: string | undefined;
  readonly #stopWatching: () => void;

  constructor(private readonly options: ConnectionOptions) {
    this.address = options.address;
    const { session, keepaliveIntervalMs } = options;
    this.#stopWatching = watchForSilence(session.stream, keepaliveIntervalMs, (seconds) => this.#breakOff(`the host was silent for ${seconds} s`));
    session.client.once("close", () => this.#breakOff("the host or the network ended the connection"));
  }

  run(command: RemoteCommand): Promise<RunOutcome> {
    const turn = this.#previous.then(() => this.#runNow(command));
    this.#previous = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#over ??= "the connection was closed by us";
    this.#stopWatching();
    await this.options.session.close();
  }

  async #runNow(command: RemoteCommand): Promise<RunOutcome> {
    if (this.#over !== undefined) return neverSent(this.#over);
    const { access, session } = this.options;
    const { question } = command;
    if (access === "look" && question === undefined) return neverSent("this login may only look");
    const end = access === "look" && question !== undefined ? await askQuestion(session.client, { ...command, question }) : await runCommand(session.client, command, { elevate: access === "sudo" });
    if (end.timedOut) this.#breakOff("an earlier command gave no answer in time");
    return this.#explained(end);
  }

  // The connection knows better than the channel why it went away.
  #explained({ outcome, timedOut }: CommandEnd): RunOutcome {
    if (outcome.kind === "exited" || timedOut || this.#over === undefined) return outcome;
    return { ...outcome, reason: `${outcome.reason}: ${this.#over}` };
  }

  #breakOff(reason: string): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    this.#stopWatching();
    this.options.session.stream.destroy();
    this.options.session.client.destroy();
  }
}

function neverSent(reason: string): RunOutcome {
  return { kind: "unknown", reason: `the command was not sent: ${reason}`, stdout: "", stderr: "", durationMs: 0 };
}

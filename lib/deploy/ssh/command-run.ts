import { type Client, type ClientChannel } from "ssh2";
import { type RemoteCommand, type RunOutcome } from "../host-port";
import { type Framed, frame, frameQuestion, unframe } from "./framing";

/** Per stream; beyond it nothing is kept and the outcome can't be told. */
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

const DEFAULT_TIMEOUT_MS = 60_000;

/** How long output may still come after the exit status; what a command left running in the background may hold it open for ever. */
const LINGER_MS = 2_000;

/**
 * A refused channel is asked for again, since nothing has run yet: with MaxSessions 1, OpenSSH may read our next request
 * before it has put the session away that we both have closed. 20 tries take 2.1 s.
 */
const MOST_OPENINGS = 20;
const OPENING_PAUSE_MS = 10;

/** Runs one command on its own channel. Resolves in any case, at the latest when its time is over. */
export function runCommand(client: Client, command: RemoteCommand, { elevate }: { readonly elevate: boolean }): Promise<CommandEnd> {
  const stdin = typeof command.stdin === "string" ? Buffer.from(command.stdin, "utf8") : (command.stdin ?? new Uint8Array());
  return new CommandRun(client, command, frame({ script: command.script, stdin, elevate })).run();
}

/** Asks a login that may only look. */
export function askQuestion(client: Client, command: RemoteCommand & { readonly question: string }): Promise<CommandEnd> {
  return new CommandRun(client, command, frameQuestion(command.question)).run();
}

export interface CommandEnd {
  readonly outcome: RunOutcome;
  /** No answer came in time: the connection is not to be trusted any more. */
  readonly timedOut: boolean;
}

class CommandRun {
  readonly #started = performance.now();
  readonly #stdout = new Collected();
  readonly #stderr = new Collected();
  #channel: ClientChannel | undefined;
  #exit: { readonly code: number } | { readonly signal: string } | undefined;
  #over = false;
  #linger: NodeJS.Timeout | undefined;
  #settle: (end: CommandEnd) => void = () => undefined;

  constructor(
    private readonly client: Client,
    private readonly command: RemoteCommand,
    private readonly framed: Framed,
  ) {}

  run(): Promise<CommandEnd> {
    const timeoutMs = this.command.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
      const lost = (): void => this.#unknown("the connection was lost before an exit status came");
      this.client.once("close", lost);
      this.#settle = (end) => {
        this.#over = true;
        clearTimeout(this.#linger);
        clearTimeout(timer);
        this.client.off("close", lost);
        resolve(end);
      };
      this.#open();
    });
  }

  #open(tries = 0): void {
    if (this.#over) return;
    try {
      this.client.exec(this.framed.command, (cause, channel) => {
        if (!cause) this.#attach(channel);
        else if (wasRefused(cause) && tries < MOST_OPENINGS) setTimeout(() => this.#open(tries + 1), OPENING_PAUSE_MS * (tries + 1));
        else this.#unknown(`the server gave no channel for the command (${cause.message})`);
      });
    } catch {
      this.#unknown("the connection is closed");
    }
  }

  #attach(channel: ClientChannel): void {
    if (this.#over) return channel.close();
    this.#channel = channel;
    channel.on("error", () => undefined);
    channel.on("data", (chunk: Buffer) => this.#stdout.add(chunk));
    channel.stderr.on("data", (chunk: Buffer) => this.#stderr.add(chunk));
    channel.on("exit", (code: number | null, signal?: string) => {
      this.#exit = code === null ? { signal: signal ?? "a signal" } : { code };
      this.#linger = setTimeout(() => (this.#ended(), channel.close()), LINGER_MS);
    });
    channel.on("close", () => this.#ended());
    // ssh2 passes on no more than the server's window admits, so megabytes wait here and not in the server's memory.
    channel.end(this.framed.stdin);
  }

  #ended(): void {
    const exit = this.#exit;
    if (exit === undefined) return this.#unknown("the channel was closed without an exit status");
    if ("signal" in exit) return this.#unknown(`the remote shell was ended by ${exit.signal}`);
    if (this.#stdout.overflowed || this.#stderr.overflowed) return this.#unknown(`it wrote more than ${MOST_OUTPUT_BYTES} bytes (and ended with status ${exit.code})`);
    const stdout = unframe(this.#stdout.bytes(), this.framed.marker);
    const stderr = unframe(this.#stderr.bytes(), this.framed.marker);
    if (stdout === undefined || stderr === undefined) return this.#unknown(`the login ended with status ${exit.code} before the command began`);
    this.#settle({ outcome: { kind: "exited", code: exit.code, stdout, stderr, durationMs: this.#elapsed() }, timedOut: false });
  }

  #timeOut(timeoutMs: number): void {
    this.#unknown(`no exit status came within ${timeoutMs} ms`, { timedOut: true });
    this.#channel?.close();
  }

  #unknown(reason: string, { timedOut } = { timedOut: false }): void {
    const stdout = this.#stdout.bytes();
    const stderr = this.#stderr.bytes();
    const { marker } = this.framed;
    const outcome = { kind: "unknown" as const, reason, stdout: unframe(stdout, marker) ?? stdout.toString(), stderr: unframe(stderr, marker) ?? stderr.toString() };
    this.#settle({ outcome: { ...outcome, durationMs: this.#elapsed() }, timedOut });
  }

  #elapsed(): number {
    return performance.now() - this.#started;
  }
}

// Only a refusal by the server carries the reason code of RFC 4254 §5.1.
function wasRefused(cause: Error): boolean {
  return typeof (cause as { reason?: unknown }).reason === "number";
}

class Collected {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  overflowed = false;

  add(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > MOST_OUTPUT_BYTES) this.overflowed = true;
    else this.#chunks.push(chunk);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

import { type Client, type ClientChannel } from "ssh2";
import { type Duplex } from "node:stream";
import { handshakeFailed, jumpRefused, noAnswer, type Subject } from "./findings";
import { pinMismatch } from "./findings-trust";
import { openCommand } from "./command-transport";
import { type OfferedKey } from "./host-key";
import { login, type WrongPin } from "./login";
import { openTcp } from "./tcp-transport";
import { endpoint, type Target } from "./target";
import { type Attempt, permanent, transient, type Transport, unlessAborted } from "./transport";

/** A server that let us in, with everything the way to it is made of. */
export interface Session {
  readonly client: Client;
  /** The bytes underneath, whose arrival is the sign of life. */
  readonly stream: Duplex;
  /** Ends politely, then without asking; resolves when no handle of it is left. Idempotent. */
  close(): Promise<void>;
}

export interface Dial {
  readonly target: Target;
  /** The host that all this is for; hops are named beside it. */
  readonly host: string;
  readonly signal: AbortSignal | undefined;
}

/** How long a server may take to hang up after we said goodbye. */
const GOODBYE_MS = 300;

/** Connects and logs in, hop by hop; each hop is verified against its own name. One try, nothing repeated. */
export async function openSession(dial: Dial): Promise<Attempt<Session>> {
  const seen: OfferedKey[] = [];
  const about = { host: dial.host, hop: dial.target.host };
  for (;;) {
    const outcome = await openOnce(dial, about, seen);
    if (!("wrongPin" in outcome)) return outcome;
    // Pins don't say which type they are, so a server with several keys is asked for each of them: before any credential.
    if (seen.some(({ type }) => type === outcome.wrongPin.type)) return permanent(pinMismatch(about, dial.target, seen));
    seen.push(outcome.wrongPin);
  }
}

async function openOnce(dial: Dial, about: Subject, seen: readonly OfferedKey[]): Promise<Attempt<Session> | WrongPin> {
  const { target, signal } = dial;
  const transport = await openTransport(dial, about);
  if (!transport.ok) return transport;
  const undo = (): void => void transport.value.stream.destroy();
  const work = login({ target, about, transport: transport.value, seen });
  const outcome = await unlessAborted<Client | WrongPin>(work, { about, signal, undo });
  if (outcome.ok && !("wrongPin" in outcome.value)) return { ok: true, value: new OpenSession(outcome.value, transport.value) };
  await transport.value.close();
  return outcome.ok ? (outcome.value as WrongPin) : outcome;
}

function openTransport(dial: Dial, about: Subject): Promise<Attempt<Transport>> {
  const { target, signal, host } = dial;
  switch (target.route.kind) {
    case "direct":
      return openTcp(target, about, signal);
    case "command":
      return openCommand(target.route.command, about);
    case "jump":
      return openThroughHop({ target: target.route.hop, host, signal }, target, about);
  }
}

async function openThroughHop(hopDial: Dial, target: Target, about: Subject): Promise<Attempt<Transport>> {
  const hop = await openSession(hopDial);
  if (!hop.ok) return hop;
  const opened = forward(hop.value.client, target, about);
  const channel = await unlessAborted(opened, { about, signal: hopDial.signal, undo: () => hop.value.client.destroy() });
  if (!channel.ok) {
    await hop.value.close();
    return channel;
  }
  const stream = channel.value;
  return { ok: true, value: { stream, lastWords: () => Promise.resolve(undefined), close: () => hop.value.close() } };
}

function forward(client: Client, target: Target, about: Subject): Promise<Attempt<ClientChannel>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(transient(noAnswer(about, endpoint(target), target.connectTimeoutMs / 1_000))), target.connectTimeoutMs);
    const settle = (outcome: Attempt<ClientChannel>): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    try {
      client.forwardOut("127.0.0.1", 0, target.hostName, target.port, (cause, channel) => {
        if (cause === undefined || cause === null) settle({ ok: true, value: channel });
        // RFC 4254 §5.1: 2 is "connect failed", which may pass; 1 is "administratively prohibited", which won't.
        else if ((cause as { reason?: unknown }).reason === 2) settle(transient(jumpRefused(about, endpoint(target), cause.message)));
        else settle(permanent(jumpRefused(about, endpoint(target), cause.message)));
      });
    } catch (cause) {
      settle(transient(handshakeFailed(about, endpoint(target), String(cause))));
    }
  });
}

class OpenSession implements Session {
  #closing: Promise<void> | undefined;

  constructor(
    readonly client: Client,
    private readonly transport: Transport,
  ) {}

  get stream(): Duplex {
    return this.transport.stream;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS);
      this.client.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.client.end();
      if (this.stream.destroyed) {
        clearTimeout(timer);
        resolve();
      }
    });
    await this.transport.close();
  }
}

import { connect, type Socket } from "node:net";
import { aborted, nameNotFound, noAnswer, notSsh, refused, type Subject, unreachable } from "./findings";
import { endpoint, type Target } from "./target";
import { type Attempt, dropped, permanent, transient, type Transport } from "./transport";

/** Opens a TCP connection; bounded by the target's connect timeout. */
export function openTcp(target: Target, about: Subject, signal: AbortSignal | undefined): Promise<Attempt<Transport>> {
  const socket = connect({ host: target.hostName, port: target.port, noDelay: true, ...(target.family === undefined ? {} : { family: target.family }) });
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(transient(noAnswer(about, endpoint(target), target.connectTimeoutMs / 1_000))), target.connectTimeoutMs);
    const stop = (): void => settle(permanent(aborted(about)));
    const settle = (outcome: Attempt<Transport>): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    // Stays for the socket's life: a late reset must not become an uncaught exception.
    socket.on("error", (cause: NodeJS.ErrnoException) => settle(failure(cause, target, about)));
    socket.once("connect", () => settle({ ok: true, value: tcpTransport(socket) }));
  });
}

function tcpTransport(socket: Socket): Transport {
  return {
    stream: socket,
    lastWords: () => Promise.resolve(undefined),
    close: () =>
      new Promise((resolve) => {
        if (socket.closed) return resolve();
        socket.once("close", () => resolve());
        socket.destroy();
      }),
  };
}

function failure(cause: NodeJS.ErrnoException, target: Target, about: Subject): Attempt<never> {
  // With several addresses per name Node.js collects the errors of all of them.
  const code = cause.code ?? (cause as { errors?: NodeJS.ErrnoException[] }).errors?.[0]?.code ?? cause.message;
  if (code === "ENOTFOUND" || code === "EAI_NONAME") return permanent(nameNotFound(about, target.hostName, code));
  if (code === "EAI_AGAIN") return transient(nameNotFound(about, target.hostName, code));
  if (code === "ECONNRESET" || code === "EPIPE") return dropped(notSsh(about, endpoint(target), code));
  if (code === "ECONNREFUSED") return transient(refused(about, endpoint(target)));
  if (code === "ETIMEDOUT") return transient(noAnswer(about, endpoint(target), target.connectTimeoutMs / 1_000));
  return transient(unreachable(about, endpoint(target), code));
}

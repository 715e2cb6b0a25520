import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { answers } from "./belongs";
import { type Endpoint, type Reply } from "./exchange";

/** The same message again after each time without an answer. From a port of its own, and from that server's address only: both have to be guessed by whoever would lie. */
export async function overUdp({ host, port }: Endpoint, message: Buffer, tries: readonly number[], signal?: AbortSignal): Promise<Reply> {
  try {
    const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
    try {
      await connected(socket, port, host);
      for (const ms of tries) {
        const answer = await once(socket, message, { ms, ...(signal === undefined ? {} : { signal }) });
        if (answer !== undefined) return { answer };
        if (signal?.aborted === true) break;
      }
      return { problem: "silent" };
    } finally {
      socket.close();
    }
  } catch (problem) {
    return { problem: "unreachable", why: (problem as Error).message };
  }
}

function connected(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    // Node.js passes what the network says to the callback, of which its types know nothing.
    socket.connect(port, address, ((problem?: Error | null) => {
      socket.removeListener("error", reject);
      if (problem instanceof Error) reject(problem);
      else resolve();
    }) as () => void);
  });
}

/** @throws what the network says, such as that nobody listens there */
function once(socket: Socket, message: Buffer, { ms, signal }: { readonly ms: number; readonly signal?: AbortSignal }): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const done = (end: () => void): void => {
      clearTimeout(timer);
      socket.removeAllListeners("message").removeAllListeners("error");
      signal?.removeEventListener("abort", stop);
      end();
    };
    const stop = (): void => done(() => resolve(undefined));
    const timer = setTimeout(stop, ms);
    socket.on("message", (received) => {
      if (answers(message, received)) done(() => resolve(received));
    });
    socket.on("error", (problem) => done(() => reject(problem)));
    signal?.addEventListener("abort", stop);
    socket.send(message, (problem) => {
      if (problem !== null && problem !== undefined) done(() => reject(problem));
    });
  });
}

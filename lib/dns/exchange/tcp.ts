import { connect } from "node:net";
import { uint16 } from "../wire";
import { answers } from "./belongs";
import { type Endpoint, type Reply } from "./exchange";

/** Over a connection of its own; each message is preceded by its length (RFC 1035 §4.2.2). */
export function overTcp({ host, port }: Endpoint, message: Buffer, ms: number, signal?: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    let received = Buffer.alloc(0);
    const done = (reply: Reply): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      socket.removeAllListeners();
      socket.on("error", () => undefined);
      socket.destroy();
      resolve(reply);
    };
    const stop = (): void => done({ problem: "silent" });
    const timer = setTimeout(stop, ms);
    signal?.addEventListener("abort", stop);
    socket.on("error", (problem: NodeJS.ErrnoException) => done({ problem: "unreachable", why: problem.message || (problem.code ?? "it can't be connected to") }));
    socket.on("close", () => done({ problem: "unreachable", why: "it closed the connection without an answer" }));
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      for (let length = received.length < 2 ? Infinity : received.readUInt16BE(0); received.length >= length + 2; length = received.length < 2 ? Infinity : received.readUInt16BE(0)) {
        const answer = received.subarray(2, length + 2);
        if (answers(message, answer)) return done({ answer });
        received = received.subarray(length + 2);
      }
    });
    socket.write(Buffer.concat([uint16(message.length), message]));
  });
}

import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { type Endpoint } from "../../../../lib/dns";

/** What a server makes of a message; undefined is silence. */
export type Behaviour = (request: Buffer, over: "udp" | "tcp") => Buffer | undefined;

/** A server that does to every message what no good one would. `asked` says how often it was asked, by transport. @param at where it listens; else at a port of its own */
export async function startOddServer(behave: Behaviour, at: Endpoint = { host: "127.0.0.1", port: 0 }): Promise<{ readonly endpoint: Endpoint; readonly asked: { udp: number; tcp: number }; stop(): Promise<void> }> {
  const asked = { udp: 0, tcp: 0 };
  const tcp = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      asked.tcp++;
      const answer = behave(bytes.subarray(2), "tcp");
      if (answer === undefined) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      // In two parts, as a network may.
      socket.write(Buffer.concat([length, answer.subarray(0, 5)]));
      setTimeout(() => socket.write(answer.subarray(5)), 20);
    });
  });
  await new Promise<void>((resolve) => tcp.listen(at.port, at.host, resolve));
  const { port } = tcp.address() as { port: number };
  const udp = createSocket("udp4");
  udp.on("message", (bytes, from) => {
    asked.udp++;
    const answer = behave(bytes, "udp");
    if (answer !== undefined) udp.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => udp.bind(port, at.host, resolve));
  return {
    endpoint: { host: at.host, port },
    asked,
    stop: async () => {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

/** The request as its own answer: NOERROR, with authority, with no records but what the request had. @param flags others than 0x8400 */
export function echoed(request: Buffer, flags = 0x8400): Buffer {
  const answer = Buffer.from(request);
  answer.writeUInt16BE(flags | (request.readUInt16BE(2) & 0x7800), 2);
  return answer;
}

import { createSocket } from "node:dgram";
import { connect, createServer, type Socket } from "node:net";
import { type Endpoint } from "../../../../lib/dns";

/** What becomes of a message on its way to a name server. */
export interface Treatment {
  /** Answers in the server's place; nothing reaches it. */
  readonly instead?: (request: Buffer) => Buffer | undefined;
  /** Of the server's own answer; undefined: it is lost. */
  readonly answer?: (answer: Buffer) => Buffer | undefined;
}

/** Stands between a client and a real name server, over UDP and TCP. @param treat asked for each message; undefined lets it and its answer pass as they are */
export async function startBetween(server: Endpoint, treat: (request: Buffer) => Treatment | undefined): Promise<{ readonly endpoint: Endpoint; stop(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  const deal = (request: Buffer, { forward, reply }: { readonly forward: (use: (answer: Buffer) => void) => void; readonly reply: (answer: Buffer) => void }): void => {
    const treatment = treat(request);
    if (treatment?.instead !== undefined) {
      const answer = treatment.instead(request);
      if (answer !== undefined) reply(answer);
      return;
    }
    forward((real) => {
      const answer = treatment?.answer === undefined ? real : treatment.answer(real);
      if (answer !== undefined) reply(answer);
    });
  };
  const tcp = createServer((client) => {
    sockets.add(client);
    client.on("error", () => undefined);
    onMessages(client, (request) =>
      deal(request, {
        forward: (use) => {
          const onward = connect({ host: server.host, port: server.port });
          sockets.add(onward);
          onward.on("error", () => undefined);
          onMessages(onward, (answer) => {
            onward.destroy();
            use(answer);
          });
          onward.write(framed(request));
        },
        reply: (answer) => client.write(framed(answer)),
      }),
    );
  });
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  const { port } = tcp.address() as { port: number };
  const udp = createSocket("udp4");
  udp.on("message", (request, from) =>
    deal(request, {
      forward: (use) => {
        const onward = createSocket("udp4");
        const timer = setTimeout(() => onward.close(), 5000);
        onward.once("message", (answer) => {
          clearTimeout(timer);
          onward.close();
          use(answer);
        });
        onward.send(request, server.port, server.host);
      },
      reply: (answer) => udp.send(answer, from.port, from.address),
    }),
  );
  await new Promise<void>((resolve) => udp.bind(port, "127.0.0.1", resolve));
  return {
    endpoint: { host: "127.0.0.1", port },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

/** RFC 1035 §4.2.2. */
function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

function onMessages(socket: Socket, use: (message: Buffer) => void): void {
  let received = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      use(received.subarray(2, end));
      received = received.subarray(end);
    }
  });
}

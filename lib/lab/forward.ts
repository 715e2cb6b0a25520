import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { enter } from "./namespace";

/** The networks of a lab are out of reach for this machine's programs, which come in by SSH. What speaks another protocol comes by such a port. */
export interface Forward {
  /** Of 127.0.0.1; the same for TCP and UDP. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Where it leads. */
export interface Target {
  /** The process that holds the lab's namespace open. */
  readonly holder: number;
  /** Of a node, in any network of the lab that the namespace has an address in. */
  readonly address: string;
  readonly port: number;
}

/** Who sends no datagram for so long, in seconds, is forgotten. */
const SILENCE = 10;

/** Opens a port of 127.0.0.1 that leads to a node's port, over TCP and UDP. @param port 0 takes a free one */
export async function openForward(target: Target, port: number): Promise<Forward> {
  const children = new Set<ChildProcessWithoutNullStreams>();
  const start = (...addresses: readonly string[]): ChildProcessWithoutNullStreams => {
    const [program = "", ...parameters] = [...enter(target.holder), "socat", "-T", String(SILENCE), ...addresses];
    const child = spawn(program, parameters, { stdio: ["pipe", "pipe", "pipe"] });
    children.add(child);
    child.once("close", () => children.delete(child));
    // Whoever is gone already needs no answer.
    for (const stream of [child.stdin, child.stdout]) stream.on("error", () => undefined);
    child.on("error", () => children.delete(child));
    return child;
  };
  const streams = await acceptStreams(port, () => start("-", `TCP4:${target.address}:${target.port}`));
  const own = (streams.address() as AddressInfo).port;
  const datagrams = await acceptDatagrams(own, () => start("-", `UDP4:${target.address}:${target.port}`));
  const stop = async (): Promise<void> => {
    for (const child of children) child.kill();
    streams.close();
    datagrams.close();
    await Promise.all([...children].map((child) => once(child, "close")));
  };
  return { port: own, stop };
}

async function acceptStreams(port: number, start: () => ChildProcessWithoutNullStreams): Promise<Server> {
  const server = createServer((client: Socket) => {
    const child = start();
    client.on("error", () => child.kill());
    client.pipe(child.stdin);
    child.stdout.pipe(client);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** One process for each sender: what it writes is one datagram each. */
async function acceptDatagrams(port: number, start: () => ChildProcessWithoutNullStreams): Promise<DatagramSocket> {
  const socket = createSocket("udp4");
  const senders = new Map<string, ChildProcessWithoutNullStreams>();
  socket.on("message", (message, sender) => {
    const key = `${sender.address} ${sender.port}`;
    let child = senders.get(key);
    if (child === undefined) {
      child = start();
      senders.set(key, child);
      child.stdout.on("data", (answer: Buffer) => socket.send(answer, sender.port, sender.address));
      child.once("close", () => senders.delete(key));
    }
    child.stdin.write(message);
  });
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

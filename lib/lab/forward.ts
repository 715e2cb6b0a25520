import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { enter } from "./namespace";

/** The networks of a lab are out of reach for this machine's programs, which come in by SSH. What speaks another protocol comes by such a port. */
export interface Forward {
  /** Of 127.0.0.1; the same for TCP and UDP. */
  readonly port: number;
  /** Cuts what is under way. */
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

/** How long an answer to a datagram is waited for, in seconds. */
const ANSWER = 10;

/** How long the other side may go on sending after one has said that it is done, in seconds. */
const AFTER_THE_END = 60;

/** Opens a port of 127.0.0.1 that leads to a node's port, over TCP and UDP. @param port 0 takes a free one. @throws when it is taken */
export async function openForward(target: Target, port: number): Promise<Forward> {
  const relays = new Relays(target);
  const streams = acceptStreams(relays);
  streams.server.listen(port, "127.0.0.1");
  await once(streams.server, "listening");
  const own = (streams.server.address() as AddressInfo).port;
  const datagrams = acceptDatagrams(relays);
  const close = async (): Promise<void> => {
    await relays.end();
    for (const client of streams.clients) client.destroy();
    streams.server.close();
    datagrams.close();
  };
  try {
    datagrams.bind(own, "127.0.0.1");
    await once(datagrams, "listening");
  } catch (problem) {
    await close();
    throw problem;
  }
  datagrams.on("error", () => undefined);
  return { port: own, stop: close };
}

/** socat in the lab's namespace, between its standard streams and the node's port. */
class Relays {
  private readonly running = new Set<ChildProcessWithoutNullStreams>();

  constructor(private readonly target: Target) {}

  start(protocol: "TCP4" | "UDP4", ...options: readonly string[]): ChildProcessWithoutNullStreams {
    const { holder, address, port } = this.target;
    const [program = "", ...parameters] = [...enter(holder), "socat", ...options, "-", `${protocol}:${address}:${port}`];
    const child = spawn(program, parameters, { stdio: ["pipe", "pipe", "pipe"] });
    this.running.add(child);
    child.once("close", () => this.running.delete(child));
    child.on("error", () => this.running.delete(child));
    // Whoever is gone already needs no answer.
    for (const stream of [child.stdin, child.stdout]) stream.on("error", () => undefined);
    child.stderr.resume();
    return child;
  }

  async end(): Promise<void> {
    const ended = [...this.running].map((child) => once(child, "close"));
    for (const child of this.running) child.kill("SIGKILL");
    await Promise.all(ended);
  }
}

function acceptStreams(relays: Relays): { readonly server: Server; readonly clients: ReadonlySet<Socket> } {
  const clients = new Set<Socket>();
  // Each side may end its own half first.
  const server = createServer({ allowHalfOpen: true }, (client: Socket) => {
    const child = relays.start("TCP4", "-t", String(AFTER_THE_END));
    clients.add(client);
    client.on("error", () => child.kill());
    client.once("close", () => {
      clients.delete(client);
      child.kill();
    });
    client.pipe(child.stdin);
    child.stdout.pipe(client);
  });
  return { server, clients };
}

/** A process for each datagram: pipes know no boundaries, so that two would come out as one. The first answer is the only one. */
function acceptDatagrams(relays: Relays): DatagramSocket {
  const socket = createSocket("udp4");
  socket.on("message", (message, sender) => {
    const child = relays.start("UDP4", "-T", String(ANSWER), "-t", String(ANSWER));
    child.stdout.once("data", (answer: Buffer) => {
      child.kill();
      // It may have been closed meanwhile, and then nobody waits.
      try {
        socket.send(answer, sender.port, sender.address);
      } catch {
        return;
      }
    });
    child.stdin.end(message);
  });
  return socket;
}

import { connect, createServer, type Server, type Socket } from "node:net";

export interface Relay {
  readonly port: number;
  readonly delayMs?: number;
  /** How many connections are reset as soon as they come. */
  readonly refuseFirst?: number;
  /** Changes what the server sends. */
  readonly tamper?: (chunk: Buffer) => Buffer;
}

/** A TCP relay on the loopback that can be slow, cut both ends, or go silent with both ends open. */
export class TcpProxy {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #frozen = false;
  /** Connections that were made to it. */
  connections = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static start(to: Relay): Promise<TcpProxy> {
    return new Promise((resolve) => {
      // Half open, or Node.js would answer an end on its own even when frozen.
      const server = createServer({ allowHalfOpen: true });
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        const proxy = new TcpProxy(server, typeof address === "object" && address !== null ? address.port : 0);
        server.on("connection", (socket) => proxy.#relay(socket, to));
        resolve(proxy);
      });
    });
  }

  /** Ends every connection with a reset, as a router does that lost its state. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Drops every byte from now on and closes nothing, as a packet filter that drops. */
  freeze(): void {
    this.#frozen = true;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  #relay(inner: Socket, to: Relay): void {
    this.connections += 1;
    if (this.connections <= (to.refuseFirst ?? 0)) return void inner.resetAndDestroy();
    const outer = connect({ port: to.port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const pair = [inner, outer] as const;
    this.#pairs.add(pair);
    const { delayMs = 0, tamper = (chunk: Buffer): Buffer => chunk } = to;
    this.#pass(inner, outer, { delayMs, change: (chunk) => chunk });
    this.#pass(outer, inner, { delayMs, change: tamper });
    inner.on("close", () => this.#pairs.delete(pair));
  }

  #pass(from: Socket, to: Socket, { delayMs, change }: { delayMs: number; change: (chunk: Buffer) => Buffer }): void {
    const later = (what: () => void): void => void (delayMs === 0 ? what() : setTimeout(what, delayMs));
    from.on("data", (chunk) => later(() => !this.#frozen && to.write(change(chunk))));
    from.on("end", () => later(() => !this.#frozen && to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => later(() => !this.#frozen && to.destroy()));
  }
}

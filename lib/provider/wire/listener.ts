import { createSecureServer, createServer, type Http2SecureServer, type Http2Server, type SecureServerOptions } from "node:http2";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { type ProviderServer } from "../server";
import { type Certificate } from "./certificate";
import { Provider } from "./generated/tfplugin6_pb";
import { registerPluginServices } from "./plugin-services";
import { providerService } from "./provider-service";

/** What Terraform itself sends and receives at most: 256 MiB. */
const largestMessage = 256 * 1024 * 1024;

/** Node.js refuses new streams beyond this much buffered per connection, in MB; its own 10 is less than one big state. */
const sessionMemory = 1024;

/** The two sides of mutual TLS. */
export interface Tls {
  readonly own: Certificate;
  /** PEM of the only client let in. */
  readonly client: string;
}

/** What to serve and whom to tell. */
export interface Listening {
  readonly server: ProviderServer;
  readonly socket: string;
  /** Without it anybody who can open the socket is served; for debugging only. */
  readonly tls?: Tls;
  readonly onShutdown: () => void;
  readonly onHangUp: () => void;
}

/** Serves gRPC on a unix socket; resolves once it can be connected to. */
export async function listen({ server, socket, tls, onShutdown, onHangUp }: Listening): Promise<Http2Server | Http2SecureServer> {
  const handler = connectNodeAdapter({
    grpc: true,
    grpcWeb: false,
    connect: false,
    readMaxBytes: largestMessage,
    writeMaxBytes: largestMessage,
    acceptCompression: [],
    routes: (router) => {
      router.service(Provider, providerService(server));
      registerPluginServices(router, onShutdown);
    },
  });
  const options = { maxSessionMemory: sessionMemory, settings: { initialWindowSize: 4 * 1024 * 1024 } };
  const listener = tls === undefined ? createServer(options, handler) : createSecureServer({ ...options, ...mutual(tls) }, handler);
  listener.on("session", (session) => session.on("close", onHangUp));
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(socket, resolve);
  });
  return listener;
}

function mutual({ own, client }: Tls): SecureServerOptions {
  return { key: own.privateKey, cert: own.pem, ca: client, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" };
}

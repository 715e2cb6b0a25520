import { type ConnectRouter } from "@connectrpc/connect";
import { GRPCBroker, GRPCController, GRPCStdio } from "./generated/plugin_pb";

/**
 * The services go-plugin itself calls. The two streams say nothing and stay open until the client hangs up.
 * `onShutdown` is called before the answer is sent.
 */
export function registerPluginServices(router: ConnectRouter, onShutdown: () => void): void {
  router.service(GRPCController, {
    shutdown: () => {
      onShutdown();
      return {};
    },
  });
  router.service(GRPCStdio, { streamStdio: (_request, context) => silence(context.signal) });
  router.service(GRPCBroker, { startStream: (_requests, context) => silence(context.signal) });
}

async function* silence(signal: AbortSignal): AsyncGenerator<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  yield* [];
}

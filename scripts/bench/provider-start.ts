import { join } from "node:path";
import { measureProviderStart } from "../measure-provider-start";
import { type Measurement } from "./figure";

/** Terraform starts the provider three to five times a command. */
export const providerStart: Measurement = {
  name: "provider-start",
  about: "The built provider, started as Terraform starts it, mutual TLS included: CPU time of all its threads from spawn to the handshake line.",
  measure: async () => {
    const { medianMs, minMs, runs } = await measureProviderStart(join(__dirname, "..", "..", "dist", "provider.cjs"));
    return { figures: [{ label: "provider, spawn to handshake", value: medianMs, unit: "ms CPU", limit: 200 }], notes: [`median of ${runs} starts; the best took ${minMs.toFixed(0)} ms`] };
  },
};

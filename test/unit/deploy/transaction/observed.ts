import { type ObservedHost } from "../../../../lib/deploy/observe/observed-host";

/** A router as a look would find it: what it runs and which addresses it holds. */
export function observed({ current, addresses }: { readonly current?: string; readonly addresses: readonly string[] }): ObservedHost {
  return {
    uptimeSeconds: 1000,
    missingTools: [],
    keepalivedVersion: "2.2.7",
    current,
    confirmed: current,
    pending: undefined,
    otherHeartbeats: [],
    interfaces: { eth0: "02:00:00:00:00:01" },
    addresses: addresses.map((address) => ({ interface: "eth0", address: `${address}/32` })),
    facts: [],
    files: {},
    ipvsTable: [],
    connections: "",
    model: undefined,
    begun: undefined,
    needs: [],
  };
}

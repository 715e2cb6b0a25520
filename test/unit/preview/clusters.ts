import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { configured, deployed, planned } from "../provider/cluster/cluster-values";
import { type ObjectValue } from "../../../lib/provider/server";
import { type ChangeJson, type Planned, changeJson } from "./plan-json";

type Change = (cluster: ClusterConfig) => void;

/** `www` of the lab (web1, web2, web3 with weights 1, 2, 5 by wrr) as it is deployed, and as a plan changes it. */
export function updated(change: Change, { before = deployed(), ...more }: Omit<Planned, "after" | "before"> & { readonly before?: ObjectValue } = {}): ChangeJson {
  return changeJson({ before, after: planned(before, configured(change)).planned, ...more });
}

/** The same cluster, new. */
export function created(change: Change = () => undefined, more: Planned = {}): ChangeJson {
  const after = planned({}, configured(change)).planned;
  return changeJson({ actions: ["create"], after, ...more });
}

/** The same cluster, deleted. */
export function deleted(more: Planned = {}): ChangeJson {
  return changeJson({ actions: ["delete"], before: deployed(), ...more });
}

/** Another weight for web1: new connections go elsewhere. */
export const heavierWeb1: Change = (cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = 3);

/** web3 goes: its connections are lost. */
export const withoutWeb3: Change = (cluster) => delete cluster.pools["web"]!.servers["web3"];

/** Another cluster of the same form, which shares nothing with the others. */
export function numbered(index: number): Change {
  const net = (text: string): string => text.replace("203.0.113.", `10.1.${index}.`).replace("192.168.1.", `10.2.${index}.`);
  return (cluster) => {
    cluster.name = `new-${index}`;
    cluster.heartbeat.virtual_router_id = 100 + index;
    for (const [name, router] of Object.entries(cluster.routers)) {
      router.host = `${name}-${index}`;
      for (const leg of [router.public, router.private]) if (leg !== undefined) leg.address = net(leg.address);
    }
    cluster.routing.gateway = net(cluster.routing.gateway ?? "");
    for (const vip of Object.values(cluster.vips)) vip.address = net(vip.address);
    for (const [name, server] of Object.entries(cluster.pools["web"]!.servers)) {
      server.address = net(server.address);
      server.login = { host: `${name}-${index}`, interface: "eth0" };
    }
  };
}

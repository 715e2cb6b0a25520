import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Forward, type KernelChoice, Lab, type LabNode, type TopologyInput } from "../../../lib/lab";
import { must } from "./site";

const FILES = join(__dirname, "../../../examples/multi-cluster/lab");

/** The site of examples/multi-cluster: three router pairs, a bank of four, and a client beyond an upstream router that is the name server, too. */
export interface MultiSite {
  readonly lab: Lab;
  /** What the example finds in its environment: where the name server is, and its key. */
  readonly env: NodeJS.ProcessEnv;
  down(): Promise<void>;
}

/** The name that its clients know. */
export const SITE_NAME = "www.example.net";

/** Brings it up, with BIND on the upstream router as the primary server of example.net, and one on the client as its resolver. */
export async function multiSite(options: { readonly name: string; readonly kernel: KernelChoice; readonly onProgress?: (line: string) => void }): Promise<MultiSite> {
  const topology = JSON.parse(readFileSync(join(FILES, "topology.json"), "utf8")) as TopologyInput;
  const lab = must(await Lab.up(topology, options));
  options.onProgress?.("starting name servers");
  const secret = await primaryServer(lab.node("upstream"));
  await resolver(lab.node("client"));
  const forward: Forward = await lab.forward("upstream", 53);
  return {
    lab,
    env: { DNS_SERVER: "127.0.0.1", DNS_PORT: String(forward.port), DNS_SECRET: secret },
    down: async () => {
      await forward.stop();
      await lab.down();
    },
  };
}

/** Returns the secret of the key that may write the site's name. */
async function primaryServer(node: LabNode): Promise<string> {
  await node.must("umask 027; tsig-keygen -a hmac-sha256 site >/etc/bind/site.key; chgrp bind /etc/bind/site.key");
  await put(node, "named.conf", "/etc/bind/named.conf");
  await put(node, "example.net.zone", "/var/lib/bind/example.net.zone");
  await startNamed(node);
  return (await node.must("sed -n 's/.*secret \"\\(.*\\)\".*/\\1/p' /etc/bind/site.key")).trim();
}

async function resolver(node: LabNode): Promise<void> {
  await put(node, "resolver.conf", "/etc/bind/named.conf");
  await startNamed(node);
  await node.must("echo nameserver 127.0.0.1 >/etc/resolv.conf");
}

async function put(node: LabNode, file: string, path: string): Promise<void> {
  await node.must(`cat >${path}`, { stdin: readFileSync(join(FILES, file), "utf8") });
}

/** Masked in the image, since most machines have no use for it. */
async function startNamed(node: LabNode): Promise<void> {
  await node.must("chown -R bind:bind /var/lib/bind; systemctl -q unmask named; systemctl daemon-reload; systemctl start named");
}

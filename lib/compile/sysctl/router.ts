import { type Cluster, type Router } from "../../model";
import { legOf } from "../leg";
import { uniqueSorted } from "../order";
import { facingLeg, marks } from "../vip-check";
import { type Setting, interfaceSetting } from "./setting";

/**
 * What the kernel of an LVS router is told. `net.ipv4.vs.conntrack` is left as it is found unless clients are translated: a router with
 * stateful packet filtering may need it, and IPVS itself does not. `backup_only` stays off: keepalived announces the VIPs before it ends the backup's sync daemon,
 * and what arrives between the two would be answered by this host itself, with resets (seen in 1 of 3 switches under load, never without
 * it). The loop it prevents needs a real server that is a router, too.
 */
export function routerSettings(cluster: Cluster, router: Router): Setting[] {
  return [...forwarding(cluster, router), ...connections(cluster), ...synchronisation(cluster), ...pings(cluster), ...answersFromVips(cluster, router), ...trackedConnections(cluster)];
}

/** Direct routing needs none of these: requests leave as if this host had sent them, and answers don't come back through it. */
function forwarding(cluster: Cluster, router: Router): Setting[] {
  if (cluster.routing.method !== "nat") return [];
  const family = cluster.routing.gateway?.includes(":") === true ? 6 : 4;
  const why = "Answers of NAT real servers pass through this host to the clients.";
  if (family === 6) return [{ path: ["net", "ipv6", "conf", "all", "forwarding"], value: "1", why }];
  return [{ path: ["net", "ipv4", "ip_forward"], value: "1", why }, ...(sharesInterface(router) || cluster.routing.masqueradeLocalClients ? noRedirects(router) : [])];
}

function sharesInterface(router: Router): boolean {
  return legOf(router, "private").interface === router.public.interface;
}

/** The kernel sends redirects when `all` OR the interface says so. */
function noRedirects(router: Router): Setting[] {
  const why = "Real servers and clients share this interface: an ICMP redirect would send answers past this host, with the wrong source address.";
  return ["all", legOf(router, "private").interface].map((name) => ({ path: interfaceSetting(name, "send_redirects"), value: "0", why }));
}

export const EXPIRE_NODEST_CONN: Setting = {
  path: ["net", "ipv4", "vs", "expire_nodest_conn"],
  value: "1",
  why: "A connection to a real server that was taken out is reset at once, so that its client tries again elsewhere; with 0 it would hang.",
};

function connections(cluster: Cluster): Setting[] {
  const persistent = Object.values(cluster.virtualServers).some(({ persistenceTimeoutMs }) => persistenceTimeoutMs !== undefined);
  return [
    ...(persistent ? [quiescentTemplates] : []),
    EXPIRE_NODEST_CONN,
    reusedPorts(cluster),
  ];
}

/** Under NAT the router sees both ends say goodbye, else only the client's (kernel: Documentation/networking/ipvs-sysctl.rst). */
function reusedPorts({ routing }: Cluster): Setting {
  const path = ["net", "ipv4", "vs", "conn_reuse_mode"];
  if (routing.method === "nat") return { path, value: "1", why: "A client that uses a port again is scheduled anew; with 0 it would land on its old real server, even one that is drained." };
  return { path, value: "3", why: "A client that uses a port again is scheduled anew, also where only its own goodbye passed here; with 1 it would land on its old real server for two minutes, even one that is drained, and new ones would be sent less than their share." };
}

/** A settled connection keeps the way it has: only new ones are tracked once this is on. */
function trackedConnections({ routing }: Cluster): Setting[] {
  if (!routing.masqueradeLocalClients) return [];
  return [{ path: ["net", "ipv4", "vs", "conntrack"], value: "1", why: "Clients beside the real servers get another source address, which netfilter does; IPVS hides its packets from it unless told otherwise." }];
}

/** What real servers answer to checks at the VIP has the VIP as its source, which on the active router is an address of its own. */
function answersFromVips(cluster: Cluster, router: Router): Setting[] {
  const asked = new Set(marks(cluster).keys());
  const interfaces = uniqueSorted([...asked].flatMap((address) => facingLeg(router, { address })?.interface ?? []));
  return interfaces.flatMap((name): Setting[] => [
    { path: interfaceSetting(name, "accept_local"), value: "1", why: "Real servers are asked at the VIP, and answer from it: the kernel takes packets from an address of its own for forged unless told otherwise." },
    { path: interfaceSetting(name, "rp_filter"), value: "2", why: "And where it is not its own, it may be on another interface's network, which the strict filter refuses. The greater of `all` and this one counts." },
  ]);
}

const quiescentTemplates: Setting = {
  path: ["net", "ipv4", "vs", "expire_quiescent_template"],
  value: "1",
  why: "A client that is bound to a real server of weight 0 is bound to another one with its next connection; with 0 it would never leave, and the server never be drained.",
};

/** keepalived opens it by itself for its own pings, but not from where it can't write to the kernel's settings. */
function pings(cluster: Cluster): Setting[] {
  if (Object.values(cluster.pools).every(({ healthChecks }) => healthChecks.every(({ type }) => type !== "ping"))) return [];
  return [{ path: ["net", "ipv4", "ping_group_range"], value: "0 2147483647", why: "Health checks ping without a raw socket; this is systemd's own default, which some distributions leave out." }];
}

/** How often a connection that goes on is told to the backups, in seconds. */
export const SYNC_REFRESH_SECONDS = 10;

function synchronisation(cluster: Cluster): Setting[] {
  if (Object.keys(cluster.routers).length < 2) return [];
  return [
    {
      path: ["net", "ipv4", "vs", "sync_threshold"],
      value: "0 0",
      why: "A connection is told to the backup when it is established and from then on by time, not by every fiftieth packet: a quiet one would have run out there.",
    },
    {
      path: ["net", "ipv4", "vs", "sync_refresh_period"],
      value: String(SYNC_REFRESH_SECONDS),
      why: "About every 10 s for one connection that goes on, which is often enough for its timers and rare enough for the network.",
    },
    {
      path: ["net", "ipv4", "vs", "sync_retries"],
      value: "1",
      why: "And once more with the first packet after an eighth of the period: these messages are multicast, and one that is lost holds up to forty connections.",
    },
  ];
}

import { type Cluster } from "../cluster";
import { isUnknown } from "../unknown";
import { isAskedFirstByBackup } from "./backup-first";
import { type Change } from "./changes";
import { bareAddress } from "./identity";
import { type Judgement, type Outcome, type Rule, always, everybody } from "./rule";
import { type Transition } from "./transition";

const METHOD: Outcome = {
  change: "the routing method",
  class: "drops",
  reason: "connections go on by the old method, and real servers lose what it needs; where NAT comes or goes, answers have no way back before that",
  fact: "The kernel changes a destination in place (IP_VS_SO_SET_EDITDEST), but each connection has its own copy of the method (cp->flags, bound at its first packet)",
};
const INTO_TUNNEL: Outcome = {
  change: "from direct routing to tunneling, where all real servers are logged in to",
  class: "hitless",
  reason: "connections go on by direct routing, new ones through the tunnel, and real servers keep the VIP for both",
  fact: "Each connection has its own copy of the method (cp->flags); a real server takes packets for a VIP on whichever device it has it",
};
const GATEWAY_MOVES: Outcome = {
  change: "the NAT router address",
  class: "drops",
  reason: "real servers send their answers to the new address before a router holds it, for as long as it takes to change the backup",
  fact: "Real servers are prepared first, and replace their route then; the active router, which brings the address, comes last",
};
const ADDRESS_ANEW = "A reload takes an address with another label or prefix length away and puts it there again (compare_ipaddress); that it went makes keepalived a backup for the skew (netlink_if_address_filter: \"If one of our VIPs/eVIPs has been deleted, transition to backup\"; from 2.3.0 on, a prefix length alone does not)";
const GATEWAY_ANEW: Outcome = {
  change: "label or prefix length of the NAT router address",
  class: "failover",
  reason: "the active router lets go of all addresses for a moment, and another one may be faster to take them",
  fact: ADDRESS_ANEW,
};
const GATEWAY_LENGTH: Outcome = {
  change: "prefix length of the NAT router address, where all routers run keepalived 2.3.0 or later",
  class: "hitless",
  reason: "the address stays where it is",
  fact: ADDRESS_ANEW,
};
const OUTBOUND: Outcome = {
  change: "the VIP that real servers have as their source",
  class: "hitless",
  reason: "it is for connections that real servers open; what clients have opened is not translated by it",
  fact: "Answers leave with the VIP as their source, by IPVS, and match no rule of the source translation",
};
const LOCAL_CLIENTS_COME: Outcome = {
  change: "clients beside the real servers are translated",
  class: "hitless",
  reason: "those could not be clients before, and others are not translated",
  fact: "Only connections made once net.ipv4.vs.conntrack is on are tracked (IP_VS_CONN_F_NFCT, set at the first packet)",
};
const LOCAL_CLIENTS_GO: Outcome = {
  change: "clients beside the real servers are no longer translated",
  class: "drops",
  reason: "their answers no longer come back through the router; clients elsewhere notice nothing",
  fact: "A real server answers a client of its own network directly, and the client refuses an answer from an address that it did not ask",
};
const WAY_BACK: Outcome = {
  change: "policy routing on real servers: whether only what leaves from their address goes to the NAT router address, or all that leaves",
  class: "hitless",
  reason: "answers to clients go the same way before and after",
  fact: "lvs-real-server puts the new route beside the old one, and takes the old one away after the last verification (prepare, finish)",
};
const WAY_BACK_UNBOUND: Outcome = {
  change: "policy routing on real servers comes, where virtual servers are UDP",
  class: "drops",
  reason: "answers of a daemon that binds no address go by the machine's own default route from now on, past the routers; nobody notices where it binds the real server's address (LVS194)",
  fact: "An answer from a socket that is bound to no address is routed before it has a source, and a rule by source address (from) doesn't match then (ip-rule(8))",
};
const SEGMENTS: Outcome = {
  change: "the longest segment through a tunnel",
  class: "hitless",
  reason: "connections keep what they agreed on when they were opened",
  fact: "The segment size stands in the first packet of each side alone (RFC 9293 §3.7.1)",
};
const VIP_CHECK: Outcome = {
  change: "checks at the VIP, where a backup that stays asks before the active router, or that they go",
  class: "hitless",
  reason: "a real server stays in the table until the new check has failed it, and the backup asks first",
  fact: "A real server that is alive stays so when a checker is added at a reload (migrate_checkers in keepalived's ipwrapper.c)",
};

const VIP_CHECK_UNTRIED: Outcome = {
  change: "checks at the VIP, where none does: one router only, or the active one may leave or changes first",
  class: "drops",
  reason: "no backup asks first: real servers without the VIP are taken out on the active router, all of them at worst, until everything goes back",
  fact: "A real server that a check has failed leaves the table (perform_svr_state in keepalived's ipwrapper.c); with expire_nodest_conn the kernel drops its connections at once (Linux ≥ 5.9)",
};

export const ROUTING_RULES: readonly Rule[] = [
  { path: "routing.method", called: "routing method", outcomes: [INTO_TUNNEL, METHOD], reach: everybody, judge: method },
  { path: "routing.gateway", called: "NAT router address", outcomes: [GATEWAY_LENGTH, GATEWAY_ANEW, GATEWAY_MOVES], reach: everybody, judge: gateway },
  always("routing.gatewayLabel", "label of the NAT router address", GATEWAY_ANEW),
  always("routing.outboundVip", "VIP that real servers have as their source", OUTBOUND),
  {
    ...{ path: "routing.masqueradeLocalClients", called: "translation of local clients", outcomes: [LOCAL_CLIENTS_COME, LOCAL_CLIENTS_GO], reach: everybody },
    judge: ({ after }) => ({ outcome: after === true ? LOCAL_CLIENTS_COME : LOCAL_CLIENTS_GO }),
  },
  { path: "routing.policyRouting", called: "policy routing on real servers", outcomes: [WAY_BACK, WAY_BACK_UNBOUND], reach: datagrams, judge: wayBack, judgesUnknown: true },
  always("routing.mss", "longest segment", SEGMENTS),
  { path: "routing.vipCheck", called: "check at the VIP", outcomes: [VIP_CHECK, VIP_CHECK_UNTRIED], reach: everybody, judge: vipCheck, judgesUnknown: true },
];

/** Nobody prepares a real server without login: it has no tunnel when the routers begin to use one. */
function method({ before, after }: Change, { next }: Transition): Judgement {
  return { outcome: before === "direct" && after === "tunnel" && allLoggedInTo(next) ? INTO_TUNNEL : METHOD };
}

function allLoggedInTo({ virtualServers, pools }: Cluster): boolean {
  return Object.values(virtualServers).every(({ pool }) => Object.values(pools[pool]?.servers ?? {}).every(({ login }) => login !== undefined));
}

function wayBack(change: Change, between: Transition): Judgement {
  return { outcome: change.after !== false && datagrams(change, between).length > 0 ? WAY_BACK_UNBOUND : WAY_BACK };
}

/** Virtual servers over UDP that stay; of a protocol that isn't known yet nobody can say that it isn't. */
function datagrams(_change: Change, { kept }: Transition): readonly string[] {
  return kept.filter(({ after }) => after.virtualServer.protocol !== "tcp").map(({ name }) => name);
}

/** Without it nobody is asked more than before. */
function vipCheck({ after }: Change, between: Transition): Judgement {
  return { outcome: after === false || isAskedFirstByBackup(between) ? VIP_CHECK : VIP_CHECK_UNTRIED };
}

function gateway({ before, after }: Change, { former, next }: Transition): Judgement {
  if (bareAddress(before) !== bareAddress(after)) return { outcome: GATEWAY_MOVES };
  // What runs may be either side's version by then.
  const routers = [former, next].flatMap((cluster) => Object.values(cluster.routers));
  return { outcome: routers.every(({ keepalivedVersion }) => keepsAddressOfOtherLength(keepalivedVersion)) ? GATEWAY_LENGTH : GATEWAY_ANEW };
}

function keepsAddressOfOtherLength(version: string): boolean {
  if (isUnknown(version)) return false;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 3);
}

import { type Scheduler } from "../model";
import { type Unit } from "./capacity";

/** A real server as a scheduler sees it. */
export interface Weighted {
  readonly weight: number;
}

/** How a scheduler spreads new connections while every real server is alive. */
export interface Spread {
  /** Each one's share, 0 to 1, in the order given; `undefined` where that depends on the clients or on the load. */
  readonly shares: readonly number[] | undefined;
  /** The rule, and what the shares rest on. */
  readonly words: string;
}

/** Whether a scheduler goes by weight. To the others a weight says only whether the server takes connections: more than 0. */
export function goesByWeight(scheduler: Scheduler): boolean {
  return RULES[scheduler].by !== "count";
}

/** What a real server can bear beside the others, by what its scheduler is told of it. */
export function bearing(scheduler: Scheduler, { weight }: Weighted): number {
  return goesByWeight(scheduler) ? weight : Math.min(weight, 1);
}

const ONE_FOR_ALL: readonly Scheduler[] = ["fo", "dh", "lblc"];

/** What the numbers of {@link bearing} are: ovf alone takes weights for limits of connections. */
export function unitOf(scheduler: Scheduler): Unit {
  return RULES[scheduler].by === "limit" ? "connections" : "parts";
}

/** Whether what real servers bear adds up: not where one of them gets all, and the next one only when that is taken out or overloaded. */
export function bearsTogether(scheduler: Scheduler): boolean {
  return !ONE_FOR_ALL.includes(scheduler);
}

/** Where new connections go. */
export function spreadOf(scheduler: Scheduler, servers: readonly Weighted[]): Spread {
  const { by, words } = RULES[scheduler];
  if (servers.every(({ weight }) => weight === 0)) return { shares: servers.map(() => 0), words: "no real server takes connections" };
  if (by === "greatest") return { shares: toTheGreatest(servers), words };
  if (by === "clients" || by === "limit") return { shares: alone(servers), words };
  const parts = servers.map((server) => bearing(scheduler, server));
  const sum = parts.reduce((total, part) => total + part, 0);
  return { shares: parts.map((part) => part / sum), words };
}

/** Several with the greatest weight: which of them is first in the kernel's list is nobody's decision. */
function toTheGreatest(servers: readonly Weighted[]): number[] | undefined {
  const greatest = Math.max(...servers.map(({ weight }) => weight));
  const first = servers.filter(({ weight }) => weight === greatest);
  return first.length > 1 ? undefined : servers.map(({ weight }) => (weight === greatest ? 1 : 0));
}

function alone(servers: readonly Weighted[]): number[] | undefined {
  return servers.filter(({ weight }) => weight > 0).length === 1 ? servers.map(({ weight }) => (weight > 0 ? 1 : 0)) : undefined;
}

interface Rule {
  /** What the share follows: the number of servers, their weights, the greatest weight alone, the clients, or how many connections there are, with weights as limits. */
  readonly by: "count" | "weight" | "greatest" | "clients" | "limit";
  readonly words: string;
}

const LIFETIMES = "if connections last equally long";

/** By the kernel's own code (net/netfilter/ipvs/ip_vs_*.c): servers with weight 0 take nothing under any of them. */
const RULES: Readonly<Record<Scheduler, Rule>> = {
  rr: { by: "count", words: "in turn" },
  lc: { by: "count", words: `to the one with the fewest connections: equally, ${LIFETIMES}` },
  wrr: { by: "weight", words: "in turn, by weight" },
  wlc: { by: "weight", words: `to the one with the fewest connections for its weight: by weight, ${LIFETIMES}` },
  sed: { by: "weight", words: `to the shortest expected delay: by weight while many connections are open, ${LIFETIMES}; with few open ones more goes to the greatest weights` },
  nq: { by: "weight", words: `to an idle one, else to the shortest expected delay: by weight while none is idle, ${LIFETIMES}` },
  // 256 buckets that are filled in the order of the kernel's list: weights of hundreds don't fit, and one of 0 has a bucket all the same.
  sh: { by: "clients", words: "by the client's address, so that it depends on who comes: a client stays with its server, and over many clients the shares are about those of the weights" },
  mh: { by: "weight", words: "by the client's address (Maglev), so that it depends on who comes: a client stays with its server, and over many clients the shares are those of the weights" },
  dh: { by: "clients", words: "by the address that clients ask for, which is the VIP: all go to one server, which the kernel's hash chooses" },
  lblc: { by: "clients", words: "by the address that clients ask for, which is the VIP: all go to one server until it is overloaded (more connections than its weight, and another one below half of its own)" },
  lblcr: { by: "clients", words: "by the address that clients ask for, which is the VIP: to a set of servers that grows under load" },
  fo: { by: "greatest", words: "to the greatest weight alone; the next one only when it is taken out" },
  ovf: { by: "limit", words: "to the greatest weight until it has more active connections than that, then to the next one, and to nobody when all have: who gets how much depends on how many there are" },
};

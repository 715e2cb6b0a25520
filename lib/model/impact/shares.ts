import { type Scheduler, type SchedulerFlag } from "../virtual-server";

/** A real server as the kernel's table has it under one virtual server. */
export interface Destination {
  /** Address and port. */
  readonly key: string;
  /** `NaN` while it isn't known. */
  readonly weight: number;
  /** Whether it is known that no connection to it is open. @default false */
  readonly isIdle?: boolean;
}

/** What decides where a new connection of a virtual server goes. */
export interface Scheduling {
  readonly scheduler: Scheduler;
  readonly flags: readonly SchedulerFlag[];
  readonly destinations: readonly Destination[];
  /** UDP, each datagram by itself: then no connection stands. */
  readonly onePacket: boolean;
}

/**
 * What a change does to the connections of one virtual server, the least first: nothing; new ones are spread otherwise; new ones are refused when there are more of them
 * than fit; some new ones are refused however many there are; those end that may be left on a real server that gets no new ones; those that stand on a real server end.
 */
export const EFFECTS = ["none", "spread", "limited", "refused", "remnants ended", "ended"] as const;
export type Effect = (typeof EFFECTS)[number];

/** On what "limited" rests. */
export const OVERFLOWS = "ovf passes over a server with more active connections than its weight, and gives none where that is so of all (ip_vs_ovf_schedule in ip_vs_ovf.c)";

export function worstEffect(effects: readonly Effect[]): Effect {
  return EFFECTS[Math.max(0, ...effects.map((one) => EFFECTS.indexOf(one)))] ?? "none";
}

/** From one scheduling to another. */
export function effectOf(before: Scheduling, after: Scheduling): Effect {
  const left = new Set(after.destinations.map(({ key }) => key));
  const gone = before.onePacket && after.onePacket ? [] : before.destinations.filter(({ key }) => !left.has(key));
  if (gone.some((one) => takesConnections(one, before))) return "ended";
  return gone.every(({ isIdle }) => isIdle === true) ? effectOnNew(before, after) : "remnants ended";
}

/** The same, of connections that are still to come. */
export function effectOnNew(before: Scheduling, after: Scheduling): Effect {
  const refusedBefore = new Set(refusing(before).map(({ key }) => key));
  if (refusing(after).some(({ key }) => !refusedBefore.has(key) && !isUnseenByMaglev(key, before, after))) return "refused";
  if (room(after) < room(before)) return "limited";
  return spread(before) === spread(after) ? "none" : "spread";
}

/** Whether new connections may go to it. */
function takesConnections({ key, weight }: Destination, { scheduler, destinations }: Scheduling): boolean {
  if (weight === 0) return false;
  return scheduler !== "fo" || hasOpen(destinations) || greatest(destinations).includes(key);
}

/** Schedulers that choose by a hash alone refuse the clients of a server of weight 0, unless a flag gives them another one. */
function refusing({ scheduler, flags, destinations }: Scheduling): Destination[] {
  const hashes = scheduler === "dh" || ((scheduler === "sh" || scheduler === "mh") && !flags.includes(`${scheduler}-fallback`));
  // One whose weight isn't known yet may have none.
  return hashes ? destinations.filter(({ weight }) => !(weight > 0)) : [];
}

/** How many connections fit. ovf alone has a limit: it gives none to a server with more active ones than its weight. Single datagrams are forgotten at once, and never add up to one. */
function room({ scheduler, onePacket, destinations }: Scheduling): number {
  if (scheduler !== "ovf" || onePacket) return Infinity;
  // Of a weight that isn't known yet nothing may be left.
  return destinations.reduce((sum, { weight }) => sum + (weight > 0 ? weight : 0), 0);
}

/** Maglev's table is made by each server's last weight above 0, so that one that never had any is not in it. */
function isUnseenByMaglev(key: string, before: Scheduling, { scheduler }: Scheduling): boolean {
  return scheduler === "mh" && !before.destinations.some((one) => one.key === key);
}

/** Equal where new connections go to the same real servers in the same shares. A weight that isn't known yet may be 0, and equals none but itself. */
function spread(scheduling: Scheduling): string {
  const { scheduler, destinations } = scheduling;
  const serving = [...destinations].filter(({ weight }) => weight !== 0).sort(byKey);
  switch (scheduler) {
    case "rr":
      return `in turn ${listed(serving.map(counted))}`;
    case "wrr":
      return `in turn ${listed(inLowestTerms(serving))}`;
    case "lc":
      return `least connections ${listed(serving.map(counted))}`;
    case "wlc":
      return `least connections ${listed(inLowestTerms(serving))}`;
    case "sed":
    case "nq":
      return `${scheduler} ${listed(inLowestTerms(serving))}`;
    case "fo":
      return `fo ${hasOpen(serving) ? listed(serving) : greatest(destinations).join()}`;
    // They hold numbers of connections against weights, so that weights in the same ratio are not the same.
    case "lblc":
    case "lblcr":
    case "ovf":
      return `${scheduler} ${listed(serving)}`;
    case "dh":
      return `dh ${listed([...destinations].sort(byKey).map(counted))}`;
    case "mh":
      return `mh ${hashing(scheduling)} ${listed(maglev(serving, destinations))}`;
    case "sh":
      return `sh ${hashing(scheduling)} ${listed([...destinations].sort(byKey))}`;
    default:
      // Not known yet.
      return "unknown";
  }
}

/** Ratios of weights, unless one is drained: it stands in the table by the weight that it had, which nothing here knows, so that the others' must not move beside it. */
function maglev(serving: readonly Destination[], destinations: readonly Destination[]): Destination[] {
  const drained = destinations.filter(({ weight }) => weight === 0);
  return [...(drained.length === 0 ? inLowestTerms(serving) : serving), ...drained].sort(byKey);
}

/** By what is hashed, and whose clients are refused: a fallback makes no difference to anybody else. */
function hashing(scheduling: Scheduling): string {
  const byPort = scheduling.flags.includes(`${scheduling.scheduler}-port` as SchedulerFlag);
  return `${byPort ? "with port" : "alone"}, refusing ${refusing(scheduling).map(({ key }) => key).sort().join()}`;
}

/** fo sends everything to the greatest weight. */
function greatest(destinations: readonly Destination[]): string[] {
  const most = Math.max(0, ...destinations.map(({ weight }) => weight));
  return destinations.filter(({ weight }) => weight > 0 && weight === most).map(({ key }) => key).sort();
}

/** Whether a weight isn't known yet. */
function hasOpen(destinations: readonly Destination[]): boolean {
  return destinations.some(({ weight }) => Number.isNaN(weight));
}

/** To a scheduler that only counts servers. */
function counted({ key, weight }: Destination): Destination {
  return { key, weight: Math.sign(weight) };
}

function inLowestTerms(destinations: readonly Destination[]): readonly Destination[] {
  if (hasOpen(destinations)) return destinations;
  const divisor = destinations.reduce((common, { weight }) => greatestCommonDivisor(common, weight), 0);
  return destinations.map(({ key, weight }) => ({ key, weight: divisor > 0 ? weight / divisor : weight }));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b > 0 ? greatestCommonDivisor(b, a % b) : a;
}

function listed(destinations: readonly Destination[]): string {
  return destinations.map(({ key, weight }) => `${key} ${weight}`).join();
}

function byKey(a: Destination, b: Destination): number {
  return a.key < b.key ? -1 : 1;
}

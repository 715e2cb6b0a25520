import { setTimeout as sleep } from "node:timers/promises";
import { type Lab, type LabNode } from "../../../lib/lab";
import { type ImpactClass } from "../../../lib/model";
import { type ClusterConfig, NAT_VIP } from "./cluster-config";
import { OwnerWatch } from "./owners";
import { type LongReport, type Traffic, longConnections, rate, steadyRequests } from "./traffic";

/** What clients saw of a change, and which class that is. */
export interface MeasuredImpact {
  readonly class: ImpactClass;
  readonly failed: readonly string[];
  readonly resets: readonly string[];
  /** Who answered ARP for the first VIP, one after the other. */
  readonly owners: readonly string[];
  /** Longest time that a new request waited, in milliseconds. */
  readonly longestGapMs: number;
  readonly sharesBefore: Readonly<Record<string, number>>;
  readonly sharesAfter: Readonly<Record<string, number>>;
}

/** A service as clients know it: virtual servers go by other names, and on, in between. */
interface Service {
  readonly address: string;
  readonly port: number;
}

/** So many new connections say how they are spread: a multiple of the weights' sums that tests have. */
const SAMPLE = 80;

/** A request that is held back is repeated after 1, 3, 7 and 15 seconds (timeoutMs below). One that finds nobody to answer ARP, or that waits for a failover, waits this long at least. */
const SILENCE_MS = 900;

/** After the change clients go on for three seconds. */
const MUTE_MS = 2500;

/**
 * Carries a change out under load: new requests to every service all the time, connections that stand through every service, as many that come afterwards, and
 * somebody who asks for the VIP's owner.
 * Whoever loses a request or a connection has been dropped; another owner, or a silence, is a failover; other shares of new connections are what they are.
 */
export async function measureImpact(lab: Lab, { before, after }: { readonly before: ClusterConfig; readonly after: ClusterConfig }, act: () => Promise<void>): Promise<MeasuredImpact> {
  const client = lab.node("client");
  const there = servicesOf(before);
  const stay = there.filter((service) => servicesOf(after).some((other) => same(service, other)));
  const sharesBefore = await shares(client, there);
  const watch = await new OwnerWatch(lab, client, { address: NAT_VIP, iface: "eth0" }).started();
  const connections = await Promise.all(there.map(async (service) => ({ service, traffic: await standing(client, service) })));
  const requests = await Promise.all(there.map(async (service) => ({ service, traffic: await steadyRequests(client, urlOf(service), { intervalMs: isWeb(service) ? 50 : 100, timeoutMs: 16_000 }).started() })));
  await act();
  // What a change brings about by and by, such as a health check, belongs to it.
  await sleep(3000);
  // Beside those that stand: a limit is seen by whoever comes when it is reached.
  const arriving = await Promise.all(stay.map(async (service) => ({ service, traffic: await standing(client, service) })));
  const arrived = await Promise.all(arriving.map(async ({ service, traffic }) => ({ service, report: await traffic.stop() })));
  const ended = await Promise.all(requests.map(async ({ service, traffic }) => ({ service, report: await traffic.stop() })));
  const stood = await Promise.all(connections.map(async ({ service, traffic }) => ({ service, report: await traffic.stop() })));
  const owners = (await watch.stop()).map(({ owner }) => owner);
  const sharesAfter = await shares(client, stay);
  const failed = ended.filter(({ report }) => report.failed > 0).map(({ service, report }) => `${urlOf(service)}: ${report.failed} of ${report.sent}`);
  const resets = [...stood, ...arrived].filter(({ report }) => report.resets + report.refused > 0).map(({ service, report }) => `${lineOf(service)}: ${report.resets + report.refused} of ${report.connections}`);
  // Whose service is gone altogether hears nothing any more, not even a reset.
  const mute = stood.filter(({ service, report }) => report.longestGapMs > MUTE_MS && !stay.some((other) => same(service, other))).map(({ service, report }) => `${lineOf(service)}: nothing for ${report.longestGapMs} ms`);
  const longestGapMs = Math.max(...ended.map(({ report }) => report.longestGapMs));
  const seen = { failed, resets: [...resets, ...mute], owners, longestGapMs, sharesBefore: of(sharesBefore, stay), sharesAfter };
  return { class: classOf(seen), ...seen };
}

function classOf({ failed, resets, owners, longestGapMs, sharesBefore, sharesAfter }: Omit<MeasuredImpact, "class">): ImpactClass {
  if (failed.length > 0 || resets.length > 0) return "drops";
  if (owners.length !== 1 || longestGapMs > SILENCE_MS) return "failover";
  const moved = [...new Set([...Object.keys(sharesBefore), ...Object.keys(sharesAfter)])].some((key) => Math.abs((sharesBefore[key] ?? 0) - (sharesAfter[key] ?? 0)) > SAMPLE / 20);
  return moved ? "new-connections" : "hitless";
}

function servicesOf(config: ClusterConfig): Service[] {
  return Object.values(config.virtual_servers).map(({ vip, port }) => ({ address: config.vips[vip]?.address ?? "", port }));
}

function same(a: Service, b: Service): boolean {
  return a.address === b.address && a.port === b.port;
}

function isWeb({ port }: Service): boolean {
  return port === 80;
}

function urlOf({ address, port }: Service): string {
  return port === 80 ? `http://${address}/` : `tcp://${address}:${port}`;
}

function lineOf({ address, port }: Service): string {
  return port === 80 ? `http://${address}/lines` : `${address}:${port}`;
}

/** Fewer to the web servers, which are asked the most besides. */
async function standing(client: LabNode, service: Service): Promise<Traffic<LongReport>> {
  return longConnections(client, lineOf(service), isWeb(service) ? 3 : 6).started();
}

/** Of new connections to each web service, by `VIP server`. */
async function shares(client: LabNode, services: readonly Service[]): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const service of services.filter(isWeb)) {
    const { perServer } = await rate(client, urlOf(service), SAMPLE, 1);
    for (const [server, count] of Object.entries(perServer)) counted[`${service.address} ${server}`] = count;
  }
  return counted;
}

/** Only of services that are there before and after. */
function of(counted: Readonly<Record<string, number>>, services: readonly Service[]): Record<string, number> {
  return Object.fromEntries(Object.entries(counted).filter(([key]) => services.some(({ address, port }) => port === 80 && key.startsWith(`${address} `))));
}

import { checksOf, isAskedAtVip } from "../pool-checks";
import { attempt } from "../unknown";
import { type VirtualServer } from "../virtual-server";
import { type SiteCheck, type SiteMember } from "./check";
import { eachItem, eachMember } from "./each";
import { serversIn } from "./parts";
import { type Seen, machineKey, machineName } from "./shared-machine";

type Report = Parameters<SiteCheck["run"]>[1];

/** How often one real server is asked by the health checks of several clusters. */
interface Asked extends Seen {
  clusters: number;
  routers: number;
  perSecond: number;
}

/** More than this from several clusters together. A single cluster's own figures are its declarer's decision. */
const OFTEN_PER_SECOND = 1;

/** Advice with figures: each router of each cluster asks for itself. */
export function askedOften(members: readonly SiteMember[], report: Report): void {
  const machines = new Map<string, Asked>();
  eachItem(members, (member) => {
    for (const [key, { seen, perSecond }] of questionsOf(member)) {
      const { clusters = 0, routers = 0, perSecond: before = 0 } = machines.get(key) ?? {};
      machines.set(key, { ...seen, clusters: clusters + 1, routers: routers + Object.keys(member.cluster.routers).length, perSecond: before + perSecond });
    }
  });
  const often = [...machines.values()].filter(({ clusters, perSecond }) => clusters > 1 && perSecond > OFTEN_PER_SECOND);
  const [worst] = [...often].sort((a, b) => b.perSecond - a.perSecond);
  if (worst === undefined) return;
  const { member, place, server, clusters, routers, perSecond } = worst;
  const others = often.length === 1 ? "" : `; so or nearly so are ${often.length - 1} more`;
  const summary = `${machineName(worst)} is asked ${perSecond.toFixed(1)} times a second by the health checks of ${routers} routers in ${clusters} clusters${others}`;
  report(member, { place: [...place, "address"], value: server.address, summary });
}

/** How often each machine is asked by all routers of one cluster: each of them asks for each virtual server. */
function questionsOf(member: SiteMember): Map<string, { readonly seen: Seen; perSecond: number }> {
  const questions = new Map<string, { readonly seen: Seen; perSecond: number }>();
  const routers = Object.keys(member.cluster.routers).length;
  eachMember(member.cluster.virtualServers, (virtualServer: VirtualServer) => {
    const declared = member.cluster.pools[virtualServer.pool];
    // A sorry server is not asked at all.
    const checks = declared === undefined ? [] : checksOf(declared, virtualServer);
    // Of a VIP that isn't known yet nobody can say whether it is one of IPv4.
    const atVip = attempt(() => isAskedAtVip(member.cluster, virtualServer));
    const asked = [...checks, ...(atVip.known && atVip.value ? checks.slice(0, 1) : [])];
    const perRouter = asked.reduce((sum, { intervalMs }) => sum + 1000 / intervalMs, 0);
    eachItem(serversIn(member.cluster, virtualServer.pool), ({ place, server }) => {
      const seen = { member, place, server };
      const key = machineKey(seen);
      if (key === undefined) return;
      const known = questions.get(key) ?? { seen, perSecond: 0 };
      questions.set(key, { ...known, perSecond: known.perSecond + perRouter * routers });
    });
  });
  return questions;
}

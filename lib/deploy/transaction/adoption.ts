import { type Result, failed, ok } from "../../diagnostics";
import { type Cluster } from "../../model";
import { currentPath } from "../../compile";
import { formatIpAddress, parseIpAddress } from "../../net";
import { bankTakesOver, takesOver, tookOver } from "../findings";
import { EXPECTED_STATE } from "../observe/expectation";
import { type ClusterChange, type Participant } from "./context";
import { modelIn } from "./kept-model";
import { isRouter } from "./order";

/**
 * A create that meets routers which run a confirmed cluster of that name: its state was lost, or it is another project's. What they keep of it is what changes from
 * here, and a warning says so; but a plan that says "create" has shown nobody what would end, so that nothing may end by it.
 */
export function adopt(change: ClusterChange, participants: readonly Participant[], begun: readonly Cluster[] = []): Result<ClusterChange> {
  if (change.former !== undefined) return refusedByBank(change, newcomers([change.former, ...begun], participants));
  for (const { desired, before } of participants.filter((participant) => isRouter(participant.desired))) {
    const found = before.confirmed === undefined ? undefined : modelIn(before.model);
    if (found === undefined) continue;
    const wanted = new Set(servicesOf(change.desired.model));
    const lost = servicesOf(found).filter((service) => !wanted.has(service));
    return lost.length > 0 ? failed(takesOver(desired.name, found.name, lost)) : ok({ ...change, former: found }, [tookOver(desired.name, found.name)]);
  }
  // Routers that have something of that name, though no model says what, may have what the real servers have from there.
  const isKnown = participants.some(({ desired, before }) => isRouter(desired) && (before.current ?? before.confirmed) !== undefined);
  return isKnown ? ok(change) : refusedByBank(change, participants);
}

/** Real servers that the cluster had not, by name or login, nor was to have by a run that never ended. */
function newcomers(models: readonly Cluster[], participants: readonly Participant[]): Participant[] {
  const pools = models.flatMap((model) => Object.values(model.pools));
  const known = new Set(pools.flatMap(({ servers }) => Object.entries(servers).flatMap(([name, { login }]) => [name, login?.host])));
  return participants.filter(({ desired }) => !isRouter(desired) && !known.has(desired.name) && !known.has(desired.address.host));
}

/**
 * Real servers may stand under clusters of apps that know nothing of each other, by routers of their own: there the name is all that tells their parts apart, and one
 * of the same name would take the other's VIPs and ways back away.
 */
function refusedByBank(change: ClusterChange, participants: readonly Participant[]): Result<ClusterChange> {
  const { name } = change.desired.model;
  const findings = participants.filter(({ desired }) => !isRouter(desired)).flatMap(({ desired, before }) => {
    const path = currentPath(name, EXPECTED_STATE);
    const wanted = new Set(dutiesIn(desired.release.files[path]?.content));
    const lost = before.current === undefined ? [] : dutiesIn(before.files[path]?.content).filter((duty) => !wanted.has(duty));
    return lost.length === 0 ? [] : [bankTakesOver(desired.name, name, lost)];
  });
  return findings.length === 0 ? ok(change) : failed(...findings);
}

/** What clients reach a real server by, and its answers leave by. */
function dutiesIn(expectedState = ""): string[] {
  return expectedState.split("\n").filter((line) => /^(address|default-route|source-route) /.test(line));
}

/** `203.0.113.10 tcp 80` for each virtual server, and the address alone for each VIP. */
function servicesOf({ vips, virtualServers }: Cluster): string[] {
  const addressOf = (name: string): string => {
    const text = vips[name]?.address ?? "";
    const address = parseIpAddress(text);
    return address === undefined ? text : formatIpAddress(address);
  };
  const services = Object.values(virtualServers).map(({ vip, protocol, port }) => `${addressOf(vip)} ${protocol} ${port}`);
  return [...Object.keys(vips).map(addressOf), ...services].sort();
}

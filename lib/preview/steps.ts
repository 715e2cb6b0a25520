import { type HostRole } from "../compile";
import { type Impact } from "../model";
import { activation, step } from "./activation";
import { NOT_YET_KNOWN, isObjectValue } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { type Departures, type Leaving, departuresOf } from "./departures";
import { type Step } from "./value";

/**
 * What is done on the hosts, in the order in which the transaction does it. Its own functions order the routers; who is active, they are told by what no plan says: the router with the
 * greatest priority is taken for it.
 */
export function stepsOf(change: ClusterChange, impacts: readonly Impact[]): Step[] {
  switch (change.action) {
    case "create":
    case "update":
    case "create-then-delete":
    case "create-then-forget":
      return change.leavesHosts ? [step([], "Nothing is done on any host: no host sees what changes")] : update(change, impacts);
    case "delete":
      return removal(change);
    case "delete-then-create":
      return [...removal(change), ...update({ ...change, former: undefined }, [])];
    case "none":
    case "read":
      return [];
    case "forget":
      return [step([], "Nothing is done on any host: Terraform forgets the cluster, and the hosts go on as they are")];
  }
}

function update(change: ClusterChange, impacts: readonly Impact[]): Step[] {
  const { next } = change;
  if (next === undefined) return [];
  const hosts = next.compiled.hosts;
  const { leaving, kept } = departuresOf(change);
  const work = new Set(hosts.map(({ host }) => host).filter((host) => hasWork(change, host)));
  if (work.size + leaving.length === 0) return keptSteps(kept);
  const named = (role: HostRole): string[] => hosts.filter((host) => host.role === role && work.has(host.host)).map(({ host }) => host);
  const [routers, realServers] = [named("router"), named("real-server")];
  return [
    step(hosts.map(({ host }) => host), "Look at every host, and refuse what speaks against the change; nothing is touched"),
    ...forEach([...work], "Stage the releases beside what runs, and test them with the hosts' own programs"),
    ...forEach(realServers, "Prepare the real servers: what the new release needs comes beside what is there"),
    ...activation(change, { routers, leaving, impacts }),
    ...forEach(realServers, "Take away on the real servers what only the former release needed"),
    ...forEach([...work], "Confirm over new connections. Until the routers have changed and serve, everything goes back when something fails"),
    ...leavingSteps({ leaving, kept }),
  ];
}

function forEach(hosts: readonly string[], text: string): Step[] {
  return hosts.length === 0 ? [] : [step(hosts, text)];
}

function leavingSteps({ leaving, kept }: Departures): Step[] {
  const names = (renamed: boolean): string[] => leaving.filter((host: Leaving) => host.renamed === renamed).map(({ name }) => name);
  return [
    ...forEach(names(false), "Leave these hosts as they were found: they are no part of the cluster any more"),
    ...forEach(names(true), "Leave the machines that had these names, where others have them now or they are called or logged in to otherwise, as they were found; one that turns out to be a machine that stays goes on"),
    ...keptSteps(kept),
  ];
}

function keptSteps(kept: readonly string[]): Step[] {
  return forEach(kept, "Leave these real servers alone: without login they serve on with what they have, and it is their administrator's from now on (LVS349)");
}

/** A digest that isn't known before the apply is one that a host has still to confirm. */
function hasWork({ confirmed: { found, planned } }: ClusterChange, host: string): boolean {
  if (!isObjectValue(planned) || !isObjectValue(found)) return true;
  return planned[host] === NOT_YET_KNOWN || planned[host] !== found[host];
}

function removal({ former }: ClusterChange): Step[] {
  const hosts = former?.compiled.hosts ?? [];
  const routers = hosts.filter(({ role }) => role === "router").map(({ host }) => host);
  const realServers = hosts.filter(({ role }) => role === "real-server").map(({ host }) => host);
  const last = routers[0];
  return [
    ...routers.slice(1).reverse().map((name) => step([name], "Remove the cluster from the backup router, which is left as it was found")),
    ...(last === undefined ? [] : [step([last], "Remove the cluster from the active router: the VIPs go, and all connections with them")]),
    ...(realServers.length === 0 ? [] : [step(realServers, "Leave the real servers as they were found")]),
  ];
}

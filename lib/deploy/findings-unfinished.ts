import { type Finding } from "../diagnostics";
import { error, warning } from "./host-finding";

/** What is said to a person about runs that could not end, and about ways back that would leave two owners. Codes LVS353–LVS359. */

/** @param kept hosts that were not brought back, because they would not hear the lost one by what they ran before */
export function notForgotten(lost: readonly string[], kept: readonly string[]): Finding {
  return error("LVS354", kept[0] ?? "", {
    value: kept,
    summary: `${kept.join(" and ")} ${kept.length === 1 ? "keeps" : "keep"} the new release: ${lost.join(" and ")} could not be brought back and may run it, too, and by the one of before they would not hear each other and hold the VIPs both`,
    remedy: `Bring ${lost.join(" and ")} back, then deploy again`,
    hostNext: "What runs goes on; the release is not confirmed",
  });
}

export function staysDown(host: string, lost: string, addresses: readonly string[]): Finding {
  return error("LVS355", host, {
    value: addresses,
    summary: `the heartbeat of ${host} stays stopped: ${lost} can't be reached, but somebody answers for ${addresses.join(" and ")}, and by the release of before the two would not hear each other`,
    remedy: `Bring ${lost} back, then deploy again`,
    hostNext: `${host} is no backup until then`,
  });
}

export function staysStopped(host: string, others: readonly string[]): Finding {
  return error("LVS357", host, {
    value: others,
    summary: `the heartbeat of ${host} stays stopped: by the release of before it would not hear ${others.join(" and ")}, and hold the VIPs as well`,
    remedy: "Deploy again",
    hostNext: `${host} is no backup until then, also over a boot`,
  });
}

export function unreadableNote(host: string): Finding {
  return error("LVS358", host, {
    summary: `${host} remembers a run that never ended, but not in words that this version can read: nobody can say which hosts it made part of the cluster`,
    remedy: "Deploy with the version that began it; or look at begun.json of the cluster below /var/lib/lvs/clusters there, bring the hosts that it names in order, and remove it",
    hostNext: "Nothing was changed on any host",
  });
}

export function strayTaken(host: string): Finding {
  return warning("LVS356", host, {
    summary: `${host} ran a release of another time, by which it and the other routers don't hear each other, so that both may have held the VIPs: it is left as it was before the cluster came`,
    remedy: "Mend the error above, then deploy again",
  });
}

export function begunRouterUnreached(host: string, address: string, why: readonly Finding[]): Finding {
  return error("LVS353", host, {
    value: address,
    summary: `${host} can't be reached (${why.map(({ summary }) => summary).join("; ")}), but ${address} answers, and a run that never ended may have made it a router of this cluster: it would take the VIPs as soon as the others forget it`,
    remedy: `Bring ${host} back, or switch it off, then deploy again; or deploy the configuration that has it. If another machine has that address by now, remove begun.json of the cluster below /var/lib/lvs/clusters on its routers`,
    hostNext: "Nothing was changed on any host",
  });
}

export function leftAlone(host: string, cluster: string): Finding {
  return warning("LVS359", host, {
    summary: `a run that never ended was to make ${host} part of ${cluster}, but what it has of a cluster of that name is not from there: it is left alone`,
    remedy: `If no other project has a cluster ${cluster} there, run \`sh /var/lib/lvs/clusters/${cluster}/current/lvs-host remove ${cluster}\` on it as root`,
  });
}

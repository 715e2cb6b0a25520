import { type Finding } from "../diagnostics";
import { error, warning } from "./host-finding";

/** What is said to a person about a deployment. Codes LVS300–LVS352, LVS370 and LVS399. */

export function stepFailed(host: string, step: string, detail: { code: number; stderr: string }): Finding {
  return error("LVS310", host, {
    summary: `${step} failed on ${host} (exit ${detail.code}): ${lastLines(detail.stderr) || "no message"}`,
    remedy: "Mend what the message names, then deploy again",
  });
}

export function connectionLost(host: string, step: string, reason: string): Finding {
  return error("LVS311", host, {
    summary: `the connection to ${host} was lost during ${step} and could not be opened again: ${reason}`,
    remedy: "Look whether the host is up and reachable, then deploy again",
    hostNext: `${host} finishes the step it was given; nothing further is started there`,
  });
}

export function unreadable(host: string): Finding {
  return error("LVS312", host, {
    summary: `${host} answered, but not with what a look at it prints, or the answer was cut off`,
    remedy: "Try `ssh` to the host by hand and look for a login shell that exits or prints by itself",
  });
}

export function missingTools(host: string, tools: readonly string[], packages: readonly string[]): Finding {
  return error("LVS313", host, {
    value: tools,
    summary: `${host} lacks ${tools.join(", ")}`,
    remedy: `Install ${packages.join(", ")} there (on Debian: apt-get install ${packages.join(" ")}), or set installPackages to let it be done`,
  });
}

export function otherKeepalived(host: string, declared: string, found: string): Finding {
  return error("LVS314", host, {
    value: declared,
    summary: `${host} has keepalived ${found}, but ${declared} is declared, for which its configuration was written`,
    remedy: `Declare keepalivedVersion ${found} for this router, or install ${declared} there`,
  });
}

export function otherCluster(host: string, others: readonly string[]): Finding {
  return error("LVS315", host, {
    value: others,
    summary: `${host} already runs the heartbeat of ${others.join(", ")}, and a router carries one cluster`,
    remedy: "Give this cluster routers of its own, or remove the other cluster first",
  });
}

export function strangers(host: string, services: readonly string[]): Finding {
  return error("LVS318", host, {
    value: services,
    summary: `${host} already forwards ${services.join(", ")}, which this cluster knows nothing of and would end`,
    remedy: "Add them to the cluster, or take them away there (ipvsadm -D) when nobody needs them",
    hostNext: "Nothing was changed on any host",
  });
}

export function takesOver(host: string, cluster: string, services: readonly string[]): Finding {
  return error("LVS319", host, {
    value: services,
    summary: `${host} already runs a cluster ${cluster} with ${services.join(", ")}, which this configuration does not have: creating it anew would end that`,
    remedy: `If it is this cluster, whose state was lost, import it first (terraform import … ${cluster}@ROUTER, the router by its host name or SSH alias, without a user), so that the plan shows what changes; if it is another one, give this one another name and routers of its own`,
    hostNext: "Nothing was changed on any host",
  });
}

export function bankTakesOver(host: string, cluster: string, duties: readonly string[]): Finding {
  return error("LVS352", host, {
    value: duties,
    summary: `${host} already stands under another cluster ${cluster}, with ${duties.join(", ")}, which this configuration does not have: this one would take that away`,
    remedy: `If another project has a cluster ${cluster} on this bank, give this one another name; if it is a former part of this one, or its routers are gone for good, run \`sh /var/lib/lvs/clusters/${cluster}/current/lvs-host remove ${cluster}\` on ${host} as root`,
    hostNext: "Nothing was changed on any host",
  });
}

export function tookOver(host: string, cluster: string): Finding {
  return warning("LVS351", host, {
    summary: `${host} ran a cluster ${cluster} already, which was no part of this plan: it is adopted, and becomes what is declared here`,
    remedy: "Nothing, if it is this very cluster (its state was lost, its creation was cut off, or it is replaced); if another project describes it too, let one of the two alone do so, since each undoes what the other does",
  });
}

export function distributionUnitReplaced(host: string): Finding {
  return warning("LVS347", host, {
    summary: `keepalived.service ran on ${host} and is stopped and masked: what /etc/keepalived/keepalived.conf had it hold is held no more, unless it is part of this cluster`,
    remedy: "Nothing; deleting the cluster starts it again",
  });
}

export function missingInterface(host: string, name: string): Finding {
  return error("LVS316", host, { value: name, summary: `${host} has no interface ${name}`, remedy: "Compare with `ip link` on the host" });
}

export function noCarrier(host: string, name: string): Finding {
  return error("LVS370", host, { value: name, summary: `${name} of ${host} is down or has no carrier, and keepalived takes a router for dead that has such a leg`, remedy: `Bring it up (ip link set ${name} up), or mend its cable, and deploy again` });
}

/** Linux: Documentation/networking/ip-sysctl.rst, accept_ra. */
export function losesAdvertisedRoute(host: string, name: string): Finding {
  return error("LVS371", host, {
    value: name,
    summary: `${host} has to forward IPv6, and its kernel then drops the default route that ${name} has from router advertisements at once, and heeds none any more`,
    remedy: `Let it heed them all the same (sysctl net/ipv6/conf/${name}/accept_ra=2, also in /etc/sysctl.d), or give ${name} its route and addresses by hand`,
  });
}

export function addressTaken(host: string, address: string, macs: readonly string[]): Finding {
  return error("LVS317", host, {
    value: address,
    summary: `${address} is already answered by ${macs.join(" and ")}, which is no router of this cluster (asked from ${host})`,
    remedy: "Free the address, or choose another VIP",
    hostNext: "Nothing was changed on any host",
  });
}

export function refused(host: string, message: string): Finding {
  return error("LVS320", host, {
    summary: `${host} refuses the release: ${lastLines(message)}`,
    remedy: "Mend what the message names; if the configuration came from this tool unchanged, please report it",
    hostNext: "Nothing was activated on any host",
  });
}

export function notAsExpected(host: string, differences: readonly string[]): Finding {
  return error("LVS330", host, {
    summary: `${host} did not become what was expected: ${differences.slice(0, 5).join("; ")}${differences.length > 5 ? `; and ${differences.length - 5} more` : ""}`,
    remedy: `Look at \`journalctl -u lvs-heartbeat\` on ${host}`,
  });
}

export function owners(vip: string, holders: readonly string[]): Finding {
  return error("LVS331", holders[0] ?? "", {
    value: holders,
    summary: holders.length === 0 ? `no router holds ${vip}` : `${holders.join(" and ")} hold ${vip} at the same time`,
    remedy: "Check that VRRP (IP protocol 112) passes between the routers, both ways",
  });
}

export function arpAnswers(host: string, vip: string, answers: readonly string[], expected: string): Finding {
  return error("LVS332", host, {
    value: answers,
    summary: `asked from ${host}, ${vip} is answered by ${answers.join(" and ") || "nobody"} instead of ${expected} alone`,
    remedy: "Look for another host with this address, such as a real server whose ARP is not quiet",
  });
}

export function healthWorse(host: string, members: readonly string[]): Finding {
  return error("LVS333", host, {
    value: members,
    summary: `real servers that served before no longer do: ${members.join(", ")}`,
    remedy: "Check whether the health check fits what these servers answer",
  });
}

export function notServingYet(host: string, members: readonly string[]): Finding {
  return warning("LVS334", host, {
    value: members,
    summary: `${host} sends nothing to ${members.join(", ")}: the health check has not passed`,
    remedy: "Start the service there, or correct the health check",
    hostNext: "They get requests as soon as their check passes",
  });
}

export function noReturnPath(host: string, servers: readonly string[], gateway: string): Finding {
  return warning("LVS335", host, {
    value: servers,
    summary: `${servers.join(" and ")} did not answer packets that ${host} sent from its public address, so the default route there is not ${gateway} (or pings are dropped): clients would wait in vain`,
    remedy: "Run the cluster's instructions for these real servers there (attribute instructions)",
  });
}

/** @param to `confirmed` when a run ended well with that release; else one whose run broke off served already */
export function rolledBack(host: string, to: { readonly release: string; readonly confirmed: boolean } | undefined): Finding {
  const known = to?.confirmed === true ? "its confirmed release" : "the release that ran before, never confirmed,";
  return warning("LVS340", host, {
    summary: to === undefined ? `${host} is again as it was found` : `${host} runs ${known} ${to.release.slice(0, 12)} again`,
    remedy: "Mend the error above, then deploy again",
  });
}

export function stuck(host: string, cluster: string, why: string): Finding {
  return error("LVS341", host, {
    summary: `${host} could not be brought back: ${why}`,
    remedy: `Deploy again; or, without us, see what \`ls -l /var/lib/lvs/clusters/${cluster}\` says it runs and had confirmed, and \`systemctl status lvs-heartbeat\` says of it`,
    hostNext: "Until then it stays as it is; a router whose heartbeat was stopped for the change does not start it at a boot",
  });
}

export function interrupted(host: string): Finding {
  return error("LVS342", host, { summary: "the run was interrupted", remedy: "Deploy again to go on", hostNext: "What had been changed was brought back" });
}

export function runBroke(cluster: string, problem: unknown): Finding {
  return error("LVS350", cluster, {
    summary: `the change of ${cluster} broke off at a mistake of ours: ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}`,
    remedy: "Report it with this text; then deploy again",
    hostNext: "What had been changed was brought back",
  });
}

/** @param why what kept us from it, with its own remedy: a host that is down and a key that changed want different things */
export function peerUnreachable(host: string, why: readonly Finding[]): Finding {
  return warning("LVS343", host, {
    summary: `${host} could not be asked, so what is shown for it is what was last known: ${summaries(why)}`,
    remedy: `${why[0]?.remedy ?? "Bring the host back"}; then plan again`,
  });
}

export function repaired(host: string, commands: readonly string[]): Finding {
  return warning("LVS344", host, {
    value: commands,
    summary: `the kernel's table on ${host} had been changed by hand and was mended: ${commands.map((line) => `ipvsadm ${line}`).join("; ")}`,
    remedy: "Find out who changed it",
  });
}

export function leftBehind(host: string, cluster: string, why: readonly Finding[]): Finding {
  return warning("LVS345", host, {
    summary: `${host} left the cluster but could not be cleaned: ${summaries(why)}`,
    remedy: `If the host still exists, run \`sh /var/lib/lvs/clusters/${cluster}/current/lvs-host remove ${cluster}\` there as root`,
    hostNext: "No router sends requests there any more",
  });
}

/** @param stoodDown whether its heartbeat was stopped first, which holds over a boot */
export function routerLeftBehind(host: string, cluster: string, { why, stoodDown }: { readonly why: readonly Finding[]; readonly stoodDown: boolean }): Finding {
  const remove = `run \`sh /var/lib/lvs/clusters/${cluster}/current/lvs-host remove ${cluster}\` there as root`;
  return warning("LVS348", host, {
    summary: `the router ${host} left the cluster but could not be cleaned: ${summaries(why)}`,
    remedy: stoodDown ? `When it can be reached again, ${remove}` : `If it still exists, keep it off the network, or ${remove}`,
    hostNext: stoodDown ? "Its heartbeat is stopped and does not start at a boot" : "If it runs, or is switched on again, it will take the VIPs for its own",
  });
}

export function handedOver(host: string, cluster: string): Finding {
  return warning("LVS349", host, {
    summary: `${host} is no longer logged in to, but stays in its pool: what the cluster had set up there stays as it is`,
    remedy: `Nothing, as long as it serves; later, \`sh /var/lib/lvs/clusters/${cluster}/current/lvs-host remove ${cluster}\` there as root leaves it as it was found`,
  });
}

export function notReachedButCurrent(host: string, why: string): Finding {
  return warning("LVS346", host, {
    summary: `${host} can't be reached, but had confirmed this very release when last seen, so it is left out: ${why}`,
    remedy: "Bring the host back; its health check keeps it out of service meanwhile",
  });
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-6).join("; ");
}

function summaries(findings: readonly Finding[]): string {
  return findings.map(({ summary }) => summary).join("; ");
}

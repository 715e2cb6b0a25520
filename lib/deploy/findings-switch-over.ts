import { type Finding } from "../diagnostics";
import { error, warning } from "./host-finding";

/** What is said to a person about a planned switchover. Codes LVS360–LVS369. */

export function noModelThere(host: string, cluster: string): Finding {
  return error("LVS360", host, { value: cluster, summary: `${host} keeps no model of a cluster ${cluster}`, remedy: "Compare the name with the directories under /var/lib/lvs/clusters there" });
}

export function modelUnreadable(host: string, cluster: string): Finding {
  return error("LVS361", host, { summary: `the model of ${cluster} that ${host} keeps can't be read`, remedy: "Deploy the cluster, which writes it anew" });
}

export function notOneActive(cluster: string, holders: readonly string[]): Finding {
  return error("LVS362", cluster, {
    value: holders,
    summary: holders.length === 1 ? `${holders.join("")} holds some of the floating addresses only` : `${holders.join(" and ") || "no router"} ${holders.length > 1 ? "hold floating addresses at the same time" : "holds the floating addresses"}`,
    remedy: "Look at `systemctl status lvs-heartbeat` on the routers, and deploy",
  });
}

export function nobodyToTakeOver(cluster: string, host: string): Finding {
  return error("LVS363", cluster, { summary: `${host} is the cluster's only router`, remedy: "Give the cluster a backup router", hostNext: "Nothing was changed" });
}

export function routerNotReady(host: string, why: string): Finding {
  return error("LVS364", host, { summary: `${host} can't take over: ${why}`, remedy: `Mend that on ${host} (a deploy mends what this tool set up there), then try again`, hostNext: "Nothing was changed" });
}

export function servesLess(host: string, active: string, members: readonly string[]): Finding {
  return error("LVS365", host, {
    value: members,
    summary: `${host} would send nothing to ${members.join(", ")}, which ${active} does`,
    remedy: `Look why their health checks fail on ${host}`,
    hostNext: "Nothing was changed",
  });
}

export function notTakenOver(host: string): Finding {
  return error("LVS366", host, {
    summary: `nobody took over while the heartbeat of ${host} was stopped, so ${host} is active again`,
    remedy: "Check that VRRP (IP protocol 112) passes between the routers, both ways",
  });
}

/** `lvs-host` prints why it could not hold new connections back when it handed over. */
export function unheld(host: string, printed: string): Finding[] {
  const why = /^unheld: ([^]*)/m.exec(printed)?.[1];
  return why === undefined ? [] : [heldNothingBack(host, why.trim().replace(/\s*\n\s*/g, "; "))];
}

/** @param why what nftables and iptables said there */
function heldNothingBack(host: string, why: string): Finding {
  return warning("LVS367", host, {
    summary: `new connections were not held back on ${host} while it could not serve them, so some may have been refused, and requests just under way may have failed: ${why}`,
    remedy: "Install nftables there, or mend what the message names",
  });
}

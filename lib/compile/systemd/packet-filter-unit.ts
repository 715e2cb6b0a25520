import { HEARTBEAT_UNIT, currentPath } from "../paths";
import { commandLine, entry, renderUnit } from "./unit";

/** lvs-packet-filter.service: source NAT, and VIPs that the router serves itself, at boot and at each change, where the cluster asks for it. */
export function packetFilterUnit(cluster: string): string {
  const program = currentPath(cluster, "lvs-packet-filter");
  return renderUnit([
    {
      name: "Unit",
      entries: [
        entry("Description", `Packet rules of LVS cluster ${cluster}`),
        entry("After", "nftables.service netfilter-persistent.service ufw.service firewalld.service", "Each of them empties everything when it starts."),
        entry("Before", HEARTBEAT_UNIT, "No packet passes the active router untranslated, or is scheduled twice."),
        entry("ReloadPropagatedFrom", "nftables.service firewalld.service", "And when it is reloaded."),
        entry("AssertFileIsExecutable", program),
        entry("StartLimitIntervalSec", "0"),
      ],
    },
    {
      name: "Service",
      entries: [
        entry("Type", "oneshot"),
        entry("RemainAfterExit", "yes"),
        entry("Restart", "on-failure", "Without its rules a router that serves would be sent what it does not take."),
        entry("RestartSec", "1"),
        entry("ExecStart", commandLine(program, "apply")),
        entry("ExecReload", commandLine(program, "apply")),
        entry("ExecStop", commandLine(program, "clear")),
      ],
    },
    { name: "Install", entries: [entry("WantedBy", "multi-user.target")] },
  ]);
}

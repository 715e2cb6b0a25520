import { HEARTBEAT_UNIT, currentPath } from "../paths";
import { commandLine, entry, renderUnit } from "./unit";

/** lvs-load-monitor.service: reads loads and moves weights, on every router, so that a backup that takes over knows them. */
export function loadMonitorUnit(cluster: string): string {
  const program = currentPath(cluster, "lvs-load-monitor");
  const conf = currentPath(cluster, "load-monitor.conf");
  return renderUnit([
    {
      name: "Unit",
      entries: [
        entry("Description", `Workload of the real servers of LVS cluster ${cluster}, for their weights`),
        entry("After", `network-online.target ${HEARTBEAT_UNIT}`, "Its files are in the heartbeat's directory."),
        entry("AssertFileIsExecutable", program),
        entry("StartLimitIntervalSec", "0"),
      ],
    },
    {
      name: "Service",
      entries: [
        entry("ExecStart", commandLine(program, "run", conf)),
        entry("ExecStopPost", commandLine(program, "rest", conf), "However it ended, a weight that nobody watches is the configured one."),
        entry("Restart", "always"),
        entry("RestartSec", "5"),
        entry("TimeoutStopSec", "10"),
        entry("MemoryMax", "64M", "Whatever real servers answer."),
        entry("RuntimeDirectory", "lvs-load-monitor"),
        entry("RuntimeDirectoryMode", "0700"),
        entry("UMask", "0077"),
        entry("CapabilityBoundingSet", "", "It reads root's own files and asks over the network, nothing else."),
        entry("NoNewPrivileges", "yes"),
        entry("ProtectSystem", "full", "Not strict: the heartbeat's directory comes and goes."),
        entry("ProtectHome", "read-only", "The key may be below /root."),
        ...["PrivateTmp", "PrivateDevices", "ProtectClock", "ProtectControlGroups", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "LockPersonality", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "MemoryDenyWriteExecute"].map((key) => entry(key, "yes")),
        entry("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"),
        entry("SystemCallArchitectures", "native"),
        entry("SystemCallFilter", "@system-service"),
        entry("SystemCallErrorNumber", "EPERM"),
      ],
    },
    { name: "Install", entries: [entry("WantedBy", "multi-user.target")] },
  ]);
}

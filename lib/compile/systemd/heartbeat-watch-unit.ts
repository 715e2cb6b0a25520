import { HEARTBEAT_RUNTIME_DIRECTORY, HEARTBEAT_UNIT, currentPath } from "../paths";
import { commandLine, entry, renderUnit } from "./unit";

/**
 * lvs-heartbeat-watch.service: ends a process of the heartbeat that hangs. Wanted by the heartbeat's own unit, and without any order to it, so that neither waits for
 * the other: the watch takes a heartbeat that isn't there for one with nothing to watch.
 * @param alone a router without peers: its VRRP process is let be. Nobody can take over beside it, and a new process would begin without the addresses.
 */
export function heartbeatWatchUnit(cluster: string, { alone }: { readonly alone: boolean }): string {
  const program = currentPath(cluster, "lvs-heartbeat-watch");
  return renderUnit([
    {
      name: "Unit",
      entries: [
        entry("Description", `Watch over the heartbeat of LVS cluster ${cluster}`),
        entry("PartOf", HEARTBEAT_UNIT, "Stopped with it; it is what starts this one, too."),
        entry("StartLimitIntervalSec", "0"),
      ],
    },
    {
      name: "Service",
      entries: [
        entry("Type", "exec"),
        entry("ExecStart", commandLine("/bin/sh", program, HEARTBEAT_RUNTIME_DIRECTORY, ...(alone ? [] : ["vrrp"]), "checkers"), "By the shell: what is below /var may be on a file system without programs."),
        entry("Restart", "always"),
        entry("RestartSec", "2"),
        entry("TimeoutStopSec", "5"),
        entry("OOMScoreAdjust", "-800", "As its heartbeat's: a host that is short of memory is where it is needed."),
        entry("UMask", "0077"),
        entry("CapabilityBoundingSet", "CAP_SYS_PTRACE", "To see root's other processes where /proc is mounted with hidepid (proc(5)); to end one of them, root needs no capability."),
        entry("NoNewPrivileges", "yes"),
        entry("ProtectSystem", "strict"),
        ...["ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateNetwork", "ProtectClock", "ProtectControlGroups", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "LockPersonality", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "MemoryDenyWriteExecute"].map((key) => entry(key, "yes")),
        entry("RestrictAddressFamilies", "AF_UNIX"),
        entry("SystemCallArchitectures", "native"),
        entry("SystemCallFilter", "@system-service"),
        entry("SystemCallErrorNumber", "EPERM"),
      ],
    },
  ]);
}

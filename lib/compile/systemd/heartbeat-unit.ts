import { HEARTBEAT_RUNTIME_DIRECTORY, HEARTBEAT_WATCH_UNIT, currentPath } from "../paths";
import { EXPIRE_NODEST_CONN } from "../sysctl";
import { type Entry, commandLine, entry, renderUnit } from "./unit";

/** lvs-heartbeat.service: keepalived in the foreground with the cluster's file; needs nothing of the distribution's unit or defaults file. */
export function heartbeatUnit(cluster: string): string {
  const file = currentPath(cluster, "keepalived.conf");
  return renderUnit([
    { name: "Unit", entries: unitEntries(cluster, file) },
    { name: "Service", entries: [...serviceEntries(file), ...sandbox()] },
    { name: "Install", entries: [entry("WantedBy", "multi-user.target")] },
  ]);
}

function unitEntries(cluster: string, file: string): Entry[] {
  return [
    entry("Description", `Heartbeat, health checks and IPVS table of LVS cluster ${cluster}`),
    entry("Documentation", "man:keepalived(8) man:keepalived.conf(5)"),
    entry("Wants", `network-online.target ${HEARTBEAT_WATCH_UNIT}`),
    entry("After", "network-online.target systemd-modules-load.service systemd-sysctl.service", "Addresses, IPVS modules and kernel settings are there first."),
    entry("Conflicts", "keepalived.service", "Two keepalived on one host would fight over addresses and the IPVS table."),
    entry("AssertFileNotEmpty", file, "Without its file keepalived would start, do nothing and say so nowhere: a failed unit is seen."),
    entry("StartLimitIntervalSec", "0", "A router that gives up restarting is a pair without a backup."),
  ];
}

function serviceEntries(file: string): Entry[] {
  const run = (name: string): string => `${HEARTBEAT_RUNTIME_DIRECTORY}/${name}`;
  const pids = ["--pid", run("keepalived.pid"), "--vrrp_pid", run("vrrp.pid"), "--checkers_pid", run("checkers.pid"), "--bfd_pid", run("bfd.pid")];
  return [
    entry("Type", "notify"),
    entry(
      "ExecStart",
      commandLine("/usr/sbin/keepalived", "--dont-fork", "--all-config", "--dont-release-ipvs", "--use-file", file, ...pids),
      "keepalived would empty the IPVS table while the VIPs are still here: this host itself would reset the clients' connections.",
    ),
    ...withoutOldConnections(),
    ...emptyTable(),
    entry("ExecReload", "/bin/kill -HUP $MAINPID"),
    entry("TimeoutSec", "30", "Start and stop take about a second each; a process that hangs holds the VIPs, so it is not waited for long."),
    entry("Restart", "on-failure"),
    entry("RestartSec", "1", "Long enough for the peer to take over, short enough to be its backup soon."),
    entry("OOMScoreAdjust", "-800", "When memory runs out, other processes go first: this one going means a failover."),
    entry("RuntimeDirectory", HEARTBEAT_RUNTIME_DIRECTORY.replace("/run/", "")),
    entry("RuntimeDirectoryMode", "0700"),
    entry("Environment", `TMPDIR=${HEARTBEAT_RUNTIME_DIRECTORY}`, "Dumps asked for by signal (USR1, USR2) land here; /tmp is out of reach."),
  ];
}

/** Since when the heartbeat is stopped: its time says so. Under /run, because a boot forgets all connections anyway. */
const STOPPED = "/run/lvs-heartbeat.stopped";

/**
 * What a router knew when it was stopped for long is not so any more, and the kernel would believe it all the same: a client that is bound by persistence is told of
 * again, but not to whom. A virtual server that comes and goes has the kernel drop the connections whose real servers are out of the table, which are all of them.
 */
function withoutOldConnections(): Entry[] {
  const { path, value } = EXPIRE_NODEST_CONN;
  const service = "-t 127.0.0.1:9";
  const script = [
    `sysctl -q -w ${path.join(".")}=${value}`,
    `[ -z "$(find ${STOPPED} -mmin +1 2>/dev/null)" ] || { ipvsadm -A ${service}; ipvsadm -a ${service} -r 127.0.0.1:9; ipvsadm -D ${service}; }`,
  ].join("; ");
  return [entry("ExecStartPre", `-+${commandLine("/bin/sh", "-c", script)}`, "Connections that were kept over a stop of more than a minute are forgotten; and the setting is as it shall be, whatever became of the last stop.")];
}

/**
 * The VIPs are gone by then, so the table can go, but not the connections: with `expire_nodest_conn` the kernel drops those whose real servers leave the table
 * (Linux ≥ 5.9, `ip_vs_expire_nodest_conn_flush`), and a router that is restarted would have to be told of each again before it can take over. Kept, they find their
 * real servers as soon as these are back; see {@link withoutOldConnections} for one that stays away. (Where a virtual server has a sorry server, keepalived takes it out of the table when it starts, and the
 * kernel drops those connections whose real servers have not passed their checks by then.) `+`: the unit's own sandbox makes kernel settings read-only.
 */
function emptyTable(): Entry[] {
  const { path, value } = EXPIRE_NODEST_CONN;
  const set = (to: string): string => `-+/usr/sbin/sysctl -q -w ${path.join(".")}=${to}`;
  return [
    entry("ExecStopPost", set("0"), "The VIPs are gone now, so the table can go, but not what is known of connections: this host may be the one that takes over next."),
    entry("ExecStopPost", "-/usr/sbin/ipvsadm --clear"),
    entry("ExecStopPost", set(value)),
    entry("ExecStopPost", `-+/bin/touch ${STOPPED}`),
  ];
}

/**
 * What keepalived needs is little; the rest of the host is out of its reach. `MemoryDenyWriteExecute` is left out: PCRE2 compiles a health check's regular expression into
 * memory that it then runs, and keepalived 2.2.7 ends by SIGSEGV at the first answer when it may not; and to loosen it only where there is such a check would cost a
 * restart when the first one comes.
 */
function sandbox(): Entry[] {
  return [
    entry(
      "CapabilityBoundingSet",
      "CAP_NET_ADMIN CAP_NET_RAW CAP_SETGID",
      "Addresses and the IPVS table; VRRP's raw sockets; the test before a reload, which without CAP_SETGID passes unread and keeps the old configuration.",
    ),
    entry("NoNewPrivileges", "yes"),
    entry("ProtectSystem", "strict", "Everything is read-only but the runtime directory."),
    entry("ProtectHome", "yes"),
    entry("InaccessiblePaths", "-/tmp -/var/tmp"),
    ...[
      "PrivateDevices",
      "ProtectClock",
      "ProtectControlGroups",
      "ProtectHostname",
      "ProtectKernelLogs",
      "ProtectKernelModules",
      "ProtectKernelTunables",
      "LockPersonality",
      "RestrictNamespaces",
      "RestrictRealtime",
      "RestrictSUIDSGID",
    ].map((key) => entry(key, "yes")),
    entry("ProtectProc", "invisible"),
    entry("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET"),
    entry("SystemCallArchitectures", "native"),
    entry("SystemCallFilter", "@system-service"),
    entry("SystemCallErrorNumber", "EPERM"),
    entry("UMask", "0077"),
  ];
}

import { currentPath } from "../paths";
import { commandLine, entry, renderUnit } from "./unit";

/** lvs-real-server-<cluster>.service: at boot and at each change gives the real server what `expected-state` says; at stop takes it away. */
export function realServerUnitFile(cluster: string): string {
  const script = currentPath(cluster, "lvs-real-server");
  return renderUnit([
    {
      name: "Unit",
      entries: [
        entry("Description", `What LVS cluster ${cluster} needs on this real server`),
        entry("Wants", "network-online.target"),
        entry("After", "network-online.target systemd-sysctl.service", "The interface is up, and the distribution's own settings and routes are made."),
        entry("AssertFileIsExecutable", script, "A real server that is not prepared must be seen as a failed unit."),
      ],
    },
    {
      name: "Service",
      entries: [
        entry("Type", "oneshot"),
        entry("RemainAfterExit", "yes"),
        entry("Environment", `LVS_FOR=${cluster}`, "What other clusters on this host want is put in place, too, but what they can't have is no failure of this one."),
        entry("ExecStart", commandLine(script, "apply")),
        entry("ExecReload", commandLine(script, "apply")),
        entry("ExecStop", commandLine(script, "release", cluster)),
      ],
    },
    { name: "Install", entries: [entry("WantedBy", "multi-user.target")] },
  ]);
}

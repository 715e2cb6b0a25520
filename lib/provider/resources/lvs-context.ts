import { type SshSettings } from "../../deploy/ssh/settings";
import { type ObjectValue, type Value, isObjectValue, UNKNOWN } from "../server";

/** What configuring the provider leaves for the resources. */
export interface LvsContext {
  readonly ssh: SshSettings;
}

/** The provider's `ssh` block; a value that is still unknown counts as left out (nothing is asked of a host while planning a create). */
export function sshSettings(config: ObjectValue): SshSettings {
  const ssh = config["ssh"];
  if (!isObjectValue(ssh)) return {};
  const settings = {
    user: known(ssh["user"]),
    port: known(ssh["port"]),
    identityFiles: known(ssh["identity_files"]),
    agentSocket: known(ssh["agent_socket"]),
    configFile: known(ssh["config_file"]),
    knownHostsFiles: known(ssh["known_hosts_files"]),
    hostKeys: known(ssh["host_keys"]),
    connectTimeoutMs: known(ssh["connect_timeout_ms"]),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as SshSettings;
}

function known(value: Value | undefined): Value | undefined {
  return value === null || value === UNKNOWN ? undefined : value;
}

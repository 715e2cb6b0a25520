import { type SshSettings } from "../../deploy/ssh/settings";
import { type Review } from "./review/review";
import { type ObjectValue, type Value, UNKNOWN, hasUnknown, isObjectValue } from "../server";

/** What configuring the provider leaves for the resources. */
export interface LvsContext {
  readonly ssh: SshSettings;
  /** What of the `ssh` block isn't known yet, as `ssh.host_keys`; as long as there is any, no host is logged in to. */
  readonly notYetKnown: readonly string[];
  /** What the run is bound to; without one it may do whatever is planned. */
  readonly review?: Review;
}

/** The provider's `ssh` block. What isn't known wholly is left out and named: half of a list of host keys would be another list. */
export function lvsContext(config: ObjectValue): LvsContext {
  const block = config["ssh"] ?? null;
  if (block === UNKNOWN) return { ssh: {}, notYetKnown: ["ssh"] };
  const ssh = isObjectValue(block) ? block : {};
  const notYetKnown = Object.keys(ssh).filter((name) => hasUnknown(ssh[name] ?? null));
  const known = (name: string): Value => (notYetKnown.includes(name) ? null : withoutNulls(ssh[name] ?? null));
  const settings = {
    user: known("user"),
    port: known("port"),
    identityFiles: known("identity_files"),
    agentSocket: known("agent_socket"),
    configFile: known("config_file"),
    knownHostsFiles: known("known_hosts_files"),
    hostKeys: known("host_keys"),
    connectTimeoutMs: known("connect_timeout_ms"),
  };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
  return { ssh: given as SshSettings, notYetKnown: notYetKnown.map((name) => `ssh.${name}`) };
}

/** Terraform lets lists and maps hold null, which means left out like any other null. */
function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.filter((item: Value) => item !== null).map((item: Value) => withoutNulls(item));
  if (!isObjectValue(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)]));
}

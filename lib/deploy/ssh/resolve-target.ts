import { failed, type Finding, hasErrors, ok, type Result } from "../../diagnostics";
import { type HostAddress } from "../host-port";
import { configFiles, type ConfigValues, lookUpConfig } from "./config-lookup";
import { ConfigReader } from "./config-reader";
import { badConfigValue, badName, endlessJumps, revocationsUnread, type Subject } from "./findings";
import { badPin } from "./findings-trust";
import { type HostIdentity } from "./host-key";
import { parseJumps } from "./jump-list";
import { knownHostsName, knownKeys } from "./known-hosts";
import { localUser, type LocalUser } from "./local-user";
import { type SshSettings } from "./settings";
import { type Credentials, type Route, type Target } from "./target";

/** More hops than anybody has; a config that sends a jump host through itself would go on for ever. */
const MOST_HOPS = 8;

const LONGEST_KEEPALIVE_MS = 5_000;

interface Wanted {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** The way that a jump list prescribes; otherwise the machine's own config says. */
  readonly route?: Route;
}

/** Reads settings and SSH config for a host and all its jump hosts. Warnings ride along. */
export function resolveTarget(address: HostAddress, settings: SshSettings): Result<Target> {
  const wanted = { host: address.host, user: address.user ?? settings.user, port: address.port ?? settings.port };
  const resolver = new Resolver(address.host, settings, localUser());
  const target = resolver.resolve(wanted, []);
  return target === undefined || hasErrors(resolver.findings) ? failed(...resolver.findings) : ok(target, resolver.findings);
}

class Resolver {
  readonly findings: Finding[] = [];

  constructor(
    private readonly finalHost: string,
    private readonly settings: SshSettings,
    private readonly local: LocalUser,
  ) {}

  resolve(wanted: Wanted, chain: readonly string[]): Target | undefined {
    const about: Subject = { host: this.finalHost, hop: wanted.host };
    const way = [...chain, wanted.host];
    if (way.length > MOST_HOPS) {
      this.findings.push(endlessJumps(about, way));
      return undefined;
    }
    const values = this.#lookUp(wanted, about);
    const config = new ConfigReader(values, about, this.local);
    const login = { host: wanted.host, user: wanted.user ?? config.text("user") ?? this.local.name, port: wanted.port ?? config.port() ?? 22 };
    const hostName = config.hostName(wanted.host);
    if (config.text("revokedhostkeys") !== undefined) config.findings.push(revocationsUnread(about));
    if (!isName(hostName)) config.findings.push(badName(about, "host", hostName));
    if (!isName(login.user)) config.findings.push(badName(about, "user", login.user));
    config.useTokens({ ...login, hostName, keyAlias: config.text("hostkeyalias") ?? wanted.host });
    const target = { ...login, hostName, ...this.#keys(config, { ...login, hostName }), credentials: this.#credentials(config), ...this.#timing(config) };
    const route = wanted.route ?? this.#route(config, way);
    this.findings.push(...config.findings);
    return route === undefined ? undefined : { ...target, route };
  }

  #lookUp(wanted: Wanted, about: Subject): ConfigValues {
    const files = configFiles(this.local, this.settings.configFile);
    return lookUpConfig({ about, host: wanted.host, local: this.local, files, ...(wanted.user === undefined ? {} : { user: wanted.user }) });
  }

  #keys(config: ConfigReader, at: { host: string; hostName: string; port: number }): Pick<Target, "identity" | "knownHostsFiles" | "aliased"> {
    const alias = config.text("hostkeyalias");
    const name = alias?.toLowerCase() ?? knownHostsName(at.hostName, at.port);
    const knownHostsFiles = this.settings.knownHostsFiles?.map((file) => config.path(file)) ?? config.knownHostsFiles();
    const pinned = this.#pins([at.host, alias, at.hostName, name]);
    const bare = alias === undefined && at.port !== 22 ? knownKeys(knownHostsFiles, at.hostName) : [];
    const identity: HostIdentity = { name, keys: knownKeys(knownHostsFiles, name), keysWithoutPort: bare, ...(pinned === undefined ? {} : { pinned }) };
    return { identity, knownHostsFiles, aliased: alias !== undefined };
  }

  #pins(names: readonly (string | undefined)[]): readonly string[] | undefined {
    const pins = this.settings.hostKeys ?? {};
    const name = names.find((candidate) => candidate !== undefined && Object.hasOwn(pins, candidate));
    const pinned = name === undefined ? undefined : pins[name];
    for (const pin of pinned ?? []) if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(pin)) this.findings.push(badPin({ host: this.finalHost }, pin));
    return pinned?.length === 0 ? undefined : pinned;
  }

  #credentials(config: ConfigReader): Credentials {
    const given = (this.settings.identityFiles ?? []).map((file) => ({ path: config.path(file), named: true }));
    const chosen = this.settings.agentSocket;
    const agentSocket = chosen === undefined ? config.agentSocket() : config.agentNamed(chosen);
    return { files: [...given, ...config.identityFiles(given.length > 0)], identitiesOnly: config.flag("identitiesonly"), ...(agentSocket === undefined ? {} : { agentSocket }) };
  }

  #timing(config: ConfigReader): Pick<Target, "connectTimeoutMs" | "keepaliveIntervalMs" | "family"> {
    const family = config.text("addressfamily");
    return {
      connectTimeoutMs: this.settings.connectTimeoutMs ?? config.milliseconds("connecttimeout") ?? 10_000,
      // A config's leisurely minute would let a dead connection outlive a rollback deadline.
      keepaliveIntervalMs: this.settings.keepaliveIntervalMs ?? Math.min(config.milliseconds("serveraliveinterval") ?? LONGEST_KEEPALIVE_MS, LONGEST_KEEPALIVE_MS),
      ...(family === "inet" ? { family: 4 as const } : {}),
      ...(family === "inet6" ? { family: 6 as const } : {}),
    };
  }

  #route(config: ConfigReader, way: readonly string[]): Route | undefined {
    const command = config.proxyCommand();
    if (command !== undefined) return { kind: "command", command };
    const list = config.proxyJump();
    if (list === undefined) return { kind: "direct" };
    const jumps = parseJumps(list);
    if (jumps === undefined) {
      config.findings.push(badConfigValue(config.about, "ProxyJump", { value: list, reason: "it isn't a list of [user@]host[:port]" }));
      return undefined;
    }
    let route: Route | undefined;
    for (const [index, jump] of jumps.entries()) {
      const hop = this.resolve({ ...jump, ...(route === undefined ? {} : { route }) }, [...way, ...jumps.slice(0, index).map(({ host }) => host)]);
      if (hop === undefined) return undefined;
      route = { kind: "jump", hop };
    }
    return route;
  }
}

// Both stand in the text of a ProxyCommand, which a shell reads.
function isName(text: string): boolean {
  return !/^-|[\s'"`$\\;&<>|(){},\u0000-\u001f]/.test(text) && text !== "";
}

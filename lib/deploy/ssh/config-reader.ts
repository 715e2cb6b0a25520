import { dirname } from "node:path";
import { type Finding } from "../../diagnostics";
import { type ConfigValues } from "./config-lookup";
import { type Expanded, expandEnvironment, expandPath, expandTokens, type Tokens } from "./expand";
import { badConfigValue, type Subject } from "./findings";
import { type LocalUser } from "./local-user";
import { type IdentityFile } from "./target";

interface TokenSource {
  readonly host: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly keyAlias: string;
}

/** Turns the raw words of the SSH config into values; whatever can't be used becomes a finding. */
export class ConfigReader {
  readonly findings: Finding[];
  #pathTokens: Tokens = {};
  #proxyTokens: Tokens = {};

  constructor(
    private readonly values: ConfigValues,
    readonly about: Subject,
    private readonly local: LocalUser,
  ) {
    this.findings = [...values.findings];
  }

  /** What `%h` and the others mean, known once host name, port and user are. @see ssh_config(5) TOKENS */
  useTokens({ host, hostName, port, user, keyAlias }: TokenSource): void {
    const { name, home, uid, hostName: here } = this.local;
    this.#proxyTokens = { h: hostName, n: host, p: String(port), r: user };
    this.#pathTokens = { ...this.#proxyTokens, d: home, i: String(uid), k: keyAlias, l: here, L: here.replace(/\..*$/, ""), u: name };
  }

  text(keyword: string): string | undefined {
    return this.values.first(keyword)?.words[0];
  }

  flag(keyword: string): boolean {
    return ["yes", "true"].includes(this.text(keyword)?.toLowerCase() ?? "no");
  }

  hostName(host: string): string {
    const template = this.text("hostname");
    return template === undefined ? host.toLowerCase() : this.#settle("HostName", template, expandTokens(template, { h: host })).toLowerCase();
  }

  port(): number | undefined {
    const text = this.text("port");
    if (text === undefined) return undefined;
    const port = Number(text);
    if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
    this.#complain("Port", text, "it isn't a number from 1 to 65535");
    return undefined;
  }

  /** Durations of the SSH config are seconds, or `1m30s`. @see sshd_config(5) TIME FORMATS */
  milliseconds(keyword: string): number | undefined {
    const text = this.text(keyword);
    if (text === undefined || text === "none") return undefined;
    const units: Record<string, number> = { "": 1, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
    const parts = [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
    if (parts.map(([whole]) => whole).join("") !== text.toLowerCase()) {
      this.#complain(keyword, text, "it isn't a duration");
      return undefined;
    }
    const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 1), 0);
    // 0 turns these options off in OpenSSH; for us a bound must stay, so it means our default.
    return seconds === 0 ? undefined : seconds * 1_000;
  }

  /** A path of the settings or the config: `~`, tokens and environment expanded; relative to the working directory. */
  path(template: string): string {
    const withTokens = this.#settle("a path", template, expandTokens(template, this.#pathTokens));
    return expandPath(this.#settle("a path", template, expandEnvironment(withTokens, this.local)), this.local);
  }

  knownHostsFiles(): string[] {
    const folder = `${this.local.home}/.ssh`;
    const user = this.values.first("userknownhostsfile")?.words ?? [`${folder}/known_hosts`, `${folder}/known_hosts2`];
    const system = this.values.first("globalknownhostsfile")?.words ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];
    return [...user, ...system].filter((file) => file !== "none").map((file) => this.path(file));
  }

  /** Those of the config; OpenSSH's default names only when neither config nor settings name any. */
  identityFiles(settingsNameSome: boolean): IdentityFile[] {
    const named = this.values.identityFiles;
    if (named.length > 0) return named.filter((file) => file.toLowerCase() !== "none").map((file) => ({ path: this.path(file), named: true }));
    const folder = dirname(`${this.local.home}/.ssh/x`);
    return settingsNameSome ? [] : ["id_ed25519", "id_ecdsa", "id_rsa"].map((name) => ({ path: `${folder}/${name}`, named: false }));
  }

  /** As IdentityAgent says, else the environment. */
  agentSocket(): string | undefined {
    return this.agentNamed(this.text("identityagent") ?? "SSH_AUTH_SOCK");
  }

  /** `none`, `SSH_AUTH_SOCK`, `$NAME` or a path. @see ssh_config(5) IdentityAgent */
  agentNamed(text: string): string | undefined {
    if (text === "" || text.toLowerCase() === "none") return undefined;
    if (text === "SSH_AUTH_SOCK") return this.#variable(text);
    return /^\$[A-Za-z_]\w*$/.test(text) ? this.#variable(text.slice(1)) : this.path(text);
  }

  proxyCommand(): string | undefined {
    return this.#proxy("ProxyCommand");
  }

  proxyJump(): string | undefined {
    return this.#proxy("ProxyJump");
  }

  #proxy(option: "ProxyCommand" | "ProxyJump"): string | undefined {
    const line = this.values.first(option.toLowerCase());
    if (line === undefined || line.rest.toLowerCase() === "none") return undefined;
    const template = option === "ProxyCommand" ? line.rest : line.words.join(" ");
    return this.#settle(option, template, expandTokens(template, this.#proxyTokens));
  }

  #variable(name: string): string | undefined {
    const value = this.local.environment[name];
    return value === "" ? undefined : value;
  }

  #settle(option: string, template: string, expanded: Expanded): string {
    if ("text" in expanded) return expanded.text;
    this.#complain(option, template, `${expanded.unknown} means nothing here`);
    return template;
  }

  #complain(option: string, value: string, reason: string): void {
    this.findings.push(badConfigValue(this.about, option, { value, reason }));
  }
}

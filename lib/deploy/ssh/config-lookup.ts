import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Finding } from "../../diagnostics";
import { type ConfigLine, parseConfigText } from "./config-text";
import { expandPath } from "./expand";
import { configBroken, configUnreadable, matchExecIgnored, type Subject } from "./findings";
import { globFiles } from "./glob-files";
import { matchesPatternList } from "./host-pattern";
import { type LocalUser } from "./local-user";
import { type MatchSubject, matchLine } from "./match-line";

/** What the files say about one host, still as written: tokens and `~` are expanded by whoever uses a value. */
export interface ConfigValues {
  /** The first obtained value of a keyword (lower case), as ssh_config(5) has it. */
  first(keyword: string): ConfigLine | undefined;
  /** IdentityFile alone adds up over the files. */
  readonly identityFiles: readonly string[];
  readonly findings: readonly Finding[];
}

export interface LookupRequest {
  readonly about: Subject;
  /** The name as given, which `Host` lines are compared with. */
  readonly host: string;
  /** Given by the caller, and so obtained before any file's. */
  readonly user?: string;
  readonly local: LocalUser;
  readonly files: readonly ConfigFile[];
}

export interface ConfigFile {
  readonly path: string;
  /** Relative Include paths start here: `~/.ssh` for a user's file, `/etc/ssh` for the system's. */
  readonly includeFolder: string;
  /** A file that was asked for by name must exist. */
  readonly required: boolean;
}

/** ssh_config(5): "up to 16" levels in OpenSSH's source, against files that include themselves. */
const DEEPEST_INCLUDE = 16;

/** Reads the files in order; the first obtained value wins. A second pass is made when a `Match final` asked for one. */
export function lookUpConfig(request: LookupRequest): ConfigValues {
  const lookup = new Lookup(request);
  lookup.readAll();
  if (lookup.wantsFinalPass) lookup.readAgain();
  return { first: (keyword) => lookup.values.get(keyword), identityFiles: [...lookup.identityFiles], findings: [...lookup.findings.values()] };
}

class Lookup {
  readonly values = new Map<string, ConfigLine>();
  readonly identityFiles = new Set<string>();
  /** By text: a second pass finds the same again. */
  readonly findings = new Map<string, Finding>();
  wantsFinalPass = false;
  #finalPass = false;
  /** What Host lines are compared with. */
  #host: string;

  constructor(private readonly request: LookupRequest) {
    this.#host = request.host;
  }

  readAll(): void {
    for (const file of this.request.files) this.#readFile(file, { active: true, depth: 0 });
  }

  readAgain(): void {
    this.#finalPass = true;
    // The first pass has settled the host name: OpenSSH compares it with Host lines now, and takes no other from here on.
    const { host } = this.request;
    this.#host = this.#hostName().toLowerCase();
    if (!this.values.has("hostname")) this.values.set("hostname", { keyword: "hostname", words: [host], rest: host, number: 0 });
    this.readAll();
  }

  #readFile(file: ConfigFile, from: { active: boolean; depth: number }): void {
    let text: string;
    try {
      text = readFileSync(file.path, "utf8");
    } catch (cause) {
      if (file.required || !isMissing(cause)) this.#report(configUnreadable(this.request.about, file.path, reasonOf(cause)));
      return;
    }
    const parsed = parseConfigText(text);
    for (const { number, problem } of parsed.broken) this.#report(configBroken(this.request.about, `${file.path}:${number}`, problem));
    let active = from.active;
    for (const line of parsed.lines) {
      const where = `${file.path}:${line.number}`;
      if (line.keyword === "host") active = from.active && matchesPatternList(this.#host, line.words);
      else if (line.keyword === "match") active = this.#matches(line, { where, counts: from.active });
      else if (line.keyword === "include") this.#include(line, file, { active, depth: from.depth, where });
      else if (active) this.#obtain(line);
    }
  }

  /** OpenSSH looks at each Match line, also in a file that is included where nothing counts, and makes a second pass when one says `final`. */
  #matches(line: ConfigLine, { where, counts }: { readonly where: string; readonly counts: boolean }): boolean {
    const outcome = matchLine(line.words, this.#matchSubject());
    if (outcome.wantsFinalPass) this.wantsFinalPass = true;
    if (!counts) return false;
    if (outcome.problem !== undefined) this.#report(configBroken(this.request.about, where, outcome.problem));
    if (outcome.ignoredExec) this.#report(matchExecIgnored(this.request.about, where));
    return outcome.matched;
  }

  #matchSubject(): MatchSubject {
    const { host, user, local } = this.request;
    return { host: this.#hostName(), originalHost: host, user: user ?? this.values.get("user")?.words[0] ?? local.name, localUser: local.name, finalPass: this.#finalPass };
  }

  #hostName(): string {
    const { host } = this.request;
    return this.values.get("hostname")?.words[0]?.replaceAll("%h", host) ?? host;
  }

  #include(line: ConfigLine, file: ConfigFile, from: { active: boolean; depth: number; where: string }): void {
    if (from.depth >= DEEPEST_INCLUDE) {
      this.#report(configBroken(this.request.about, from.where, "Include is nested too deeply"));
      return;
    }
    for (const pattern of line.words) {
      const absolute = expandPath(pattern, this.request.local, file.includeFolder);
      for (const path of globFiles(absolute)) this.#readFile({ path, includeFolder: file.includeFolder, required: false }, { active: from.active, depth: from.depth + 1 });
    }
  }

  #obtain(line: ConfigLine): void {
    if (line.keyword === "identityfile") {
      for (const word of line.words) this.identityFiles.add(word);
      return;
    }
    if (!this.values.has(line.keyword) && !this.#outrivalled(line.keyword)) this.values.set(line.keyword, line);
  }

  // Whichever of the two proxies stands first wins over the other (ssh_config(5), ProxyJump), but `ProxyJump none` leaves
  // room for a later ProxyCommand: so does OpenSSH, against its manual.
  #outrivalled(keyword: string): boolean {
    if (keyword === "proxyjump") return this.values.has("proxycommand");
    return keyword === "proxycommand" && (this.values.get("proxyjump")?.rest ?? "none").toLowerCase() !== "none";
  }

  #report(finding: Finding): void {
    this.findings.set(`${finding.code} ${finding.summary}`, finding);
  }
}

/** The default files, or only the one that the settings name. @default `~/.ssh/config`, then `/etc/ssh/ssh_config` */
export function configFiles(local: LocalUser, chosen: string | undefined): ConfigFile[] {
  const folder = `${local.home}/.ssh`;
  if (chosen !== undefined) return [{ path: expandPath(chosen, local), includeFolder: folder, required: true }];
  const system = "/etc/ssh/ssh_config";
  return [
    { path: `${folder}/config`, includeFolder: folder, required: false },
    { path: system, includeFolder: dirname(system), required: false },
  ];
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}

function reasonOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}

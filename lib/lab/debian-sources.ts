import { run } from "./host-program";

/** What to build from, and the apt settings that this machine needs to reach it. */
export interface DebianSources {
  /** Lines of a sources.list. */
  readonly lines: readonly string[];
  /** `Acquire::…` settings of this machine (proxies, certificates, validity), in apt.conf syntax. */
  readonly settings: readonly string[];
}

/** How sources are looked for. */
export interface SourceOptions {
  /** Of a suite that the machine does not use itself, its mirror will have one too, signed with the keys of Debian's keyring. @default false */
  readonly borrow?: boolean;
  /** @default CDKTF_LVS_LAB_MIRROR */
  readonly mirror?: string | undefined;
}

/**
 * The machine's own sources for a Debian suite, or `CDKTF_LVS_LAB_MIRROR` when set.
 *
 * @returns no lines when the machine knows none.
 */
export async function debianSources(suite: string, { borrow = false, mirror = process.env["CDKTF_LVS_LAB_MIRROR"] }: SourceOptions = {}): Promise<DebianSources> {
  const format = "$(ORIGIN) $(CODENAME) $(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)";
  const targets = await run(["apt-get", "indextargets", "--format", format]);
  const dump = await run(["apt-config", "dump"]);
  const settings = settingsFrom(dump.stdout);
  if (mirror !== undefined && mirror !== "") return { lines: [`deb ${mirror} ${suite} main`], settings };
  const own = linesFrom(targets.stdout, suite);
  return { lines: own.length === 0 && borrow ? borrowedLines(targets.stdout, suite) : own, settings };
}

/** From `apt-get indextargets`: the suite on the mirror that the machine has its own Debian from. */
export function borrowedLines(indexTargets: string, suite: string): string[] {
  const mirror = indexTargets.split("\n").flatMap((line) => {
    const [origin, codename, uri, release, component, creator] = line.split(" ");
    return origin === "Debian" && codename === release && !release?.includes("-") && component === "main" && creator === "Packages" ? [uri] : [];
  })[0];
  return mirror === undefined ? [] : [`deb [signed-by=${KEYRING}] ${mirror} ${suite} main`];
}

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** From `apt-get indextargets`: Debian's repositories of the suite, its updates and its security fixes. */
export function linesFrom(indexTargets: string, suite: string): string[] {
  const lines = indexTargets.split("\n").flatMap((line) => {
    const [origin, codename, uri, release, component, creator] = line.split(" ");
    const wanted = codename === suite || codename === `${suite}-updates` || codename === `${suite}-security`;
    return origin === "Debian" && wanted && component === "main" && creator === "Packages" ? [`deb ${uri} ${release} main`] : [];
  });
  // The suite itself first: mmdebstrap takes the base system from there.
  return [...new Set(lines)].sort((one, other) => one.length - other.length);
}

/** From `apt-config dump`: how this machine gets at its mirrors. */
export function settingsFrom(dump: string): string[] {
  return dump.split("\n").filter((line) => /^Acquire::(?:https?|Check-Valid-Until|Check-Date)\b.*"[^"]+";$/.test(line));
}

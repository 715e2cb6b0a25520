import { parseIpAddress } from "../../net";
import { OBSERVATION_FORMAT } from "../host/host-commands";
import { type Archive, readArchive } from "./archive";
import { type ObservedHost } from "./observed-host";

/**
 * Reads what `lvs-host observe` prints: sections `@@ NAME`, each a program's own output. `undefined` when the text, or the archive of files in it, is not whole:
 * half a look must not be taken for what is there.
 * @param facts the facts asked for, in the words of `expected-state`
 * @param cluster whose directory holds the model
 */
export async function parseObservation(text: string, { facts, cluster }: { readonly facts: readonly string[]; readonly cluster: string }): Promise<ObservedHost | undefined> {
  const sections = sectionsOf(text);
  if (!sections.has("end") || sections.get("lvs-host")?.[0] !== OBSERVATION_FORMAT) return undefined;
  const lines = (name: string): string[] => sections.get(name) ?? [];
  const files = await filesOf(lines);
  if (files === undefined) return undefined;
  const links = new Map(lines("links").map((line) => pair(line)));
  return {
    uptimeSeconds: Number(lines("uptime")[0] ?? "0"),
    missingTools: lines("missing"),
    keepalivedVersion: /^Keepalived v([0-9.]+)/m.exec(lines("keepalived").join("\n"))?.[1],
    current: release(links.get("current")),
    confirmed: release(links.get("confirmed")),
    pending: release(links.get("pending")),
    otherHeartbeats: lines("heartbeats").map((path) => path.split("/").at(-3) ?? "").filter((name) => name !== cluster),
    interfaces: Object.fromEntries(lines("network").flatMap(interfaceMac)),
    deadInterfaces: lines("network").flatMap(deadInterface),
    advertisedInterfaces: lines("advertised"),
    addresses: lines("network").flatMap(interfaceAddress),
    facts: facts.map((fact) => observedFact(fact, sections)),
    files: Object.fromEntries([...files].map(([path, file]) => [path, file])),
    ipvsTable: sections.has("ipvs") ? lines("ipvs").map((line) => line.trim()).filter((line) => line !== "") : undefined,
    connections: lines("connections").join("\n"),
    model: kept("model.json", files, cluster),
    begun: kept("begun.json", files, cluster),
    needs: lines("needs"),
  };
}

/** Nothing is said of files where there is no tar to pack them; that it is missing is said. */
async function filesOf(lines: (section: string) => readonly string[]): Promise<Archive | undefined> {
  const packed = Buffer.from(lines("files").join(""), "base64");
  return packed.length === 0 && lines("missing").some((tool) => tool === "tar" || tool === "base64") ? new Map() : readArchive(packed);
}

function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("@@ ")) sections.set(line.slice(3), (current = []));
    else if (line !== "") current.push(line);
  }
  return sections;
}

/** The fact as it is: in the same words when it holds, else with what is there instead. */
function observedFact(fact: string, sections: ReadonlyMap<string, readonly string[]>): string {
  const [kind = "", name = "", ...rest] = fact.split(" ");
  const lines = (section: string): readonly string[] => sections.get(section) ?? [];
  switch (kind) {
    case "unit":
      return `unit ${name} ${unitStates(lines("unit"), name)}`;
    case "sysctl":
      return observedSysctl(fact, lines("sysctl"));
    case "module":
      return lines("module").includes(name) ? fact : `${fact} absent`;
    case "address":
      return lines("network").flatMap(interfaceAddress).some((entry) => entry.interface === rest[0] && entry.address === name) ? fact : `${fact} absent`;
    case "link":
      return lines("network").some((line) => linkHas("UP", line, name)) ? fact : `${fact} absent`;
    case "carrier":
      return lines("network").some((line) => linkHas("LOWER_UP", line, name)) ? fact : `${fact} absent`;
    case "leg":
      return `leg ${name} ${lines("legs").includes(`${name} dead`) ? "dead" : "alive"}`;
    case "source-route":
      return lines("source-routes").includes(fact) ? fact : `source-route ${name} absent`;
    case "clamp-mss":
      return lines("clamps").find((line) => line.startsWith(`clamp-mss ${name} `)) ?? `clamp-mss ${name} absent`;
    case "snat-outbound":
    case "snat-local":
    case "untracked-request":
    case "untracked-reply":
    case "untracked-heartbeat":
    case "serve-vip":
      return lines("packet-rules").includes(fact) ? fact : `${fact} absent`;
    case "default-route":
      return `default-route ${defaultRoute(lines("route"), name)}`;
    default:
      return `${fact} (not looked at)`;
  }
}

/** ARP settings only grow stricter: where another cluster on a shared real server wants more, its greater value serves this one as well. */
function observedSysctl(fact: string, lines: readonly string[]): string {
  const [, name = "", ...wanted] = fact.split(" ");
  const path = settingPath(name);
  const found = lines.map((line) => /^(\S+) = (.*)$/.exec(line)).find((match) => settingPath(match?.[1] ?? "") === path)?.[2]?.replaceAll("\t", " ");
  const stricter = /\/arp_(ignore|announce)$/.test(path) && Number(found) > Number(wanted.join(" "));
  return stricter ? fact : `sysctl ${name} ${found ?? "absent"}`;
}

/** The key below /proc/sys: sysctl answers with dots also where it was asked with slashes, as for an interface `eth0.100`. The first separator decides how the others are read. */
function settingPath(key: string): string {
  return /^[^.]*\//.test(key) ? key : key.replace(/[./]/g, (separator) => (separator === "." ? "/" : "."));
}

/** `ENABLED ACTIVE` out of `systemctl show`, which prints the same number of lines for each unit; blank lines between units are gone here. */
function unitStates(lines: readonly string[], unit: string): string {
  const perUnit = 3;
  const first = Math.floor(lines.indexOf(`Id=${unit}`) / perUnit) * perUnit;
  if (first < 0) return "absent inactive";
  const block = lines.slice(first, first + perUnit);
  const value = (property: string): string => block.find((line) => line.startsWith(`${property}=`))?.slice(property.length + 1) ?? "";
  return `${value("UnitFileState") || "absent"} ${value("ActiveState") || "inactive"}`;
}

/** The default route that wins for the gateway's family: `GATEWAY DEV`. */
function defaultRoute(lines: readonly string[], gateway: string): string {
  const family = parseIpAddress(gateway)?.family ?? 4;
  const routes = lines.map((line) => ({
    via: /\bvia (\S+)/.exec(line)?.[1] ?? "none",
    dev: /\bdev (\S+)/.exec(line)?.[1] ?? "-",
    metric: Number(/\bmetric (\d+)/.exec(line)?.[1] ?? 0),
  }));
  const best = routes.filter(({ via }) => (parseIpAddress(via)?.family ?? family) === family).sort((a, b) => a.metric - b.metric)[0];
  return best === undefined ? "none -" : `${best.via} ${best.dev}`;
}

function kept(file: string, files: Archive, cluster: string): string | undefined {
  return files.get(`/var/lib/lvs/clusters/${cluster}/${file}`)?.content;
}

/** `5: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 1480 …` */
function linkHas(flag: "UP" | "LOWER_UP", line: string, device: string): boolean {
  const match = /^\d+:\s+([^:@\s]+)[@:].*?<([^>]*)>/.exec(line);
  return match?.[1] === device && (match[2] ?? "").split(",").includes(flag);
}

function interfaceMac(line: string): [string, string][] {
  const match = /^\d+:\s+([^:@\s]+)[@:].*\blink\/\S+\s+([0-9a-f:]+)/.exec(line);
  return match === null ? [] : [[match[1] ?? "", match[2] ?? ""]];
}

/** keepalived, too, goes by whether it is up and running (netdevice(7)). */
function deadInterface(line: string): string[] {
  const match = /^\d+:\s+([^:@\s]+)[@:][^<]*<([^>]*)>/.exec(line);
  return match === null || ["UP", "LOWER_UP"].every((flag) => match[2]?.split(",").includes(flag)) ? [] : [match[1] ?? ""];
}

function interfaceAddress(line: string): { interface: string; address: string }[] {
  const match = /^\d+:\s+(\S+)\s+inet6?\s+(\S+)/.exec(line);
  return match === null ? [] : [{ interface: match[1] ?? "", address: match[2] ?? "" }];
}

function release(target: string | undefined): string | undefined {
  return target?.replace(/^releases\//, "");
}

function pair(line: string): [string, string] {
  const [left = "", right = ""] = line.split(" ");
  return [left, right];
}

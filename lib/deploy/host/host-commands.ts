import { clusterDirectory } from "../../compile";
import { commandLine, quote } from "../command-line";
import { type RemoteCommand } from "../host-port";
import { LVS_HOST } from "./lvs-host.generated";

/** Long enough for keepalived to start on a busy machine, short enough to notice a hung host. */
const VERB_TIMEOUT_MS = 90_000;

/** A real server that several clusters share may be busy for another one: `lvs-real-server` waits for so long until that is through. */
const SHARED_HOST_MS = 90_000;

/** For so long `lvs-host` waits for a journal that is silent. */
const LATE_JOURNAL_MS = 45_000;

/** What `observe` is asked to look at. */
export interface ObserveRequest {
  readonly cluster: string;
  /** Absolute paths of files whose text is wanted. */
  readonly paths: readonly string[];
  /** Lines in the form of `expected-state`. */
  readonly facts: readonly string[];
  /** What takes a host time to say and is seldom wanted. */
  readonly extras?: readonly ("keepalived" | "connections")[];
}

/** Looks at a host without leaving anything there: the tool travels on standard input. */
export function observeCommand(request: ObserveRequest): RemoteCommand {
  const named = (kind: string): string => request.facts.filter((fact) => fact.startsWith(`${kind} `)).map((fact) => fact.split(" ")[1] ?? "").join(" ");
  const asked = (kind: string, section: string): string[] => (named(kind) === "" ? [] : [section]);
  const extras = [...(request.extras ?? []), ...asked("leg", "legs"), ...asked("default-route", "route"), ...asked("source-route", "source-routes"), ...asked("clamp-mss", "clamps"), ...(request.facts.some((fact) => /^(snat-|untracked-|serve-vip )/.test(fact)) ? ["packet-rules"] : [])].join(" ");
  const preset = { LVS_PATHS: request.paths.join("\n"), LVS_UNITS: named("unit"), LVS_SYSCTLS: named("sysctl"), LVS_MODULES: named("module"), LVS_EXTRAS: extras };
  return { ...directly(fromStdin(["observe", request.cluster], preset)), question: questionOf(request, preset) };
}

/** What the answer is read by; another number means another version of the tool. */
export const OBSERVATION_FORMAT = "3";

/** The same for `lvs-look`, a line each. */
function questionOf({ cluster, paths }: ObserveRequest, { LVS_UNITS, LVS_SYSCTLS, LVS_MODULES, LVS_EXTRAS }: Readonly<Record<"LVS_UNITS" | "LVS_SYSCTLS" | "LVS_MODULES" | "LVS_EXTRAS", string>>): string {
  return [OBSERVATION_FORMAT, cluster, LVS_UNITS, LVS_SYSCTLS, LVS_MODULES, LVS_EXTRAS, ...paths].map((line) => `${line}\n`).join("");
}

/** Unpacks the archive beside the releases and has the unpacked tool prove and keep it. One round trip for everything. */
export function stageCommand(request: { cluster: string; digest: string; nonce: string; archive: Uint8Array }): RemoteCommand {
  const staging = `${clusterDirectory(request.cluster)}/releases/.staging-${request.nonce}`;
  const tool = commandLine(["/bin/sh", `${staging}/lvs-host`, "stage", request.cluster, request.digest, request.nonce]);
  const unpack = `umask 022; mkdir -p ${quote(staging)} && tar -x -C ${quote(staging)} -f - && exec ${tool}`;
  return { script: unpack, stdin: request.archive, timeoutMs: VERB_TIMEOUT_MS };
}

/** Would the host run the staged release? */
export function checkCommand(cluster: string, digest: string): RemoteCommand {
  return { ...directly(fromStdin(["check", cluster, digest])), timeoutMs: VERB_TIMEOUT_MS };
}

/** Verbs that change what runs: done in a transient unit, so that they end whatever becomes of the SSH session. */
export type ChangeVerb = "activate" | "prepare" | "finish";

/** Makes the change. Our tool does it, not the copy in the release: one that was kept from before may be of another version. */
export function changeCommand(verb: ChangeVerb, { cluster, digest }: { cluster: string; digest: string }): RemoteCommand {
  return detached(fromStdin([verb, cluster, digest]), `lvs-${verb}-${cluster}`, verb === "activate" ? { ...resuming(cluster), takesMs: LATE_JOURNAL_MS } : { takesMs: SHARED_HOST_MS });
}

/** Makes the release the one that a rollback returns to; a boot runs `current`. */
export function confirmCommand(cluster: string, digest: string): RemoteCommand {
  return directly(fromStdin(["confirm", cluster, digest]));
}

/**
 * Back to the confirmed release, or to what was found.
 * @param digest what ran before, to go back to where nothing was ever confirmed
 * @param asItWas to go back to it whatever was confirmed. @default false
 */
export function rollbackCommand(cluster: string, digest?: string, { asItWas = false } = {}): RemoteCommand {
  return detached(fromStdin(["rollback", cluster, ...(digest === undefined ? [] : [digest, ...(asItWas ? ["as-it-was"] : [])])]), `lvs-rollback-${cluster}`, { ...resuming(cluster), takesMs: SHARED_HOST_MS + LATE_JOURNAL_MS });
}

/** Stops a router's heartbeat, also over a boot, and leaves its files: a rollback starts it again. */
export function standDownCommand(cluster: string): RemoteCommand {
  return detached(fromStdin(["stand-down", cluster]), `lvs-stand-down-${cluster}`, resuming(cluster));
}

/** The active router lets a peer take over; see {@link import("../transaction/switch-over").switchOver}. */
export function handOverCommand(cluster: string, { holdMs, awayMs, vips }: { readonly holdMs: number; readonly awayMs: number; readonly vips: readonly string[] }): RemoteCommand {
  const command = withInput(["hand-over", cluster, String(holdMs), String(awayMs), ...vips], `${LVS_HOST.replace(/\n*$/, "")}\n`);
  return detached(command, `lvs-hand-over-${cluster}`, { ...resuming(cluster), takesMs: holdMs + awayMs });
}

/** Whatever ends a verb that hands over, the copy of the tool that it keeps for that lets new connections in again; without one there is nothing to do. */
function resuming(cluster: string): { readonly property: string } {
  const copy = `/run/lvs/lvs-host.${cluster}`;
  return { property: `ExecStopPost=-/bin/sh -c '[ ! -e ${copy} ] || exec /bin/sh ${copy} resume ${cluster}'` };
}

/** Leaves the host as it was found. */
export function removeCommand(cluster: string): RemoteCommand {
  return detached(fromStdin(["remove", cluster]), `lvs-remove-${cluster}`, { takesMs: SHARED_HOST_MS });
}

/** Has a router remember what changes are to bring about, until they have ended. */
export function beginCommand(cluster: string, models: string): RemoteCommand {
  return directly(withInput(["begin", cluster], models));
}

/** The change has ended, well or back where it began. */
export function endCommand(cluster: string): RemoteCommand {
  return directly(fromStdin(["end", cluster]));
}

/** Keeps the canonical model on a router, so that an import can rebuild the inputs. */
export function storeModelCommand(cluster: string, model: string): RemoteCommand {
  return directly(withInput(["store-model", cluster], model));
}

/** Runs targeted ipvsadm commands, one a line without the program's name. */
export function repairCommand(cluster: string, lines: readonly string[]): RemoteCommand {
  return directly(withInput(["repair", cluster], lines.map((line) => `${line}\n`).join("")));
}

/** Who answers ARP for these addresses? */
export function arpCommand(questions: readonly ArpQuestion[]): RemoteCommand {
  return directly(fromStdin(["arp", ...questions.map(({ device, address }) => `${device}/${address}`)]));
}

/** An address, and the interface on whose network it is asked for. */
export interface ArpQuestion {
  readonly device: string;
  readonly address: string;
}

/** Do packets that a router sends from its public address come back through the NAT router address? Answered by the router that holds it. */
export function returnPathCommand(gateway: string, source: string, addresses: readonly string[]): RemoteCommand {
  return directly(fromStdin(["return-path", gateway, source, ...addresses]));
}

/** Installs packages with the host's own package manager. */
export function installCommand(packages: readonly string[]): RemoteCommand {
  return { ...directly(fromStdin(["install", ...packages])), timeoutMs: 600_000 };
}

/** A run of the tool: the shell that reads it, and what that shell reads. */
interface ToolRun {
  readonly shell: string;
  readonly stdin: string;
}

/** In the place of the shell that read the command, which has nothing more to do. */
function directly({ shell, stdin }: ToolRun): RemoteCommand {
  return { script: `exec ${shell}`, stdin };
}

/** In a transient unit; the tool still comes over standard input. */
function detached({ shell, stdin }: ToolRun, unit: string, { property, takesMs = 0 }: { readonly property?: string; readonly takesMs?: number } = {}): RemoteCommand {
  const properties = property === undefined ? "" : ` ${quote(`--property=${property}`)}`;
  return { script: transient(unit, shell, properties), stdin, timeoutMs: VERB_TIMEOUT_MS + takesMs };
}

/**
 * In a unit of its own. The shell's process id keeps its name apart from that of an earlier try, which may still run. The unit is told who is logged in,
 * because a real server refuses a default route that would cut that person off; sudo forgets it, but has it in its own environment.
 */
function transient(unit: string, shell: string, properties: string): string {
  const client = `"--setenv=SSH_CONNECTION=\${SSH_CONNECTION:-$(tr '\\0' '\\n' <"/proc/$PPID/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')}"`;
  return `exec systemd-run --quiet --wait --pipe --collect --service-type=exec ${quote(`--unit=${unit}`)}-$$${properties} ${client} ${shell}`;
}

/**
 * The tool travels on standard input as the body of one function, so that the shell has read all of it before anything runs: no command in it
 * can swallow the rest of the script, and its own standard input is what we say.
 */
function fromStdin(argv: readonly string[], preset: Readonly<Record<string, string>> = {}): ToolRun {
  const assignments = Object.entries(preset).map(([name, value]) => `${name}=${quote(value)}\n`);
  return { shell: toolShell(argv), stdin: `${assignments.join("")}${toolFunction}lvs_main "$@" </dev/null\n` };
}

function withInput(argv: readonly string[], input: string): ToolRun {
  const end = heredocEnd(input);
  return { shell: toolShell(argv), stdin: `${toolFunction}lvs_main "$@" <<'${end}'\n${input}${end}\n` };
}

function toolShell(argv: readonly string[]): string {
  return commandLine(["/bin/sh", "-s", "--", ...argv]);
}

const toolFunction = `lvs_main() {\n${LVS_HOST}\n}\n`;

/** A line that does not stand in the input; the input must end in a newline or be empty. */
function heredocEnd(input: string): string {
  let end = "LVS_END";
  while (input.includes(end)) end += "_";
  return end;
}

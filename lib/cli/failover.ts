import { type Command, InvalidArgumentError } from "commander";
import { DEFAULT_HOLD_MS, type DeployContext, type SwitchedOver, modelFrom, switchOver } from "../deploy";
import { createSshConnector } from "../deploy/ssh";
import { type SshSettings } from "../deploy/ssh/settings";
import { type Finding, type Result, failed, ok, renderFinding } from "../diagnostics";
import { isName } from "../model";
import { type ProjectCluster, projectCluster } from "./project-clusters";

/** What `failover` exits with. */
export const failoverExitCodes = { done: 0, failed: 1, usage: 2 } as const;

const explanation = `
Run it where cdktf.json is: the cluster's routers and the way to log in are taken from what cdktf synth wrote. Elsewhere, name one of
its routers as you would give it to ssh: npx cdktf-lvs failover www@lvs1.example.net

Nothing is changed unless exactly one router is active and all others have their cables, run the same deployment and serve the same real servers. New TCP
connections wait for the time of --hold and are then let in by the new active router: with the default and adverts every second or more often, a client waits about a second. Established
connections go on. The router that was active stays as hot backup.

Exit codes: 0 another router is active · 1 not so, the reason is on standard error · 2 wrong usage.`;

interface FailoverOptions {
  readonly hold: number;
  readonly sshConfig?: string;
  readonly user?: string;
  readonly json?: true;
}

/** Adds `cdktf-lvs failover`. */
export function addFailoverCommand(program: Command): void {
  program
    .command("failover <cluster>")
    .description("let another router of a cluster become active, without failing a request")
    .option("--hold <ms>", "how long new connections wait before the switchover; longer for services with requests that take long and are few", milliseconds, DEFAULT_HOLD_MS)
    .option("--ssh-config <file>", "with CLUSTER@ROUTER: the SSH configuration to use (default: your own)")
    .option("--user <name>", "with CLUSTER@ROUTER: the login (default: the SSH configuration's)")
    .option("--json", "what happened, for programs")
    .addHelpText("after", explanation)
    .action(async (cluster: string, options: FailoverOptions) => {
      process.exitCode = report(await failover(cluster, options), options);
    });
}

async function failover(argument: string, options: FailoverOptions): Promise<Result<SwitchedOver>> {
  const bound = BINDINGS.filter((variable) => process.env[variable] !== undefined);
  if (bound.length > 0) return failed(mayNot(bound));
  const [name = "", router] = argument.split(/@(.*)/s);
  if (!isName(name) || router === "") return failed(badArgument(argument));
  const place = router === undefined ? projectCluster(name) : ok(namedRouter(router, options));
  if (!place.ok) return place;
  const context = contextOf(place.value.ssh);
  const refusals = [];
  for (const one of place.value.routers) {
    const model = await modelFrom(name, one, context);
    if (model.ok) return switchOver(model.value, { holdMs: options.hold }, context);
    refusals.push(...model.findings);
  }
  return { ok: false, findings: refusals };
}

function namedRouter(host: string, { sshConfig, user }: FailoverOptions): ProjectCluster {
  return { routers: [{ name: host, address: { host } }], ssh: { ...(sshConfig === undefined ? {} : { configFile: sshConfig }), ...(user === undefined ? {} : { user }) } };
}

function contextOf(ssh: SshSettings): DeployContext {
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const began = Date.now();
  const progress = (line: string): void => console.error(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  return { connector: createSshConnector(ssh), signal: interrupted.signal, progress };
}

function report(result: Result<SwitchedOver>, { json }: FailoverOptions): number {
  for (const finding of result.findings) console.error(renderFinding(finding));
  if (json) console.log(JSON.stringify(result.ok ? { ...result.value, findings: result.findings } : { findings: result.findings }, undefined, 2));
  else if (result.ok) console.log(`${result.value.cluster}: ${result.value.to} is active now; ${result.value.from}, which was, stands by`);
  if (result.findings.some(({ code }) => code === "LVS700")) return failoverExitCodes.usage;
  return result.ok ? failoverExitCodes.done : failoverExitCodes.failed;
}

/** What keeps the provider from changing anything, or anything that nobody has reviewed. */
const BINDINGS = ["CDKTF_LVS_LOOK_ONLY", "CDKTF_LVS_REVIEWED", "CDKTF_LVS_REVIEWED_PREVIEW"] as const;

function mayNot(bound: readonly string[]): Finding {
  return { code: "LVS729", severity: "error", place: [], value: bound, summary: "no switchover here: this environment may only look, or do what was reviewed", remedy: `Leave ${bound.join(" and ")} out where a router may hand over`, hostNext: "Nothing was changed" };
}

function badArgument(argument: string): Finding {
  return { code: "LVS700", severity: "error", place: [], value: argument, summary: "this names no cluster", remedy: "Write CLUSTER, or CLUSTER@ROUTER with the router as you would give it to ssh, such as www@lvs1.example.net" };
}

function milliseconds(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 30_000) throw new InvalidArgumentError("A whole number of milliseconds, at most 30000.");
  return value;
}

import { type DeployContext, type SwitchedOver, modelFrom, switchOver } from "../deploy";
import { createSshConnector } from "../deploy/ssh";
import { type SshSettings } from "../deploy/ssh/settings";
import { type Finding, type Result, failed, ok, renderFinding } from "../diagnostics";
import { isName } from "../model";
import { type ProjectCluster, projectCluster } from "./project-clusters";

/** What `failover` exits with. */
const failoverExitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** As a person gives them. */
export interface FailoverOptions {
  /** Milliseconds. */
  readonly hold?: number;
  readonly sshConfig?: string;
  readonly user?: string;
  readonly json?: true;
}

/** What `failover` does; a file of its own, which no other command has to load. */
export async function failoverCommand(cluster: string, options: FailoverOptions): Promise<number> {
  return report(await failover(cluster, options), options);
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
    if (model.ok) return switchOver(model.value, options.hold === undefined ? {} : { holdMs: options.hold }, context);
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
  return { code: "LVS705", severity: "error", place: [], value: bound, summary: "no switchover here: this environment may only look, or do what was reviewed", remedy: `Leave ${bound.join(" and ")} out where a router may hand over`, hostNext: "Nothing was changed" };
}

function badArgument(argument: string): Finding {
  return { code: "LVS700", severity: "error", place: [], value: argument, summary: "this names no cluster", remedy: "Write CLUSTER, or CLUSTER@ROUTER with the router as you would give it to ssh, such as www@lvs1.example.net" };
}

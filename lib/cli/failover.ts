import { type Command, InvalidArgumentError } from "commander";
import { type FailoverOptions } from "./switch-over";

const explanation = `
Run it where cdktf.json is: the cluster's routers and the way to log in are taken from what cdktf synth wrote. Elsewhere, name one of
its routers as you would give it to ssh: npx cdktf-lvs failover www@lvs1.example.net

Nothing is changed unless exactly one router is active and all others have their cables, run the same deployment and serve the same real servers. New TCP
connections wait for the time of --hold and are then let in by the new active router: with the default and adverts every second or more often, a client waits about a second. Established
connections go on. The router that was active stays as hot backup.

Exit codes: 0 another router is active · 1 not so, the reason is on standard error · 2 wrong usage.`;

/** Adds `cdktf-lvs failover`. */
export function addFailoverCommand(program: Command): void {
  program
    .command("failover <cluster>")
    .description("let another router of a cluster become active, without failing a request")
    .option("--hold <ms>", "how long new connections wait before the switchover; longer for services with requests that take long and are few (default: 700)", milliseconds)
    .option("--ssh-config <file>", "with CLUSTER@ROUTER: the SSH configuration to use (default: your own)")
    .option("--user <name>", "with CLUSTER@ROUTER: the login (default: the SSH configuration's)")
    .option("--json", "what happened, for programs")
    .addHelpText("after", explanation)
    .action(async (cluster: string, options: FailoverOptions) => {
      process.exitCode = await (await import("./switch-over.js")).failoverCommand(cluster, options);
    });
}

function milliseconds(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 30_000) throw new InvalidArgumentError("A whole number of milliseconds, at most 30000.");
  return value;
}

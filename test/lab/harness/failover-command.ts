import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Lab } from "../../../lib/lab";

/** `cdktf-lvs failover` as people run it, for cluster www by one of its routers' names. */
export async function failoverByCommand(lab: Pick<Lab, "sshConfigPath">, ...options: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const argv = [require.resolve("tsx/cli"), join(__dirname, "../../../lib/cli/main.ts"), "failover", "www@lvs2", "--ssh-config", lab.sshConfigPath, ...options];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

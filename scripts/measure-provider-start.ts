/** CPU time from spawn to handshake: `npx tsx scripts/measure-provider-start.ts [BUNDLE [RUNS]]`. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { selfSignedCertificate } from "../lib/provider/wire/certificate";

/** What starting the provider costs: user and system time of the process in ms, everything node itself needs included. */
export interface StartCost {
  readonly medianMs: number;
  readonly minMs: number;
  readonly runs: number;
}

/** Starts the bundle as Terraform does, mutual TLS included, and reads the kernel's account of it when the handshake is there. */
export async function measureProviderStart(bundle: string, runs = 11): Promise<StartCost> {
  const clientCertificate = selfSignedCertificate(new Date()).pem;
  const costs: number[] = [];
  for (let run = 0; run < runs; run++) costs.push(await startOnce(bundle, clientCertificate));
  costs.sort((a, b) => a - b);
  return { medianMs: costs[Math.floor(costs.length / 2)] ?? NaN, minMs: costs[0] ?? NaN, runs };
}

function startOnce(bundle: string, clientCertificate: string): Promise<number> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    PLUGIN_PROTOCOL_VERSIONS: "5,6",
    PLUGIN_CLIENT_CERT: clientCertificate,
  };
  const child = spawn(process.execPath, [bundle], { env, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let cost: number | undefined;
    child.on("error", reject);
    child.stdout.on("data", (line: Buffer) => {
      if (!line.toString().startsWith("1|6|unix|")) reject(new Error(`no handshake: ${line.toString()}`));
      cost = cpuMs(child.pid ?? 0);
      child.kill("SIGTERM");
    });
    child.on("close", () => (cost === undefined ? reject(new Error("it ended before the handshake")) : resolve(cost)));
  });
}

/**
 * CPU time of all threads of a process so far. From schedstat, which counts nanoseconds where stat counts 10 ms. Threads
 * that have ended are missing; node's are all alive at the handshake.
 */
function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((thread) => Number(readFileSync(join(tasks, thread, "schedstat"), "utf8").split(" ")[0]));
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

if (require.main === module) {
  const [bundle = join(__dirname, "../dist/provider.cjs"), runs = "11"] = process.argv.slice(2);
  void measureProviderStart(bundle, Number(runs)).then(({ medianMs, minMs }) => {
    process.stdout.write(`spawn to handshake: ${medianMs.toFixed(0)} ms CPU (median of ${runs}; best ${minMs.toFixed(0)} ms)\n`);
  });
}

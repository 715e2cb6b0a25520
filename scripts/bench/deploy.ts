import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Result } from "../../lib/diagnostics";
import { type ClusterOutcome, type DeployContext, type DesiredCluster, applyCluster, desiredCluster } from "../../lib/deploy";
import { createSshConnector } from "../../lib/deploy/ssh";
import { Lab, defaultTopology } from "../../lib/lab";
import { parseCluster } from "../../lib/model";
import { type Findings, type Measurement } from "./figure";
import { median, medianRatio } from "./paired";
import { RawDeploy } from "./raw-deploy";

const ROUNDS = 5;
const LAB = "bench-deploy";
const NODES = ["lvs1", "lvs2", "web1"];

/** What the safety of a transaction costs on top of moving files. */
export const deploy: Measurement = {
  name: "deploy",
  about: "A changed weight to both routers of a lab: the whole transaction against tar through ssh, which unpacks, tests, renames and reloads. Time on the clock, in turns.",
  measure: async (progress) => {
    const lab = must(await Lab.up({ ...defaultTopology, nodes: nodesOf(defaultTopology.nodes) }, { name: LAB, onProgress: progress }));
    const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-bench-deploy-"));
    try {
      return await inTurns(lab.sshConfigPath, directory, progress);
    } finally {
      rmSync(directory, { recursive: true, force: true });
      await lab.down();
    }
  },
};

function nodesOf<Node>(nodes: Readonly<Record<string, Node>>): Record<string, Node> {
  return Object.fromEntries(Object.entries(nodes).filter(([name]) => NODES.includes(name)));
}

async function inTurns(sshConfig: string, directory: string, progress: (line: string) => void): Promise<Findings> {
  const context: DeployContext = { connector: createSshConnector({ configFile: sshConfig }), signal: new AbortController().signal, progress: () => undefined };
  const raw = new RawDeploy(join(directory, "bundles"), sshConfig);
  const [ours, theirs, cpu]: [number[], number[], number[]] = [[], [], []];
  progress("first deployment to bare routers");
  await apply(weighted(1), context);
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`a weight changes, round ${round} of ${ROUNDS}`);
    const desired = weighted(round % 2 === 1 ? 2 : 1);
    const before = process.cpuUsage();
    ours.push(await secondsOf(() => apply(desired, context)));
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1e6);
    raw.prepare(desired.hosts);
    theirs.push(await secondsOf(() => raw.deploy(desired.hosts)));
  }
  return {
    figures: [
      { label: "deploy to a pair, transaction against raw tar and ssh", value: medianRatio(ours, theirs), unit: "x" },
      { label: "deploy to a pair, transaction", value: median(ours), unit: "s" },
      { label: "deploy to a pair, raw tar and ssh", value: median(theirs), unit: "s" },
      { label: "deploy to a pair, transaction, on this machine", value: median(cpu), unit: "s CPU" },
    ],
    notes: [
      `medians of ${ROUNDS} rounds; raw serves both routers at once, the transaction the backup first and then the active one`,
      "The transaction does besides: it looks at files, units, settings and the kernel's table of both hosts, proves the release whole before it activates,",
      "asks by ARP who has each VIP, compares the kernel's table and the health with what is expected, and confirms over a new connection.",
    ],
  };
}

/** A cluster on the lab's routers whose one real server nobody logs in to, so that two hosts are deployed to. */
function weighted(weight: number): DesiredCluster {
  const router = (number: number): unknown => ({
    host: `lvs${number}`,
    priority: 264 - 10 * number,
    public: { interface: "eth0", address: `203.0.113.${number + 1}/24` },
    private: { interface: "eth1", address: `192.168.1.${number + 1}/24` },
  });
  const model = must(
    parseCluster({
      name: "bench",
      routers: { lvs1: router(1), lvs2: router(2) },
      heartbeat: { virtualRouterId: 51, advertIntervalMs: 200 },
      routing: { method: "nat", gateway: "192.168.1.254/24" },
      vips: { www: { address: "203.0.113.10" } },
      pools: { web: { healthChecks: [{ type: "http", path: "/healthz", intervalMs: 1000 }], servers: { web1: { address: "192.168.1.11", weight } } } },
      virtualServers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wlc" } },
    }),
  );
  return must(desiredCluster(model));
}

async function apply(desired: DesiredCluster, context: DeployContext): Promise<ClusterOutcome> {
  const outcome = await applyCluster({ desired, former: undefined, lastConfirmed: {} }, context);
  if (!outcome.succeeded) throw new Error(`the deployment failed: ${outcome.findings.map(({ code, summary }) => `${code} ${summary}`).join("; ")}`);
  return outcome;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.findings.map(({ summary }) => summary).join("; "));
}

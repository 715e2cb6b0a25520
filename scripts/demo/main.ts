/** `npm run demo [-- --keep]`: a whole site, from bare routers to a power cut, told as a story. */
import { setTimeout as sleep } from "node:timers/promises";
import { renderFinding } from "../../lib/diagnostics";
import { masterDownIntervalMs } from "../../lib/deploy/transaction/order";
import { Lab, type LabNode, defaultTopology } from "../../lib/lab";
import { ExampleProject } from "./project";
import { chapter, elapsedSeconds, progress, table, tell } from "./story";
import { fastKernel } from "../../test/lab/harness/site";
import { longConnections, rate, steadyRequests } from "../../test/lab/harness/traffic";

const VIP = "203.0.113.10";
const URL = `http://${VIP}/`;
const WEIGHTS: Readonly<Record<string, number>> = { web1: 3, web2: 2, web3: 1 };
const ADVERT_MS = 200;
const BACKUP_PRIORITY = 244;
const LAB = "demo";

async function main(): Promise<void> {
  const keep = process.argv.includes("--keep");
  tell("Two bare routers, three web servers and a client, each a virtual machine with a kernel of its own. Nothing but this machine is touched.");
  chapter("A datacentre is switched on");
  const up = await Lab.up(defaultTopology, { name: LAB, kernel: fastKernel, onProgress: progress });
  if (!up.ok) throw new Error(up.findings.map(renderFinding).join("\n"));
  const lab = up.value;
  const project = new ExampleProject({ example: "quickstart", sshConfig: lab.sshConfigPath });
  try {
    await story(lab, project);
  } finally {
    if (keep) tell(`\nThe lab stays: npx cdktf-lvs lab status --name ${LAB}; the project is in ${project.directory}. Later: npx cdktf-lvs lab down --name ${LAB}`);
    else await tidy(lab, project);
  }
  chapter(`Done in ${elapsedSeconds().toFixed(0)} s`);
}

async function story(lab: Lab, project: ExampleProject): Promise<void> {
  const client = lab.node("client");
  chapter("cdktf deploy: examples/quickstart becomes a working pair of LVS routers");
  await project.deploy({ onProgress: progress });
  tell(`${VIP} answers. Active: ${await activeRouter(lab)}; the other router is its hot backup.`);
  await distribution(client, WEIGHTS);
  await powerCut(lab, client);
  await comeBack(lab, client);
  await changeWeight(project, client);
}

async function distribution(client: LabNode, weights: Readonly<Record<string, number>>): Promise<void> {
  chapter("2,000 requests through the VIP, by weight");
  const report = await rate(client, URL, 2000);
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  table([
    ["server", "weight", "expected", "answered"],
    ...Object.entries(weights).map(([server, weight]) => [server, weight, Math.round((2000 * weight) / total), report.perServer[server] ?? 0]),
  ]);
  tell(`${report.failed} failed, ${Math.round(report.requests / report.seconds)} requests a second.`);
}

async function powerCut(lab: Lab, client: LabNode): Promise<void> {
  chapter("The plug is pulled on the active router, under load");
  const active = await activeRouter(lab);
  const control = await steadyRequests(client, URL).started();
  await sleep(2000);
  const idle = await control.stop();
  const requests = await steadyRequests(client, URL).started();
  await sleep(1000);
  await lab.node(active).kill();
  progress(`${active} has no power any more`);
  await sleep(2500);
  const { longestGapMs, sent, failed } = await requests.stop();
  const limit = masterDownIntervalMs(ADVERT_MS, BACKUP_PRIORITY);
  tell(`Longest time without an answer: ${longestGapMs} ms; with nothing happening, ${idle.longestGapMs} ms.`);
  tell(`VRRP's own limit here: ${Math.round(limit)} ms (three adverts of ${ADVERT_MS} ms and the skew of priority ${BACKUP_PRIORITY}).`);
  tell(`Of ${sent} requests, one every 20 ms, ${failed} failed. Active now: ${await activeRouter(lab)}.`);
}

async function comeBack(lab: Lab, client: LabNode): Promise<void> {
  const off = await missingRouter(lab);
  chapter(`${off} gets its power back, and stays hot backup`);
  const requests = await steadyRequests(client, URL).started();
  const connections = await longConnections(client, `${VIP}:9000`).started();
  const active = await activeRouter(lab);
  await lab.node(off).boot();
  progress(`${off} answers again; waiting for its heartbeat`);
  await lab.node(off).must("until systemctl -q is-active lvs-heartbeat; do sleep 0.2; done");
  await sleep(2000);
  const [short, long] = [await requests.stop(), await connections.stop()];
  tell(`Active before and after: ${active}, ${await activeRouter(lab)}. Of ${short.sent} requests ${short.failed} failed; of ${long.connections} long-lived connections ${long.resets} were reset.`);
}

async function changeWeight(project: ExampleProject, client: LabNode): Promise<void> {
  chapter("web3 was upgraded: its weight goes from 1 to 4 by a second deploy");
  const env = { WEB3_WEIGHT: "4" };
  const requests = await steadyRequests(client, URL).started();
  const connections = await longConnections(client, `${VIP}:9000`).started();
  await project.deploy({ onProgress: progress, onPlan: (plan) => changedLines(plan).forEach(tell) }, env);
  const [short, long] = [await requests.stop(), await connections.stop()];
  tell(`During the deploy: of ${short.sent} new requests ${short.failed} failed; of ${long.connections} long-lived connections ${long.resets} were reset.`);
  await distribution(client, { ...WEIGHTS, web3: 4 });
}

/** The lines of the plan that say what changes, each once. */
function changedLines(plan: string): string[] {
  const plain = plan.replace(/\u001b\[[0-9;]*m/g, "").split("\n");
  const lines = plain.map((line) => line.replace(/^\s*quickstart\s+/, "").trim());
  const start = lines.findIndex((line) => line.startsWith("# lvs_cluster"));
  const changes = lines.slice(start).filter((line, index) => index === 0 || /^[-+~]\s+[^\s#]/.test(line) || line.startsWith("Plan:"));
  return [...new Set(changes)];
}

async function activeRouter(lab: Lab): Promise<string> {
  const holders: string[] = [];
  for (const name of ["lvs1", "lvs2"]) {
    const node = lab.node(name);
    if ((await node.isRunning()) && (await node.exec(`ip -o address show | grep -qF " ${VIP}/"`)).code === 0) holders.push(name);
  }
  return holders.join(" and ") || "nobody";
}

async function missingRouter(lab: Lab): Promise<string> {
  return (await lab.node("lvs1").isRunning()) ? "lvs2" : "lvs1";
}

async function tidy(lab: Lab, project: ExampleProject): Promise<void> {
  chapter("Tidying up");
  await lab.down();
  project.remove();
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

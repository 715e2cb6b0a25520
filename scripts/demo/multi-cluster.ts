/** `npm run demo:multi-cluster [-- --keep]`: three clusters behind one name, from bare routers to the power cut of a whole cluster, told as a story. */
import { type LabNode } from "../../lib/lab";
import { type MultiSite, SITE_NAME, multiSite } from "../../test/lab/harness/multi-site";
import { type ResolvedReport, ResolvingClient, resolvedRequests } from "../../test/lab/harness/resolving-client";
import { fastKernel } from "../../test/lab/harness/site";
import { ExampleProject } from "./project";
import { chapter, elapsedSeconds, progress, table, tell } from "./story";

const LAB = "demo-multi";
const CLUSTERS: Readonly<Record<string, string>> = { "203.0.113.20": "nat", "203.0.113.40": "direct", "203.0.113.60": "tunnel" };
const TTL_SECONDS = 10;
const FOLLOW = { onProgress: progress };

async function main(): Promise<void> {
  const keep = process.argv.includes("--keep");
  tell("Six bare routers, four web servers, a router of nobody's that is the name server too, and a client with a resolver of its own: twelve virtual machines.");
  chapter("A datacentre is switched on");
  const site = await multiSite({ name: LAB, kernel: fastKernel, onProgress: progress });
  const project = new ExampleProject({ example: "multi-cluster", sshConfig: site.lab.sshConfigPath, env: site.env });
  try {
    await story(site, project);
  } finally {
    if (keep) tell(`\nThe lab stays: npx cdktf-lvs lab --name ${LAB} status; the project is in ${project.directory}. Later: npx cdktf-lvs lab --name ${LAB} down`);
    else {
      chapter("Tidying up");
      await site.down();
      project.remove();
    }
  }
  chapter(`Done in ${elapsedSeconds().toFixed(0)} s`);
  // What forwards the name server's port would keep the process.
  if (keep) process.exit();
}

async function story(site: MultiSite, project: ExampleProject): Promise<void> {
  const client = site.lab.node("client");
  chapter("cdktf deploy '*': NAT, direct routing and tunneling, side by side, and then one name for the three");
  await project.deploy(FOLLOW, {}, ["*"]);
  await spread(client);
  await withdrawal(site, project);
  await comeBack(site, project);
  await powerCut(site, project);
}

async function spread(client: LabNode): Promise<void> {
  chapter("9,000 requests, each with a question to the client's resolver first");
  tell(`The resolver is BIND 9: it keeps an answer for its time to live, ${TTL_SECONDS} s, and begins each with the next address (cyclic). The client takes the first.`);
  tellShares(await resolvedRequests(client, SITE_NAME, 9000));
}

async function withdrawal(site: MultiSite, project: ExampleProject): Promise<void> {
  chapter("The cluster with direct routing is taken away, under load: out of the name first, a time to live later from its hosts");
  const steady = new ResolvingClient(site.lab.node("client"), SITE_NAME);
  await project.deploy(FOLLOW, { WITHDRAWN: "direct" }, ["names"]);
  await project.destroy(FOLLOW, { WITHDRAWN: "direct" }, ["direct"]);
  tellShares(await steady.stop());
  tell(`The bank still serves the other two: web1 holds ${(await site.lab.node("web1").must("ip -4 -br address show dev tunl0")).trim().split(/\s+/).at(-1)} behind its tunnel, and no VIP on lo.`);
}

async function comeBack(site: MultiSite, project: ExampleProject): Promise<void> {
  chapter("It comes back: first its hosts, then the name");
  const steady = new ResolvingClient(site.lab.node("client"), SITE_NAME);
  await project.deploy(FOLLOW, {}, ["*"]);
  tellShares(await steady.stop());
}

async function powerCut(site: MultiSite, project: ExampleProject): Promise<void> {
  chapter("The plug is pulled on a whole cluster: both routers of the one with tunneling");
  for (const name of ["tunnel1", "tunnel2"]) await site.lab.node(name).kill();
  const client = site.lab.node("client");
  tellShares(await resolvedRequests(client, SITE_NAME, 60));
  tell("A name does not heal: whoever is given the dead VIP first waits in vain, a third of all. (Within a cluster the other router would have taken over.)");
  chapter("A person takes it out of the name");
  const began = performance.now();
  await project.deploy(FOLLOW, { WITHDRAWN: "tunnel" }, ["names"]);
  tell(`${((performance.now() - began) / 1000).toFixed(0)} s later, of which ${TTL_SECONDS} are the time to live, no resolver has it any more:`);
  tellShares(await resolvedRequests(client, SITE_NAME, 600));
}

function tellShares({ requests, failed, perAddress, failedPerAddress, perServer }: ResolvedReport): void {
  const addresses = Object.keys(perAddress).sort();
  table([["cluster", "VIP", "requests", "failed"], ...addresses.map((address) => [CLUSTERS[address] ?? "", address, perAddress[address] ?? 0, failedPerAddress[address] ?? 0])]);
  tell(`${requests} requests, ${failed} failed. By real server: ${Object.entries(perServer).sort().map(([server, count]) => `${server} ${count}`).join(", ")}.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

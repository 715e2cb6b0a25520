import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planCluster } from "../../lib/provider/resources/cluster/plan";
import { type ObjectValue, type Value, UNKNOWN, isObjectValue } from "../../lib/provider/server";
import { CLUSTER_ATTRIBUTES } from "../../lib/provider/resources/cluster-attributes.generated";
import { attributesValue } from "../../lib/provider/resources/model-value";
import { benchCluster } from "./bench-cluster";
import { run } from "./child";
import { type Measurement } from "./figure";
import { median } from "./paired";

const CLUSTERS = 100;
const SERVERS = 50;
const ROUNDS = 5;
const CLI = join(__dirname, "..", "..", "dist", "cli", "main.js");
/** Has a program say at its end how much memory it took. */
const TELL_MEMORY = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`maxRSS ${process.resourceUsage().maxRSS}\\n`))';

/** What a reviewer waits for. */
export const preview: Measurement = {
  name: "preview",
  about: `cdktf-lvs preview of a plan that changes a weight in each of ${CLUSTERS} clusters of ${SERVERS} real servers.`,
  measure: async (progress) => {
    const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-bench-preview-"));
    try {
      progress("the plan, as terraform show -json prints it");
      const file = join(directory, "plan.json");
      writeFileSync(file, planJson());
      const parse = [process.execPath, "-e", 'JSON.parse(require("fs").readFileSync(process.argv[1],"utf8"))', file];
      const command = [CLI, "preview", "--format", "markdown", "--output", join(directory, "out.md"), file];
      const [seconds, floor]: [number[], number[]] = [[], []];
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`round ${round} of ${ROUNDS}`);
        const began = performance.now();
        await run([process.execPath, ...command]);
        seconds.push((performance.now() - began) / 1000);
        const parsed = performance.now();
        await run(parse);
        floor.push((performance.now() - parsed) / 1000);
      }
      // Apart, because asking for it takes a tenth of a second.
      const { output } = await run([process.execPath, "--import", TELL_MEMORY, ...command]);
      const memory = Number(/maxRSS (\d+)/.exec(output)?.[1]) / 1024;
      const note = `medians of ${ROUNDS} rounds; a bare JSON.parse of the same file, with the start of Node.js, took ${median(floor).toFixed(2)} s`;
      return { figures: [{ label: "preview, Markdown", value: median(seconds), unit: "s", limit: 2 }, { label: "its memory", value: memory, unit: "MiB", limit: 300 }], notes: [note] };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

function planJson(): string {
  const changes = Array.from({ length: CLUSTERS }, (_, index) => {
    const [before, after] = [planned(index, 1, null), (prior: ObjectValue) => planned(index, 7, prior)];
    const confirmed = { ...before, confirmed: Object.fromEntries(Object.keys(isObjectValue(before["bundles"]) ? before["bundles"] : {}).map((host) => [host, "0".repeat(64)])) };
    const next = after(confirmed);
    return { address: `lvs_cluster.c${index}`, mode: "managed", type: "lvs_cluster", name: `c${index}`, change: { actions: ["update"], before: confirmed, after: known(next), after_unknown: unknown(next), before_sensitive: {}, after_sensitive: {} } };
  });
  const resources = changes.map(({ address, change }) => ({ address, mode: "managed", type: "lvs_cluster", values: change.after }));
  return JSON.stringify({ format_version: "1.2", terraform_version: "1.11.4", planned_values: { root_module: { resources } }, resource_changes: changes, configuration: {} });
}

/** A cluster's attributes as the provider plans them. */
function planned(index: number, firstWeight: number, prior: ObjectValue | null): ObjectValue {
  const { name, routers, gateway, vip, servers } = benchCluster(index);
  const model = {
    name,
    routers: Object.fromEntries(routers.map((router) => [router.name, { host: router.name, priority: router.priority, public: { interface: "eth0", address: router.public }, private: { interface: "eth1", address: router.private } }])),
    heartbeat: { virtualRouterId: 1 + (index % 255) },
    routing: { method: "nat", gateway },
    vips: { www: { address: vip } },
    pools: { web: { healthChecks: [{ type: "http", path: "/healthz" }], servers: Object.fromEntries(servers.slice(0, SERVERS).map((server, number) => [server.name, { address: server.address, weight: number === 0 ? firstWeight : server.weight, login: { host: `${name}-${server.name}`, interface: "eth0" } }])) } },
    virtualServers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wlc" } },
  };
  const config: ObjectValue = { ...attributesValue(model, CLUSTER_ATTRIBUTES), deletion_protection: true };
  const { planned: value, diagnostics } = planCluster({ prior, proposed: { ...(prior ?? {}), ...config }, config, privateState: "" });
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Error(JSON.stringify(diagnostics));
  return value;
}

function known(value: Value): unknown {
  if (value === UNKNOWN) return null;
  if (Array.isArray(value)) return value.map((item: Value) => known(item));
  return isObjectValue(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== UNKNOWN).map(([name, item]) => [name, known(item)])) : value;
}

function unknown(value: Value): unknown {
  if (value === UNKNOWN) return true;
  if (!isObjectValue(value)) return false;
  return Object.fromEntries(Object.entries(value).map(([name, item]): [string, unknown] => [name, unknown(item)]).filter(([, part]) => part !== false));
}

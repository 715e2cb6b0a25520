import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandRun, type PackedProject, Workbench } from "../../lab/harness/packed-project";

const SCRIPT = join(__dirname, "../../../examples/pull-request-preview/plan-stacks.sh");

/** Two sites, each a stack, whose hosts nobody can reach. */
const MAIN = `
import { App, TerraformStack } from "cdktf";
import { HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing } from "cdktf-lvs";

const app = new App();
for (const [index, site] of ["north", "south"].entries()) {
  const stack = new TerraformStack(app, site);
  new LvsProvider(stack, "lvs");
  const router = (name: string, last: number) => ({ host: \`\${site}-\${name}.invalid\`, public: { interface: "eth0", address: \`203.0.\${113 + index}.\${last}/24\` }, private: { interface: "eth1", address: \`192.168.\${1 + index}.\${last}/24\` } });
  const routers = new RouterPair(stack, "routers", { primary: router("lvs1", 2), backup: router("lvs2", 3), heartbeat: { virtualRouterId: 51 + index } });
  const cluster = new LvsCluster(stack, site, { routers, routing: Routing.nat({ gateway: \`192.168.\${1 + index}.254/24\` }) });
  const pool = new RealServerPool(stack, "web", { healthCheck: HealthCheck.tcp() });
  for (const server of [1, 2]) pool.addServer(\`web\${server}\`, { address: \`192.168.\${1 + index}.1\${server}\`, login: { host: \`\${site}-web\${server}.invalid\`, interface: "eth0" } });
  cluster.addVip("www", { address: \`203.0.\${113 + index}.10\` }).addVirtualServer("http", { port: 80, pool });
}
app.synth();
`;

interface PreviewJson {
  readonly certificate: { readonly digest: string };
  readonly stacks: readonly { readonly stack: string; readonly clusters: readonly { readonly class: string; readonly certificate: { readonly digest?: string } }[] }[];
}

describe("plans of a project with two stacks", () => {
  let bench: Workbench;
  let project: PackedProject;
  beforeAll(async () => {
    bench = new Workbench();
    project = bench.project("two sites", "0.0.1");
    expect(await project.npx("cdktf-lvs", "init")).toMatchObject({ code: 0 });
    writeFileSync(join(project.directory, "main.ts"), MAIN);
  });
  afterAll(() => bench.remove());

  async function previewed(...options: readonly string[]): Promise<{ readonly run: CommandRun; readonly json: PreviewJson }> {
    const run = await project.npx("cdktf-lvs", "preview", "cdktf.out", "--format", "json", "--output", "preview.json", ...options);
    return { run, json: JSON.parse(readFileSync(join(project.directory, "preview.json"), "utf8")) as PreviewJson };
  }

  const digestsOf = ({ stacks }: PreviewJson): Record<string, (string | undefined)[]> => Object.fromEntries(stacks.map(({ stack, clusters }) => [stack, clusters.map(({ certificate }) => certificate.digest)]));
  let ofDiff: Record<string, (string | undefined)[]>;

  it("are previewed as `cdktf diff` leaves them, and a stack without one reaches every limit", async () => {
    expect(await project.npx("cdktf", "diff", "north")).toMatchObject({ code: 0 });
    const { run, json } = await previewed("--fail-on", "drops");
    expect([run.code, run.output]).toEqual([5, expect.stringMatching(/--fail-on .*south/)]);
    expect(json.stacks.map(({ stack, clusters }) => [stack, clusters.length])).toEqual([["north", 1]]);
    ofDiff = digestsOf(json);
  });

  it("are the same as the pull request's script makes of every stack, which can then be verified", async () => {
    expect(await project.npx("cdktf", "synth")).toMatchObject({ code: 0 });
    const planned = await project.run("sh", SCRIPT, "cdktf.out", "--no-refresh");
    expect(planned.code, planned.output).toBe(0);
    const { run, json } = await previewed("--fail-on", "drops");
    expect(run.code, run.output).toBe(0);
    expect(json.stacks.map(({ stack, clusters }) => [stack, clusters.length])).toEqual([["north", 1], ["south", 1]]);
    expect(digestsOf(json)).toEqual({ ...ofDiff, south: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
    const { digest } = json.certificate;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await project.npx("cdktf-lvs", "verify-plan", "--reviewed", digest, "cdktf.out")).toMatchObject({ code: 0 });
    expect(await project.npx("cdktf-lvs", "verify-plan", "--reviewed", "0".repeat(64), "cdktf.out")).toMatchObject({ code: 3 });
  });
});

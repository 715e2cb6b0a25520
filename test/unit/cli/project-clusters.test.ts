import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type App, TerraformStack, TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing } from "../../../lib";
import { projectCluster } from "../../../lib/cli/project-clusters";
import { freshDirectory, synth } from "../constructs/fixtures/synth";

/** A cluster `www` on a router pair of its own, in a stack of that name. */
function stackWith(app: App, name: string, { host = (own: string): string => `${name}-${own}`, alias = false }: { readonly host?: (own: string, stack: TerraformStack) => string; readonly alias?: boolean } = {}): void {
  const stack = new TerraformStack(app, name);
  new LvsProvider(stack, "lvs", { ssh: { user: "ops" } });
  const second = alias ? new LvsProvider(stack, "other", { alias: "other", ssh: { user: "other", port: 2222 } }) : undefined;
  const leg = (address: string) => ({ interface: "eth0", address });
  const routers = new RouterPair(stack, "edge", {
    primary: { host: host("lvs1", stack), public: leg("203.0.113.2/24") },
    backup: { host: host("lvs2", stack), public: leg("203.0.113.3/24"), user: "root" },
    heartbeat: { virtualRouterId: 51 },
  });
  const pool = new RealServerPool(stack, "web");
  pool.addServer("web1", { address: "203.0.113.21" });
  new LvsCluster(stack, "www", { routers, routing: Routing.direct(), ...(second === undefined ? {} : { provider: second }) })
    .addVip("www", { address: "203.0.113.10" })
    .addVirtualServer("http", { port: 80, pool });
}

function synthesized(write: (app: App) => void): ReturnType<typeof projectCluster> {
  return projectCluster("www", synth(write).outdir);
}

const codes = ({ findings }: ReturnType<typeof projectCluster>): string[] => findings.map(({ code }) => code);

describe("a cluster of a project, by its name alone", () => {
  it("is where its routers are, with the project's way to log in", () => {
    expect(synthesized((app) => stackWith(app, "site"))).toMatchObject({
      ok: true,
      value: { ssh: { user: "ops" }, routers: [{ address: { host: "site-lvs1" } }, { address: { host: "site-lvs2", user: "root" } }] },
    });
  });

  it("is logged in to as the provider that it has chosen says", () => {
    expect(synthesized((app) => stackWith(app, "site", { alias: true }))).toMatchObject({ ok: true, value: { ssh: { user: "other", port: 2222 } } });
  });

  it("is not found where nothing was synthesized", () => {
    const directory = freshDirectory();
    expect(codes(projectCluster("www", directory))).toEqual(["LVS701"]);
    expect(codes(projectCluster("www", join(directory, "cdktf.out")))).toEqual(["LVS701"]);
  });

  it("is not found where none has that name; those that there are are named", () => {
    const { outdir } = synth((app) => stackWith(app, "site"));
    expect(projectCluster("mail", outdir)).toMatchObject({ ok: false, findings: [{ code: "LVS702", value: "mail", summary: expect.stringContaining("but www") as unknown }] });
  });

  it("is ambiguous where two stacks have one", () => {
    const twice = { resource: { lvs_cluster: { www: { name: "www", routers: { lvs1: { host: "lvs1" } } } } }, provider: { lvs: [{}] } };
    const directory = freshDirectory();
    for (const stack of ["one", "two"]) {
      mkdirSync(join(directory, "stacks", stack), { recursive: true });
      writeFileSync(join(directory, "stacks", stack, "cdk.tf.json"), JSON.stringify(twice));
    }
    expect(codes(projectCluster("www", directory))).toEqual(["LVS703"]);
  });

  it("can't be reached where a router's host is known only at apply", () => {
    const late = (_: string, stack: TerraformStack): string => (stack.node.tryFindChild("host") as TerraformVariable | undefined ?? new TerraformVariable(stack, "host", { type: "string" })).stringValue;
    expect(codes(synthesized((app) => stackWith(app, "site", { host: late })))).toEqual(["LVS704"]);
  });
});

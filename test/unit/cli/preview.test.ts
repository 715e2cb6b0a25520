import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addPreviewCommands } from "../../../lib/cli";
import { type Preview } from "../../../lib/preview";
import { type ObjectValue, UNKNOWN } from "../../../lib/provider/server";
import { configured, deployed, planned } from "../provider/cluster/cluster-values";
import { heavierWeb1, updated, withoutWeb3 } from "../preview/clusters";
import { changeJson, planJson } from "../preview/plan-json";

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "lvs preview "));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
});

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as main.ts does. */
async function run(...args: readonly string[]): Promise<Ran> {
  const text = { out: "", err: "" };
  const spies = [
    vi.spyOn(console, "log").mockImplementation((line: string) => void (text.out += `${line}\n`)),
    vi.spyOn(console, "error").mockImplementation((line: string) => void (text.err += `${line}\n`)),
    vi.spyOn(process.stdout, "write").mockImplementation((chunk: string | Uint8Array) => (text.out += String(chunk)) !== ""),
    vi.spyOn(process.stderr, "write").mockImplementation((chunk: string | Uint8Array) => (text.err += String(chunk)) !== ""),
  ];
  let exited: number | undefined;
  const program = new Command("cdktf-lvs").exitOverride(({ exitCode }) => {
    exited = exitCode === 0 ? 0 : 2;
    throw new Error("exit");
  });
  addPreviewCommands(program);
  await program.parseAsync(args, { from: "user" }).catch((problem: unknown) => {
    if (exited === undefined) throw problem;
  });
  for (const spy of spies) spy.mockRestore();
  const status = exited ?? Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { status, stdout: text.out, stderr: text.err };
}

function write(name: string, text: string): string {
  const path = join(place, name);
  writeFileSync(path, text);
  return path;
}

const weight = planJson([updated(heavierWeb1)]);
const loss = planJson([updated(withoutWeb3)]);

/** The digest at the end of a preview. */
const digestIn = (text: string): string => /Reviewed digest: ([0-9a-f]{64})/.exec(text)?.[1] ?? "";

describe("cdktf-lvs preview", () => {
  it("prints text, and what else is asked for", async () => {
    const plan = write("site.json", weight);
    expect(await run("preview", plan)).toMatchObject({ status: 0, stderr: "", stdout: expect.stringMatching(/^🟡 new-connections: 1 cluster\n=+\n/) as unknown });
    expect((await run("preview", "--format", "markdown", plan)).stdout).toMatch(/^<!-- cdktf-lvs preview -->\n## 🟡 new-connections/);
    expect((await run("preview", "--format", "html", plan)).stdout).toMatch(/^<!doctype html>/);
    expect(JSON.parse((await run("preview", "--format", "json", plan)).stdout)).toMatchObject({ format: 2, stacks: [{ stack: "site" }] });
    expect((await run("preview", "--format", "markdown", "--max-size", "4096", plan)).stdout.length).toBeLessThanOrEqual(4096);
  });

  it("writes it to a file; where it can't, it says so", async () => {
    const plan = write("site.json", weight);
    const output = join(place, "preview.md");
    expect(await run("preview", "--format", "markdown", "--output", output, plan)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(output, "utf8")).toContain("Reviewed digest");
    expect(await run("preview", "--output", join(place, "no", "where"), plan)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^LVS725 .*no such file/) as unknown });
  });

  it.each([
    [5, ["new-connections"]],
    [0, ["failover"]],
    [0, ["drops"]],
    [0, ["capacity:1"]],
    [2, ["capacity:0"]],
    [2, ["hitless"]],
    [2, ["Drops"]],
  ])("a change of weights exits with %d for --fail-on %j", async (status, limits) => {
    expect((await run("preview", ...limits.flatMap((limit) => ["--fail-on", limit]), write("site.json", weight))).status).toBe(status);
  });

  it.each([
    [5, ["failover"]],
    [5, ["capacity:63"]],
    [0, ["capacity:64"]],
    [5, ["capacity:64", "drops"]],
  ])("a real server that goes exits with %d for --fail-on %j", async (status, limits) => {
    const ran = await run("preview", ...limits.flatMap((limit) => ["--fail-on", limit]), write("site.json", loss));
    expect([ran.status, ran.stderr.includes("--fail-on")]).toEqual([status, status === 5]);
  });

  it("takes every stack of a project that has a plan, and names those that have none", async () => {
    for (const [stack, plan] of [["edge", weight], ["core", loss], ["bare", undefined]] as const) {
      mkdirSync(join(place, "cdktf.out/stacks", stack), { recursive: true });
      write(`cdktf.out/stacks/${stack}/cdk.tf.json`, "{}");
      if (plan !== undefined) write(`cdktf.out/stacks/${stack}/plan`, plan);
    }
    const { status, stdout, stderr } = await run("preview", "--format", "json", join(place, "cdktf.out"));
    expect([status, (JSON.parse(stdout) as Preview).stacks.map(({ stack }) => stack)]).toEqual([0, ["core", "edge"]]);
    expect(stderr).toBe('LVS711 ("bare"): this stack has no plan, so nothing is said about it. Run `npx cdktf diff bare` to have it previewed, too.\n');
    expect((JSON.parse(stdout) as Preview).warnings).toMatchObject([{ code: "LVS711", text: expect.stringContaining('("bare")') as unknown }]);
    expect((await run("preview", "--format", "json", join(place, "cdktf.out/stacks/edge/plan"))).stdout).toContain('"stack": "edge"');
    // Whatever the one without a plan brings, nobody knows it.
    expect(await run("preview", "--fail-on", "capacity:100", join(place, "cdktf.out"))).toMatchObject({ status: 5, stderr: expect.stringMatching(/^--fail-on is not known to hold: .*\("bare"\): this stack has no plan/m) as unknown });
    rmSync(join(place, "cdktf.out/stacks/core"), { recursive: true });
    rmSync(join(place, "cdktf.out/stacks/edge"), { recursive: true });
    expect(await run("preview", join(place, "cdktf.out"))).toMatchObject({ status: 1, stderr: expect.stringContaining("LVS710") as unknown });
  });

  it("warns of a plan that is older than its stack, in the preview itself", async () => {
    mkdirSync(join(place, "cdktf.out/stacks/edge"), { recursive: true });
    const plan = write("cdktf.out/stacks/edge/plan", weight);
    const stack = write("cdktf.out/stacks/edge/cdk.tf.json", "{}");
    const older = async (argument: string): Promise<string[]> => (JSON.parse((await run("preview", "--format", "json", argument)).stdout) as Preview).warnings.map(({ code }) => code);
    utimesSync(plan, 1000, 1000);
    utimesSync(stack, 2000, 2000);
    expect([await older(join(place, "cdktf.out")), await older(plan)]).toEqual([["LVS727"], ["LVS727"]]);
    expect((await run("preview", "--fail-on", "drops", plan)).status).toBe(5);
    utimesSync(plan, 2000, 2000);
    expect([await older(plan), (await run("preview", "--fail-on", "drops", plan)).status]).toEqual([[], 0]);
  });

  it("names stacks as it is told; two of one name are wrong usage", async () => {
    const [one, two] = [write("one.json", weight), write("two.tfplan.json", loss)];
    const named = await run("preview", "--format", "json", `prod=${one}`, two);
    expect((JSON.parse(named.stdout) as Preview).stacks.map(({ stack }) => stack)).toEqual(["prod", "two"]);
    expect(await run("preview", `x=${one}`, `x=${two}`)).toMatchObject({ status: 2, stderr: expect.stringMatching(/^LVS716 \("x"\)/) as unknown });
  });

  it("has plan files read by the Terraform that cdktf would take, where they are", async () => {
    const terraform = write("terraform", `#!/bin/sh\n[ "$PWD" = '${place}' ] && [ "$*" = "show -json ${place}/plan" ] && cat '${place}/plan.out' && exit\necho no such plan >&2\nexit 1\n`);
    chmodSync(terraform, 0o755);
    vi.stubEnv("TERRAFORM_BINARY_NAME", terraform);
    const plan = write("plan", "PK\u0003\u0004 and what not");
    expect(await run("preview", plan)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^LVS715 .*terraform show -json failed: .*no such plan/) as unknown });
    write("plan.out", weight);
    expect(await run("preview", "--format", "json", plan)).toMatchObject({ status: 0, stdout: expect.stringContaining('"stack": "plan"') as unknown });
    vi.stubEnv("TERRAFORM_BINARY_NAME", join(place, "nowhere"));
    expect(await run("preview", plan)).toMatchObject({ status: 1, stderr: expect.stringContaining("ENOENT") as unknown });
  });

  it("says what can't be read, all at once", async () => {
    const { status, stdout, stderr } = await run("preview", write("bad.json", "no"), write("state.json", '{"format_version":"1.0"}'));
    expect([status, stdout, stderr.match(/LVS7\d\d/g)]).toEqual([1, "", ["LVS713", "LVS713"]]);
    expect(await run("preview", join(place, "nothing"))).toMatchObject({ status: 1, stderr: expect.stringContaining("LVS712") as unknown });
    expect(await run("preview")).toMatchObject({ status: 2 });
    expect(await run("preview", "--max-size", "100", "x")).toMatchObject({ status: 2 });
  });
});

describe("cdktf-lvs verify-plan", () => {
  it("lets the reviewed plan pass, and refuses another one, naming what differs", async () => {
    const plan = write("site.json", weight);
    const digest = digestIn((await run("preview", plan)).stdout);
    expect(await run("verify-plan", "--reviewed", digest, plan)).toEqual({ status: 0, stdout: `This is what was reviewed: ${digest}\n`, stderr: "" });
    expect((await run("verify-plan", "--reviewed", ` SHA256:${digest.toUpperCase()}\n`, plan)).status).toBe(0);
    const reviewed = write("reviewed.out", (await run("preview", "--format", "json", plan)).stdout);
    write("site.json", loss);
    expect(await run("verify-plan", "--reviewed", digest, plan)).toMatchObject({ status: 3, stdout: "", stderr: expect.stringMatching(/^LVS723 /) as unknown });
    expect((await run("verify-plan", "--reviewed", digest, "--preview", reviewed, plan)).stderr).toContain("it differs in lvs_cluster.www of stack site on lvs1, lvs2, web3");
    expect((await run("verify-plan", "--reviewed", digest, "--preview", reviewed, `other=${plan}`)).stderr).toContain("it differs in lvs_cluster.www of stack other (not reviewed), stack other (not reviewed), lvs_cluster.www of stack site (no longer planned), stack site (no longer planned)");
  });

  it("says the same to programs: verdict, digests, what differs, and findings, with the same exit codes", async () => {
    const json = async (...args: readonly string[]): Promise<{ status: number; said: Record<string, unknown>; stderr: string }> => {
      const { status, stdout, stderr } = await run("verify-plan", "--json", ...args);
      return { status, said: JSON.parse(stdout) as Record<string, unknown>, stderr };
    };
    const plan = write("site.json", weight);
    const digest = digestIn((await run("preview", plan)).stdout);
    const reviewed = write("reviewed.out", (await run("preview", "--format", "json", plan)).stdout);
    expect(await json("--reviewed", `sha256:${digest.toUpperCase()}`, plan)).toEqual({ status: 0, said: { verdict: "same", reviewed: digest, planned: digest, differing: null, findings: [] }, stderr: "" });
    expect((await json("--reviewed", digest, "--preview", reviewed, plan)).said["differing"]).toEqual([]);
    const other = write("site.json", loss);
    const planned = digestIn((await run("preview", other)).stdout);
    const www = { what: "cluster", stack: "site", address: "lvs_cluster.www", how: "differs", hosts: ["lvs1", "lvs2", "web3"] };
    expect(await json("--reviewed", digest, "--preview", reviewed, other)).toMatchObject({ status: 3, said: { verdict: "differs", reviewed: digest, planned, differing: [www], findings: [{ code: "LVS723", severity: "error" }] }, stderr: expect.stringMatching(/^LVS723 /) as unknown });
    expect((await json("--reviewed", digest, other)).said).toMatchObject({ verdict: "differs", differing: null });
    const moved = await json("--reviewed", digest, "--preview", reviewed, `other=${other}`);
    expect((moved.said["differing"] as object[]).map((one) => Object.values(one).slice(0, 4))).toEqual([
      ["cluster", "other", "lvs_cluster.www", "not reviewed"],
      ["stack", "other", null, "not reviewed"],
      ["cluster", "site", "lvs_cluster.www", "no longer planned"],
      ["stack", "site", null, "no longer planned"],
    ]);
    const evil = changeJson({ type: "terraform_data", address: "terraform_data.evil", actions: ["delete", "create"], before: { input: 1 }, after: { input: 2, id: UNKNOWN } });
    const more = await json("--reviewed", digest, "--preview", reviewed, write("site.json", planJson([updated(heavierWeb1), evil])));
    expect([more.status, more.said["differing"]]).toEqual([3, [{ what: "resource", stack: "site", address: "terraform_data.evil", how: "not reviewed", hosts: [] }]]);
    expect(await json("--reviewed", digest, write("bad.json", "no"))).toMatchObject({ status: 1, said: { verdict: "unreadable", reviewed: digest, planned: null, differing: null, findings: [{ code: "LVS713" }] } });
    expect(await json("--reviewed", planned, "--preview", reviewed, other)).toMatchObject({ status: 1, said: { verdict: "unreadable", findings: [{ code: "LVS734", value: digest }] }, stderr: expect.stringContaining("another digest") as unknown });
    expect(await json("--reviewed", "abc", plan)).toMatchObject({ status: 2, said: { verdict: "usage", reviewed: "abc", planned: null, findings: [{ code: "LVS721" }] } });
  });

  it("refuses another host, another action and another option, though the files be the same", async () => {
    const digest = digestIn((await run("preview", write("site.json", weight))).stdout);
    const others = [
      updated((cluster) => (heavierWeb1(cluster), (cluster.routers["lvs1"]!.host = "elsewhere"))),
      updated((cluster) => (heavierWeb1(cluster), (cluster["install_packages"] = true))),
      updated(heavierWeb1, { actions: ["delete", "create"] }),
    ];
    for (const other of others) expect((await run("verify-plan", "--reviewed", digest, write("site.json", planJson([other])))).status).toBe(3);
  });

  it("refuses a plan that does more than that elsewhere, and programs that Terraform starts itself", async () => {
    const digest = digestIn((await run("preview", write("site.json", weight))).stdout);
    const evil = changeJson({ type: "terraform_data", address: "terraform_data.evil", actions: ["delete", "create"], before: { input: 1 }, after: { input: 2, id: UNKNOWN } });
    const provisioners = [{ type: "local-exec", expressions: { command: { constant_value: "true" } } }];
    const resources = [{ address: "lvs_cluster.www", mode: "managed", provisioners }];
    const others = [planJson([updated(heavierWeb1), evil]), planJson([updated(heavierWeb1)], { configuration: { root_module: { resources } } })];
    for (const other of others) expect(await run("verify-plan", "--reviewed", digest, write("site.json", other))).toMatchObject({ status: 3, stdout: "", stderr: expect.stringMatching(/^LVS723 /) as unknown });
  });

  it("certifies nothing that is not known yet, and names the value", async () => {
    const config = configured();
    const heartbeat: ObjectValue = { ...(config["heartbeat"] as ObjectValue), virtual_router_id: UNKNOWN };
    const plan = write("site.json", planJson([changeJson({ before: deployed(), after: planned(deployed(), { ...config, heartbeat }).planned })]));
    expect(digestIn((await run("preview", plan)).stdout)).toBe("");
    expect(await run("verify-plan", "--reviewed", "0".repeat(64), plan)).toMatchObject({ status: 4, stderr: expect.stringMatching(/^LVS722 at site\.lvs_cluster\.www\.heartbeat\.virtualRouterId: /) as unknown });
    const { status, stdout } = await run("verify-plan", "--json", "--reviewed", "0".repeat(64), plan);
    expect([status, JSON.parse(stdout)]).toMatchObject([4, { verdict: "uncertain", planned: null, findings: [{ code: "LVS722", place: ["site", "lvs_cluster.www", "heartbeat.virtualRouterId"] }] }]);
  });

  it("tells wrong usage from what can't be read", async () => {
    const plan = write("site.json", weight);
    expect(await run("verify-plan", "--reviewed", "abc", plan)).toMatchObject({ status: 2, stderr: expect.stringMatching(/^LVS721/) as unknown });
    expect(await run("verify-plan", plan)).toMatchObject({ status: 2 });
    expect(await run("verify-plan", "--reviewed", "0".repeat(64), write("bad.json", "no"))).toMatchObject({ status: 1 });
    for (const bad of ["no", "null", '{"format":2}', '{"format":1}', '{"format":1,"stacks":[{}]}']) expect(await run("verify-plan", "--reviewed", "0".repeat(64), "--preview", write("reviewed.out", bad), plan)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^LVS724/) as unknown });
  });
});

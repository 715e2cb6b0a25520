import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { githubRun } from "./github-jobs";
import { gitlabRun } from "./gitlab-jobs";
import { EXAMPLE, type JobRun, type Mapping, type Push, ROOT, jobsOf, makeBranches, makePrograms } from "./jobs";
import { Platform } from "./platform";
import { type Yaml } from "./plain-yaml";

const github = jobsOf("github-actions.yml") as { readonly permissions: Yaml; readonly jobs: Readonly<Record<string, Mapping>> };
const gitlab = jobsOf("gitlab-ci.yml") as Readonly<Record<string, Mapping>>;
const steps = Object.entries(github.jobs).flatMap(([job, { steps = [] }]) => (steps as readonly Mapping[]).map((step) => ({ job, step })));

/** Everything that a shell gets to read. */
const shellTexts = [
  ...steps.flatMap(({ step: { run } }) => (typeof run === "string" ? [run] : [])),
  ...Object.values(gitlab).map(({ before_script: before = [], script = [] }) => [...(before as readonly string[]), ...(script as readonly string[])].join("\n")),
];

describe("the jobs that are copied", () => {
  it.each(shellTexts)("are valid in every shell they may get: %s", (text) => {
    for (const shell of ["bash", "dash"]) expect(spawnSync(shell, ["-n"], { input: text, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    expect(text).not.toContain("${{");
  });

  it("run scripts that are there, and commands with options that the package has", () => {
    const scripts = shellTexts.flatMap((text) => [...text.matchAll(/\b(?:sh|node) ([\w.-]+\.(?:sh|mjs))/g)].map(([, name = ""]) => name));
    expect([...new Set(scripts)].sort()).toEqual(["comment.mjs", "plan-stacks.sh"]);
    expect(scripts.filter((name) => !existsSync(join(EXAMPLE, name)))).toEqual([]);
    const commands = shellTexts.flatMap((text) => [...text.matchAll(/npx cdktf-lvs (\S+)(.*)/g)].map(([, command = "", rest = ""]) => ({ command, options: rest.match(/--[\w-]+/g) ?? [] })));
    expect([...new Set(commands.map(({ command }) => command))]).toEqual(["preview"]);
    const help = execFileSync(process.execPath, [join(ROOT, "dist/cli/main.js"), "preview", "--help"], { encoding: "utf8" });
    expect(commands.flatMap(({ options }) => options).filter((option) => !help.includes(`${option} <`))).toEqual([]);
  });

  it("may do the least: what runs the request's code writes nothing, and what may write runs none of it", () => {
    expect(github.permissions).toEqual({});
    expect(Object.entries(github.jobs).map(([name, { permissions }]) => [name, permissions])).toEqual([
      ["plan", { contents: "read" }],
      ["comment", { contents: "read", "pull-requests": "write" }],
    ]);
    const checkouts = steps.filter(({ step }) => String(step["uses"]).startsWith("actions/checkout@"));
    expect(checkouts.map(({ job, step }) => [job, step["with"]])).toEqual([
      ["plan", { "persist-credentials": "false" }],
      ["comment", { ref: "refs/heads/${{ github.base_ref }}", "persist-credentials": "false" }],
    ]);
    expect(JSON.stringify(github.jobs["plan"])).not.toMatch(/github\.token|GITHUB_TOKEN/);
    expect(JSON.stringify(github.jobs["comment"])).not.toMatch(/secrets\.|npm (ci|install)|"cache"/);
    expect(Object.entries(gitlab).map(([name, { environment }]) => [name, environment])).toEqual([
      ["terraform", undefined],
      ["preview", undefined],
      ["comment", { name: "lvs-preview-comment", action: "access" }],
    ]);
    expect([gitlab["preview"]?.["interruptible"], gitlab["comment"]?.["interruptible"], gitlab["comment"]?.["resource_group"]]).toEqual(["true", "true", "lvs-preview-$CI_MERGE_REQUEST_IID"]);
  });
});

const fine = { resource: { terraform_data: { one: { input: "first" } } } };
const broken = { data: { terraform_remote_state: { a: { backend: "local", config: { path: "s3cr3t.tfstate" } } } }, output: { x: { value: "${data.terraform_remote_state.a.outputs.vip}" } } };

/** Each run starts dozens of programs. */
const SLOW = 180_000;

describe.each([
  ["github", githubRun],
  ["gitlab", gitlabRun],
] as const)("the jobs on %s, with the real Terraform,", (name, run) => {
  const directory = mkdtempSync(join(tmpdir(), "lvs-jobs-"));
  const branches = makeBranches(directory);
  afterAll(() => rmSync(directory, { recursive: true }));
  let platform: Platform;
  let api: string;
  beforeEach(async () => {
    platform = new Platform(name, "secret");
    api = await platform.start();
  });
  afterEach(() => platform.stop());

  async function pushed(push: Push): Promise<{ readonly plan: JobRun; readonly comment: JobRun; readonly home: string }> {
    const own = mkdtempSync(join(directory, "run-"));
    for (const [stack, configuration] of Object.entries(push.stacks)) {
      mkdirSync(join(own, "stacks", stack), { recursive: true });
      writeFileSync(join(own, "stacks", stack, "cdk.tf.json"), JSON.stringify(configuration));
    }
    return { ...(await run(push, { directory: own, programs: makePrograms(own, join(own, "stacks")), branches, api })), home: join(own, "plan", "home") };
  }

  it("put one comment there, and never leave what it said of an earlier commit", async () => {
    const first = await pushed({ run: 1, commit: "a".repeat(40), stacks: { site: fine } });
    expect([first.plan.code, first.comment.code, first.plan.log + first.comment.log]).toEqual([0, 0, expect.stringMatching(/look: no key: .*-refresh=false[^]*created: /)]);
    expect(platform.comments.map(({ body }) => body)).toEqual([expect.stringMatching(/^<!-- cdktf-lvs preview: default; run 1 -->\nCommit aaaaaaaaaaaa, \[run 1\]\(https:\S+\/90001\)\.\n\n<!-- cdktf-lvs preview -->\n## [^]*Reviewed digest: `[0-9a-f]{64}`/)]);

    const second = await pushed({ run: 2, commit: "b".repeat(40), stacks: { site: broken } });
    expect([second.plan.code, second.comment.code]).toEqual([1, 0]);
    expect(second.plan.log).toMatch(/s3cr3t[^]*LVS710/);
    expect(platform.comments.map(({ body }) => body)).toEqual([expect.stringMatching(/^<!-- cdktf-lvs preview: default; run 2 -->\n## ⚫ could not be planned\n\nCommit bbbbbbbbbbbb, \[run 2\]\(https:\S+\/90002\)\.[^]*Stacks without a plan: `site`\./)]);
    expect(platform.comments[0]?.body).not.toMatch(/s3cr3t|digest: `/);

    const late = await pushed({ run: 1, commit: "a".repeat(40), stacks: { site: fine } });
    expect([late.plan.code, late.comment]).toEqual([0, { code: expect.any(Number) as number, log: expect.stringContaining("was written by run 2, and this is run 1") as string }]);
    expect([late.comment.code === 0, platform.comments[0]?.body.split("\n")[0]]).toEqual([false, "<!-- cdktf-lvs preview: default; run 2 -->"]);
  }, SLOW);

  it("say so where not even a stack came out of the program, and fail where one of several has no plan", async () => {
    const none = await pushed({ run: 1, commit: "c".repeat(40), stacks: {} });
    expect([none.plan.code, none.comment.code, platform.comments[0]?.body]).toEqual([1, 0, expect.stringContaining("## ⚫ could not be planned") as string]);
    const some = await pushed({ run: 2, commit: "d".repeat(40), stacks: { a: broken, b: fine } });
    expect([some.plan.code, some.comment.code, platform.comments[0]?.body]).toEqual([1, 0, expect.stringMatching(/; run 2 -->\nCommit dddddddddddd[^]*`?a`?[^]*Reviewed digest/)]);
  }, SLOW);

  it("look at hosts where there is a key for it, which stands in no file", async () => {
    const file = join(directory, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "look", "-f", file]);
    // As it comes out of a form: without its last line's end, and with those of Windows.
    const key = readFileSync(file, "utf8").trimEnd().replaceAll("\n", "\r\n");
    const { plan, home } = await pushed({ run: 1, commit: "e".repeat(40), stacks: { site: fine }, look: { key, knownHosts: "lvs1 ssh-ed25519 AAAA" } });
    expect(plan).toEqual({ code: 0, log: expect.stringMatching(/look: lvs-look key: 256 SHA256:\S+ look \(ED25519\) .*-refresh=true/) as string });
    expect(readFileSync(join(home, ".ssh", "known_hosts"), "utf8")).toBe("lvs1 ssh-ed25519 AAAA\n");
    expect(spawnSync("grep", ["-rl", "OPENSSH PRIVATE KEY", home], { encoding: "utf8" }).stdout).toBe("");
    expect(platform.comments[0]?.body).not.toContain("-refresh=false");
  }, SLOW);
});

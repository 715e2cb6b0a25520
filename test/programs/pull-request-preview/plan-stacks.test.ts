import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = join(__dirname, "..", "..", "..", "examples", "pull-request-preview", "plan-stacks.sh");

/** With the real Terraform, and stacks that need no provider but its own. */
describe("plan-stacks.sh", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "plan stacks "));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function stack(name: string, configuration: object): string {
    const path = join(directory, "cdktf.out", "stacks", name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "cdk.tf.json"), JSON.stringify(configuration));
    return join(path, "plan");
  }

  function run(...words: readonly (string | Readonly<Record<string, string>>)[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const [args, environment] = [words.filter((word) => typeof word === "string"), words.filter((word) => typeof word !== "string")];
    const { status, stdout, stderr } = spawnSync("sh", [SCRIPT, ...args], { cwd: directory, encoding: "utf8", env: Object.assign({}, process.env, { CHECKPOINT_DISABLE: "1" }, ...environment) as NodeJS.ProcessEnv });
    return { status, stdout, stderr };
  }

  const data = (input: string): object => ({ resource: { terraform_data: { one: { input } } } });
  const remoteState = { data: { terraform_remote_state: { a: { backend: "local", config: { path: "never-deployed.tfstate" } } } }, output: { x: { value: "${data.terraform_remote_state.a.outputs.vip}" } } };

  it("plans each stack into its own directory, and tells how much each changes", () => {
    const plans = [stack("a", data("first")), stack("b", data("second"))];
    const { status, stdout, stderr } = run("--no-refresh");
    expect([status, plans.map((path) => existsSync(path))]).toEqual([0, [true, true]]);
    expect(stdout).toBe("Plan: 1 to add, 0 to change, 0 to destroy.\n".repeat(2));
    expect(stderr).toBe("planning a\nplanning b\n");
    expect(plans.map((path) => readFileSync(`${path}.said`, "utf8"))).toEqual(plans.map((path) => `plan-bytes ${statSync(path).size}\n-refresh=false\n`));
  });

  it("goes on where one can't be planned, takes its old plan away, and names it", () => {
    const [failing, other] = [stack("a", remoteState), stack("b", data("second"))];
    writeFileSync(failing, "of yesterday");
    const { status, stdout, stderr } = run();
    expect([status, existsSync(failing), existsSync(other)]).toEqual([1, false, true]);
    expect(stdout).toContain("never-deployed.tfstate");
    expect(stderr).toContain("plan-stacks.sh: not planned: a\n");
    const names = join(directory, "cdktf.out", "not-planned");
    expect(readFileSync(names, "utf8")).toBe("a\n");
    stack("a", data("first"));
    expect([run().status, existsSync(names)]).toEqual([0, false]);
  });

  it("keeps plans out of the log, which have in clear what hosts get", () => {
    const secret = (more: object): object => ({ output: { path: { value: "/healthz/s3cr3t" } }, ...data("/healthz/s3cr3t"), ...more });
    stack("a", secret({}));
    const failing = secret({ data: { terraform_remote_state: { a: { backend: "local", config: { path: "never-deployed.tfstate" } } } } });
    // As cdktf writes it, since an error quotes a line of it.
    writeFileSync(join(dirname(stack("b", failing)), "cdk.tf.json"), JSON.stringify(failing, null, 2));
    const { status, stdout, stderr } = run({ TERRAFORM_BINARY_NAME: warningOf(["Warning: LVS402: hosts are not as they shall be"]) });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Warning: LVS402: hosts are not as they shall be\nPlan: 1 to add, 0 to change, 0 to destroy\.\nError: [^]*No stored state was found/);
    expect(stdout + stderr).not.toContain("s3cr3t");
    expect(existsSync(join(directory, "cdktf.out", "stacks", "b", "plan.errors"))).toBe(false);
  });

  it("tells why where Terraform is not there at all, and where errors follow a plan", () => {
    stack("a", data("s3cr3t"));
    expect(run({ TERRAFORM_BINARY_NAME: "no-such-terraform" })).toMatchObject({ status: 1, stdout: expect.stringContaining("no-such-terraform") as unknown });
    const terraform = join(directory, "terraform that breaks off");
    writeFileSync(terraform, `#!/bin/sh\ncase " $* " in *" plan "*) echo '      + input = "s3cr3t"'; echo; echo 'Error: LVS312: lvs1 can not be reached'; exit 1 ;; esac\n`, { mode: 0o755 });
    expect(run({ TERRAFORM_BINARY_NAME: terraform })).toMatchObject({ status: 1, stdout: "Error: LVS312: lvs1 can not be reached\n" });
  });

  it("says that nothing changes", () => {
    stack("a", {});
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^No changes\. .*\n$/) as unknown });
  });

  // What the provider warns of is seen on the lab (unreachable.test.ts); here it is said behind the real Terraform's plan.
  it.each([
    ["as ever", ["Warning: LVS343: lvs2 could not be asked, so what is shown", "  with lvs_cluster.www,"], "Warning: LVS343: lvs2 could not be asked, so what is shown"],
    ["with -compact-warnings", ["Warnings:", "", "- LVS343: lvs2 could not be asked, so what is shown"], "- LVS343: lvs2 could not be asked, so what is shown"],
  ])("leaves beside the plan what Terraform warned of, %s", (_how, warning, noted) => {
    const plan = stack("a", data("x"));
    run({ TERRAFORM_BINARY_NAME: warningOf(warning) });
    expect(readFileSync(`${plan}.said`, "utf8")).toBe(`plan-bytes ${statSync(plan).size}\n${noted}\n`);
  });

  it.each([
    ["a host could not be asked", 3, ["Warning: LVS343: lvs2 could not be asked"]],
    ["and -compact-warnings is set", 3, ["Warnings:", "", "- LVS343: lvs2 could not be asked"]],
    ["a host key is not known yet", 3, ["Warning: LVS412: host keys are not known yet"]],
    ["a name server gave no answer, beside a warning of the declaration", 3, ["Warning: LVS188: many", "Warning: LVS600: no answer"]],
    ["drift was found, and the declaration is unusual", 0, ["Warning: LVS402: hosts are not as they shall be", "Warning: LVS188: many", "Warning: LVS506: many"]],
    ["an attribute has such words in it", 0, ["  + summary = Warning: LVS343: none", "LVS343: none"]],
  ])("says whether all could be looked at: %s", (_what, code, warning) => {
    stack("a", data("x"));
    const { status, stderr } = run({ TERRAFORM_BINARY_NAME: warningOf(warning) });
    expect(status).toBe(code);
    expect(stderr.includes("of these stacks not all could be looked at (LVS343 and others above), and is taken to be as the last apply left it: a\n")).toBe(code === 3);
  });

  function warningOf(lines: readonly string[]): string {
    const terraform = join(directory, "terraform with warnings");
    writeFileSync(terraform, ["#!/bin/sh", 'terraform "$@" || exit', 'case " $* " in *" plan "*) cat <<"END"', ...lines, "END", "esac", ""].join("\n"), { mode: 0o755 });
    return terraform;
  }

  it("waits for nobody who has locked the state", async () => {
    const plan = stack("a", data("x"));
    const holding = 'import fcntl, sys; state = open("terraform.tfstate", "a+"); fcntl.lockf(state, fcntl.LOCK_EX); print("held", flush=True); sys.stdin.read()';
    const deployment = spawn("python3", ["-c", holding], { cwd: dirname(plan), stdio: ["pipe", "pipe", "inherit"] });
    await once(deployment.stdout, "data");
    try {
      expect(run()).toMatchObject({ status: 0 });
    } finally {
      deployment.stdin.end();
      await once(deployment, "close");
    }
  });

  it.each([
    ["a directory without stacks", ["nowhere"], "nowhere/stacks is not there: run cdktf synth first"],
    ["another option", ["--refresh"], "no such option: --refresh"],
  ])("refuses %s", (_what, args, words) => {
    expect(run(...args)).toMatchObject({ status: 2, stderr: `plan-stacks.sh: ${words}\n` });
  });
});

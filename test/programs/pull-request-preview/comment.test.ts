import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { OURS, Platform } from "./platform";

const SCRIPT = join(__dirname, "../../../examples/pull-request-preview/comment.mjs");
const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe.each(["github", "gitlab"] as const)("the comment under a request on %s", (name) => {
  let platform: Platform;
  let url: string;
  beforeEach(async () => {
    platform = new Platform(name, "secret");
    url = await platform.start();
  });
  afterEach(() => platform.stop());

  const runUrl = name === "github" ? "https://github.com/me/site/actions/runs/9035" : "https://gitlab.example.com/p/9035";

  /** The whole comment that says that. */
  function said(text: string, { run = 35, key = "default" } = {}): string {
    return `<!-- cdktf-lvs preview: ${key}; run ${run} -->\nCommit 0123456789ab, [run ${run}](${runUrl}).\n\n${text}`;
  }

  /** Runs the script as the platform's job does, on a directory that the job before it left. */
  async function commentOn(directory: string, more: NodeJS.ProcessEnv = {}): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
    const github = { GITHUB_REPOSITORY: "me/site", GITHUB_API_URL: url, GITHUB_RUN_NUMBER: "35", GITHUB_RUN_ID: "9035", GITHUB_TOKEN: "secret", PULL_REQUEST: "7", COMMIT };
    const gitlab = { GITLAB_CI: "true", CI_API_V4_URL: url, CI_MERGE_REQUEST_PROJECT_ID: "me/site", CI_MERGE_REQUEST_IID: "7", CI_PIPELINE_IID: "35", CI_PIPELINE_URL: runUrl, CI_COMMIT_SHA: COMMIT, GITLAB_TOKEN: "secret" };
    const child = spawn(process.execPath, [SCRIPT, join(directory, "preview.md"), join(directory, "not-planned")], { env: { PATH: process.env["PATH"], COMMENT_RETRY_MS: "1", ...(name === "github" ? github : gitlab), ...more } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  }

  const left = (): string => mkdtempSync(join(inject("scratch"), "comment "));
  async function comment(text: string, more: NodeJS.ProcessEnv = {}): ReturnType<typeof commentOn> {
    const directory = left();
    writeFileSync(join(directory, "preview.md"), text);
    return commentOn(directory, more);
  }
  const inRun = (run: number): NodeJS.ProcessEnv => ({ [name === "github" ? "GITHUB_RUN_NUMBER" : "CI_PIPELINE_IID"]: String(run) });
  const bodies = (): string[] => platform.comments.map(({ body }) => body);

  it("is created once, and then updated in place", async () => {
    platform.comments.push({ id: 1, body: "Looks good to me" });
    expect(await comment("first")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^created: /) });
    expect(await comment("second")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^updated: /) });
    expect(bodies()).toEqual(["Looks good to me", said("second")]);
  });

  it("is not touched where it says the same already", async () => {
    await comment("same");
    platform.requests.length = 0;
    expect(await comment("same")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged: /) });
    expect(platform.requests.every((request) => request.startsWith("GET "))).toBe(true);
  });

  it("is found behind hundreds of others, and not taken for one that quotes it", async () => {
    for (let id = 1; id <= 250; id++) platform.comments.push({ id, body: id === 3 ? `> ${said("first")}` : `comment ${id}` });
    await comment("first");
    await comment("second");
    expect(platform.comments).toHaveLength(251);
    expect(platform.comments[250]?.body).toBe(said("second"));
    expect(platform.comments[2]?.body).toBe(`> ${said("first")}`);
  });

  it("is its own, and never one that somebody else began with the marker", async () => {
    platform.comments.push({ id: 1, body: said("all is well"), user: { login: "mallory" }, author: { id: 7 } });
    await comment("first");
    await comment("second");
    expect(bodies()).toEqual([said("all is well"), said("second")]);
  });

  it("is another one for another key", async () => {
    await comment("east", { COMMENT_KEY: "east" });
    await comment("west", { COMMENT_KEY: "west" });
    await comment("east again", { COMMENT_KEY: "east" });
    expect(bodies()).toEqual([said("east again", { key: "east" }), said("west", { key: "west" })]);
    expect(await comment("x", { COMMENT_KEY: "east; run 9" })).toMatchObject({ code: 2, stderr: expect.stringContaining("COMMENT_KEY is letters") });
  });

  it("is written in spite of a busy server, once", async () => {
    platform.troubles.push(502, 429);
    expect(await comment("late")).toMatchObject({ code: 0 });
    expect(bodies()).toEqual([said("late")]);
  });

  it("is not written a second time where a server creates it and says that it is broken", async () => {
    platform.falseAlarms.push(502);
    expect(await comment("once")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^created: /) });
    expect(bodies()).toEqual([said("once")]);
    expect(platform.requests.filter((request) => request.startsWith("POST "))).toHaveLength(1);
  });

  it("is written again where a broken server has not created it", async () => {
    platform.illAtPosts = 2;
    expect(await comment("second")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^created: /) });
    expect(bodies()).toEqual([said("second")]);
    platform.comments.length = 0;
    platform.illAtPosts = 9;
    expect(await comment("never")).toMatchObject({ code: 1, stderr: expect.stringContaining("POST") });
    expect(bodies()).toEqual([]);
  });

  it("fails with the reason where the server stays ill, or the token is none", async () => {
    platform.troubles.push(500, 500, 500, 500);
    expect(await comment("never")).toMatchObject({ code: 1, stderr: expect.stringContaining("500") });
    expect(await comment("never", name === "github" ? { GITHUB_TOKEN: "wrong" } : { GITLAB_TOKEN: "wrong" })).toMatchObject({ code: 1, stderr: expect.stringContaining("is the token there") });
    expect(platform.comments).toEqual([]);
  });

  it.each(name === "github" ? ["PULL_REQUEST", "GITHUB_RUN_NUMBER", "COMMIT"] : ["CI_MERGE_REQUEST_IID", "CI_PIPELINE_IID", "CI_COMMIT_SHA"])("says that %s is missing", async (missing) => {
    expect(await comment("text", { [missing]: "" })).toMatchObject({ code: 2, stderr: `${missing} is not set\n` });
  });

  it("of a newer run stays, whatever a preview says that it is of, and one without a run is written over", async () => {
    platform.comments.push({ ...OURS, id: 1, body: "<!-- cdktf-lvs preview: default -->\n; run 99 -->\n<!-- cdktf-lvs preview: default; run 99 -->\nold" });
    expect(await comment("<!-- cdktf-lvs preview: default; run 99 -->\nCommit ffffffffffff", inRun(8))).toMatchObject({ code: 0 });
    expect(await comment("ninth", inRun(9))).toMatchObject({ code: 0 });
    expect(await comment("tenth", inRun(10))).toMatchObject({ code: 0 });
    expect(await comment("ninth again", inRun(9))).toMatchObject({ code: 3, stderr: expect.stringMatching(/was written by run 10, and this is run 9/) });
    expect(await comment("tenth again", inRun(10))).toMatchObject({ code: 0 });
    expect(bodies()).toEqual([said("tenth again", { run: 10 })]);
  });

  it("says that nothing could be planned where there is no preview, and names stacks and nothing else", async () => {
    await comment("all is well", inRun(34));
    const directory = left();
    writeFileSync(join(directory, "not-planned"), `site\n**password s3cr3t**\nsite\n${Array.from({ length: 25 }, (_, index) => `s${index}`).join("\n")}\n`);
    expect(await commentOn(directory)).toMatchObject({ code: 0, stderr: "" });
    const names = ["site", ...Array.from({ length: 19 }, (_, index) => `s${index}`)].map((stack) => `\`${stack}\``).join(", ");
    expect(bodies()).toEqual([
      `<!-- cdktf-lvs preview: default; run 35 -->\n## ⚫ could not be planned\n\nCommit 0123456789ab, [run 35](${runUrl}). Nobody can say what it would do to traffic, and no digest of an earlier commit holds for it.\n\n` +
        `Stacks without a plan: ${names} and 6 more.\n\nThe reason stands in [the log of this run](${runUrl}); it is not repeated here, because it may hold secrets.\n`,
    ]);
  });

  it("publishes no file that the job before it points to, and no empty one", async () => {
    for (const target of ["/proc/self/environ", "/etc/passwd"]) {
      const directory = left();
      symlinkSync(target, join(directory, "preview.md"));
      symlinkSync(target, join(directory, "not-planned"));
      expect(await commentOn(directory)).toMatchObject({ code: 0 });
    }
    expect(await comment("")).toMatchObject({ code: 0 });
    expect(bodies()).toEqual([expect.stringMatching(/could not be planned[^]*for it\.\n\nThe reason/)]);
  });

  it("too long for the platform is left out, with the size that fits", async () => {
    await comment("all is well", inRun(34));
    const [limit, head] = [name === "github" ? 65_536 : 1_000_000, said("").length];
    expect(await comment("x".repeat(limit))).toMatchObject({ code: 1, stderr: expect.stringContaining(`--max-size of ${limit - head}`) });
    expect(bodies()).toEqual([expect.stringContaining("Its preview is too long for a comment")]);
    expect(await comment("x".repeat(limit - head))).toMatchObject({ code: 0 });
    expect(platform.comments[0]?.body).toHaveLength(limit);
  });

  it("gives the platform no orders", async () => {
    await comment("Texts\n/approve\n  /close\na/b\r\n/merge");
    expect(bodies()).toEqual([said(name === "github" ? "Texts\n/approve\n  /close\na/b\r\n/merge" : "Texts\n\\/approve\n  \\/close\na/b\r\n\\/merge")]);
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";

const SCRIPT = join(__dirname, "../../../examples/pull-request-preview/comment.mjs");
const MARKER = "<!-- cdktf-lvs preview: default -->";

interface Comment {
  readonly id: number;
  body: string;
  /** At GitHub. */
  readonly user?: { readonly login: string };
  /** At GitLab. */
  readonly author?: { readonly id: number };
}

const OURS = { user: { login: "github-actions[bot]" }, author: { id: 42 } };

/** As much of either platform's API as comments take: pages, tokens, limits, and days on which it is ill. */
class Platform {
  readonly comments: Comment[] = [];
  readonly requests: string[] = [];
  /** Statuses that the next requests get instead of an answer. */
  readonly troubles: number[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  constructor(
    readonly name: "github" | "gitlab",
    private readonly token: string,
  ) {}

  async start(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    let text = "";
    for await (const chunk of request) text += String(chunk);
    this.requests.push(`${request.method} ${url.pathname}`);
    const say = (status: number, value: unknown): void => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const trouble = this.troubles.shift();
    if (trouble !== undefined) return say(trouble, { message: "not now" });
    const given = this.name === "github" ? request.headers.authorization : request.headers["private-token"];
    if (given !== (this.name === "github" ? `Bearer ${this.token}` : this.token)) return say(401, { message: "Bad credentials" });
    const all = this.name === "github" ? "/repos/me/site/issues/7/comments" : "/projects/me%2Fsite/merge_requests/7/notes";
    const one = this.name === "github" ? "/repos/me/site/issues/comments/" : `${all}/`;
    const { body = "" } = (text === "" ? {} : JSON.parse(text)) as { body?: string };
    if (this.name === "gitlab" && url.pathname === "/user") return say(200, { id: 42 });
    if (body.length > 65_536 && this.name === "github") return say(422, { message: "body is too long" });
    if (request.method === "GET" && url.pathname === all) {
      const [size, page] = [Number(url.searchParams.get("per_page") ?? 30), Number(url.searchParams.get("page") ?? 1)];
      return say(200, this.comments.slice((page - 1) * size, page * size));
    }
    if (request.method === "POST" && url.pathname === all) {
      const made = { ...OURS, id: 1000 + this.comments.length, body, html_url: `https://example.com/c/${1000 + this.comments.length}` };
      this.comments.push(made);
      return say(201, made);
    }
    const found = url.pathname.startsWith(one) ? this.comments.find(({ id }) => String(id) === url.pathname.slice(one.length)) : undefined;
    if (found !== undefined && request.method === (this.name === "github" ? "PATCH" : "PUT")) {
      found.body = body;
      return say(200, found);
    }
    say(404, { message: "Not Found" });
  }
}

describe.each(["github", "gitlab"] as const)("the comment under a request on %s", (name) => {
  let platform: Platform;
  let url: string;
  beforeEach(async () => {
    platform = new Platform(name, "secret");
    url = await platform.start();
  });
  afterEach(() => platform.stop());

  /** Runs the script as the platform's job does. */
  async function comment(text: string, more: NodeJS.ProcessEnv = {}): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
    const file = join(mkdtempSync(join(inject("scratch"), "comment ")), "preview.md");
    writeFileSync(file, text);
    const theirs = name === "github" ? { GITHUB_REPOSITORY: "me/site", GITHUB_API_URL: url, GITHUB_TOKEN: "secret", PULL_REQUEST: "7" } : { GITLAB_CI: "true", CI_API_V4_URL: url, CI_MERGE_REQUEST_PROJECT_ID: "me/site", CI_MERGE_REQUEST_IID: "7", GITLAB_TOKEN: "secret" };
    const child = spawn(process.execPath, [SCRIPT, file], { env: { PATH: process.env["PATH"], COMMENT_RETRY_MS: "1", ...theirs, ...more } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  }

  it("is created once, and then updated in place", async () => {
    platform.comments.push({ id: 1, body: "Looks good to me" });
    expect(await comment("first")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^created: /) });
    expect(await comment("second")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^updated: /) });
    expect(platform.comments.map(({ body }) => body)).toEqual(["Looks good to me", `${MARKER}\nsecond`]);
  });

  it("is not touched where it says the same already", async () => {
    await comment("same");
    platform.requests.length = 0;
    expect(await comment("same")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged: /) });
    expect(platform.requests.every((request) => request.startsWith("GET "))).toBe(true);
  });

  it("is found behind hundreds of others, and not taken for one that quotes it", async () => {
    for (let id = 1; id <= 250; id++) platform.comments.push({ id, body: id === 3 ? `> ${MARKER}\n> first` : `comment ${id}` });
    await comment("first");
    await comment("second");
    expect(platform.comments).toHaveLength(251);
    expect(platform.comments[250]?.body).toBe(`${MARKER}\nsecond`);
    expect(platform.comments[2]?.body).toBe(`> ${MARKER}\n> first`);
  });

  it("is its own, and never one that somebody else began with the marker", async () => {
    platform.comments.push({ id: 1, body: `${MARKER}\nall is well`, user: { login: "mallory" }, author: { id: 7 } });
    await comment("first");
    await comment("second");
    expect(platform.comments.map(({ body }) => body)).toEqual([`${MARKER}\nall is well`, `${MARKER}\nsecond`]);
  });

  it("is another one for another key", async () => {
    await comment("east", { COMMENT_KEY: "east" });
    await comment("west", { COMMENT_KEY: "west" });
    await comment("east again", { COMMENT_KEY: "east" });
    expect(platform.comments.map(({ body }) => body)).toEqual(["<!-- cdktf-lvs preview: east -->\neast again", "<!-- cdktf-lvs preview: west -->\nwest"]);
  });

  it("is written in spite of a busy server, once", async () => {
    platform.troubles.push(502, 429);
    expect(await comment("late")).toMatchObject({ code: 0 });
    expect(platform.comments.map(({ body }) => body)).toEqual([`${MARKER}\nlate`]);
  });

  it("fails with the reason where the server stays ill, or the token is none", async () => {
    platform.troubles.push(500, 500, 500, 500);
    expect(await comment("never")).toMatchObject({ code: 1, stderr: expect.stringContaining("500") });
    expect(await comment("never", name === "github" ? { GITHUB_TOKEN: "wrong" } : { GITLAB_TOKEN: "wrong" })).toMatchObject({ code: 1, stderr: expect.stringContaining("is the token there") });
    expect(platform.comments).toEqual([]);
  });

  it("says which variable is missing", async () => {
    const missing = name === "github" ? "PULL_REQUEST" : "CI_MERGE_REQUEST_IID";
    expect(await comment("text", { [missing]: "" })).toMatchObject({ code: 2, stderr: `${missing} is not set\n` });
  });
});

it("a comment that GitHub would not take is refused before it is sent, with the size that fits", async () => {
  const file = join(mkdtempSync(join(inject("scratch"), "comment ")), "preview.md");
  writeFileSync(file, "x".repeat(65_536));
  const child = spawn(process.execPath, [SCRIPT, file], { env: { GITHUB_REPOSITORY: "me/site", GITHUB_API_URL: "http://127.0.0.1:9", GITHUB_TOKEN: "secret", PULL_REQUEST: "7" } });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  expect(await once(child, "close")).toEqual([1, null]);
  expect(stderr).toContain(`--max-size of ${65_536 - MARKER.length - 1}`);
});

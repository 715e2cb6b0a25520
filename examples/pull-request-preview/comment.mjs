// Puts a preview under a pull request (GitHub) or merge request (GitLab): one comment, written once and then updated in place. Plain Node.js ≥ 18, no packages.
//
//   node comment.mjs preview.md [not-planned]
//
// Where preview.md is not there, the comment says that the commit could not be planned: what an earlier one said of an earlier commit must not stand for it. not-planned is
// what plan-stacks.sh leaves, the names of stacks that could not be planned. Both were made by the request's own code: nothing in them is believed, run, or followed elsewhere.
//
// What it needs to know stands in the environment of both platforms' jobs:
//   GitHub   GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_RUN_NUMBER, GITHUB_TOKEN (permission pull-requests: write), PULL_REQUEST (the number), COMMIT (the request's newest; GITHUB_SHA is another)
//   GitLab   CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_PIPELINE_IID, CI_COMMIT_SHA, GITLAB_TOKEN (a project access token with role Reporter and scope api)
// COMMENT_AUTHOR is who writes at GitHub with that token, when it is not the workflow's own (github-actions[bot]).
// COMMENT_KEY tells several previews of one request apart, such as those of two projects in one repository.
//
// Exit codes: 0 the comment says what there is to say · 1 it could not be written, or holds less than the file, the reason is on standard error · 2 wrong usage ·
// 3 a newer run has written it already, and it stays.
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Characters that the platforms take in one comment. `cdktf-lvs preview --max-size` fits its output. */
const LIMITS = { github: 65_536, gitlab: 1_000_000 };
/** Of stacks that could not be planned, so many are named. */
const MOST_NAMES = 20;
/** Tries where the server is busy or broken, and the first wait between them in milliseconds. */
const TRIES = 4;
const FIRST_WAIT = Number(process.env.COMMENT_RETRY_MS ?? 1000);
const PAGE = 100;

class Refused extends Error {}

async function main([file, notPlanned, ...more]) {
  if (file === undefined || more.length > 0) raise("usage: node comment.mjs FILE [NOT_PLANNED]");
  const platform = platformOf(process.env);
  const { body, problem } = bodyOf({ file, notPlanned }, platform);
  for (let attempt = 1; !(await written(platform, body, attempt)); attempt++) await sleep(FIRST_WAIT * 2 ** (attempt - 1));
  if (problem !== undefined) throw new Refused(problem);
}

/** @returns false where nobody knows whether the comment was created: then it is looked for again before another one is made */
async function written(platform, body, attempt) {
  const mine = await find(platform);
  if (mine?.run > platform.run.number) throw Object.assign(new Refused(`left as it is: ${mine.url} was written by run ${mine.run}, and this is run ${platform.run.number}. (Where runs are counted from 1 again, delete that comment.)`), { exitCode: 3 });
  if (mine?.body === body) {
    console.log(`${attempt === 1 ? "unchanged" : "created"}: ${mine.url}`);
    return true;
  }
  try {
    const response = await call(platform, mine === undefined ? "POST" : platform.updateMethod, mine === undefined ? platform.comments : platform.comment(mine.id), { body });
    console.log(`${mine === undefined ? "created" : "updated"}: ${platform.urlOf(await response.json())}`);
    return true;
  } catch (problem) {
    if (problem.maybeDone !== true || attempt === TRIES) throw problem;
    return false;
  }
}

/** What stands before the preview is ours, and only there it is looked for: a preview that holds such lines itself says nothing by them. */
function bodyOf({ file, notPlanned }, { name, marker, run, commit, safe }) {
  const head = `${marker}; run ${run.number} -->\n`;
  const of = `Commit ${commit.slice(0, 12)}, [run ${run.number}](${run.url}).`;
  const text = read(file, LIMITS[name]) || undefined;
  const body = `${head}${of}\n\n${safe(text ?? "")}`;
  if (text !== undefined && body.length <= LIMITS[name]) return { body };
  const without = `${head}## ⚫ could not be planned\n\n${of} Nobody can say what it would do to traffic, and no digest of an earlier commit holds for it.\n\n`;
  if (text === undefined) return { body: `${without}${named(read(notPlanned, LIMITS[name]) ?? "")}The reason stands in [the log of this run](${run.url}); it is not repeated here, because it may hold secrets.\n` };
  const fits = LIMITS[name] - (body.length - text.length);
  return { body: `${without}Its preview is too long for a comment; it is in [the artifact of this run](${run.url}).\n`, problem: `${file} and what stands before it have ${body.length} characters, and ${name} takes ${LIMITS[name]}: give \`cdktf-lvs preview\` a --max-size of ${fits}` };
}

function named(list) {
  // Other words than names of stacks have no business there.
  const names = [...new Set(list.split("\n").filter((name) => /^[\w.-]{1,100}$/.test(name)))];
  if (names.length === 0) return "";
  const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `Stacks without a plan: ${names.slice(0, MOST_NAMES).map((name) => `\`${name}\``).join(", ")}${rest}.\n\n`;
}

/** @returns nothing where there is no such file. One that leads elsewhere is refused: this job can read more than the one that made it, and would publish it. */
function read(file, limit) {
  if (file === undefined) return undefined;
  let descriptor;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const about = fstatSync(descriptor);
    if (!about.isFile()) return undefined;
    // A character has three bytes at most for each that is counted.
    return about.size > 3 * limit ? "x".repeat(limit + 1) : readFileSync(descriptor, "utf8");
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The oldest comment that begins with the marker; people who quote it are no matter. */
async function find(platform) {
  await platform.introduce?.();
  for (let page = 1; ; page++) {
    const response = await call(platform, "GET", `${platform.comments}?per_page=${PAGE}&page=${page}${platform.order}`);
    const comments = await response.json();
    for (const comment of comments) {
      // One that somebody else wrote could be changed by him afterwards.
      const head = platform.isMine(comment) && typeof comment.body === "string" ? headOf(comment.body, platform.marker) : undefined;
      if (head !== undefined) return { id: comment.id, body: comment.body, url: platform.urlOf(comment), run: head.run };
    }
    if (comments.length < PAGE) return undefined;
  }
}

/** The first line has the marker and the run, nothing else has. @returns nothing where it isn't there; comments of earlier versions of this file have no run */
function headOf(body, marker) {
  const [line] = body.split(/\r?\n/, 1);
  const found = line.startsWith(marker) ? /^(?:; run (\d+))? -->$/.exec(line.slice(marker.length)) : null;
  return found === null ? undefined : { run: Number(found[1] ?? 0) };
}

async function call(platform, method, url, content) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { method, headers: { ...platform.headers, "content-type": "application/json" }, body: content && JSON.stringify(content) }).catch((cause) => cause);
    if (response instanceof Response && response.ok) return response;
    const reason = response instanceof Response ? `${response.status} ${response.statusText}: ${(await response.text()).slice(0, 500)}` : String(response.cause ?? response);
    const isIll = !(response instanceof Response) || response.status >= 500;
    // What a POST should create may be there, whatever a broken server says of it, or if its answer was lost: a second one would be a second comment.
    const maybeDone = isIll && method === "POST";
    const again = (isIll && !maybeDone) || response.status === 429;
    if (!again || attempt === TRIES) throw Object.assign(new Refused(`${method} ${url} failed: ${reason}${hint(response)}`), { maybeDone });
    await sleep(Number(response.headers?.get("retry-after") ?? 0) * 1000 || FIRST_WAIT * 2 ** (attempt - 1));
  }
}

function hint(response) {
  if (response.status === 401) return " (is the token there, and not expired?)";
  if (response.status === 403) return " (may the token write comments? GitHub: permissions: pull-requests: write, which requests from forks don't get; GitLab: scope api)";
  if (response.status === 404) return " (does the token see this request?)";
  return "";
}

function platformOf(env) {
  const need = (name) => env[name] || raise(`${name} is not set`);
  const number = (name) => (/^\d+$/.test(need(name)) ? Number(env[name]) : raise(`${name} is no number`));
  const key = env.COMMENT_KEY ?? "default";
  // Whatever else could end the marker early, or pass for a run.
  if (!/^[\w ./-]+$/.test(key)) raise("COMMENT_KEY is letters, digits, spaces and . _ / -");
  const both = { marker: `<!-- cdktf-lvs preview: ${key}` };
  return env.GITLAB_CI === undefined ? github({ env, need, number, both }) : gitlab({ env, need, number, both });
}

function github({ env, need, number, both }) {
  const repository = `${env.GITHUB_API_URL ?? "https://api.github.com"}/repos/${need("GITHUB_REPOSITORY")}/issues`;
  return {
    ...both,
    name: "github",
    run: { number: number("GITHUB_RUN_NUMBER"), url: `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID ?? ""}` },
    commit: need("COMMIT"),
    safe: (text) => text,
    isMine: ({ user }) => user?.login === (env.COMMENT_AUTHOR ?? "github-actions[bot]"),
    comments: `${repository}/${need("PULL_REQUEST")}/comments`,
    comment: (id) => `${repository}/comments/${id}`,
    updateMethod: "PATCH",
    order: "",
    urlOf: ({ html_url }) => html_url,
    headers: { authorization: `Bearer ${need("GITHUB_TOKEN")}`, accept: "application/vnd.github+json", "user-agent": "cdktf-lvs-preview" },
  };
}

function gitlab({ env, need, number, both }) {
  const comments = `${need("CI_API_V4_URL")}/projects/${encodeURIComponent(need("CI_MERGE_REQUEST_PROJECT_ID"))}/merge_requests/${need("CI_MERGE_REQUEST_IID")}/notes`;
  let me;
  const platform = {
    ...both,
    name: "gitlab",
    run: { number: number("CI_PIPELINE_IID"), url: env.CI_PIPELINE_URL ?? "" },
    // Where results are merged before they are tested, CI_COMMIT_SHA is a commit that nobody has made.
    commit: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || need("CI_COMMIT_SHA"),
    // GitLab would do what such lines say (/approve, /close), as the token's owner.
    safe: (text) => text.replace(/^([ \t]*)\//gm, "$1\\/"),
    introduce: async () => (me = (await (await call(platform, "GET", `${env.CI_API_V4_URL}/user`)).json()).id),
    isMine: ({ author }) => author?.id === me,
    comments,
    comment: (id) => `${comments}/${id}`,
    updateMethod: "PUT",
    order: "&sort=asc&order_by=created_at",
    urlOf: ({ id }) => `${env.CI_MERGE_REQUEST_PROJECT_URL ?? ""}/-/merge_requests/${env.CI_MERGE_REQUEST_IID}#note_${id}`,
    headers: { "private-token": need("GITLAB_TOKEN") },
  };
  return platform;
}

function raise(message) {
  throw Object.assign(new Refused(message), { exitCode: 2 });
}

main(process.argv.slice(2)).catch((problem) => {
  console.error(problem instanceof Refused ? problem.message : problem);
  process.exitCode = problem.exitCode ?? 1;
});

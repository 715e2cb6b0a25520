// Puts a Markdown file under a pull request (GitHub) or merge request (GitLab): one comment, written once and then updated in place. Plain Node.js ≥ 18, no packages.
//
//   node comment.mjs preview.md
//
// What it needs to know stands in the environment of both platforms' jobs:
//   GitHub   GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_TOKEN (permission pull-requests: write), PULL_REQUEST (the number)
//   GitLab   CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID, GITLAB_TOKEN (a project access token with scope api)
// COMMENT_AUTHOR is who writes at GitHub with that token, when it is not the workflow's own (github-actions[bot]).
// COMMENT_KEY tells several previews of one request apart, such as those of two projects in one repository.
//
// Exit codes: 0 the comment says what the file says · 1 it could not be written, the reason is on standard error · 2 wrong usage.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Characters that the platforms take in one comment. `cdktf-lvs preview --max-size` fits its output. */
const LIMITS = { github: 65_536, gitlab: 1_000_000 };
/** Tries where the server is busy or broken, and the first wait between them in milliseconds. */
const TRIES = 4;
const FIRST_WAIT = Number(process.env.COMMENT_RETRY_MS ?? 1000);
const PAGE = 100;

class Refused extends Error {}

async function main([file, ...more]) {
  if (file === undefined || more.length > 0) throw Object.assign(new Refused("usage: node comment.mjs FILE"), { exitCode: 2 });
  const marker = `<!-- cdktf-lvs preview: ${process.env.COMMENT_KEY ?? "default"} -->`;
  const platform = platformOf(process.env);
  const body = `${marker}\n${readFileSync(file, "utf8")}`;
  if (body.length > LIMITS[platform.name]) throw new Refused(`${file} has ${body.length} characters with its marker, and ${platform.name} takes ${LIMITS[platform.name]}: give \`cdktf-lvs preview\` a --max-size of ${LIMITS[platform.name] - marker.length - 1}`);
  const mine = await find(platform, marker);
  if (mine?.body === body) return console.log(`unchanged: ${mine.url}`);
  const written = await call(platform, mine === undefined ? "POST" : platform.updateMethod, mine === undefined ? platform.comments : platform.comment(mine.id), { body });
  console.log(`${mine === undefined ? "created" : "updated"}: ${platform.urlOf(await written.json())}`);
}

/** The oldest comment that begins with the marker; people who quote it are no matter. */
async function find(platform, marker) {
  await platform.introduce?.();
  for (let page = 1; ; page++) {
    const response = await call(platform, "GET", `${platform.comments}?per_page=${PAGE}&page=${page}${platform.order}`);
    const comments = await response.json();
    // One that somebody else wrote could be changed by him afterwards.
    const found = comments.find((comment) => typeof comment.body === "string" && comment.body.startsWith(marker) && platform.isMine(comment));
    if (found !== undefined) return { id: found.id, body: found.body, url: platform.urlOf(found) };
    if (comments.length < PAGE) return undefined;
  }
}

async function call(platform, method, url, content) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { method, headers: { ...platform.headers, "content-type": "application/json" }, body: content && JSON.stringify(content) }).catch((cause) => cause);
    if (response instanceof Response && response.ok) return response;
    const reason = response instanceof Response ? `${response.status} ${response.statusText}: ${(await response.text()).slice(0, 500)}` : String(response.cause ?? response);
    // A second POST after one that was lost on the way back would be a second comment; after an answer it is none.
    const again = response instanceof Response ? response.status === 429 || response.status >= 500 : method !== "POST";
    if (!again || attempt === TRIES) throw new Refused(`${method} ${url} failed: ${reason}${hint(response)}`);
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
  if (env.GITLAB_CI !== undefined) {
    const comments = `${need("CI_API_V4_URL")}/projects/${encodeURIComponent(need("CI_MERGE_REQUEST_PROJECT_ID"))}/merge_requests/${need("CI_MERGE_REQUEST_IID")}/notes`;
    const urlOf = ({ id }) => `${env.CI_MERGE_REQUEST_PROJECT_URL ?? ""}/-/merge_requests/${env.CI_MERGE_REQUEST_IID}#note_${id}`;
    let me;
    const introduce = async () => (me = (await (await call(platform, "GET", `${env.CI_API_V4_URL}/user`)).json()).id);
    const platform = { introduce, isMine: ({ author }) => author?.id === me, name: "gitlab", comments, comment: (id) => `${comments}/${id}`, updateMethod: "PUT", order: "&sort=asc&order_by=created_at", urlOf, headers: { "private-token": need("GITLAB_TOKEN") } };
    return platform;
  }
  const repository = `${env.GITHUB_API_URL ?? "https://api.github.com"}/repos/${need("GITHUB_REPOSITORY")}/issues`;
  return {
    name: "github",
    isMine: ({ user }) => user?.login === (env.COMMENT_AUTHOR ?? "github-actions[bot]"),
    comments: `${repository}/${need("PULL_REQUEST")}/comments`,
    comment: (id) => `${repository}/comments/${id}`,
    updateMethod: "PATCH",
    order: "",
    urlOf: ({ html_url }) => html_url,
    headers: { authorization: `Bearer ${need("GITHUB_TOKEN")}`, accept: "application/vnd.github+json", "user-agent": "cdktf-lvs-preview" },
  };
}

function raise(message) {
  throw Object.assign(new Refused(message), { exitCode: 2 });
}

main(process.argv.slice(2)).catch((problem) => {
  console.error(problem instanceof Refused ? problem.message : problem);
  process.exitCode = problem.exitCode ?? 1;
});

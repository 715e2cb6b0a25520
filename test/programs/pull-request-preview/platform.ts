import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

export interface Comment {
  readonly id: number;
  body: string;
  /** At GitHub. */
  readonly user?: { readonly login: string };
  /** At GitLab. */
  readonly author?: { readonly id: number };
}

/** Whom the token belongs to. */
export const OURS = { user: { login: "github-actions[bot]" }, author: { id: 42 } };

/** As much of either platform's API as comments take: pages, tokens, limits, and days on which it is ill. */
export class Platform {
  readonly comments: Comment[] = [];
  readonly requests: string[] = [];
  /** Statuses that the next requests get instead of an answer. */
  readonly troubles: number[] = [];
  /** Statuses that the next comments are answered with though they are created. */
  readonly falseAlarms: number[] = [];
  /** How many of the next comments are refused with 502, and not created. */
  illAtPosts = 0;
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
    if (request.method === "POST" && url.pathname === all && this.illAtPosts-- > 0) return say(502, { message: "not now" });
    if (request.method === "POST" && url.pathname === all) {
      const made = { ...OURS, id: 1000 + this.comments.length, body, html_url: `https://example.com/c/${1000 + this.comments.length}` };
      this.comments.push(made);
      const falseAlarm = this.falseAlarms.shift();
      if (falseAlarm !== undefined) return say(falseAlarm, { message: "somebody behind me was too slow" });
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

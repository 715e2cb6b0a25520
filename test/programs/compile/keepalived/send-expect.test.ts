import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkScripts } from "../../../../lib/compile/keepalived";
import { type ClusterInput } from "../../../../lib/model";
import { NAT_PAIR, parsed } from "../../../unit/compile/small-clusters";

let place: string;
let server: Server | undefined;
beforeEach(() => (place = mkdtempSync(join(tmpdir(), "send-expect-"))));
afterEach(() => {
  server?.close();
  rmSync(place, { recursive: true, force: true });
});

/** The program that a router gets for that check, as a file. */
function program(check: { readonly send?: string; readonly expect: string }): string {
  const input: ClusterInput = structuredClone(NAT_PAIR);
  input.pools["web"]!.healthChecks = [{ type: "send-expect", ...check }];
  const [plan] = checkScripts(parsed(input), "www");
  const path = join(place, "check");
  writeFileSync(path, plan?.render() ?? "");
  chmodSync(path, plan?.mode ?? 0);
  return path;
}

/** Runs it against a server that says `greeting` at once and `answer` to the first bytes; what the server was sent, and the exit code. */
async function asked(path: string, { greeting = "", answer = "" }: { readonly greeting?: string; readonly answer?: string }): Promise<{ readonly code: number | null; readonly heard: string }> {
  const heard: Buffer[] = [];
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (greeting !== "") socket.end(greeting);
    socket.on("data", (data) => {
      heard.push(data);
      if (answer !== "") socket.end(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const child = spawn(path, ["127.0.0.1", String((server.address() as AddressInfo).port)], { timeout: 5000 });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, heard: Buffer.concat(heard).toString() };
}

describe("the program of a send-expect check", () => {
  it.each(["PING\r\n", "it's $HOME `id` \\ \"quoted\" %s %d\n", "tab\there, ü, \u0001", "-n"])("sends %j to the letter", async (send) => {
    expect(await asked(program({ send, expect: "+PONG" }), { answer: "+PONG\r\n" })).toEqual({ code: 0, heard: send });
  });

  it.each<[string, string, number]>([
    ["+PONG", "+PONG\r\n", 0],
    ["PONG", "-ERR\r\n+PONG", 0],
    ["pong", "+PONG", 1],
    ["*", "+PONG", 1],
    ["[A-Z]", "+PONG", 1],
    ["a*c", "a*c", 0],
    ["ü'\\$", "so: ü'\\$.", 0],
    ["late", `${"x".repeat(4092)}late`, 0],
    ["late", `${"x".repeat(4093)}late`, 1],
    ["+PONG", "", 1],
  ])("finds %j in %j: exit code %i", async (expected, greeting, code) => {
    expect((await asked(program({ expect: expected }), { greeting: greeting === "" ? "\n" : greeting })).code).toBe(code);
  });

  it("says no where nobody listens", () => {
    expect(spawnSync(program({ expect: "a" }), ["127.0.0.1", "1"], { timeout: 5000 }).status).toBe(1);
  });

  it("is clean under shellcheck", () => {
    const { status, stdout } = spawnSync("shellcheck", ["--shell=bash", program({ send: "it's\n", expect: "+OK" })], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { selfSignedCertificate } from "../../../lib/provider/wire/certificate";
import { GRPCBroker, GRPCController, GRPCStdio } from "../../../lib/provider/wire/generated/plugin_pb";
import { Provider } from "../../../lib/provider/wire/generated/tfplugin6_pb";
import { encodeObject } from "../../../lib/provider/wire/msgpack";
import { boxSchema, providerSchema } from "./fixtures/demo-box-schema";
import { invitation, startPlugin, type Plugin } from "./fixtures/plugin-client";
import { buildDemo, makeWorkspace, startRunningProvider } from "./fixtures/terraform";

let bundle: string;
let parent: string;
const plugins: Plugin[] = [];
beforeAll(async () => {
  bundle = await buildDemo();
  parent = mkdtempSync(join(tmpdir(), "lvs-sockets-"));
});
afterEach(() => {
  for (const plugin of plugins.splice(0)) plugin.child.kill("SIGKILL");
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function started(extra: NodeJS.ProcessEnv = {}): Promise<Plugin> {
  const plugin = await startPlugin(bundle, { PLUGIN_UNIX_SOCKET_DIR: parent, ...extra });
  plugins.push(plugin);
  return plugin;
}

describe("the handshake", () => {
  it("is the only line on stdout and names protocol, socket and certificate", async () => {
    const { line } = await started();
    expect(line).toMatch(/^1\|6\|unix\|\/\S+\/plugin\.sock\|grpc\|[A-Za-z0-9+/]+\n$/);
  });

  it("honours PLUGIN_UNIX_SOCKET_DIR, and nobody else may enter the socket's directory", async () => {
    const { socket } = await started();
    expect(dirname(dirname(socket))).toBe(parent);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ["without Terraform's cookie", { TF_PLUGIN_MAGIC_COOKIE: "x" }, /This is a Terraform provider/],
    ["by a client that speaks protocol 5 only", { PLUGIN_PROTOCOL_VERSIONS: "5" }, /speaks plugin protocol 6/],
    ["where no socket can be made", { PLUGIN_UNIX_SOCKET_DIR: "/proc/nowhere" }, /couldn't start: ENOENT/],
  ])("is refused with a text for people %s", (_case, environment, text) => {
    const env = { ...process.env, ...invitation(selfSignedCertificate(new Date())), ...environment };
    const { status, stdout, stderr } = spawnSync(process.execPath, [bundle], { env, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(text);
  });

  it("lets in nobody but the client whose certificate Terraform passed", async () => {
    const plugin = await started();
    const stranger = createClient(Provider, plugin.transportAs(selfSignedCertificate(new Date())));
    const nameless = createClient(Provider, plugin.transportAs(undefined));
    await expect(stranger.getProviderSchema({})).rejects.toThrow(ConnectError);
    await expect(nameless.getProviderSchema({})).rejects.toThrow(ConnectError);
    const invited = await createClient(Provider, plugin.transport).getProviderSchema({});
    expect(Object.keys(invited.resourceSchemas)).toEqual(["demo_box"]);
  });
});

describe("the end", () => {
  it("comes at once after Shutdown's answer, before go-plugin's two seconds are up, and leaves no socket", async () => {
    const plugin = await started();
    const controller = createClient(GRPCController, plugin.transport);
    await createClient(Provider, plugin.transport).getProviderSchema({});
    await controller.shutdown({});
    const answered = performance.now();
    const { code, at } = await plugin.ended;
    expect(code).toBe(0);
    expect(at - answered).toBeLessThan(1000);
    expect(existsSync(dirname(plugin.socket))).toBe(false);
  });

  it("doesn't come by SIGINT, and comes by SIGTERM with the socket removed", async () => {
    const plugin = await started();
    plugin.child.kill("SIGINT");
    await sleep(50);
    await createClient(Provider, plugin.transport).getProviderSchema({});
    plugin.child.kill("SIGTERM");
    expect((await plugin.ended).code).toBe(0);
    expect(existsSync(dirname(plugin.socket))).toBe(false);
  });
});

describe("during a change", () => {
  /** A change that takes `stepMs` for each of fifteen steps back once it is stopped. */
  async function changing(stepMs: number) {
    const plugin = await started({ DEMO_STEP_MS: String(stepMs) });
    const client = createClient(Provider, plugin.transport);
    const shelf = mkdtempSync(join(parent, "shelf "));
    await client.configureProvider({ config: { msgpack: encodeObject({ directory: shelf }, providerSchema.attributes) } });
    const box = { msgpack: encodeObject({ name: "b", behave: "roll-back" }, boxSchema.attributes) };
    const answer = client.applyResourceChange({ typeName: "demo_box", priorState: box, plannedState: box, config: box });
    while (!existsSync(join(shelf, "slow"))) await sleep(20);
    return { plugin, box, answer, rolledBack: () => existsSync(join(shelf, "rolled back")) };
  }

  it("SIGTERM stops it, and Terraform gets its true answer, however often it comes and though going back takes longer than the ten seconds of process managers", async () => {
    const { plugin, box, answer, rolledBack } = await changing(750);
    for (let times = 1; times <= 3; times++) {
      plugin.child.kill("SIGTERM");
      await sleep(100);
    }
    const { newState, diagnostics } = await answer;
    expect(diagnostics.map(({ summary }) => summary)).toEqual(["stopped and rolled back"]);
    expect(newState?.msgpack).toEqual(box.msgpack);
    expect(rolledBack()).toBe(true);
    expect((await plugin.ended).code).toBe(0);
  });

  it("Shutdown, which a second Ctrl-C leads to, stops it and leaves it the time to go back", async () => {
    const { plugin, answer, rolledBack } = await changing(50);
    const lost = answer.catch(() => undefined);
    await createClient(GRPCController, plugin.transport).shutdown({});
    expect((await plugin.ended).code).toBe(0);
    expect(rolledBack()).toBe(true);
    await lost;
  });
});

describe("the wire", () => {
  it("keeps go-plugin's two streams open and silent", async () => {
    const { transport } = await started();
    const hangUp = new AbortController();
    const never = (async function* () {
      await sleep(60_000, undefined, { ref: false, signal: hangUp.signal }).catch(() => undefined);
      yield* [];
    })();
    const streams = [createClient(GRPCStdio, transport).streamStdio({}, { signal: hangUp.signal }), createClient(GRPCBroker, transport).startStream(never, { signal: hangUp.signal })];
    const firsts = streams.map((stream) => stream[Symbol.asyncIterator]().next().then(() => "ended", (error: ConnectError) => Code[error.code]));
    expect(await Promise.race([...firsts, sleep(200, "open")])).toBe("open");
    hangUp.abort();
    expect(await Promise.all(firsts)).toEqual(["Canceled", "Canceled"]);
  });

  it("answers nonsense with a diagnostic, and a change it can't decode with the state as it was", async () => {
    const client = createClient(Provider, (await started()).transport);
    const prior = new Uint8Array([0x80]);
    const reply = await client.applyResourceChange({ typeName: "demo_box", priorState: { msgpack: prior }, plannedState: { msgpack: new Uint8Array([0xc1]) }, config: { msgpack: prior } });
    expect(reply.newState?.msgpack).toEqual(prior);
    expect(reply.diagnostics[0]?.summary).toBe("LVS900: the provider met a bug of its own while changing demo_box");
    const unknown = await client.validateResourceConfig({ typeName: "demo_crate" });
    expect(unknown.diagnostics[0]?.detail).toContain('no type "demo_crate"');
  });

  it("says that a call came before configuring", async () => {
    const client = createClient(Provider, (await started()).transport);
    const state = { msgpack: encodeObject({ name: "b" }, boxSchema.attributes) };
    const reply = await client.readResource({ typeName: "demo_box", currentState: state });
    expect(reply.newState?.msgpack).toEqual(state.msgpack);
    expect(reply.diagnostics[0]?.detail).toContain("called before the provider was configured");
  });

  it("takes small calls while several large states are on their way", async () => {
    const client = createClient(Provider, (await started()).transport);
    const json = new TextEncoder().encode(JSON.stringify({ name: "b", note: "x".repeat(15_000_000) }));
    const large = Array.from({ length: 3 }, () => client.upgradeResourceState({ typeName: "demo_box", version: 1n, rawState: { json } }));
    const all = Promise.allSettled(large);
    let answered = 0;
    for (let done = false; !done; answered++) {
      await client.validateResourceConfig({ typeName: "demo_box", config: { msgpack: encodeObject({ name: "b" }, boxSchema.attributes) } });
      done = await Promise.race([all.then(() => true), sleep(5, false)]);
    }
    expect((await all).map((reply) => reply.status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect(answered).toBeGreaterThan(3);
  });

  it("carries a state of 20 MB in both directions", async () => {
    const client = createClient(Provider, (await started()).transport);
    await client.configureProvider({ config: { msgpack: encodeObject({ directory: parent }, providerSchema.attributes) } });
    const json = new TextEncoder().encode(JSON.stringify({ name: "b", note: "x".repeat(20_000_000) }));
    const reply = await client.upgradeResourceState({ typeName: "demo_box", version: 1n, rawState: { json } });
    expect(reply.diagnostics).toEqual([]);
    expect(reply.upgradedState?.msgpack.length).toBeGreaterThan(20_000_000);
  });
});

describe("--debug", () => {
  it("prints what makes terraform use the running process, again and again, with nothing installed", async () => {
    const running = await startRunningProvider();
    const workspace = await makeWorkspace(running);
    workspace.configure('resource "demo_box" "one" {\n  name = "b"\n}\n');
    expect(existsSync(join(workspace.directory, "terraform.d"))).toBe(false);
    expect((await workspace.terraform("apply", "-auto-approve")).output).toContain("1 added");
    expect((await workspace.terraform("plan", "-detailed-exitcode")).code).toBe(0);
    expect(await running.stop()).toBe(0);
    expect((await workspace.terraform("plan")).code).toBe(1);
    workspace.remove();
  });
});

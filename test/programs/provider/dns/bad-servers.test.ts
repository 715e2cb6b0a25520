import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildProvider } from "../../../../scripts/build-provider";
import { pace } from "../../../pace";
import { TerraformProject } from "../../../lab/harness/terraform-project";
import { startBetween, type Treatment } from "../../dns/harness/between";
import { type NameServer, READER, SECRETS, startBind } from "../../dns/harness/name-server";
import { echoed } from "../../dns/harness/odd-server";

const OTHERS = "198.51.100.99";
const isUpdate = (request: Buffer): boolean => (request.readUInt16BE(2) >> 11 & 15) === 5;
/** A signature that is not the key's: one octet of it is another. */
const forged = (answer: Buffer): Buffer => {
  const copy = Buffer.from(answer);
  copy[copy.length - 10]! ^= 1;
  return copy;
};
const withCode = (rcode: number) => (request: Buffer): Buffer => echoed(bare(request), 0x8400 | rcode);
/** Without its signature, which a server that knows nothing of keys doesn't send back. */
const bare = (request: Buffer): Buffer => {
  const plain = Buffer.from(request.subarray(0, 12));
  plain.fill(0, 4);
  return plain;
};

/** For how long nobody may be kept waiting: three tries over UDP and one over TCP are 11 s, for the change and for a look at what became of it, beside Terraform's own start. */
const BOUND_MS = 45_000 * pace;

// A real BIND 9, and somebody between who spoils what is said. Each name and each state is new, so that an apply has nothing else to ask the server.
describe("an apply of lvs_dns_round_robin", () => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-dns-"));
  let server: NameServer;
  let project: TerraformProject;
  let treatment: (request: Buffer) => Treatment | undefined = () => undefined;
  let between: Awaited<ReturnType<typeof startBetween>>;
  beforeAll(async () => {
    writeFileSync(join(folder, "lvs-256"), SECRETS["lvs-256"][1], { mode: 0o600 });
    writeFileSync(join(folder, "reader"), READER[1], { mode: 0o600 });
    writeFileSync(join(folder, "another"), Buffer.from("another secret of these tests, 32").toString("base64"), { mode: 0o600 });
    server = await startBind();
    between = await startBetween(server.endpoint, (request) => treatment(request));
    const provider = (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile;
    project = await TerraformProject.create({ sshConfigPath: "/dev/null" }, { provider });
  });
  afterAll(async () => {
    project.remove();
    await between.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  let names = 0;
  beforeEach(() => rmSync(join(project.directory, "terraform.tfstate"), { force: true }));
  const declare = (name: string, { key = "lvs-256", secret = key, ...rest }: { readonly key?: string; readonly secret?: string; readonly zone?: string; readonly withdraw_seconds?: number } = {}): TerraformProject => {
    const resource = { name, addresses: ["203.0.113.10", "203.0.113.11"], server: { ...between.endpoint, key: { name: key, secret: { file: join(folder, secret) } } }, ...rest };
    project.configure({ resource: { lvs_dns_round_robin: { name: resource } } });
    return project;
  };
  const asked = (name: string): string => execFileSync("dig", ["@127.0.0.1", "-p", String(server.endpoint.port), name, "A", "+short"], { encoding: "utf8" }).trim().split("\n").sort().join(" ");

  async function failsOnce(code: string, use: (name: string) => TerraformProject): Promise<string> {
    const name = `bad${++names}.example.com`;
    const began = performance.now();
    const { code: exit, output } = await use(name).apply();
    expect(performance.now() - began).toBeLessThan(BOUND_MS);
    expect([exit, output]).toEqual([1, expect.stringContaining(`${code}: `)]);
    treatment = () => undefined;
    const left = asked(name);
    await declare(name).deploy();
    expect(asked(name)).toBe("203.0.113.10 203.0.113.11");
    expect((await project.plan()).code).toBe(0);
    return left;
  }

  it.each<[string, string, Treatment]>([
    ["says nothing", "LVS600", { instead: () => undefined }],
    ["refuses", "LVS623", { instead: withCode(5) }],
    ["cuts off every answer", "LVS602", { instead: (request) => echoed(bare(request), 0x8600) }],
    ["does not speak for the zone", "LVS611", { instead: withCode(9) }],
    ["signs with another key than it has", "LVS605", { answer: forged }],
    ["answers without a signature", "LVS604", { instead: withCode(0) }],
  ])("where the server %s: fails by %s in bounded time, and the next one converges", async (_what, code, all) => {
    treatment = () => all;
    expect(await failsOnce(code, declare)).toBe("");
  });

  it.each<[string, string, Treatment]>([
    ["says nothing", "LVS600", { instead: () => undefined }],
    ["refuses", "LVS610", { instead: withCode(5) }],
    ["cuts off its answer", "LVS602", { instead: (request) => echoed(bare(request), 0x8600) }],
    ["is another zone's", "LVS612", { instead: withCode(9) }],
    ["says without a signature that it did", "LVS604", { instead: withCode(0) }],
  ])("where the server %s when it is told of a change: fails by %s, with nothing half-written, and the next one converges", async (_what, code, update) => {
    treatment = (request) => (isUpdate(request) ? update : undefined);
    expect(await failsOnce(code, declare)).toBe("");
  });

  it("is done where the server did what it was told, and only its word of it was lost", async () => {
    treatment = (request) => (isUpdate(request) ? { answer: () => undefined } : undefined);
    const name = "lost.example.com";
    await declare(name).deploy();
    expect(asked(name)).toBe("203.0.113.10 203.0.113.11");
  });

  it("knows what it wrote also where that can't be read again, and takes it out when it goes", async () => {
    let told = false;
    treatment = (request) => {
      told ||= isUpdate(request);
      return told && !isUpdate(request) ? { answer: forged } : undefined;
    };
    const name = "unread.example.com";
    const { code, output } = await declare(name, { withdraw_seconds: 0 }).apply();
    treatment = () => undefined;
    expect([code, output, asked(name)]).toEqual([1, expect.stringContaining("LVS605: "), "203.0.113.10 203.0.113.11"]);
    project.configure({});
    await project.deploy();
    expect(asked(name)).toBe("");
  });

  it.each<[string, string, Parameters<typeof declare>[1]]>([
    ["a key that the server doesn't know", "LVS606", { key: "stranger", secret: "lvs-256" }],
    ["another secret", "LVS607", { secret: "another" }],
    ["a key without the right to change the zone", "LVS610", { key: "reader" }],
    ["another zone than the name stands in", "LVS619", { zone: "com" }],
  ])("with %s: fails by %s, and the next one converges", async (_what, code, change) => {
    expect(await failsOnce(code, (name) => declare(name, change))).toBe("");
  });

  it("fails where somebody else was faster, and leaves what they wrote", async () => {
    const name = "raced.example.com";
    const [algorithm, secret] = SECRETS["lvs-256"];
    treatment = (request) => {
      if (!isUpdate(request)) return undefined;
      treatment = () => undefined;
      execFileSync("nsupdate", ["-y", `${algorithm}:lvs-256:${secret}`], { input: [`server 127.0.0.1 ${server.endpoint.port}`, "zone example.com", `update add ${name} 60 A ${OTHERS}`, "send", ""].join("\n") });
      return undefined;
    };
    const { code, output } = await declare(name).apply();
    expect([code, output]).toEqual([1, expect.stringContaining("LVS614: ")]);
    expect(asked(name)).toBe(OTHERS);
  });
});

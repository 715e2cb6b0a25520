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
/** An update that isn't only prerequisites (RFC 2136 §2.2: UPCOUNT). */
const hasChanges = (request: Buffer): boolean => request.readUInt16BE(8) > 0;
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
  const declare = (name: string, { key = "lvs-256", secret = key, ...rest }: { readonly key?: string; readonly secret?: string; readonly zone?: string; readonly withdraw_seconds?: number; readonly addresses?: readonly string[] } = {}): TerraformProject => {
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

  /** Whatever is asked after the first update is answered by somebody else. */
  const unreadAfterUpdate = (): void => {
    let told = false;
    treatment = (request) => {
      told ||= isUpdate(request);
      return told && !isUpdate(request) ? { answer: forged } : undefined;
    };
  };

  // An error would taint it: Terraform would create it anew, over what that state knows nothing of, and refuse to import it.
  it("knows what it created also where that can't be read again: it says so, goes on from there, and takes it out when it goes", async () => {
    unreadAfterUpdate();
    const name = "unread.example.com";
    const { code, output } = await declare(name, { withdraw_seconds: 0 }).apply();
    treatment = () => undefined;
    expect([code, output, asked(name)]).toEqual([0, expect.stringContaining("Warning: LVS605: "), "203.0.113.10 203.0.113.11"]);
    expect(project.state("lvs_dns_round_robin")?.status).toBeUndefined();
    await declare(name, { withdraw_seconds: 0, addresses: ["203.0.113.12"] }).deploy();
    expect(asked(name)).toBe("203.0.113.12");
    project.configure({});
    await project.deploy();
    expect(asked(name)).toBe("");
  });

  it("fails where what it changed can't be read again, and the next one converges", async () => {
    const name = "unread-later.example.com";
    await declare(name, { withdraw_seconds: 0 }).deploy();
    unreadAfterUpdate();
    const { code, output } = await declare(name, { withdraw_seconds: 0, addresses: ["203.0.113.12"] }).apply();
    treatment = () => undefined;
    expect([code, output]).toEqual([1, expect.stringContaining("Error: LVS605: ")]);
    await project.deploy();
    expect(asked(name)).toBe("203.0.113.12");
    expect((await project.plan()).code).toBe(0);
  });

  describe("whose change of the name fails half-way", () => {
    const BOTH = "203.0.113.10 203.0.113.11";
    /** The new name is written; the old one may not be taken out. */
    async function halfWay(): Promise<readonly [string, string]> {
      const [before, after] = [`before${++names}.example.com`, `after${names}.example.com`] as const;
      await declare(before, { withdraw_seconds: 0 }).deploy();
      treatment = (request) => (isUpdate(request) && request.includes("before") ? { instead: withCode(5) } : undefined);
      const { code, output } = await declare(after, { withdraw_seconds: 0 }).apply();
      treatment = () => undefined;
      expect([code, output, asked(before), asked(after)]).toEqual([1, expect.stringContaining("LVS610: "), BOTH, BOTH]);
      return [before, after];
    }

    it("leaves nothing behind when it is taken back", async () => {
      const [before, after] = await halfWay();
      expect((await declare(before, { withdraw_seconds: 0 }).plan()).output).toContain("0 to add, 1 to change, 0 to destroy");
      await project.deploy();
      expect([asked(before), asked(after)]).toEqual([BOTH, ""]);
      expect((await project.plan()).code).toBe(0);
    });

    it("leaves nothing behind when it is destroyed", async () => {
      const [before, after] = await halfWay();
      project.configure({});
      await project.deploy();
      expect([asked(before), asked(after)]).toEqual(["", ""]);
    });

    it("leaves nothing behind when it gets a third name", async () => {
      const [before, after] = await halfWay();
      await declare("third.example.com", { withdraw_seconds: 0 }).deploy();
      expect([asked(before), asked(after), asked("third.example.com")]).toEqual(["", "", BOTH]);
      expect((await project.plan()).code).toBe(0);
    });

    it("gets through with other addresses", async () => {
      const [before, after] = await halfWay();
      await declare(after, { withdraw_seconds: 0, addresses: ["203.0.113.12"] }).deploy();
      expect([asked(before), asked(after)]).toEqual(["", "203.0.113.12"]);
      expect((await project.plan()).code).toBe(0);
    });

    it("waits until resolvers have forgotten it, again where that was cut short", async () => {
      const [before, after] = await halfWay();
      const running = declare(before, { withdraw_seconds: 600 }).start("apply", "-input=false", "-auto-approve");
      await running.begins(`${before}: waiting 600 s`);
      running.interrupt();
      expect((await running.ended).output).toContain("LVS422: ");
      expect([asked(before), asked(after)]).toEqual([BOTH, ""]);
      await declare(before, { withdraw_seconds: 1 }).deploy();
      expect(project.steps()).toEqual([`${before}: waiting 1 s, until no resolver knows any more what was taken out`]);
      expect((await project.plan()).code).toBe(0);
    });

    it("leaves to somebody else what they have made of it, and says so", async () => {
      const [before, after] = await halfWay();
      const [algorithm, secret] = SECRETS["lvs-256"];
      execFileSync("nsupdate", ["-y", `${algorithm}:lvs-256:${secret}`], { input: [`server 127.0.0.1 ${server.endpoint.port}`, "zone example.com", `update add ${after} 60 A ${OTHERS}`, "send", ""].join("\n") });
      expect((await declare(before, { withdraw_seconds: 0 }).deploy()).replace(/\s+/g, " ")).toContain(`Warning: LVS428: ${after} was written for a change that failed`);
      expect(asked(after)).toContain(OTHERS);
      expect((await project.plan()).code).toBe(0);
    });

    it("leaves nothing behind where nobody heard whether the new name was written", async () => {
      const [before, after] = ["unheard-before.example.com", "unheard-after.example.com"];
      await declare(before, { withdraw_seconds: 0 }).deploy();
      let told = false;
      treatment = (request) => {
        told ||= isUpdate(request) && request.includes("unheard-after") && hasChanges(request);
        return told ? { answer: forged } : undefined;
      };
      expect((await declare(after, { withdraw_seconds: 0 }).apply()).output).toContain("LVS605: ");
      treatment = () => undefined;
      expect([asked(before), asked(after)]).toEqual([BOTH, BOTH]);
      await declare(before, { withdraw_seconds: 0 }).deploy();
      expect([asked(before), asked(after)]).toEqual([BOTH, ""]);
    });
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

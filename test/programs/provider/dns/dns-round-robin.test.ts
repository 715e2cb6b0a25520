import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProvider } from "../../../../scripts/build-provider";
import { StandingProvider } from "../../../lab/harness/standing-provider";
import { TerraformProject } from "../../../lab/harness/terraform-project";
import { type NameServer, SECRETS, startBind, startKnot, ZONE } from "../../dns/harness/name-server";

/** What a person changes of the name. */
interface Change {
  readonly name?: string;
  readonly addresses?: readonly string[];
  readonly ttl_seconds?: number;
  readonly withdraw_seconds?: number;
}

const NAME = "site.example.com";

describe.each([
  ["BIND 9", startBind],
  ["Knot DNS", startKnot],
])("lvs_dns_round_robin with %s", (_name, startServer) => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-dns-"));
  const keyFile = join(folder, "key");
  let server: NameServer;
  let project: TerraformProject;
  beforeAll(async () => {
    writeFileSync(keyFile, SECRETS["lvs-256"][1], { mode: 0o600 });
    server = await startServer();
    const provider = (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile;
    project = await TerraformProject.create({ sshConfigPath: "/dev/null" }, { provider });
  });
  afterAll(async () => {
    project.remove();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const serverBlock = (): object => ({ host: server.endpoint.host, port: server.endpoint.port, key: { name: "lvs-256", secret: { file: keyFile } } });
  const resource = ({ name = NAME, ...rest }: Change): object => ({ name, addresses: ["203.0.113.10", "198.51.100.10", "2001:db8::10"], server: serverBlock(), withdraw_seconds: 0, ...rest });
  const declare = (change: Change = {}, more: object = {}): TerraformProject => {
    project.configure({ resource: { lvs_dns_round_robin: { site: resource(change) }, ...more } });
    return project;
  };
  const dig = (name: string, type: string, { endpoint } = server): string[] => execFileSync("dig", ["@127.0.0.1", "-p", String(endpoint.port), name, type, "+noall", "+answer"], { encoding: "utf8" }).trim().split("\n").filter((line) => line !== "").map((line) => line.replace(/\s+/g, " ")).sort();
  const nsupdate = (...lines: string[]): void => {
    const [algorithm, secret] = SECRETS["lvs-256"];
    execFileSync("nsupdate", ["-y", `${algorithm}:lvs-256:${secret}`], { input: [`server 127.0.0.1 ${server.endpoint.port}`, `zone ${ZONE}`, ...lines, "send", ""].join("\n") });
  };

  it("writes a name with the addresses of both families, and then there is nothing to do", async () => {
    const { output } = await declare().plan();
    expect(output).toMatch(/\+ records += \[\s+\+ "60 A 198\.51\.100\.10",\s+\+ "60 A 203\.0\.113\.10",\s+\+ "60 AAAA 2001:db8::10",/);
    await project.deploy();
    expect(dig(NAME, "A")).toEqual([`${NAME}. 60 IN A 198.51.100.10`, `${NAME}. 60 IN A 203.0.113.10`]);
    expect(dig(NAME, "AAAA")).toEqual([`${NAME}. 60 IN AAAA 2001:db8::10`]);
    expect((await project.plan()).code).toBe(0);
  });

  it("changes the time to live and the addresses", async () => {
    await declare({ ttl_seconds: 30, addresses: ["203.0.113.11"] }).deploy();
    expect([...dig(NAME, "A"), ...dig(NAME, "AAAA")]).toEqual([`${NAME}. 30 IN A 203.0.113.11`]);
  });

  it("keeps what Terraform is told to ignore changes of", async () => {
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ ttl_seconds: 31, addresses: ["203.0.113.77"] }), lifecycle: { ignore_changes: ["addresses"] } } } } });
    await project.deploy();
    expect(dig(NAME, "A")).toEqual([`${NAME}. 31 IN A 203.0.113.11`]);
    await declare({ ttl_seconds: 30, addresses: ["203.0.113.11"] }).deploy();
  });

  it("shows what somebody else changed, and brings it back", async () => {
    nsupdate(`update add ${NAME} 30 A 192.0.2.66`);
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([2, expect.stringMatching(/~ records += \[\s+- "30 A 192\.0\.2\.66",/)]);
    await project.deploy();
    expect(dig(NAME, "A")).toEqual([`${NAME}. 30 IN A 203.0.113.11`]);
    nsupdate(`update delete ${NAME} A`);
    expect((await project.plan()).output).toContain('+ "30 A 203.0.113.11"');
    await project.deploy();
    expect(dig(NAME, "A")).toEqual([`${NAME}. 30 IN A 203.0.113.11`]);
  });

  it("changes nothing when the name is not what the plan was made for", async () => {
    declare({ ttl_seconds: 30, addresses: ["203.0.113.12"] });
    await project.must("plan", "-input=false", "-out=plan");
    nsupdate(`update add ${NAME} 30 A 192.0.2.67`);
    const { code, output } = await project.terraform("apply", "-input=false", "plan");
    expect([code, output.replace(/\s+/g, " ")]).toEqual([1, expect.stringContaining("LVS421: site.example.com has other addresses than this was planned for")]);
    expect(dig(NAME, "A")).toEqual([`${NAME}. 30 IN A 192.0.2.67`, `${NAME}. 30 IN A 203.0.113.11`]);
    await project.deploy();
    expect(dig(NAME, "A")).toEqual([`${NAME}. 30 IN A 203.0.113.12`]);
  });

  it("takes addresses that are known only at apply", async () => {
    const late = { terraform_data: { vip: { input: "203.0.113.20" } } };
    const { code, output } = await declare({ ttl_seconds: 30, addresses: ["${terraform_data.vip.output}"] }, late).plan();
    expect([code, output]).toEqual([2, expect.stringMatching(/~ records += \[[^\]]*\] -> \(known after apply\)/)]);
    await project.deploy();
    expect(dig(NAME, "A")).toEqual([`${NAME}. 30 IN A 203.0.113.20`]);
    expect((await project.plan()).code).toBe(0);
  });

  it("waits until no resolver knows what was taken out", async () => {
    // A new name, which no resolver knows by the longer times to live of the tests above.
    const { name, addresses, ttl_seconds } = { name: "soon.example.com", addresses: ["203.0.113.20", "203.0.113.21"], ttl_seconds: 3 };
    await declare({ name, ttl_seconds, addresses }).deploy();
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ name, ttl_seconds, addresses: ["203.0.113.21"] }), withdraw_seconds: null } } } });
    const began = performance.now();
    await project.deploy();
    expect(performance.now() - began).toBeGreaterThan(3000);
    expect(project.steps()).toEqual([`${name}: waiting 3 s, until no resolver knows any more what was taken out`]);
  });

  it("waits also for resolvers that know it by the longer time to live of before", async () => {
    const [name, addresses] = ["later.example.com", ["203.0.113.20", "203.0.113.21"]] as const;
    await declare({ name, ttl_seconds: 15, addresses }).deploy();
    await declare({ name, ttl_seconds: 1, addresses }).deploy();
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ name, ttl_seconds: 1, addresses: ["203.0.113.21"] }), withdraw_seconds: null } } } });
    await project.deploy();
    expect(project.steps()).toEqual([expect.stringMatching(/: waiting ([2-9]|1[0-5]) s, until no resolver knows/)]);
    expect((await project.plan()).code).toBe(0);
  });

  it("keeps its addresses where another resource is to have it and can't be created; what follows its deletion stays, too", async () => {
    const wide = { name: "kept.example.com", addresses: ["203.0.113.31", "203.0.113.32"] };
    const cluster = { terraform_data: { cluster: { input: "203.0.113.32" } } };
    const named = (addresses: readonly string[]): object => ({ ...resource({ ...wide, addresses }), depends_on: ["terraform_data.cluster"] });
    project.configure({ resource: { lvs_dns_round_robin: { site: named(wide.addresses) }, ...cluster } });
    await project.deploy();
    project.configure({ resource: { lvs_dns_round_robin: { again: resource({ ...wide, addresses: ["203.0.113.31"] }) } } });
    const { code, output } = await project.apply();
    expect(code).toBe(1);
    expect(output).toContain("LVS420: kept.example.com has addresses already");
    expect(output).toContain("LVS425: kept.example.com keeps its addresses");
    expect((await project.must("state", "list")).trim().split("\n")).toEqual(["lvs_dns_round_robin.site", "terraform_data.cluster"]);
    expect(dig("kept.example.com", "A")).toHaveLength(2);
    // So it is where the other one is there already, under another name.
    project.configure({ resource: { lvs_dns_round_robin: { site: named(wide.addresses), again: resource({ name: "again.example.com" }) }, ...cluster } });
    await project.deploy();
    project.configure({ resource: { lvs_dns_round_robin: { again: resource({ ...wide, addresses: ["203.0.113.31"] }) } } });
    expect((await project.apply()).output).toContain("LVS425: kept.example.com keeps its addresses");
    expect(dig("kept.example.com", "A")).toHaveLength(2);
    expect(dig("again.example.com", "A")).toHaveLength(2);
    project.configure({ resource: { lvs_dns_round_robin: { site: named(wide.addresses) }, ...cluster } });
    await project.deploy();
    project.configure({ resource: { lvs_dns_round_robin: { again: resource({ ...wide, addresses: ["203.0.113.31"] }) } }, moved: [{ from: "lvs_dns_round_robin.site", to: "lvs_dns_round_robin.again" }] });
    await project.deploy();
    expect(dig("kept.example.com", "A")).toEqual(["kept.example.com. 60 IN A 203.0.113.31"]);
    project.configure({ resource: { lvs_dns_round_robin: { site: resource({ addresses: ["203.0.113.21"] }) } } });
    await project.deploy();
  });

  it("leaves its old name its addresses where another resource of the run is to have it", async () => {
    const [old, later, addresses] = ["moving.example.com", "moved.example.com", ["203.0.113.41"]] as const;
    await declare({ name: old, addresses }).deploy();
    project.configure({ resource: { lvs_dns_round_robin: { site: resource({ name: later, addresses }), another: resource({ name: old, addresses }) } } });
    await project.deploy();
    expect([...dig(old, "A"), ...dig(later, "A")]).toEqual([`${old}. 60 IN A 203.0.113.41`, `${later}. 60 IN A 203.0.113.41`]);
    expect((await project.plan()).code).toBe(0);
    await declare({ addresses: ["203.0.113.21"] }).deploy();
    expect([...dig(old, "A"), ...dig(later, "A")]).toEqual([]);
  });

  it("says so when that is cut short, with the zone as it shall be; the next run waits again", async () => {
    await declare({ addresses: ["203.0.113.20", "203.0.113.21"] }).deploy();
    const running = declare({ addresses: ["203.0.113.21"], withdraw_seconds: 600 }).start("apply", "-input=false", "-auto-approve");
    await running.begins(`${NAME}: waiting 600 s`);
    running.interrupt();
    const { code, output } = await running.ended;
    expect([code, output]).toEqual([1, expect.stringContaining(`LVS422: interrupted while resolvers still know what was taken out of ${NAME}`)]);
    expect(dig(NAME, "A")).toEqual([`${NAME}. 60 IN A 203.0.113.21`]);
    await declare({ addresses: ["203.0.113.21"], withdraw_seconds: 2 }).deploy();
    expect(project.steps()).toEqual([`${NAME}: waiting 2 s, until no resolver knows any more what was taken out`]);
    expect((await project.plan()).code).toBe(0);
  });

  it("does not take over a name that somebody else gave addresses, unless it is imported", async () => {
    const imported = { name: "mail.example.com", addresses: ["192.0.2.25"], ttl_seconds: 300 };
    project.configure({ resource: { lvs_dns_round_robin: { site: resource({ addresses: ["203.0.113.21"], withdraw_seconds: 2 }), other: resource({ ...imported, addresses: ["192.0.2.26"] }) } } });
    const { code, output } = await project.apply();
    expect([code, output]).toEqual([1, expect.stringContaining("LVS420: mail.example.com has addresses already, which this state knows nothing of")]);
    expect(dig("mail.example.com", "A")).toEqual(["mail.example.com. 300 IN A 192.0.2.25"]);
    const id = `mail.example.com@127.0.0.1:${server.endpoint.port}?key=lvs-256&file=${keyFile}`;
    project.configure({ resource: { lvs_dns_round_robin: { site: resource({ addresses: ["203.0.113.21"], withdraw_seconds: 2 }), other: resource(imported) } } });
    await project.must("import", "lvs_dns_round_robin.other", id);
    const plan = await project.plan();
    expect(plan.output).toContain("withdraw_seconds");
    expect(plan.output).not.toMatch(/[-+~] (records|addresses|ttl_seconds)/);
    await project.must("state", "rm", "lvs_dns_round_robin.other");
    for (const [bad, says] of [["mail.example.com", "LVS423"], [`none.example.com@127.0.0.1:${server.endpoint.port}?key=lvs-256&file=${keyFile}`, "LVS424"]] as const)
      expect((await project.terraform("import", "lvs_dns_round_robin.other", bad)).output).toContain(says);
  });

  it("moves to another name with the new one there first", async () => {
    await declare({ addresses: ["203.0.113.21"] }).deploy();
    for (const same of [`${NAME}.`, NAME.toUpperCase()]) {
      await declare({ name: same, addresses: ["203.0.113.21"] }).deploy();
      expect(dig(NAME, "A")).toEqual([`${NAME}. 60 IN A 203.0.113.21`]);
    }
    declare({ name: "other.example.com", addresses: ["203.0.113.21"], withdraw_seconds: 1 });
    expect((await project.plan()).output).toContain("0 to add, 1 to change, 0 to destroy");
    await project.deploy();
    expect([dig(NAME, "A"), dig("other.example.com", "A")]).toEqual([[], ["other.example.com. 60 IN A 203.0.113.21"]]);
    expect(project.steps()).toEqual(["other.example.com: waiting 1 s, until no resolver knows any more what was taken out"]);
  });

  it("is still there when Terraform replaces the resource, or has it under another address", async () => {
    const there = ["other.example.com. 60 IN A 203.0.113.21"];
    await project.must("apply", "-input=false", "-auto-approve", "-replace=lvs_dns_round_robin.site");
    expect(dig("other.example.com", "A")).toEqual(there);
    const site = resource({ name: "other.example.com", addresses: ["203.0.113.21"] });
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...site, lifecycle: { create_before_destroy: true } } } } });
    await project.must("apply", "-input=false", "-auto-approve", "-replace=lvs_dns_round_robin.site");
    expect(dig("other.example.com", "A")).toEqual(there);
    project.configure({ resource: { lvs_dns_round_robin: { moved: site } } });
    await project.deploy();
    expect(dig("other.example.com", "A")).toEqual(there);
    project.configure({ resource: { lvs_dns_round_robin: { site } }, moved: [{ from: "lvs_dns_round_robin.moved", to: "lvs_dns_round_robin.site" }] });
    await project.deploy();
  });

  it("is written to another server where the zone has moved to, and planned while that one is away", async () => {
    const there = ["other.example.com. 60 IN A 203.0.113.21"];
    const site = resource({ name: "other.example.com", addresses: ["203.0.113.21"] });
    const second = await startServer();
    try {
      const moved = { ...site, server: { ...serverBlock(), port: second.endpoint.port } };
      project.configure({ resource: { lvs_dns_round_robin: { site: moved } } });
      await project.deploy();
      expect([dig("other.example.com", "A", second), dig("other.example.com", "A")]).toEqual([there, there]);
    } finally {
      await second.stop();
    }
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([0, expect.stringMatching(/Warning: LVS60[01]: name server 127\.0\.0\.1 port/)]);
    project.configure({ resource: { lvs_dns_round_robin: { site } } });
    await project.deploy();
    expect(dig("other.example.com", "A")).toEqual(there);
  });

  it("plans with what was last known while the secret is away", async () => {
    rmSync(keyFile);
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([0, expect.stringContaining("LVS620: the TSIG secret can't be read")]);
    declare({ name: "other.example.com", addresses: ["203.0.113.22"] });
    expect((await project.apply()).output).toContain("Error: LVS620");
    project.configure({});
    const gone = (await project.apply()).output.replace(/\s+/g, " ");
    for (const said of ["Error: LVS620", "Error: LVS427: ", "let the state forget the name"]) expect(gone).toContain(said);
    expect((await project.must("state", "list")).trim()).toBe("lvs_dns_round_robin.site");
    writeFileSync(keyFile, SECRETS["lvs-256"][1]);
  });

  it("goes on with another key when the one of before is gone", async () => {
    const name = "rotated.example.com";
    const before = join(folder, "before");
    writeFileSync(before, SECRETS["lvs-384"][1], { mode: 0o600 });
    const old = { host: server.endpoint.host, port: server.endpoint.port, key: { name: "lvs-384", algorithm: "hmac-sha384", secret: { file: before } } };
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ name }), server: old } } } });
    await project.deploy();
    rmSync(before);
    await declare({ name, addresses: ["203.0.113.44"] }).deploy();
    expect(dig(name, "A")).toEqual([`${name}. 60 IN A 203.0.113.44`]);
    expect((await project.plan()).code).toBe(0);
    // Without another one there is nobody who could take it out, which is said.
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ name }), server: { ...old, key: { ...old.key, secret: { file: keyFile } } } } } } });
    expect((await project.apply()).output).toContain("LVS607: ");
    await declare({}).deploy();
    expect([dig(name, "A"), dig(NAME, "A").length]).toEqual([[], 2]);
  });

  it("is updated and destroyed whatever time to live somebody gave it, and waited for as long as that says", async () => {
    const name = "long.example.com";
    nsupdate(`update add ${name} 1209600 A 203.0.113.51`);
    declare({ name, addresses: ["203.0.113.51"], ttl_seconds: 1 });
    await project.must("state", "rm", "lvs_dns_round_robin.site");
    await project.must("import", "lvs_dns_round_robin.site", `${name}@${server.endpoint.host}:${server.endpoint.port}?key=lvs-256&file=${keyFile}`);
    await project.deploy();
    expect(dig(name, "A")).toEqual([`${name}. 1 IN A 203.0.113.51`]);
    project.configure({});
    await project.deploy();
    const soon = "handset.example.com";
    project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ name: soon, addresses: ["203.0.113.52"], ttl_seconds: 1 }), withdraw_seconds: null } } } });
    await project.deploy();
    nsupdate(`update delete ${soon} A`, `update add ${soon} 4 A 203.0.113.52`);
    await project.must("plan", "-refresh-only", "-out=looked");
    await project.must("apply", "looked");
    project.configure({});
    await project.deploy();
    expect(project.steps().at(-1)).toBe(`${soon}: waiting 4 s, until no resolver knows any more what was taken out`);
    expect(dig(soon, "A")).toEqual([]);
  });

  it("says so where the server that it moves to has other addresses for it", async () => {
    const name = "moved.example.com";
    const other = await startServer([`${name}. 60 IN A 192.0.2.70`]);
    try {
      await declare({ name, addresses: ["203.0.113.61"] }).deploy();
      const there = { ...(serverBlock() as { key: object }), host: other.endpoint.host, port: other.endpoint.port };
      project.configure({ resource: { lvs_dns_round_robin: { site: { ...resource({ name, addresses: ["203.0.113.61"] }), server: there } } } });
      const { code, output } = await project.apply();
      expect([code, output.replace(/\s+/g, " ")]).toEqual([1, expect.stringContaining(`LVS426: ${name} has other addresses at the server that is to have it`)]);
    } finally {
      await other.stop();
    }
    await declare({}).deploy();
  });

  it("is gone when it is destroyed, and nothing but the name's addresses was ever touched", async () => {
    await project.destroy();
    expect(dig("other.example.com", "A")).toEqual([]);
    expect(dig(ZONE, "AXFR").filter((line) => !line.includes(" SOA ")).sort()).toEqual([
      "alias.example.com. 300 IN CNAME ns.example.com.",
      "example.com. 300 IN NS ns.example.com.",
      "mail.example.com. 300 IN A 192.0.2.25",
      "ns.example.com. 300 IN A 127.0.0.1",
      'www.example.com. 300 IN TXT "of somebody else"',
    ]);
  });

  // Stands for a cluster: what is noted is when it is deleted, and what the zone says then.
  it.each([
    ["alone", (project: TerraformProject) => project.deploy()],
    ["with the name", (project: TerraformProject) => project.destroy()],
  ])("lets what it leads to be deleted %s only after resolvers have forgotten it", async (_what, remove) => {
    const log = join(folder, "deleted");
    rmSync(log, { force: true });
    const ask = `dig @127.0.0.1 -p ${server.endpoint.port} two.example.com A +short | sort | tr '\\n' ' '`;
    const clusters = (...addresses: string[]): object => ({ for_each: `\${toset(${JSON.stringify(addresses)})}`, input: "${each.key}", provisioner: [{ "local-exec": { when: "destroy", command: `echo "\${self.output} $(date +%s%3N) $(${ask})" >> '${log}'` } }] });
    const named = (...addresses: string[]): object => ({ ...resource({ name: "two.example.com", ttl_seconds: 2, addresses: addresses.map((address) => `\${terraform_data.cluster["${address}"].output}`) }), withdraw_seconds: null, lifecycle: { create_before_destroy: true } });
    const site = (...addresses: string[]): void => project.configure({ resource: { terraform_data: { cluster: clusters(...addresses) }, lvs_dns_round_robin: { site: named(...addresses) } } });
    site("203.0.113.31", "198.51.100.31");
    await project.deploy();
    site("203.0.113.31");
    const began = Date.now();
    await remove(project);
    const deleted = readFileSync(log, "utf8").trim().split("\n").map((line) => line.trim().split(" "));
    const [address, at, ...answer] = deleted.find(([first]) => first === "198.51.100.31") ?? [];
    expect([address, answer]).toEqual(["198.51.100.31", _what === "alone" ? ["203.0.113.31"] : []]);
    expect(Number(at) - began).toBeGreaterThan(2000);
    await project.destroy();
  });

  it("is gone when it is destroyed by a process that has served the run before, too", async () => {
    const standing = await StandingProvider.start(join(folder, "provider.cjs"));
    const other = await TerraformProject.create({ sshConfigPath: "/dev/null" }, { provider: join(folder, "provider.cjs"), environment: standing.environment });
    try {
      other.configure({ resource: { lvs_dns_round_robin: { site: resource({ name: "three.example.com" }) } } });
      await other.deploy();
      expect(dig("three.example.com", "A")).toHaveLength(2);
      await other.destroy();
      expect(dig("three.example.com", "A")).toEqual([]);
    } finally {
      other.remove();
      await standing.stop();
    }
  });

  it("has written the secret nowhere", () => {
    const files = readdirSync(project.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes("terraform.d") && !entry.parentPath.includes(".terraform"));
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["terraform.tfstate", "plan", "provider.log"]));
    const contents = ({ parentPath, name }: (typeof files)[number]): Buffer => {
      const path = join(parentPath, name);
      // A plan file is a zip archive.
      return name === "plan" ? execFileSync("python3", ["-c", "import sys, zipfile; plan = zipfile.ZipFile(sys.argv[1]); [sys.stdout.buffer.write(plan.read(name)) for name in plan.namelist()]", path]) : readFileSync(path);
    };
    expect(contents(files.find(({ name }) => name === "plan") as (typeof files)[number]).includes("lvs_dns_round_robin")).toBe(true);
    expect(files.filter((file) => contents(file).includes(SECRETS["lvs-256"][1])).map(({ name }) => name)).toEqual([]);
  });
});

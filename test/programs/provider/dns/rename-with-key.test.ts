import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProvider } from "../../../../scripts/build-provider";
import { TerraformProject } from "../../../lab/harness/terraform-project";
import { type NameServer, SECRETS, startBind } from "../../dns/harness/name-server";

const [OLD, NEW, ADDRESS] = ["old.example.com", "new.example.com", "203.0.113.10"];

// A real BIND 9 that lets each key change one name, as its update-policy is made for.
describe("a name that gets another name and another key in one deployment", () => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-dns-"));
  let server: NameServer;
  let project: TerraformProject;
  beforeAll(async () => {
    for (const key of ["lvs-256", "lvs-384"] as const) writeFileSync(join(folder, key), SECRETS[key][1], { mode: 0o600 });
    server = await startBind([], `grant lvs-256 name ${OLD}. A AAAA; grant lvs-384 name ${NEW}. A AAAA;`);
    const provider = (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile;
    project = await TerraformProject.create({ sshConfigPath: "/dev/null" }, { provider });
  });
  afterAll(async () => {
    project.remove();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const declare = (name: string, key: keyof typeof SECRETS): TerraformProject => {
    const site = { name, addresses: [ADDRESS], withdraw_seconds: 0, server: { ...server.endpoint, key: { name: key, algorithm: SECRETS[key][0], secret: { file: join(folder, key) } } } };
    project.configure({ resource: { lvs_dns_round_robin: { site } } });
    return project;
  };
  const asked = (name: string): string => execFileSync("dig", ["@127.0.0.1", "-p", String(server.endpoint.port), name, "A", "+short"], { encoding: "utf8" }).trim();

  it("is taken out with the key that it was written with, where the new one may not", async () => {
    await declare(OLD, "lvs-256").deploy();
    await declare(NEW, "lvs-384").deploy();
    expect([asked(OLD), asked(NEW)]).toEqual(["", ADDRESS]);
    expect((await project.plan()).code).toBe(0);
  });

  it("says what the new key may not where the one of before can't be read, and gets through when it can", async () => {
    const [there, away] = [join(folder, "lvs-384"), join(folder, "away")];
    renameSync(there, away);
    const { code, output } = await declare(OLD, "lvs-256").apply();
    expect([code, output]).toEqual([1, expect.stringContaining("Error: LVS610: ")]);
    expect([asked(OLD), asked(NEW)]).toEqual([ADDRESS, ADDRESS]);
    renameSync(away, there);
    await project.deploy();
    expect([asked(OLD), asked(NEW)]).toEqual([ADDRESS, ""]);
    expect((await project.plan()).code).toBe(0);
  });
});

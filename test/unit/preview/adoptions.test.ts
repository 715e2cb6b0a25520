import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClusterPreview, type NamePreview, type Preview, previewPlans, renderMarkdown, renderText } from "../../../lib/preview";
import { withAdoptions } from "../../../lib/preview/adoptions";
import { DNS_SCHEMA } from "../../../lib/provider/resources/dns-schema";
import { type ObjectValue, conform } from "../../../lib/provider/server";
import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { deployed } from "../provider/cluster/cluster-values";
import { created, deleted, heavierWeb1, numbered, withoutWeb3 } from "./clusters";
import { type ChangeJson, type Planned, changeJson, planJson, preview, read } from "./plan-json";
import { altered, digestOf } from "./states";

const forgotten = (more: Planned = {}): ChangeJson => changeJson({ actions: ["forget"], before: deployed(), ...more });
const web = (change: (cluster: ClusterConfig) => void = withoutWeb3, more: Planned = {}): ChangeJson => created(change, { address: "lvs_cluster.web", ...more });

describe("a cluster that Terraform deletes and creates anew under another address", () => {
  const all = (...changes: readonly ChangeJson[]): Preview => preview(...withAdoptions([read(planJson(changes))]));
  const cluster = ({ stacks }: Preview, address: string): ClusterPreview => stacks.flatMap(({ clusters }) => clusters).find((one) => one.address === address)!;
  const codes = ({ findings }: ClusterPreview): string[] => findings.map(({ code }) => code).filter((code) => code.startsWith("LVS73"));

  it("is judged by what it was, with the advice to move it, and its deletion by what happens if that comes first", () => {
    const made = all(deleted(), web(heavierWeb1));
    const [gone, come] = [cluster(made, "lvs_cluster.www"), cluster(made, "lvs_cluster.web")];
    expect(gone).toMatchObject({ action: "delete", class: "drops", impacts: [{ reason: "nobody holds the VIPs any more, unless the create of lvs_cluster.web comes first" }] });
    expect(come).toMatchObject({ action: "create", class: "new-connections", impacts: [{ summary: "weight of web1 in pool web: 1 → 3" }] });
    expect([codes(gone), codes(come)]).toEqual([[], ["LVS732"]]);
    expect(come.findings.find(({ code }) => code === "LVS732")?.text).toMatch(/lvs_cluster\.www[^]*Move it with a `moved` block/);
  });

  it("drops what the new one leaves out, in whatever order the plan has them", () => {
    const [one, other] = [all(deleted(), web()), all(web(), deleted())];
    expect([one, other].map((made) => cluster(made, "lvs_cluster.web").class)).toEqual(["drops", "drops"]);
    expect(digestOf(one)).toBe(digestOf(other));
  });

  it.each<[string, readonly ChangeJson[]]>([
    ["of another name", [deleted(), web((one) => (one.name = "other"))]],
    ["on other routers", [deleted(), web((one) => (numbered(7)(one), (one.name = "www")))]],
    ["that is not created", [deleted()]],
  ])("is none %s", (_, changes) => {
    const made = all(...changes);
    expect(cluster(made, "lvs_cluster.www").impacts[0]?.reason).toBe("nobody holds the VIPs any more");
    expect(made.stacks.flatMap(({ clusters }) => clusters.flatMap(codes))).toEqual([]);
  });

  it("is none of another plan: the delete of one run takes away what another run has created", () => {
    const made = preview(...withAdoptions([read(planJson([deleted()]), "one"), read(planJson([web()]), "two")]));
    expect(made.stacks.flatMap(({ clusters }) => clusters.flatMap(codes))).toEqual([]);
  });

  it("shows nothing of it that is sensitive on either side", () => {
    const secret = (one: ClusterConfig): string => ((one.pools["web"]!.health_checks[0] as { path: string }).path = "/healthz/s3cr3t");
    const marks = { pools: { web: { health_checks: [{ path: true }] } } };
    const hidden = [all(deleted({ before: deployed(secret), beforeSensitive: marks }), web()), all(deleted({ before: deployed(secret), beforeSensitive: marks }), web(secret))];
    for (const made of hidden) for (const text of [renderMarkdown(made), renderText(made), JSON.stringify(made)]) expect(text).not.toContain("s3cr3t");
  });
});

describe("a DNS name that Terraform deletes and creates anew under another address", () => {
  const type = "lvs_dns_round_robin";
  const name = (label: string, more: ObjectValue = {}): ObjectValue => conform({ name: label, addresses: ["203.0.113.10"], records: ["60 A 203.0.113.10"], server: { host: "ns1.example.com", key: { name: "lvs", secret: { file: "/etc/lvs/dns.key" } } }, ...more }, DNS_SCHEMA.attributes, { strangers: "report" }).value;
  const renamed = (label: string): NamePreview[] => {
    const changes = [changeJson({ type, address: `${type}.a`, actions: ["delete"], before: name("www.example.com") }), changeJson({ type, address: `${type}.b`, actions: ["create"], after: name(label) })];
    return [...preview(...withAdoptions([read(planJson(changes))])).stacks[0]!.names];
  };

  it("is warned of, and its deletion is judged by what happens if that comes first", () => {
    const [gone, come] = renamed("WWW.example.com.");
    expect(gone).toMatchObject({ class: "drops", reason: expect.stringMatching(/unless the create of lvs_dns_round_robin\.b comes first$/) as unknown });
    expect(come?.findings).toMatchObject([{ code: "LVS732", place: "site.lvs_dns_round_robin.b" }]);
  });

  it("is none of another name", () => {
    const [gone, come] = renamed("web.example.com");
    expect([gone?.reason, come?.findings]).toEqual(["the name is deleted: who asks for it gets no address any more, and can't connect", []]);
  });
});

describe("a cluster that Terraform forgets and creates anew in one run", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "adoptions-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function previewed(plans: Readonly<Record<string, readonly ChangeJson[]>>): Promise<Preview> {
    const sources = Object.entries(plans).map(([stack, changes]) => {
      writeFileSync(join(directory, stack), planJson(changes));
      return { stack, path: join(directory, stack) };
    });
    const made = await previewPlans(sources);
    if (!made.ok) throw new Error(JSON.stringify(made.findings));
    return made.value;
  }

  const cluster = ({ stacks }: Preview, address: string): ClusterPreview | undefined => stacks.flatMap(({ clusters }) => clusters).find((one) => one.address === address);

  it.each<[string, Readonly<Record<string, readonly ChangeJson[]>>]>([
    ["one plan", { site: [forgotten(), web()] }],
    ["one plan, in the other order", { site: [web(), forgotten()] }],
    ["two plans", { after: [web()], before: [forgotten()] }],
  ])("loses what the new one leaves out (%s)", async (_, plans) => {
    const made = await previewed(plans);
    expect(made.headline).toMatchObject({ class: "drops", changing: { drops: 1, hitless: 1 }, capacity: { cluster: "www", virtualServer: "http", ratio: 0.375 } });
    const adopting = cluster(made, "lvs_cluster.web");
    expect(adopting).toMatchObject({ action: "create", class: "drops", untold: false, certificate: { certified: true }, findings: expect.arrayContaining([expect.objectContaining({ code: "LVS731" })]) as unknown });
    expect(adopting?.impacts.map(({ summary }) => summary)).toEqual(["real server web3 in pool web goes"]);
    expect(adopting?.virtualServers).toMatchObject([{ name: "http", mark: "same", dropped: { share: 0.625 }, capacity: 0.375 }]);
    expect(adopting?.steps.map(({ text }) => text).filter((text) => text.startsWith("Leave these hosts as they were found"))).toHaveLength(1);
    expect(adopting?.files.every(({ change }) => change !== "added")).toBe(true);
    expect(cluster(made, "lvs_cluster.www")).toMatchObject({ action: "forget", class: "hitless", impacts: [] });
    expect(renderText(made)).toContain("about 62.5 % of the open connections are lost");
  });

  it("is hitless where it stays what it was", async () => {
    expect((await previewed({ site: [forgotten(), web(() => undefined)] })).headline).toMatchObject({ class: "hitless", changing: { hitless: 2 } });
  });

  it("is asked of the provider as a create: it is not told what Terraform forgets", async () => {
    const [alone, adopting] = [cluster(await previewed({ site: [web()] }), "lvs_cluster.web"), cluster(await previewed({ site: [forgotten(), web()] }), "lvs_cluster.web")];
    expect(adopting?.certificate).toMatchObject({ changes: (alone?.certificate as { readonly changes: readonly string[] }).changes });
    expect(alone).toMatchObject({ class: "hitless", findings: expect.not.arrayContaining([expect.objectContaining({ code: "LVS731" })]) as unknown });
  });

  it.each<[string, (one: ClusterConfig) => void]>([
    ["where they are logged in to, whatever their addresses are", (one) => Object.values(one.routers).forEach((router, index) => (router.public.address = `203.0.113.${77 + index}/24`))],
    ["their addresses, whatever they are called", (one) => Object.entries(one.routers).forEach(([name, router]) => (router.host = `${name}.example.net`))],
  ])("is known by its name and its routers: by %s", async (_, change) => {
    const made = await previewed({ site: [forgotten(), web((one) => (withoutWeb3(one), change(one)))] });
    expect(cluster(made, "lvs_cluster.web")).toMatchObject({ class: "drops", findings: expect.arrayContaining([expect.objectContaining({ code: "LVS731" })]) as unknown });
  });

  it.each<[string, (one: ClusterConfig) => void]>([
    ["of another name", (one) => (one.name = "other")],
    ["on other routers", (one) => (numbered(7)(one), (one.name = "www"))],
  ])("is none that is %s", async (_, change) => {
    const made = await previewed({ site: [forgotten(), web((one) => (withoutWeb3(one), change(one)))] });
    expect(cluster(made, "lvs_cluster.web")).toMatchObject({ class: "hitless", findings: expect.not.arrayContaining([expect.objectContaining({ code: "LVS731" })]) as unknown });
  });

  it("is taken for it while it isn't known where its routers are", async () => {
    const change = web();
    const after = change.change["after"] as { readonly routers: Readonly<Record<string, object>> };
    const unknown = altered(change, { after: { ...after, routers: { ...after.routers, lvs9: { ...after.routers["lvs1"], host: null } } }, after_unknown: { ...(change.change["after_unknown"] as object), routers: { lvs9: { host: true } } } });
    expect(cluster(await previewed({ site: [forgotten({ before: deployed(numbered(7)) }), web((one) => (numbered(7)(one), (one.name = "new-7"), withoutWeb3(one)))] }), "lvs_cluster.web")).toMatchObject({ class: "drops" });
    expect(cluster(await previewed({ site: [forgotten(), unknown] }), "lvs_cluster.web")?.findings).toEqual(expect.arrayContaining([expect.objectContaining({ code: "LVS731" })]));
  });

  it("that can't be understood is of the worst class, and isn't certified", async () => {
    const odd = forgotten({ before: { ...deployed(), heartbeat: null } });
    const made = await previewed({ site: [odd, web()] });
    expect(cluster(made, "lvs_cluster.web")).toMatchObject({ class: "drops", untold: true, impacts: [], topology: null, certificate: { certified: false } });
    expect(digestOf(made)).toBe("");
  });

  it("shows nothing that is sensitive in what was forgotten", async () => {
    const secret = (one: ClusterConfig): string => ((one.pools["web"]!.health_checks[0] as { path: string }).path = "/healthz/s3cr3t");
    const marks = { pools: { web: { health_checks: [{ path: true }] } } };
    const made = await previewed({ site: [forgotten({ before: deployed(secret), beforeSensitive: marks }), web()] });
    for (const text of [renderMarkdown(made), renderText(made), JSON.stringify(made)]) expect(text).not.toContain("s3cr3t");
    const whole = await previewed({ site: [forgotten({ beforeSensitive: { pools: true } }), web()] });
    expect(cluster(whole, "lvs_cluster.web")).toMatchObject({ secret: true, class: "drops", virtualServers: [] });
  });
});

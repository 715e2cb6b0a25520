import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClusterPreview, type Preview, previewPlans, renderMarkdown, renderText } from "../../../lib/preview";
import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { deployed } from "../provider/cluster/cluster-values";
import { created, numbered, withoutWeb3 } from "./clusters";
import { type ChangeJson, type Planned, changeJson, planJson } from "./plan-json";
import { altered, digestOf } from "./states";

const forgotten = (more: Planned = {}): ChangeJson => changeJson({ actions: ["forget"], before: deployed(), ...more });
const web = (change: (cluster: ClusterConfig) => void = withoutWeb3, more: Planned = {}): ChangeJson => created(change, { address: "lvs_cluster.web", ...more });

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

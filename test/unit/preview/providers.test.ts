import { describe, expect, it } from "vitest";
import { type Preview, renderHtml, renderJson, renderMarkdown, renderText, verify } from "../../../lib/preview";
import { UNKNOWN } from "../../../lib/provider/server";
import { heavierWeb1, updated } from "./clusters";
import { type ChangeJson, type Planned, changeJson, planJson, preview, read } from "./plan-json";
import { digestOf } from "./states";

const LVS = "registry.terraform.io/cdktf-lvs/lvs";
const KUBERNETES = "registry.terraform.io/hashicorp/kubernetes";

/** What a plan says of resources and providers beside the changes themselves. */
const by = (provider: string, change: ChangeJson, more: object = {}): ChangeJson => ({ ...change, provider_name: provider, ...more }) as ChangeJson;
const weight = by(LVS, updated(heavierWeb1));
const deployment = (more: Planned = {}): Planned => ({ type: "kubernetes_deployment", actions: ["create"], after: { replicas: 2, id: UNKNOWN }, ...more });
const config = (name: string, source: string, values: object = {}) => ({ name: name.split(".")[0], full_name: source, expressions: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { constant_value: value }])) });
const lvs = { lvs: config("lvs", LVS, { ssh: { user: "root" } }) };

interface Written {
  readonly providers?: object;
  readonly root?: object;
}

const made = (changes: readonly ChangeJson[], { providers = lvs, root = {} }: Written = {}): Preview => preview(read(planJson(changes, { configuration: { provider_config: providers, root_module: root } })));
const withCluster = (change: ChangeJson, written: Written = {}): Preview => made([weight, change], { ...written, providers: { ...lvs, ...written.providers } });

describe("the digest, of who does it", () => {
  const staging = { kubernetes: config("kubernetes", KUBERNETES, { config_context: "staging" }) };
  const production = { kubernetes: config("kubernetes", KUBERNETES, { config_context: "production" }) };
  const kubernetes = by(KUBERNETES, changeJson(deployment()));

  it("is another one where another provider's configuration changes, by which a resource changes", () => {
    const [reviewed, other] = [withCluster(kubernetes, { providers: staging }), withCluster(kubernetes, { providers: production })];
    expect(verify(digestOf(reviewed), other, reviewed)).toMatchObject({ same: false, why: "differs", findings: [{ summary: expect.stringMatching(/it differs in kubernetes_deployment\.www of stack site$/) as unknown }] });
    expect(verify(digestOf(reviewed), withCluster(kubernetes, { providers: staging }))).toMatchObject({ same: true });
  });

  it("is another one where a resource is of a provider of another source, ours too", () => {
    const fork = "registry.example.net/somebody/kubernetes";
    const all = [withCluster(kubernetes), withCluster(by(fork, changeJson(deployment()))), made([by("registry.example.net/somebody/lvs", updated(heavierWeb1)), kubernetes])];
    expect(new Set(all.map(digestOf)).size).toBe(all.length);
    const name = (provider: string): string => digestOf(made([by(provider, changeJson({ type: "lvs_dns_round_robin", actions: ["forget"], before: { name: "www.example.com" } }))]));
    expect(name(LVS)).not.toBe(name("registry.example.net/somebody/lvs"));
  });

  it.each<[string, string, ChangeJson]>([
    ["at the root", "", by(KUBERNETES, changeJson(deployment({ address: 'kubernetes_deployment.www["a.b[0]"]' })))],
    ["in a module", "inner", by(KUBERNETES, changeJson(deployment({ address: 'module.inner["x\\"]"].kubernetes_deployment.www[3]' })))],
  ])("is another one where a resource takes another configuration of the same provider (%s)", (_, module, change) => {
    const providers = { kubernetes: config("kubernetes", KUBERNETES, { config_context: "staging" }), "kubernetes.prod": config("kubernetes.prod", KUBERNETES, { config_context: "production" }) };
    const taking = (key: string): string => {
      const resources = [{ address: "kubernetes_deployment.www", mode: "managed", provider_config_key: key }];
      return digestOf(withCluster(change, { providers, root: module === "" ? { resources } : { module_calls: { [module]: { module: { resources } } } } }));
    };
    expect(taking("kubernetes")).toBe(taking("kubernetes"));
    expect(taking("kubernetes.prod")).not.toBe(taking("kubernetes"));
  });

  it("is the same whatever providers are written by which nothing changes, and in whatever order and form", () => {
    expect(digestOf(made([weight], { providers: { ...lvs, ...staging } }))).toBe(digestOf(made([weight])));
    expect(digestOf(withCluster({ ...kubernetes, change: { ...kubernetes.change, actions: ["no-op"] } }, { providers: staging }))).toBe(digestOf(made([weight])));
    const turned = JSON.parse(JSON.stringify({ expressions: { config_context: { constant_value: "staging" } }, full_name: KUBERNETES, name: "kubernetes" })) as object;
    const json = planJson([weight, kubernetes], { configuration: { provider_config: { kubernetes: turned, ...lvs } } });
    expect(digestOf(preview(read(JSON.stringify(JSON.parse(json), undefined, 3))))).toBe(digestOf(withCluster(kubernetes, { providers: staging })));
  });

  it("shows nothing of how a provider is written", () => {
    const text = withCluster(kubernetes, { providers: { kubernetes: config("kubernetes", KUBERNETES, { token: "s3cr3t" }) } });
    for (const shown of [renderJson(text), renderText(text), renderMarkdown(text), renderHtml(text)]) expect(shown).not.toContain("s3cr3t");
  });

  it("is of who does the actions of Terraform 1.14, too", () => {
    const invoked = (context: string): string => {
      const invocation = { address: "action.kubernetes_run.now", type: "kubernetes_run", provider_name: KUBERNETES, config_values: {} };
      return digestOf(preview(read(planJson([weight], { action_invocations: [invocation], configuration: { provider_config: { kubernetes: config("kubernetes", KUBERNETES, { config_context: context }) } } }))));
    };
    expect(invoked("staging")).toBe(invoked("staging"));
    expect(invoked("production")).not.toBe(invoked("staging"));
  });
});

describe("data sources that are read at the apply", () => {
  const EXTERNAL = "registry.terraform.io/hashicorp/external";
  const data = (type: string, after: Planned["after"] = null, more: Planned = {}): ChangeJson => ({ ...by(EXTERNAL, changeJson({ type, address: `data.${type}.x`, actions: ["read"], after, ...more })), mode: "data" });
  const program = (command: string, more: Planned = {}): ChangeJson => data("external", { program: [command], query: { key: UNKNOWN }, result: UNKNOWN }, more);
  const none = made([weight]);

  it("and start a program of the stack's choice count among those, with what is known of them", () => {
    const [one, other] = [withCluster(program("true")), withCluster(program("false"))];
    expect(renderMarkdown(one)).toContain("starts programs by itself");
    expect(one.stacks[0]).toMatchObject({ others: 0, elsewhere: { "program of data.external.x": expect.stringMatching(/^[0-9a-f]{64}$/) as unknown } });
    expect(verify(digestOf(none), one, none)).toMatchObject({ same: false, findings: [{ summary: expect.stringContaining("program of data.external.x of stack site (not reviewed)") as unknown }] });
    expect(digestOf(other)).not.toBe(digestOf(one));
    expect(digestOf(withCluster(program("true")))).toBe(digestOf(one));
    expect(one.certificate.certified).toBe(true);
  });

  it("show nothing sensitive of it", () => {
    const hidden = { afterSensitive: { program: true } };
    expect(digestOf(withCluster(program("true", hidden)))).toBe(digestOf(withCluster(program("false", hidden))));
  });

  it("and only ask their provider don't count", () => {
    expect(digestOf(withCluster(data("http", { url: "http://example.net" })))).toBe(digestOf(none));
  });
});

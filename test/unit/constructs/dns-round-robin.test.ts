import { type App, type IResolvable, TerraformStack, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { DnsRoundRobin, type DnsRoundRobinProps, type DnsServerProps, Duration, LvsCluster, LvsProvider, RouterPair, Routing, Secret, type Vip } from "../../../lib";
import { filesBelow, laterValue, refusals, synth } from "./fixtures/synth";

const SERVER: DnsServerProps = { host: "ns1.example.com", key: { name: "lvs", secret: Secret.file("/etc/lvs/dns.key") } };

function cluster(stack: TerraformStack, id: string, network: string, deletionProtection?: boolean | IResolvable): LvsCluster {
  const routers = new RouterPair(stack, `${id}-edge`, {
    primary: { host: `${id}-lvs1`, public: { interface: "eth0", address: `${network}.2/24` } },
    backup: { host: `${id}-lvs2`, public: { interface: "eth0", address: `${network}.3/24` } },
    heartbeat: { virtualRouterId: 51 },
  });
  return new LvsCluster(stack, id, { routers, routing: Routing.direct(), deletionProtection, silence: ["LVS153"] });
}

/** Two clusters in one stack, and their name there. */
function site(app: App, props: Partial<DnsRoundRobinProps> & { readonly more?: (stack: TerraformStack) => readonly string[] } = {}): DnsRoundRobin {
  const stack = new TerraformStack(app, "site");
  new LvsProvider(stack, "lvs");
  const { more, ...rest } = props;
  const vips: (Vip | string)[] = [cluster(stack, "munich", "203.0.113").addVip("www", { address: "203.0.113.10/24" }), cluster(stack, "berlin", "198.51.100").addVip("six", { address: "2001:db8::10" })];
  return new DnsRoundRobin(stack, "name", { name: "www.example.com", vips: [...vips, ...(more?.(stack) ?? [])], server: SERVER, ...rest });
}

const resourceOf = (props?: Parameters<typeof site>[1]): unknown => synth((app) => site(app, props)).json("site").resource["lvs_dns_round_robin"]?.["name"];

describe("a name for several clusters", () => {
  it("waits for what it leads to, and is another one before the old one goes", () => {
    expect(resourceOf()).toMatchObject({
      name: "www.example.com",
      addresses: ['${lvs_cluster.munich.vips["www"].address}', '${lvs_cluster.berlin.vips["six"].address}'],
      server: { host: "ns1.example.com", key: { name: "lvs", secret: { file: "/etc/lvs/dns.key" } } },
      lifecycle: { create_before_destroy: true },
    });
  });

  it("takes everything else that a server may need", () => {
    expect(
      resourceOf({
        zone: "example.com",
        ttl: Duration.seconds(30),
        withdraw: Duration.minutes(2),
        server: { host: "192.0.2.53", port: 5353, key: { name: "lvs", algorithm: "hmac-sha512", secret: Secret.env("LVS_DNS_SECRET") } },
        more: (stack) => ["192.0.2.1", laterValue(stack).text],
      }),
    ).toMatchObject({
      zone: "example.com",
      ttl_seconds: 30,
      withdraw_seconds: 120,
      addresses: [expect.anything(), expect.anything(), "192.0.2.1", "${terraform_data.later.output}"],
      server: { host: "192.0.2.53", port: 5353, key: { name: "lvs", algorithm: "hmac-sha512", secret: { env: "LVS_DNS_SECRET" } } },
    });
  });

  it("gives its records as values where nobody is told, each waiting for its cluster", () => {
    const built = synth((app) => {
      const name = site(app, { server: undefined, more: () => ["2001:db8::1"] });
      expect(name.resource).toBeUndefined();
      const stack = TerraformStack.of(name);
      stack.addOverride("locals.records", name.records);
    });
    expect(built.json("site")["locals"]).toEqual({
      records: [
        { name: "www.example.com", type: "A", ttl: 60, addresses: ['${lvs_cluster.munich.vips["www"].address}'] },
        { name: "www.example.com", type: "AAAA", ttl: 60, addresses: ['${lvs_cluster.berlin.vips["six"].address}', "2001:db8::1"] },
      ],
    });
    expect(built.json("site").resource["lvs_dns_round_robin"]).toBeUndefined();
  });

  it("leaves a fragment of its zone file at synth", () => {
    const built = synth((app) => site(app, { ttl: Duration.seconds(30), more: (stack) => [laterValue(stack).text] }));
    expect(filesBelow(built.path("site", "dns"))).toEqual({
      "www.example.com.zone": "www.example.com. 30 IN A 203.0.113.10\nwww.example.com. 30 IN AAAA 2001:db8::10\n; an address that is known when its cluster is deployed\n",
    });
  });

  it("leaves one for each server where the same name leads elsewhere for those who ask another one", () => {
    const built = synth((app) => {
      const stack = TerraformStack.of(site(app, { ttl: Duration.seconds(30) }));
      new DnsRoundRobin(stack, "inside", { name: "www.example.com", vips: ["10.0.0.10"], server: { host: "ns.internal" } });
    });
    expect(filesBelow(built.path("site", "dns"))).toEqual({
      [`www.example.com@${SERVER.host}.zone`]: "www.example.com. 30 IN A 203.0.113.10\nwww.example.com. 30 IN AAAA 2001:db8::10\n",
      "www.example.com@ns.internal.zone": "www.example.com. 60 IN A 10.0.0.10\n",
    });
  });

  it("leaves it also where the provider is declared after it, and none of a name that is gone", () => {
    const build = (app: App, named: boolean): void => {
      const stack = new TerraformStack(app, "site");
      if (named) new DnsRoundRobin(stack, "name", { name: "www.example.com", vips: ["192.0.2.1"] });
      new LvsProvider(stack, "lvs");
    };
    const { outdir, path } = synth((app) => build(app, true));
    expect(Object.keys(filesBelow(path("site", "dns")))).toEqual(["www.example.com.zone"]);
    synth((app) => build(app, false), { outdir });
    expect(filesBelow(path("site", "dns"))).toEqual({});
  });

  it.each<[string, Parameters<typeof site>[1], string[]]>([
    ["an address twice", { more: () => ["203.0.113.10"] }, ['LVS552 at site/name.vips[2] ("203.0.113.10"): 203.0.113.10 stands at 0 already.']],
    ["a loopback address", { more: () => ["127.0.0.1"] }, ['LVS553 at site/name.vips[2] ("127.0.0.1"): 127.0.0.1 is a loopback address, which never leaves its host.']],
    ["no address", { vips: [] }, ["LVS551 at site/name.vips: there is no address."]],
    ["a name outside its zone", { zone: "example.net" }, ['LVS550 at site/name.zone ("example.net"): www.example.com does not end in example.net.']],
    ["what is no name", { name: "www..example.com" }, ['LVS061 at site/name.name ("www..example.com"): must be a fully qualified domain name']],
    ["half a second", { ttl: Duration.millis(500) }, ["LVS062 at site/name.ttl (0.5): must be from 0 to 604800 seconds."]],
  ])("is refused with %s, also where nobody is told", (_what, props, expected) => {
    for (const server of [SERVER, undefined]) {
      const lines = refusals((app) => site(app, { ...props, server }));
      expect(lines).toEqual(expected.map((line) => expect.stringContaining(line) as string));
    }
  });

  it("warns of a cluster's VIP that is given as text, because nothing then waits for the cluster", () => {
    const warnings = (silence: readonly string[], address: string): readonly string[] =>
      synth((app) => new DnsRoundRobin(TerraformStack.of(site(app)), "text", { name: "text.example.com", vips: [address], silence })).warnings;
    expect(warnings([], "203.0.113.10")).toEqual([expect.stringContaining('LVS197 at site/text.vips[0] ("203.0.113.10"): 203.0.113.10 is VIP www of site/munich, given as text')]);
    expect(warnings(["LVS197"], "203.0.113.10")).toEqual([]);
    expect(warnings([], "203.0.113.99")).toEqual([]);
  });

  it("is refused twice", () => {
    const twice = (second: Partial<DnsRoundRobinProps>) => refusals((app) => new DnsRoundRobin(TerraformStack.of(site(app)), "again", { name: "WWW.example.com.", vips: ["192.0.2.1"], server: SERVER, ...second }));
    expect(twice({})).toEqual([expect.stringContaining('LVS555 at site/again.name ("WWW.example.com."): site/name is that name already.')]);
    expect(twice({ name: "www2.example.com" })).toEqual([]);
    expect(twice({ server: { host: "ns.internal" } })).toEqual([]);
    expect(twice({ server: { ...SERVER, port: 5353 } })).toEqual([]);
  });

  it("may stand several times where nobody is told, as for a public and a private zone of one name", () => {
    const { path } = synth((app) => {
      const name = site(app, { server: undefined });
      new DnsRoundRobin(TerraformStack.of(name), "inside", { name: "www.example.com", vips: ["10.0.0.10"] });
    });
    expect(filesBelow(path("site", "dns"))).toMatchObject({ "www.example.com@site_name.zone": expect.stringContaining("203.0.113.10") as unknown, "www.example.com@site_inside.zone": "www.example.com. 60 IN A 10.0.0.10\n" });
  });

  it.each<[number, RegExp | undefined]>([
    [29, /^\[site\/name\] LVS195 at site\/name\.ttl \(29\): a time to live of 29 s: some resolvers keep answers for longer/],
    [30, undefined],
    [300, undefined],
    [301, /^\[site\/name\] LVS195 at site\/name\.ttl \(301\): a time to live of 301 s: clients go on to a cluster that is gone for 301 s/],
  ])("is advised about a time to live of %i s", (seconds, expected) => {
    expect(synth((app) => site(app, { ttl: Duration.seconds(seconds) })).warnings).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
    expect(synth((app) => site(app, { ttl: Duration.seconds(seconds), silence: ["LVS195"] })).warnings).toEqual([]);
  });

  it("warns of a wait that is shorter than the time to live", () => {
    const warnings = (withdraw: number, silence?: string[]): readonly string[] => synth((app) => site(app, { ttl: Duration.seconds(60), withdraw: Duration.seconds(withdraw), silence })).warnings;
    expect(warnings(59)).toEqual([expect.stringContaining("LVS198 at site/name.withdraw (59): an address that is taken out is waited for 59 s, and resolvers may give it to clients for 60 s")]);
    expect(warnings(59, ["LVS198"])).toEqual([]);
    expect(warnings(60)).toEqual([]);
  });

  it("without server warns while a cluster of its own stack may be deleted: nobody takes that out of the records first", () => {
    const build = (server: DnsRoundRobinProps["server"], protection?: boolean | IResolvable) => (app: App) => {
      const stack = new TerraformStack(app, "site");
      new LvsProvider(stack, "lvs");
      const vip = cluster(stack, "munich", "203.0.113", protection).addVip("www", { address: "203.0.113.10" });
      new DnsRoundRobin(stack, "name", { name: "www.example.com", vips: [vip], server });
    };
    expect(synth(build(undefined, false)).warnings).toEqual([expect.stringContaining("LVS192 at site/name.vips (\"site/munich\"): site/munich may be deleted (deletionProtection is false), and this name, whose records another resource writes, still")]);
    expect(synth(build(undefined, Token.asAny("${var.protected}"))).warnings).toEqual([expect.stringContaining("site/munich may be deleted (deletionProtection is known when it is deployed), and")]);
    expect(synth(build(undefined, true)).warnings).toEqual([]);
    expect(synth(build(undefined)).warnings).toEqual([]);
    expect(synth(build(SERVER, false)).warnings).toEqual([]);
  });

  it("of another stack waits for that, and warns while a cluster there may be deleted", () => {
    const build = (protection?: boolean, silence?: string[]) => (app: App) => {
      const [one, two] = [new TerraformStack(app, "one"), new TerraformStack(app, "two")];
      for (const stack of [one, two]) new LvsProvider(stack, "lvs");
      const vip = cluster(one, "munich", "203.0.113", protection).addVip("www", { address: "203.0.113.10" });
      new DnsRoundRobin(two, "name", { name: "www.example.com", vips: [vip], server: SERVER, silence });
    };
    const built = synth(build());
    expect(built.json("two").resource["lvs_dns_round_robin"]?.["name"]?.["addresses"]).toEqual([expect.stringMatching(/^\$\{data\.terraform_remote_state\./)]);
    expect(built.warnings).toEqual([]);
    expect(synth(build(false)).warnings).toEqual([expect.stringMatching(/^\[two\/name\] LVS192 at two\/name\.vips \("one\/munich"\): one\/munich may be deleted/)]);
    expect(synth(build(false, ["LVS192"])).warnings).toEqual([]);
    expect(synth((app) => site(app)).warnings).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { type ClusterPreview, type PlanFile, type Preview, renderHtml, renderJson, renderMarkdown, renderText } from "../../../lib/preview";
import { type ObjectValue, UNKNOWN } from "../../../lib/provider/server";
import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { configured, deployed, planned } from "../provider/cluster/cluster-values";
import { created, deleted, heavierWeb1, updated, withoutWeb3 } from "./clusters";
import { changeJson, planJson, preview, read } from "./plan-json";
import { CONF, altered, only, where, withFile } from "./states";

const RULES = "/var/lib/lvs/clusters/www/current/ipvs.rules";

describe("a weight that changes", () => {
  const cluster = only(preview(read(planJson([updated(heavierWeb1)]))));

  it("spreads new connections otherwise, and drops none", () => {
    expect(cluster).toMatchObject({ class: "new-connections", changes: true, untold: false, impacts: [{ summary: "weight of web1 in pool web: 1 → 3", place: "pools.web.servers.web1.weight", before: "1", after: "3", virtualServers: ["http"] }] });
    expect(cluster.virtualServers).toMatchObject([
      {
        ...{ name: "http", dropped: null, capacity: 1, whenServerDies: { server: "web3", left: 0.5 }, whenRouterDies: { router: "lvs1", left: 1, silentMs: 3047 } },
        servers: [
          { server: "web1", endpoint: "192.168.1.11:80", before: { weight: 1, share: 0.125 }, after: { weight: 3, share: 0.3 } },
          { server: "web2", endpoint: "192.168.1.12:80", before: { weight: 2, share: 0.25 }, after: { weight: 2, share: 0.2 } },
          { server: "web3", endpoint: "192.168.1.13:80", before: { weight: 5, share: 0.625 }, after: { weight: 5, share: 0.5 } },
        ],
      },
    ]);
  });

  it("is one line of IPVS, and of two files, on both routers", () => {
    expect(cluster.ipvs).toEqual([{ routers: ["lvs1", "lvs2"], lines: ["-e -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 3"] }]);
    expect(where(cluster.files)).toEqual([`changed lvs1,lvs2 ${CONF}`, `changed lvs1,lvs2 ${RULES}`].sort((a, b) => (a.endsWith("rules") ? -1 : 1) - (b.endsWith("rules") ? -1 : 1)));
    expect(cluster.files.map(({ diff }) => diff)).toEqual([expect.stringContaining("-m -w 1\n+-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 3\n"), expect.stringContaining("-        weight 1\n+        weight 3\n")]);
    expect([cluster.drift, cluster.undeclared, cluster.gaps, cluster.findings]).toEqual([[], [], [], []]);
  });

  it("is done on the backup first, without a failover", () => {
    expect(cluster.steps.map(({ hosts, failover }) => [hosts.join(","), failover])).toEqual([
      ["lvs1,lvs2,web1,web2,web3", false],
      ["lvs1,lvs2", false],
      ["lvs2", false],
      ["lvs1", false],
      ["lvs1,lvs2", false],
    ]);
  });
});

describe("what else happens to a cluster", () => {
  it("a real server goes: its connections are lost, and its share of the capacity; it is left last", () => {
    const { headline, stacks } = preview(read(planJson([updated(withoutWeb3)])));
    expect(headline).toMatchObject({ class: "drops", capacity: { cluster: "www", virtualServer: "http", ratio: 0.375 } });
    const cluster = stacks[0]!.clusters[0]!;
    expect(cluster.virtualServers[0]).toMatchObject({ dropped: { share: 0.625 }, capacity: 0.375, servers: [{}, {}, { server: "web3", before: { share: 0.625 } }] });
    expect(cluster.steps.at(-1)).toMatchObject({ hosts: ["web3"], text: expect.stringContaining("Leave these hosts") as unknown });
    expect(cluster.topology?.pools[0]?.servers.map(({ name, mark }) => `${name} ${mark}`)).toEqual(["web1 same", "web2 same", "web3 removed"]);
    expect(where(cluster.files).filter((text) => text.includes("web3"))).toEqual(expect.arrayContaining([expect.stringMatching(/^removed web3 /)]));
  });

  it("it is new: all routers start together", () => {
    const { headline, stacks } = preview(read(planJson([created()])));
    expect(headline).toMatchObject({ class: "hitless", unchanged: 0, changing: { hitless: 1 } });
    const cluster = stacks[0]!.clusters[0]!;
    expect(cluster.steps.map(({ hosts, text }) => `${hosts.join(",")}: ${text.split(" ")[0]}`)).toEqual(["lvs1,lvs2,web1,web2,web3: Look", "lvs1,lvs2,web1,web2,web3: Stage", "web1,web2,web3: Prepare", "lvs1,lvs2: Start", "web1,web2,web3: Take", "lvs1,lvs2,web1,web2,web3: Confirm"]);
    expect(cluster.files.every(({ change }) => change === "added")).toBe(true);
    expect(cluster.ipvs[0]?.lines).toHaveLength(4);
  });

  it("it is deleted: the backup first, the active router, then the real servers", () => {
    const cluster = only(preview(read(planJson([deleted()]))));
    expect([cluster.class, cluster.steps.map(({ hosts }) => hosts.join(","))]).toEqual(["drops", ["lvs2", "lvs1", "web1,web2,web3"]]);
    expect(cluster.virtualServers[0]).toMatchObject({ dropped: { share: 1 }, capacity: 0, after: null });
    expect(cluster.certificate).toMatchObject({ certified: true });
  });

  it("it is replaced: an outage, unless the new one comes first", () => {
    const replaced = (...actions: readonly string[]): ClusterPreview => only(preview(read(planJson([updated(() => undefined, { actions })]))));
    expect(replaced("delete", "create")).toMatchObject({ class: "drops", impacts: [{ summary: "lvs_cluster.www is replaced", virtualServers: ["http"] }] });
    expect(replaced("create", "delete").class).toBe("hitless");
  });

  it("it is forgotten, or nothing happens at all", () => {
    const forgotten = only(preview(read(planJson([changeJson({ actions: ["forget"], before: deployed() })]))));
    expect(forgotten).toMatchObject({ class: "hitless", changes: true, files: [], steps: [{ hosts: [] }] });
    expect(preview(read(planJson([updated(() => undefined, { actions: ["no-op"] })]))).headline).toMatchObject({ class: "hitless", unchanged: 1, changing: { hitless: 0 } });
  });

  it("another VRID: the routers can't be changed one after the other", () => {
    const cluster = only(preview(read(planJson([updated((one) => (one.heartbeat.virtual_router_id = 52))]))));
    expect(cluster.steps.filter(({ text }) => /heartbeat|Activate/.test(text)).map(({ hosts, text }) => `${hosts.join(",")} ${/heartbeat of these|alone|backup/.exec(text)?.[0]}`)).toEqual(["lvs2 heartbeat of these", "lvs1 alone", "lvs2 backup"]);
  });

  it("a second heartbeat path and a third router: the active one hands over, and the new one comes last", () => {
    const change = updated((one) => {
      one.heartbeat["second_path"] = { public_references: ["203.0.113.1"] };
      one.routers["lvs3"] = { host: "lvs3", priority: 200, public: { interface: "eth0", address: "203.0.113.4/24" }, private: { interface: "eth1", address: "192.168.1.4/24" } };
    });
    const cluster = only(preview(read(planJson([change]))));
    expect([cluster.class, cluster.certificate.certified]).toEqual(["failover", true]);
    expect(cluster.steps.filter(({ text }) => /Activate|Start/.test(text)).map(({ hosts, text, failover }) => `${hosts.join(",")} ${/backup|move|joins/.exec(text)?.[0]} ${failover}`)).toEqual(["lvs2 backup false", "lvs1 move true", "lvs3 joins false"]);
  });

  it("the active router leaves: it stands down before the others change, and the one that took over is silent when it is without peers", () => {
    const cluster = only(preview(read(planJson([updated((one) => delete one.routers["lvs1"])]))));
    expect(cluster.steps.filter(({ text }) => /heartbeat|Activate|found/.test(text)).map(({ hosts, text, failover }) => `${hosts.join(",")} ${text.split(" ")[0]} ${failover}`)).toEqual(["lvs1 Stop true", "lvs2 Activate true", "lvs1 Leave false"]);
  });

  it("a virtual server is renamed: to the kernel it is the same", () => {
    const renamed = updated((one) => {
      one.virtual_servers = { web: one.virtual_servers["http"]! };
    });
    expect(only(preview(read(planJson([renamed])))).virtualServers).toMatchObject([{ name: "web", before: { endpoint: "tcp 203.0.113.10:80" }, dropped: null, capacity: 1 }]);
  });
});

describe("drift", () => {
  const edited = withFile(deployed(), "lvs1", CONF, (text) => text.replace("priority 254", "priority 200"));

  it("is told apart from what the declaration asks for", () => {
    const change = updated(heavierWeb1, { before: edited });
    const drift = changeJson({ before: deployed(), after: edited });
    const cluster = only(preview(read(planJson([change], { drift: [drift] }))));
    expect(where(cluster.drift)).toEqual([`changed lvs1 ${CONF}`]);
    expect(cluster.drift[0]?.diff).toContain("-    priority 254\n+    priority 200\n");
    expect(where(cluster.files)).toContain(`changed lvs1,lvs2 ${CONF}`);
    expect(cluster.files.map(({ diff }) => diff).join("")).not.toContain("priority");
    expect(cluster.undeclared).toEqual([]);
  });

  it("that an earlier run has seen is no declared change either", () => {
    const cluster = only(preview(read(planJson([updated(() => undefined, { before: edited })]))));
    expect([cluster.files, cluster.drift, where(cluster.undeclared)]).toEqual([[], [], [`changed lvs1 ${CONF}`]]);
  });

  it("is not said to be absent: a plan doesn't tell whether anybody looked", () => {
    expect(preview(read(planJson([updated(heavierWeb1)]))).assumptions[0]).toMatch(/-refresh=false.*means that none was found, or that nobody looked/);
    const drift = changeJson({ before: deployed(), after: edited });
    expect(preview(read(planJson([updated(heavierWeb1, { before: edited })], { drift: [drift] }))).assumptions[0]).toMatch(/Here a look was taken/);
  });
});

describe("values that are not known yet", () => {
  const late = updated(heavierWeb1);
  const config = configured();
  const web2 = { ...((config["pools"] as ObjectValue)["web"] as ObjectValue) };
  const servers = web2["servers"] as ObjectValue;
  const unknownWeight: ObjectValue = { ...config, pools: { web: { ...web2, servers: { ...servers, web2: { ...(servers["web2"] as ObjectValue), weight: UNKNOWN } } } } };
  const change = changeJson({ before: deployed(), after: planned(deployed(), unknownWeight).planned });

  it("are named, with the files that hang on them, and nothing is certified", () => {
    const made = preview(read(planJson([change])));
    expect(made.headline.unknown).toBe(1);
    expect(made.certificate).toEqual({ certified: false, blame: [{ stack: "site", address: "lvs_cluster.www", place: "pools.web.servers.web2.weight", why: "not known yet" }] });
    const cluster = only(made);
    expect(cluster.gaps).toEqual([{ place: "pools.web.servers.web2.weight", why: "unknown", files: [`lvs1:${RULES}`, `lvs1:${CONF}`, `lvs2:${RULES}`, `lvs2:${CONF}`] }]);
    expect(where(cluster.files)).toEqual([`unknown lvs1,lvs2 ${RULES}`, `unknown lvs1,lvs2 ${CONF}`]);
    expect(cluster.virtualServers[0]).toMatchObject({ capacity: null, whenServerDies: null, notes: ["shares and capacity are not reckoned: pools.web.servers.web2.weight is not known yet"] });
    expect(cluster.hosts).toEqual({ lvs1: null, lvs2: null, web1: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, web2: expect.any(String) as unknown, web3: expect.any(String) as unknown });
  });

  it("leave nothing of another cluster in the dark", () => {
    const made = preview(read(planJson([change]), "a"), read(planJson([late]), "b"));
    expect(made.stacks.map(({ clusters }) => clusters[0]?.certificate.certified)).toEqual([false, true]);
    expect(made.certificate.certified).toBe(false);
  });
});

describe("sensitive values", () => {
  const secret = "/healthz/s3cr3t";
  const change = updated((cluster) => ((cluster.pools["web"]!.health_checks[0] as { path: string }).path = secret), { afterSensitive: { pools: { web: { health_checks: [{ path: true }] } } } });
  const rendered = (made: Preview): string[] => [renderMarkdown(made), renderText(made), renderJson(made), renderHtml(made)];

  it("are in no format, and what hangs on them is named", () => {
    const made = preview(read(planJson([change])));
    for (const text of rendered(made)) expect(text).not.toContain("s3cr3t");
    const cluster = only(made);
    expect(where(cluster.files)).toEqual([`hidden lvs1,lvs2 ${CONF}`]);
    expect(cluster.gaps).toEqual([{ place: "pools.web.healthChecks[0].path", why: "sensitive", files: [`lvs1:${CONF}`, `lvs2:${CONF}`] }]);
    expect(cluster.impacts).toMatchObject([{ place: "pools.web.healthChecks[0].path", after: "(sensitive)" }]);
    expect(made.certificate.certified).toBe(true);
  });

  it("that are a whole map leave not even its names", () => {
    const all = { ...change, change: { ...change.change, after_sensitive: { pools: true } } };
    const made = preview(read(planJson([all])));
    expect(only(made)).toMatchObject({ name: "lvs_cluster.www", impacts: [], files: [], virtualServers: [], topology: null });
    for (const text of rendered(made)) expect(text).not.toMatch(/s3cr3t|192\.168/);
  });

  it("are shown nowhere where their pool is called otherwise and they go, in whatever signs they are written", () => {
    const login = 'AUTH "s3cr3t"\r\n';
    const before = deployed((cluster) => (cluster.pools["web"]!.health_checks = [{ type: "send-expect", send: login, expect: "+OK" }]));
    const renamed = updated(
      (cluster) => {
        cluster.pools = { www: { ...cluster.pools["web"]!, health_checks: [] } };
        cluster.virtual_servers["http"]!.pool = "www";
      },
      { before, beforeSensitive: { pools: { web: { health_checks: [{ send: true }] } } } },
    );
    const made = preview(read(planJson([renamed])));
    for (const text of rendered(made)) expect(text).not.toContain("s3cr3t");
    expect(only(made).impacts.find(({ place }) => place === "pools.www.healthChecks[0]")).toMatchObject({ before: "(sensitive)", after: null, reason: "the value is sensitive, so it isn't shown" });
  });

  it.each<[string, object]>([
    ["become so in this very plan", { afterSensitive: { pools: { web: { health_checks: [{ path: true }] } } } }],
    ["are so no longer", { beforeSensitive: { pools: { web: { health_checks: [{ path: true }] } } } }],
  ])("that %s are shown of neither side, also on hosts that one side alone has", (_, marks) => {
    const secretly = (cluster: ClusterConfig): string => ((cluster.pools["web"]!.health_checks[0] as { path: string }).path = secret);
    const third = { host: "lvs3", priority: 200, public: { interface: "eth0", address: "203.0.113.4/24" }, private: { interface: "eth1", address: "192.168.1.4/24" } };
    const moved = updated(
      (cluster) => {
        secretly(cluster);
        delete cluster.routers["lvs2"];
        cluster.routers["lvs3"] = third;
      },
      { before: deployed(secretly), ...marks },
    );
    const made = preview(read(planJson([moved], { drift: [changeJson({ before: withFile(deployed(secretly), "lvs2", CONF, (text) => `${text}# by hand\nx\n`), after: deployed(secretly), ...marks })] })));
    for (const text of rendered(made)) expect(text).not.toContain("s3cr3t");
    const shown = where(only(made).files);
    expect(shown).toEqual(expect.arrayContaining([expect.stringMatching(/^hidden .*lvs2.*keepalived\.conf$/), expect.stringMatching(/^hidden .*lvs3.*keepalived\.conf$/), expect.stringMatching(/^added lvs3 .*lvs-heartbeat\.service$/)]) as unknown);
    expect(where(only(made).drift)).toEqual([`hidden lvs2 ${CONF}`]);
  });

  it("that are the cluster's very name are in no path either", () => {
    const called = (cluster: ClusterConfig): string => (cluster.name = "s3cr3t");
    const heavier = updated((cluster) => {
      called(cluster);
      heavierWeb1(cluster);
    }, { before: deployed(called), afterSensitive: { name: true } });
    const made = preview(read(planJson([heavier])));
    for (const text of rendered(made)) expect(text).not.toContain("s3cr3t");
    expect(where(only(made).files)).toContain("hidden lvs1,lvs2 (not shown)");
  });

  it("of variables, and of everything else in a plan, are never read", () => {
    for (const text of rendered(preview(read(planJson([change]))))) expect(text).not.toContain("hunter2");
  });
});

describe("several stacks", () => {
  const one = read(planJson([updated(heavierWeb1)]), "one");
  const two = read(planJson([updated(withoutWeb3)]), "two");

  it("have one headline, the worst first, and one digest in whatever order they come", () => {
    const made = preview(one, two);
    expect(made.headline).toMatchObject({ class: "drops", changing: { drops: 1, "new-connections": 1 } });
    expect(renderJson(preview(two, one))).toBe(renderJson(made));
    expect(renderMarkdown(made)).toMatch(/## 🔴 drops: 1 cluster · new-connections: 1 cluster · capacity −63 %[\s\S]*### 🔴 `www`: drops[\s\S]*### 🟡 `www`: new-connections/);
  });

  it("are looked at together: two clusters of one name are found", () => {
    expect(preview(one, two).findings).toContainEqual(expect.objectContaining({ code: "LVS160", place: "two.lvs_cluster.www.name" }));
  });
});

describe("a plan that another version made", () => {
  it("can't be certified, and says which files differ", () => {
    const after = withFile(planned(deployed(), configured(heavierWeb1)).planned as ObjectValue, "lvs2", CONF, (text) => text.replace("    nopreempt\n", "    preempt_delay 3\n"));
    const made = preview(read(planJson([changeJson({ before: deployed(), after })])));
    expect(made.certificate).toMatchObject({ certified: false, blame: [{ why: "it was made by another version of cdktf-lvs" }] });
    expect(only(made).findings).toMatchObject([{ code: "LVS720", text: expect.stringContaining(`lvs2:${CONF}`) as unknown }]);
  });
});

describe("a stack that reads outputs of others", () => {
  const reading = (changes: Parameters<typeof planJson>[0], stack: string): PlanFile => read(planJson(changes, { configuration: { root_module: { resources: [{ address: "data.terraform_remote_state.a", mode: "data", type: "terraform_remote_state" }] } } }), stack);
  const warnings = (...plans: readonly PlanFile[]): string[] => preview(...plans).warnings.map(({ code, place }) => `${code} ${place}`);

  it("may plan something else at its turn, while another one changes", () => {
    expect(warnings(read(planJson([updated(heavierWeb1)]), "site"), reading([], "names"))).toEqual(["LVS709 "]);
  });

  it("is planned for good where no other one changes", () => {
    expect(warnings(read(planJson([altered(updated(() => undefined), { actions: ["no-op"] })]), "site"), reading([updated(heavierWeb1)], "names"))).toEqual([]);
  });
});

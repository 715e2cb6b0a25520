import { describe, expect, it } from "vitest";
import { renderText } from "../../../lib/preview";
import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { deployed } from "../provider/cluster/cluster-values";
import { heavierWeb1, updated } from "./clusters";
import { type ChangeJson, changeJson, planJson, preview, read } from "./plan-json";
import { CONF, UNIT, only, previewed, where, withFile } from "./states";

const edited = withFile(deployed(), "lvs1", CONF, (text) => text.replace("priority 254", "priority 200"));
const drift = [changeJson({ before: deployed(), after: edited })];
const texts = (change: ReturnType<typeof updated>): string[] => only(previewed(change)).steps.map(({ hosts, text, failover }) => `${hosts.join(",")}: ${text}${failover ? " (failover)" : ""}`);
const step = (change: ReturnType<typeof updated>, words: string): string[] => texts(change).filter((text) => text.includes(words));

describe("hosts that are other than they shall be", () => {
  it.each([
    ["found by a refresh", drift],
    ["known since an earlier run", []],
  ])("(%s) are brought in order, which nobody has judged: it counts as a failover", (_, found) => {
    const made = preview(read(planJson([updated(() => undefined, { before: edited })], { drift: found })));
    expect(made.headline).toMatchObject({ class: "failover", changing: { failover: 1, hitless: 0 } });
    expect(only(made).impacts).toMatchObject([{ class: "failover", reason: expect.stringMatching(/^not judged: /) as unknown }]);
  });

  const IPVS = CONF.replace("keepalived.conf", "ipvs.rules");
  it.each<[string, string, (text: string) => string, "failover" | "drops"]>([
    ["a virtual server that somebody added", CONF, (text) => `${text}\nvirtual_server 203.0.113.77 80 {\n}\n`, "drops"],
    ["a real server in the kernel's table that somebody added", IPVS, (text) => `${text}-a -t 203.0.113.10:80 -r 192.168.1.99:80 -m -w 1\n`, "drops"],
    ["another weight in the kernel's table", IPVS, (text) => text.replace("-w 1\n", "-w 9\n"), "failover"],
    ["a real server that is missing in the kernel's table", IPVS, (text) => text.replace(/^-a .*11:80.*\n/m, ""), "failover"],
    ["a VIP that somebody added", CONF, (text) => text.replace(/^( *)203\.0\.113\.10\/32 dev eth0.*$/m, "$&\n$1203.0.113.77/32 dev eth0"), "drops"],
    ["a peer's address, by which nobody is served", CONF, (text) => text.replace(/^( *)203\.0\.113\.3 min_ttl/m, "$1203.0.113.33 min_ttl"), "failover"],
    ["a comment with an address", CONF, (text) => `${text}\n# once 203.0.113.77\nx\n`, "failover"],
  ])("count as the worst where something with an address goes: %s", (_, path, change, expected) => {
    const other = withFile(deployed(), "lvs1", path, change);
    const seen = [changeJson({ before: deployed(), after: other })];
    for (const [found, planned] of [[seen, updated(() => undefined, { before: other })], [[], updated(() => undefined, { before: other })], [[], updated(heavierWeb1, { before: other })]] as const) {
      const made = preview(read(planJson([planned], { drift: found })));
      expect([only(made).class, only(made).impacts.find(({ reason }) => reason.startsWith("not judged"))?.class]).toEqual([expected, expected]);
      if (only(made).drift.length + only(made).undeclared.length > 0) expect(renderText(made)).toContain("What hosts of 1 cluster have beside what was declared is brought back: what that does to traffic nobody has judged");
    }
  });

  it("in a file that changes besides are not judged either", () => {
    expect(only(previewed(updated(heavierWeb1, { before: edited })))).toMatchObject({ class: "failover", undeclared: [] });
    expect(only(previewed(updated(heavierWeb1)))).toMatchObject({ class: "new-connections" });
  });

  it("by what they have confirmed alone are not judged either", () => {
    const confirmed = Object.fromEntries(Object.entries(deployed()["confirmed"] as Readonly<Record<string, string>>).filter(([host]) => host !== "lvs2"));
    expect(only(previewed(updated(() => undefined, { before: { ...deployed(), confirmed } })))).toMatchObject({ class: "failover", drift: [], undeclared: [], impacts: [{ summary: expect.stringContaining("have still to confirm") as unknown }] });
  });

  it("restart the heartbeat where it is its unit: another router takes over", () => {
    const change = updated(() => undefined, { before: withFile(deployed(), "lvs1", UNIT, (text) => text.replace("[Service]", "[Service]\nNice=5")) });
    expect(step(change, "active router")).toEqual([expect.stringMatching(/^lvs1: .*its VIPs move to another router.*\(failover\)$/)]);
  });

  it.each<[string, (cluster: ClusterConfig) => void]>([
    ["another protection", (cluster) => (cluster.deletion_protection = true)],
    ["another silence", (cluster) => (cluster["silence"] = ["LVS151"])],
  ])("stay so where %s is all that changes", (_, change) => {
    const made = preview(read(planJson([updated(change, { before: edited })], { drift })));
    expect(only(made)).toMatchObject({ class: "hitless", leavesHosts: true, undeclared: [], findings: [], steps: [{ hosts: [] }] });
    expect([where(only(made).drift), made.certificate.certified]).toEqual([[`changed lvs1 ${CONF}`], true]);
    expect(renderText(made)).toContain("It stays as it is");
  });

  it("stay so where Terraform forgets the cluster", () => {
    const made = preview(read(planJson([changeJson({ actions: ["forget"], before: edited })], { drift })));
    expect(only(made)).toMatchObject({ class: "hitless", undeclared: [], drift: [{ hosts: ["lvs1"] }] });
    expect(renderText(made)).toContain("It stays as it is");
  });
});

describe("what Terraform forgets", () => {
  it("goes on: nothing of it is lost", () => {
    const cluster = only(previewed(changeJson({ actions: ["forget"], before: deployed() })));
    expect(cluster.virtualServers).toMatchObject([{ mark: "same", dropped: null, capacity: 1, after: { endpoint: "tcp 203.0.113.10:80" } }]);
    expect(cluster.topology?.routers.map(({ mark }) => mark)).toEqual(["same", "same"]);
  });

  it("while it is created anew is changed all the same", () => {
    const cluster = only(previewed(updated(heavierWeb1, { actions: ["create", "forget"] })));
    expect(cluster).toMatchObject({ class: "new-connections", impacts: [{ summary: "weight of web1 in pool web: 1 → 3" }] });
    expect(cluster.steps.filter(({ text }) => text.includes("Activate")).map(({ hosts }) => hosts)).toEqual([["lvs2"], ["lvs1"]]);
  });
});

describe("the active router", () => {
  it.each<[string, (cluster: ClusterConfig) => void, string]>([
    ["loses its only peer: it is silent, and no other one takes over", (cluster) => delete cluster.routers["lvs2"], "nobody holds its VIPs"],
    ["has its VIPs under another label: another one may be faster", (cluster) => (cluster.vips["www"]!["label"] = "eth0:www"), "another router may be faster"],
  ])("%s", (_, change, words) => {
    const [said] = step(updated(change), "active router");
    expect(said).toContain(words);
    expect(said?.endsWith("(failover)")).toBe(true);
  });

  it("with another interface for its VIPs is still the active one", () => {
    const moves = updated((cluster) => (cluster.routers["lvs1"]!.private!.interface = "eth9"));
    expect(step(moves, "active router")).toEqual([expect.stringMatching(/^lvs1: .*move to another interface.*\(failover\)$/)]);
  });

  it("may be the one that is taken for the backup, whose VIPs then move as well", () => {
    const moves = updated((cluster) => (cluster.routers["lvs2"]!.private!.interface = "eth9"));
    expect(step(moves, "Activate")).toEqual([expect.stringMatching(/^lvs2: .*on the backup; should it be the active one, its addresses move to another interface;.*\(failover\)$/)]);
    expect(renderText(previewed(moves))).toContain("4 steps, 1 failover");
  });

  it("goes alone on a flag day, and has no failover by another prefix length or name", () => {
    const flagDay = updated((cluster) => (cluster.routers["lvs2"]!.public.address = "203.0.113.5/24"));
    expect(step(flagDay, "active router, alone")).toEqual([expect.stringMatching(/^lvs1: .*\(failover\)$/)]);
    expect(renderText(previewed(flagDay))).toContain("6 steps, 1 failover");
    const longer = updated((cluster) => Object.values(cluster.routers).forEach((router) => (router.public.address = router.public.address.replace("/24", "/25"))));
    const swapped = updated((cluster) => (cluster.routers = { lvs1: cluster.routers["lvs2"]!, lvs2: cluster.routers["lvs1"]! }));
    expect([longer, swapped].map((change) => [only(previewed(change)).class, texts(change).filter((text) => /of these|\(failover\)/.test(text))])).toEqual([["hitless", []], ["hitless", []]]);
    expect(step(swapped, "Activate").map((text) => text.slice(0, 50))).toEqual([expect.stringMatching(/^lvs1: Activate the release on the backup/), expect.stringMatching(/^lvs2: Activate the release on the active router/)]);
  });

  it("may lose its place for a moment to a backup with a much shorter interval", () => {
    const change = updated((cluster) => (cluster.heartbeat.advert_interval_ms = 100));
    expect(step(change, "Activate")).toEqual([expect.stringMatching(/^lvs2: .*may take over for a moment.*\(failover\)$/), expect.stringMatching(/^lvs1: .*by a reload.*checks$/)]);
  });
});

describe("hosts that leave", () => {
  it("are left though nobody else has work to do", () => {
    const before = deployed((cluster) => (cluster.routers["lvs1"]!.host = "former"));
    expect(step(updated(() => undefined, { before }), "lvs1: ")).toEqual([expect.stringMatching(/^lvs1: Stop the heartbeat of routers that leave.*machine that stays goes on$/), expect.stringMatching(/^lvs1: Leave the machines that had these names/)]);
  });

  it("fail over only where the router that goes is another one by its address, as the class says", () => {
    const steps = (change: ChangeJson): boolean[] => only(previewed(change)).steps.filter(({ text }) => text.startsWith("Stop the heartbeat of routers that leave")).map(({ failover }) => failover);
    const sameMachine = updated((cluster) => (cluster.routers["lvs1"]!.host = "other-name"));
    expect([steps(sameMachine), only(previewed(sameMachine)).class]).toEqual([[false], "hitless"]);
    const replaced = updated((cluster) => Object.assign(cluster.routers["lvs1"]!, { host: "lvs9", public: { interface: "eth0", address: "203.0.113.9/24" }, private: { interface: "eth1", address: "192.168.1.9/24" } }));
    expect([steps(replaced), only(previewed(replaced)).class]).toEqual([[true], "failover"]);
  });

  it("fail over also where the one with the greatest priority stays: it need not be the active one", () => {
    const third = { host: "lvs3", priority: 200, public: { interface: "eth0", address: "203.0.113.4/24" }, private: { interface: "eth1", address: "192.168.1.4/24" } };
    const change = updated((cluster) => delete cluster.routers["lvs3"], { before: deployed((cluster) => (cluster.routers["lvs3"] = third)) });
    expect([only(previewed(change)).class, step(change, "(failover)")]).toEqual(["failover", [expect.stringMatching(/^lvs3: Stop the heartbeat of routers that leave/)]]);
  });

  it("go on under another name", () => {
    const change = updated((cluster) => {
      const { lvs2, ...others } = cluster.routers;
      cluster.routers = { ...others, second: lvs2! };
    });
    expect([only(previewed(change)).class, step(change, "(failover)"), step(change, "Activate").map((text) => text.slice(0, 40))]).toEqual(["hitless", [], ["second: Activate the release on the back"]]);
    expect(step(change, "lvs2: Stop")).toEqual([expect.stringContaining("a machine that stays goes on")]);
  });

  it("are looked for by name and by login", () => {
    expect(step(updated((cluster) => (cluster.routers["lvs2"]!.host = "elsewhere")), "lvs2: ")).toEqual([expect.stringMatching(/^lvs2: Stop the heartbeat of routers that leave.*goes on$/), expect.stringMatching(/^lvs2: Leave the machines/)]);
    expect(step(updated((cluster) => delete cluster.pools["web"]!.servers["web3"]), "web3")).toEqual([expect.stringMatching(/^web3: Leave these hosts as they were found/)]);
  });

  it("without login alone keep what they have", () => {
    const change = updated((cluster) => delete cluster.pools["web"]!.servers["web3"]!.login);
    const cluster = only(previewed(change));
    expect(where([...cluster.files, ...cluster.undeclared]).filter((text) => text.includes("web3"))).toEqual([]);
    expect(step(change, "LVS349")).toEqual([expect.stringMatching(/^web3: Leave these real servers alone/)]);
    expect(step(change, "as they were found")).toEqual([]);
  });
});

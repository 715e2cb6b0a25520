import { describe, expect, it } from "vitest";
import { adopt } from "../../../../lib/deploy/transaction/adoption";
import { type ClusterChange, type Participant } from "../../../../lib/deploy/transaction/context";
import { type ClusterInput } from "../../../../lib/model";
import { NAT_PAIR, parsed } from "../../compile/small-clusters";

const change = (input: ClusterInput, former?: ClusterInput) => ({ desired: { model: parsed(input) }, former: former === undefined ? undefined : parsed(former), lastConfirmed: {} }) as unknown as ClusterChange;
const router = (before: { confirmed?: string; model?: string }) => ({ desired: { name: "lvs1", role: "router" }, before }) as unknown as Participant;
const running = router({ confirmed: "aa", model: JSON.stringify(NAT_PAIR) });

describe("a create that meets a confirmed cluster of its name", () => {
  it("goes on from that cluster, when nothing of it would end, and says so", () => {
    const other: ClusterInput = { ...NAT_PAIR, heartbeat: { virtualRouterId: 52 } };
    expect(adopt(change(other), [running])).toMatchObject({ ok: true, value: { former: { name: "www", heartbeat: { virtualRouterId: 51 } } }, findings: [{ code: "LVS351", severity: "warning", place: ["hosts", "lvs1"] }] });
  });

  it("is refused when a VIP or a service of it would end", () => {
    const [vip = ""] = Object.keys(NAT_PAIR.vips);
    const other: ClusterInput = { ...NAT_PAIR, vips: { ...NAT_PAIR.vips, [vip]: { address: "203.0.113.99" } } };
    const result = adopt(change(other), [running]);
    expect(result).toMatchObject({ ok: false, findings: [{ code: "LVS319", place: ["hosts", "lvs1"] }] });
    expect(result.findings[0]?.summary).toContain("lvs1 already runs a cluster www with 203.0.113.10");
  });

  it.each([
    ["nothing was ever confirmed there", router({ model: JSON.stringify(NAT_PAIR) })],
    ["no model is kept there", router({ confirmed: "aa" })],
    ["the model can't be read", router({ confirmed: "aa", model: "{" })],
  ])("goes by what the hosts show when %s", (_when, participant) => {
    expect(adopt(change(NAT_PAIR), [participant])).toMatchObject({ ok: true, value: { former: undefined }, findings: [] });
  });
});

it("an update goes on from its state, whatever a host keeps", () => {
  const other: ClusterInput = { ...NAT_PAIR, heartbeat: { virtualRouterId: 53 } };
  expect(adopt(change(NAT_PAIR, other), [running])).toMatchObject({ ok: true, value: { former: { heartbeat: { virtualRouterId: 53 } } }, findings: [] });
});

describe("a create that meets real servers of a cluster of its name, which its routers know nothing of", () => {
  const path = "/var/lib/lvs/clusters/www/current/expected-state";
  const files = (content: string) => ({ [path]: { content, mode: "0644" } });
  const server = (before: { current?: string; found?: string }) => ({ desired: { name: "web9", role: "real-server", address: { host: "web9" }, release: { files: files("address 203.0.113.10/32 lo\nsysctl net.ipv4.conf.lo.arp_ignore 1\n") } }, before: { current: before.current, files: before.found === undefined ? {} : files(before.found) } }) as unknown as Participant;

  it.each(["address 203.0.113.99/32 lo", "default-route 192.168.1.254 eth0", "source-route 192.168.1.11 192.168.1.254 eth0 20998"])("is refused where these have %s, which would go", (fact) => {
    const result = adopt(change(NAT_PAIR), [server({ current: "aa", found: `address 203.0.113.10/32 lo\n${fact}\n` })]);
    expect(result).toMatchObject({ ok: false, findings: [{ code: "LVS352", place: ["hosts", "web9"], value: [fact] }] });
  });

  it.each([
    ["they have what they are to have, and less", server({ current: "aa", found: "address 203.0.113.10/32 lo\n" })],
    ["a run that was cut off has only prepared them", server({ found: "address 203.0.113.99/32 lo\n" })],
    ["they have nothing", server({})],
  ])("goes on where %s", (_when, participant) => {
    expect(adopt(change(NAT_PAIR), [participant])).toMatchObject({ ok: true, findings: [] });
  });

  const foreign = server({ current: "aa", found: "address 203.0.113.99/32 lo\n" });

  it("goes on where routers have something of that name, though it can't be read: the real servers may have theirs from there", () => {
    expect(adopt(change(NAT_PAIR), [router({ confirmed: "aa" }), foreign])).toMatchObject({ ok: true, findings: [] });
  });

  it("is no other than an update that brings such a server in, unless the server was of the cluster before, whatever it has by now", () => {
    expect(adopt(change(NAT_PAIR, NAT_PAIR), [foreign])).toMatchObject({ ok: false, findings: [{ code: "LVS352" }] });
    const servers = { ...NAT_PAIR.pools["web"]?.servers, web9: { address: "192.168.1.19" } };
    expect(adopt(change(NAT_PAIR, { ...NAT_PAIR, pools: { web: { ...NAT_PAIR.pools["web"], servers } } }), [foreign])).toMatchObject({ ok: true, findings: [] });
  });
});

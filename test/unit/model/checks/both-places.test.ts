import { describe, expect, it } from "vitest";
import { judge, read } from "./judge";
import { SITE_PAIRS } from "./site-pairs";

describe("what can't be between two clusters", () => {
  it.each([
    ["LVS160", "www is called www too"],
    ["LVS161", "www.heartbeat.virtualRouterId is VRID 51 too"],
    ["LVS162", "lvs2.example.net is www.routers.lvs2.host already"],
    ["LVS163", "www.vips.www.address already"],
    ["LVS164", "www.pools.web.servers.web1.login.host needs the default route 192.168.1.254/24"],
    ["LVS165", "www.pools.web.servers.web1.address is 192.168.1.11 of the same machine"],
    ["LVS166", "www.pools.web.servers.web1.weight is 1 for 192.168.1.11"],
    ["LVS167", "www.routing.gateway is the same address on the network of web1.example.net"],
    ["LVS168", "www.routers.lvs1.public.address"],
    ["LVS183", "www.vips.www.address too, in another network"],
    ["LVS184", "www.routers.lvs1.public.address too"],
    ["LVS185", "www.routing.gateway too"],
    ["LVS196", "mail.pools.mail.servers.mail1.login.host"],
  ])("is said by %s with the other one's place, too", (code, other) => {
    const pair = SITE_PAIRS.find((one) => one.code === code);
    if (pair === undefined) throw new Error(`${code} has no wrong configuration`);
    const found = judge(read(pair, pair.wrong)).filter((finding) => finding.code === code);
    expect(found.map(({ summary }) => summary)).toEqual([expect.stringContaining(other)]);
  });
});

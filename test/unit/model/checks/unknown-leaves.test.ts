import { describe, expect, it } from "vitest";
import { type Place } from "../../../../lib/diagnostics";
import { checkCluster, parseCluster } from "../../../../lib/model";
import { NAT, SITE } from "./bases";
import { CATALOGUE } from "./catalogue";
import { brief, judge, read, readCluster, readSite } from "./judge";
import { scalarPlaces, unknownAt } from "./leaves";
import { type Raw, both, set } from "./patch";

const at = (place: Place) => place.join(".");

describe("a value that isn't known yet", () => {
  it.each(scalarPlaces(SITE).map(at))("%s invents no finding in a valid site", (place) => {
    expect(judge(readSite(unknownAt(SITE, place.split(".")))).map(brief)).toEqual([]);
  });

  it.each(CATALOGUE.map((pair) => [`${pair.code} at ${pair.at}`, pair] as const))("adds nothing to %s, wherever it stands", (label, pair) => {
    const raw = pair.wrong(pair.base);
    const invented = scalarPlaces(raw).flatMap((place) => {
      const findings = judge(read({ ...pair, base: pair.base }, () => unknownAt(raw, place)));
      return findings.map(brief).filter((found) => found !== label).map((found) => `${at(place)}: ${found}`);
    });
    expect(invented).toEqual([]);
  });

  it("hides what is wrong with its own element, not with the others", () => {
    const far = both(set("pools.web.servers.web1.address", "192.168.2.11"), set("pools.web.servers.web2.address", "192.168.2.12"))(NAT);
    const places = (raw: Raw) => judge(readCluster(raw)).map(brief);
    expect(places(far)).toEqual(["LVS137 at pools.web.servers.web1.address", "LVS137 at pools.web.servers.web2.address"]);
    expect(places(unknownAt(far, ["pools", "web", "servers", "web1", "address"]))).toEqual(["LVS137 at pools.web.servers.web2.address"]);
    expect(places(unknownAt(far, ["pools", "web", "servers", "web2", "address"]))).toEqual(["LVS137 at pools.web.servers.web1.address"]);
  });

  it("hides in a place that a rule needs for all elements what the rule would find", () => {
    const raw = unknownAt(set("pools.web.servers.web1.address", "192.168.2.11")(NAT), ["routing", "gateway"]);
    expect(judge(readCluster(raw)).map(brief)).toEqual([]);
  });
});

describe("a warning", () => {
  const idle = set("pools.spare.servers", { web3: { address: "192.168.1.13" } })(NAT);
  const codes = (raw: Raw) => {
    const parsed = parseCluster(raw);
    return parsed.ok ? checkCluster(parsed.value).map(({ code, severity }) => `${severity} ${code}`) : [];
  };

  it("is silenced by its code", () => {
    expect(codes(idle)).toEqual(["warning LVS152"]);
    expect(codes(set("silence", ["LVS152"])(idle))).toEqual([]);
    expect(codes(set("silence", ["LVS153"])(idle))).toEqual(["warning LVS152"]);
  });

  it("is something else than an error, which can't be silenced", () => {
    expect(codes(both(set("pools.web.servers.web1.address", "192.168.2.11"), set("silence", ["LVS137"]))(NAT))).toEqual(["error LVS137", "warning LVS150"]);
  });

  it("of a site is silenced by the cluster at fault alone", () => {
    const shared = set("mail.routers.lvs1.public.address", "203.0.113.2/24")(SITE);
    expect(judge(readSite(shared)).map(brief)).toEqual(["LVS184 at mail.routers.lvs1.public.address"]);
    expect(judge(readSite(set("mail.silence", ["LVS184"])(shared))).map(brief)).toEqual([]);
    expect(judge(readSite(set("www.silence", ["LVS184"])(shared))).map(brief)).toEqual(["LVS184 at mail.routers.lvs1.public.address"]);
  });
});

import { describe, expect, it } from "vitest";
import { compareIpvs } from "../../../../lib/deploy/observe/compare-ipvs";

const SERVICE = "-A -t 203.0.113.10:80 -s wrr";
const WEB1 = "-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1";
const WEB2 = "-a -t 203.0.113.10:80 -r 192.168.1.12:80 -m -w 2";
const EXPECTED = [SERVICE, WEB1, WEB2];
const UP = ["-t 203.0.113.10:80 192.168.1.11:80", "-t 203.0.113.10:80 192.168.1.12:80"];
const DNS = "-A -u 203.0.113.10:53 -s rr";

describe("the kernel's table against the expected one: no drift", () => {
  it.each<[string, string[], { up: string[]; down: string[] }]>([
    ["equal", EXPECTED, { up: UP, down: [] }],
    ["in another order", [SERVICE, WEB2, WEB1], { up: UP, down: [] }],
    ["a real server taken out by its health check", [SERVICE, WEB2], { up: [UP[1]!], down: [UP[0]!] }],
    ["all of them taken out", [SERVICE], { up: [], down: UP }],
    ["what ipvsadm adds: blanks and the default weight", [`  ${SERVICE} `, WEB1.replace(" -w 1", ""), WEB2], { up: UP, down: [] }],
  ])("%s", (_what, observed, { up, down }) => {
    expect(compareIpvs(EXPECTED, observed)).toEqual({ asObserved: EXPECTED, repairs: [], up, down });
  });
});

describe("weights that a load monitor moves", () => {
  const MOVING = [...EXPECTED, "#load -t 203.0.113.10:80"];

  it("are no drift, and read as what was expected", () => {
    const compared = compareIpvs(MOVING, [SERVICE, WEB1.replace("-w 1", "-w 4"), ...EXPECTED.slice(2)]);
    expect([compared.repairs, compared.asObserved]).toEqual([[], MOVING]);
  });

  it("are one where none was moved, where the service is another, and where the server is to have none", () => {
    const moved = [SERVICE, WEB1.replace("-w 1", "-w 4"), ...EXPECTED.slice(2)];
    expect(compareIpvs(EXPECTED, moved).repairs).toEqual([WEB1.replace("-a", "-e")]);
    expect(compareIpvs([...EXPECTED, "#load -t 203.0.113.10:443"], moved).repairs).toEqual([WEB1.replace("-a", "-e")]);
    expect(compareIpvs([SERVICE, WEB1.replace("-w 1", "-w 0"), ...MOVING.slice(2)], [SERVICE, WEB1, ...EXPECTED.slice(2)]).repairs).toEqual([WEB1.replace("-a", "-e").replace("-w 1", "-w 0")]);
  });

  it("but another way to forward is one", () => {
    expect(compareIpvs(MOVING, [SERVICE, WEB1.replace("-m", "-g"), ...EXPECTED.slice(2)]).repairs).toEqual([WEB1.replace("-a", "-e")]);
  });
});

describe("the sorry server", () => {
  const SORRY = "-a -t 203.0.113.10:80 -r 192.168.1.99:80 -m -w 1";
  const WITH_SORRY = [...EXPECTED, SORRY.replace("-a", "#sorry")];

  it.each<[string, string[], { up: string[]; down: string[] }]>([
    ["that is not needed", EXPECTED, { up: UP, down: [] }],
    ["that stands in for all", [SERVICE, SORRY], { up: [], down: UP }],
    ["that stands in for those without weight", [SERVICE, WEB1.replace("-w 1", "-w 0"), SORRY], { up: [UP[0]!], down: [UP[1]!] }],
  ])("%s is no drift", (_what, observed, { up, down }) => {
    const { repairs, ...compared } = compareIpvs(WITH_SORRY, observed);
    expect(repairs.filter((line) => line.startsWith("-d"))).toEqual([]);
    expect({ up: compared.up, down: compared.down }).toEqual({ up, down });
  });

  it.each<[string, string[]]>([
    ["beside another one", [SERVICE, WEB1, SORRY]],
    ["with another weight", [SERVICE, SORRY.replace("-w 1", "-w 3")]],
    ["at another port", [SERVICE, SORRY.replace("99:80", "99:81")]],
  ])("%s is drift", (_what, observed) => {
    const { repairs, asObserved } = compareIpvs(WITH_SORRY, observed);
    expect(repairs).toEqual([`-d -t 203.0.113.10:80 -r 192.168.1.99:${observed.at(-1)?.includes(":81") ? 81 : 80}`]);
    expect(asObserved).toEqual([...WITH_SORRY, observed.at(-1)]);
  });
});

describe("the kernel's table against the expected one: drift", () => {
  it.each<[string, string[] | undefined, { asObserved: string[]; repairs: string[] }]>([
    ["another scheduler", ["-A -t 203.0.113.10:80 -s rr", WEB1, WEB2], { asObserved: ["-A -t 203.0.113.10:80 -s rr", WEB1, WEB2], repairs: ["-E -t 203.0.113.10:80 -s wrr"] }],
    ["persistence that nobody asked for", [`${SERVICE} -p 300`, WEB1, WEB2], { asObserved: [`${SERVICE} -p 300`, WEB1, WEB2], repairs: ["-E -t 203.0.113.10:80 -s wrr"] }],
    ["another weight", [SERVICE, WEB1.replace("-w 1", "-w 7"), WEB2], { asObserved: [SERVICE, WEB1.replace("-w 1", "-w 7"), WEB2], repairs: ["-e -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1"] }],
    ["another forwarding method", [SERVICE, WEB1.replace("-m", "-g"), WEB2], { asObserved: [SERVICE, WEB1.replace("-m", "-g"), WEB2], repairs: ["-e -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1"] }],
    [
      "a strange real server",
      [...EXPECTED, "-a -t 203.0.113.10:80 -r 192.168.1.99:80 -m -w 5"],
      { asObserved: [...EXPECTED, "-a -t 203.0.113.10:80 -r 192.168.1.99:80 -m -w 5"], repairs: ["-d -t 203.0.113.10:80 -r 192.168.1.99:80"] },
    ],
    [
      "a strange virtual server",
      [...EXPECTED, DNS, "-a -u 203.0.113.10:53 -r 192.168.1.11:53 -m -w 1"],
      { asObserved: [...EXPECTED, DNS, "-a -u 203.0.113.10:53 -r 192.168.1.11:53 -m -w 1"], repairs: ["-D -u 203.0.113.10:53"] },
    ],
    ["one by firewall mark", [...EXPECTED, "-A -f 7 -s rr"], { asObserved: [...EXPECTED, "-A -f 7 -s rr"], repairs: ["-D -f 7"] }],
    ["a missing virtual server: it is put back with all its real servers", [], { asObserved: [], repairs: EXPECTED }],
    ["a kernel without IPVS", undefined, { asObserved: [], repairs: EXPECTED }],
    ["the same address over UDP is another virtual server", [DNS.replace(":53", ":80")], { asObserved: ["-A -u 203.0.113.10:80 -s rr"], repairs: [...EXPECTED, "-D -u 203.0.113.10:80"] }],
  ])("%s", (_what, observed, { asObserved, repairs }) => {
    const compared = compareIpvs(EXPECTED, observed);
    expect({ asObserved: compared.asObserved, repairs: compared.repairs }).toEqual({ asObserved, repairs });
  });

  it("only what differs is named: who is down stays status beside it", () => {
    expect(compareIpvs(EXPECTED, [SERVICE.replace("wrr", "lc"), WEB2])).toEqual({
      asObserved: ["-A -t 203.0.113.10:80 -s lc", WEB1, WEB2],
      repairs: ["-E -t 203.0.113.10:80 -s wrr"],
      down: [UP[0]],
      up: [UP[1]],
    });
  });

  it("an empty expectation finds strangers alone", () => {
    expect(compareIpvs([], EXPECTED)).toEqual({ asObserved: EXPECTED, repairs: ["-D -t 203.0.113.10:80"], down: [], up: [] });
    expect(compareIpvs([], undefined)).toEqual({ asObserved: [], repairs: [], down: [], up: [] });
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LVS_LOAD_MONITOR } from "../../../../lib/compile/loadmonitor";

/** A server as the rule sees it. */
interface Server {
  readonly weight: number;
  /** `0.5 2`: load and processors; `SHARE 50`; left out: no reading, or one that is too old. */
  readonly reading?: string;
  /** Left out of the virtual server's place in the kernel's table. */
  readonly absent?: boolean;
}

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "load-rule-"));
  writeFileSync(join(place, "program"), LVS_LOAD_MONITOR);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** All servers are in other places of the table, which say nothing of this one: another port, and the mark by which checks at the VIP travel. */
const ELSEWHERE = ["TCP  CB00710A:0016 rr", "  -> C0A80100:0016      Masq    1      0          0", "  -> C0A80101:0016      Masq    1      0          0", "FWM  00000A11 rr", "  -> C0A80100:0000      Route   1      0          0", "  -> C0A80101:0000      Route   1      0          0"];

/** Lets the program decide, time after time: the weights of web1, web2, … */
class Rule {
  private state = "";

  constructor(
    private readonly policy: "proportional" | "piranha" = "proportional",
    private readonly shell: readonly string[] = ["sh"],
  ) {}

  decide(servers: readonly Server[]): number[] {
    const named = servers.map((server, index) => ({ ...server, name: `web${index + 1}`, inTable: `C0A8010${index}` }));
    const file = (name: string, lines: readonly string[]): string => {
      writeFileSync(join(place, name), lines.map((line) => `${line}\n`).join(""));
      return join(place, name);
    };
    const files = [
      ...["from=conf", file("conf", named.flatMap(({ name, inTable, weight }) => [`server web ${name} 192.168.1.1 ${weight} 1`, `member web ${name} TCP CB00710A:0050 ${inTable}:0050`]))],
      ...["from=state", file("state", this.state.split("\n"))],
      ...["from=reading", file("readings", named.flatMap(({ name, reading }) => (reading === undefined ? [] : [`${name} 95.00 ${reading}`])))],
      ...["from=table", file("table", ["IP Virtual Server version 1.2.1 (size=4096)", "  -> RemoteAddress:Port Forward Weight ActiveConn InActConn", "TCP  CB00710A:0050 wrr", ...named.filter(({ absent }) => absent !== true).map(({ inTable, weight }) => `  -> ${inTable}:0050      Masq    ${weight}      0          0`), ...ELSEWHERE])],
    ];
    const { stdout, stderr, status } = spawnSync(this.shell[0]!, [...this.shell.slice(1), join(place, "program"), "decide", "100.00", this.policy, "30", ...files], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n").map((line) => line.split(" "));
    this.state = lines.filter(([what]) => what === "state").map(([, ...rest]) => rest.join(" ")).join("\n");
    const offsets = new Map(lines.filter(([what]) => what === "set").map(([, name, offset]) => [name, Number(offset)]));
    return named.map(({ name, weight }) => weight + offsets.get(name)!);
  }
}

const loads = (weight: number, ...readings: readonly string[]): Server[] => readings.map((reading) => ({ weight, reading }));

describe("in proportion", () => {
  it("loads that are alike leave the weights alone, whatever the machines' size", () => {
    expect(new Rule().decide([{ weight: 100, reading: "0.8 1" }, { weight: 400, reading: "3.2 4" }])).toEqual([100, 400]);
  });

  it("a weight is multiplied by (1 + mean) / (1 + own)", () => {
    // Mean 1: 100 * 2 / 1, 100 * 2 / 2, 100 * 2 / 3.
    expect(new Rule().decide(loads(100, "0 1", "1 1", "2 1"))).toEqual([200, 100, 67]);
  });

  it("and stays between a quarter and four times what was configured, and above 0", () => {
    expect(new Rule().decide(loads(100, "0 1", "0 1", "40 1"))).toEqual([400, 400, 35]);
    expect(new Rule().decide(loads(100, "0 1", "0 1", "0 1", "40 1"))).toEqual([400, 400, 400, 27]);
    expect(new Rule().decide(loads(100, "0 1", ...Array<string>(9).fill("9 1")))[0]).toBe(400);
    expect(new Rule().decide(loads(1, "0 1", "40 1"))).toEqual([4, 1]);
  });

  it("less than a tenth is no reason to move", () => {
    const rule = new Rule();
    expect(rule.decide(loads(100, "1 1", "1.3 1"))).toEqual([100, 100]);
    expect(rule.decide(loads(100, "1 1", "1.6 1"))).toEqual([115, 88]);
    expect(rule.decide(loads(100, "1 1", "1.5 1"))).toEqual([115, 88]);
  });

  it("a server without a fresh reading has its own weight, and no say in the mean", () => {
    const rule = new Rule();
    expect(rule.decide([...loads(100, "0 1", "2 1"), { weight: 100 }])).toEqual([200, 67, 100]);
    expect(rule.decide([{ weight: 100 }, ...loads(100, "2 1"), { weight: 100 }])).toEqual([100, 100, 100]);
  });

  it("a load that can't be one is none", () => {
    for (const strange of ["-1 1", "nan 1", "1e6 1", "inf 1"]) expect(new Rule().decide(loads(100, "0 1", "2 1", strange)), strange).toEqual(new Rule().decide([...loads(100, "0 1", "2 1"), { weight: 100 }]));
  });

  it("a server with weight 0 stays out, and has no say in the mean", () => {
    expect(new Rule().decide([{ weight: 0, reading: "9 1" }, { weight: 100, reading: "0 1" }, { weight: 100, reading: "1 1" }])).toEqual([0, 150, 75]);
  });
});

/**
 * A pool in time: requests go by weight, keep processors busy for a while, and the load average follows what is busy with a time constant of a minute, as Linux's does.
 * One decision every ten seconds.
 */
function simulate({ rule, capacities, demand, minutes, weight }: { readonly rule: Rule; readonly capacities: readonly number[]; readonly demand: (minute: number) => number; readonly minutes: number; readonly weight: number }): number[][] {
  let averages = capacities.map(() => 0);
  let weights = capacities.map(() => weight);
  const history: number[][] = [];
  for (let step = 0; step < minutes * 6; step++) {
    const total = weights.reduce((sum, each) => sum + each, 0);
    const busy = weights.map((each, index) => (demand(step / 6) * each) / total / capacities[index]!);
    averages = averages.map((average, index) => average + (busy[index]! - average) * (1 - Math.exp(-10 / 60)));
    weights = rule.decide(averages.map((average) => ({ weight, reading: `${average.toFixed(2)} 1` })));
    history.push(weights);
  }
  return history;
}

describe("in proportion, over time", () => {
  const settled = (history: readonly number[][]): number[][] => history.slice(-30);

  it("a slower machine gets less, and the weights come to rest", () => {
    const history = simulate({ rule: new Rule(), capacities: [1, 1, 0.5], demand: () => 3, minutes: 20, weight: 100 });
    const last = history.at(-1)!;
    expect(last[2]!).toBeLessThanOrEqual(last[0]! * 0.8);
    for (const weights of settled(history)) expect(weights).toEqual(last);
  });

  it.each([0.3, 1, 3, 10, 50])("nothing swings at a demand of %d", (demand) => {
    const history = simulate({ rule: new Rule(), capacities: [1, 2, 0.4, 1], demand: () => demand, minutes: 20, weight: 100 });
    const turns = [0, 1, 2, 3].map((server) => {
      const moves = history.map((weights, step) => weights[server]! - (history[step - 1]?.[server] ?? 100)).filter((move) => move !== 0);
      return moves.filter((move, index) => index > 0 && Math.sign(move) !== Math.sign(moves[index - 1]!)).length;
    });
    // One turn is an approach that was overtaken by the others' approach; a swing has many.
    expect(Math.max(...turns)).toBeLessThanOrEqual(1);
    for (const weights of settled(history)) expect(weights).toEqual(history.at(-1));
  });

  it("a burden that goes leaves the weights within a tenth of where they were", () => {
    // For five minutes the second machine has somebody else's work to do.
    let minute = 0;
    const rule = new Rule();
    let averages = [0, 0];
    let weights = [100, 100];
    const lowest = { second: 100 };
    for (let step = 0; step < 150; step++, minute = step / 6) {
      const total = weights[0]! + weights[1]!;
      const busy = weights.map((each, index) => each / total + (index === 1 && minute > 2 && minute < 7 ? 4 : 0));
      averages = averages.map((average, index) => average + (busy[index]! - average) * (1 - Math.exp(-10 / 60)));
      weights = rule.decide(averages.map((average) => ({ weight: 100, reading: `${average.toFixed(2)} 1` })));
      lowest.second = Math.min(lowest.second, weights[1]!);
    }
    expect(lowest.second).toBeLessThanOrEqual(75);
    expect(Math.abs(weights[0]! - weights[1]!)).toBeLessThanOrEqual(20);
  });
});

describe("as nanny did", () => {
  it("an idle server climbs by half of its weight, to ten times it", () => {
    const rule = new Rule("piranha");
    const climb = Array.from({ length: 20 }, () => rule.decide(loads(10, "0 1"))[0]);
    expect(climb).toEqual([15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 100, 100]);
  });

  it("a busy one falls by half of its weight times the cube root of what is above 1, to its weight", () => {
    const rule = new Rule("piranha");
    for (let time = 0; time < 6; time++) rule.decide(loads(10, "0 1"));
    // From 40: by 5 * cbrt(8) = 10 each time.
    expect([0, 1, 2, 3].map(() => rule.decide(loads(10, "9 4"))[0])).toEqual([30, 20, 10, 10]);
  });

  it("at a load of 1, or none that is known, nothing changes; and less than a quarter of the weight does not count", () => {
    const rule = new Rule("piranha");
    rule.decide(loads(10, "0 1"));
    expect([rule.decide(loads(10, "1 1")), rule.decide(loads(10, "0.9 1"))]).toEqual([[15], [15]]);
    // 4 + int(2 * cbrt(0.9)) is 5.
    expect(new Rule("piranha").decide(loads(4, "0.1 1"))).toEqual([5]);
    expect(new Rule("piranha").decide(loads(1, "0.5 1"))).toEqual([1]);
  });
});

describe("by an agent's word", () => {
  it("the share is taken as it is said, also 0", () => {
    expect(new Rule().decide(loads(100, "SHARE 75", "SHARE 0", "SHARE 150"))).toEqual([75, 0, 150]);
  });

  it("but what is more than nothing is 1 at least, and four times the weight at most", () => {
    expect(new Rule().decide(loads(10, "SHARE 4", "SHARE 2000000000"))).toEqual([1, 40]);
  });

  it("but if nobody would be left, all keep what was configured", () => {
    expect(new Rule().decide(loads(100, "SHARE 0", "SHARE 0"))).toEqual([100, 100]);
    expect(new Rule().decide([{ weight: 100, reading: "SHARE 0" }, { weight: 100, reading: "SHARE 50", absent: true }])[0]).toBe(100);
  });
});

describe("a server that comes back", () => {
  it("waits with a 32nd of its weight, and doubles it each time", () => {
    const rule = new Rule();
    expect(rule.decide(loads(100, "0 1", "0 1"))).toEqual([100, 100]);
    const gone = [{ weight: 100, reading: "0 1" }, { weight: 100, absent: true }];
    expect([rule.decide(gone), rule.decide(gone)]).toEqual([[100, 3], [100, 3]]);
    const climb = Array.from({ length: 7 }, () => rule.decide(loads(100, "0 1", "0 1"))[1]);
    expect(climb).toEqual([6, 12, 24, 48, 96, 100, 100]);
  });

  it("serves at least a little", () => {
    const rule = new Rule();
    expect(rule.decide([{ weight: 2, absent: true }, { weight: 0, absent: true }])).toEqual([1, 0]);
  });
});

describe("another awk", () => {
  it("decides alike", () => {
    const busybox = ["busybox", "sh"];
    const servers = [...loads(100, "0.5 1", "2 4", "7 1"), { weight: 40, absent: true }];
    expect(new Rule("proportional", busybox).decide(servers)).toEqual(new Rule().decide(servers));
  });
});

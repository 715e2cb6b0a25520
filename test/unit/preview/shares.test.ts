import { describe, expect, it } from "vitest";
import { SCHEDULERS } from "../../../lib/model";
import { capacityRatio, greatestLoss, percent, percentChange } from "../../../lib/preview/capacity";
import { spreadOf, unitOf } from "../../../lib/preview/shares";

const weights = (...all: readonly number[]): { readonly weight: number }[] => all.map((weight) => ({ weight }));

describe("shares of new connections", () => {
  it.each([
    ["rr", [1, 2, 5], [1 / 3, 1 / 3, 1 / 3]],
    ["rr", [1, 0, 5], [1 / 2, 0, 1 / 2]],
    ["lc", [100, 0, 1], [1 / 2, 0, 1 / 2]],
    ["wrr", [1, 2, 5], [1 / 8, 1 / 4, 5 / 8]],
    ["wrr", [0, 2, 2], [0, 1 / 2, 1 / 2]],
    ["wlc", [1, 2, 5], [1 / 8, 1 / 4, 5 / 8]],
    ["sed", [1, 3], [1 / 4, 3 / 4]],
    ["nq", [1, 3], [1 / 4, 3 / 4]],
    ["mh", [1, 3], [1 / 4, 3 / 4]],
    ["fo", [1, 3, 2], [0, 1, 0]],
    ["fo", [3, 3, 2], undefined],
    ["ovf", [1, 3, 2], undefined],
    ["ovf", [0, 3], [0, 1]],
    ["sh", [1, 3], undefined],
    ["dh", [1, 3], undefined],
    ["dh", [0, 3], [0, 1]],
    ["lblc", [1, 3], undefined],
    ["lblcr", [1, 3], undefined],
    ["wlc", [0, 0], [0, 0]],
    ["rr", [], []],
  ] as const)("%s of weights %j: %j", (scheduler, given, shares) => {
    expect(spreadOf(scheduler, weights(...given)).shares).toEqual(shares);
  });

  it("say what they rest on", () => {
    expect(spreadOf("wlc", weights(1, 2)).words).toBe("to the one with the fewest connections for its weight: by weight, if connections last equally long");
    expect(spreadOf("wlc", weights(0, 0)).words).toBe("no real server takes connections");
    for (const scheduler of SCHEDULERS.filter((one) => one !== "fo")) {
      const { shares, words } = spreadOf(scheduler, weights(1, 3));
      expect([scheduler, words, shares]).toEqual([scheduler, shares === undefined ? expect.stringMatching(/which is the VIP|so that it depends on who comes|depends on how many there are/) : expect.not.stringMatching(/which is the VIP/), shares]);
    }
  });
});

describe("capacity", () => {
  const of = (...pairs: readonly (readonly [string, number])[]): ReadonlyMap<string, number> => new Map(pairs);
  const numbered = (values: readonly number[]): ReadonlyMap<string, number> => new Map(values.map((value, index) => [String(index), value]));
  const tenAlike = [..."abcdefghij"].map((name) => [name, 1] as const);

  it.each([
    ["a server of three equal ones goes", of(["a", 1], ["b", 1], ["c", 1]), of(["a", 1], ["b", 1]), "−33 %"],
    ["the heaviest goes", of(["a", 1], ["b", 2], ["c", 5]), of(["a", 1], ["b", 2]), "−63 %"],
    ["one that takes no connections goes", of(["a", 1], ["b", 0]), of(["a", 1]), "±0 %"],
    ["one is drained", of(["a", 1], ["b", 3]), of(["a", 1], ["b", 0]), "−75 %"],
    ["one comes", of(["a", 2], ["b", 2]), of(["a", 2], ["b", 2], ["c", 4]), "+100 %"],
    ["all weights are doubled", of(["a", 1], ["b", 2]), of(["a", 2], ["b", 4]), "±0 %"],
    ["the ratio alone changes", of(["a", 1], ["b", 2]), of(["a", 9], ["b", 2]), "±0 %"],
    ["all but one are nearly drained", of(["a", 100], ["b", 100], ["c", 100]), of(["a", 100], ["b", 1], ["c", 1]), "−67 %"],
    ["one is nearly drained", of(["a", 100], ["b", 100], ["c", 100]), of(["a", 100], ["b", 100], ["c", 1]), "−33 %"],
    ["weights are turned round", of(["a", 1], ["b", 2], ["c", 5]), of(["a", 5], ["b", 2], ["c", 1]), "±0 %"],
    ["many come beside one", of(["a", 1]), of(["a", 1], ...[..."bcdefghijklm"].map((name) => [name, 1] as [string, number])), "+1200 %"],
    ["nine of ten go, and one comes with the weight of nine", new Map(tenAlike), of(["a", 1], ["new", 9]), "−80 %"],
    ["nine of ten are nearly drained, and one comes with the weight of nine", new Map(tenAlike.map(([name]) => [name, 100])), new Map([...tenAlike.map(([name]) => [name, name === "a" ? 100 : 1] as const), ["new", 900]]), "−80 %"],
    ["a heavy one comes beside unequal ones", of(["a", 1], ["b", 2], ["c", 5]), of(["a", 1], ["b", 2], ["c", 5], ["d", 8]), "+100 %"],
    ["the heaviest is replaced by one of its weight", of(["a", 1], ["b", 2], ["c", 5]), of(["a", 1], ["b", 2], ["d", 5]), "±0 %"],
    ["all are replaced by others of the same weights", of(["a", 1], ["b", 2], ["c", 5]), of(["d", 1], ["e", 2], ["f", 5]), "±0 %"],
    ["all are replaced by as many", of(["a", 1], ["b", 1]), of(["c", 1], ["d", 9]), "±0 %"],
    ["one comes while another is nearly drained", of(["a", 100], ["b", 100]), of(["a", 100], ["b", 1], ["c", 100]), "±0 %"],
    ["one goes and one like it comes", of(["a", 1], ["b", 1]), of(["a", 1], ["c", 1]), "±0 %"],
    ["all are others", of(["a", 1], ["b", 1]), of(["c", 1]), "−50 %"],
    ["all go", of(["a", 1]), of(), "−100 %"],
  ])("when %s", (_what, before, after, change) => {
    expect(percentChange(capacityRatio(before, after) ?? NaN)).toBe(change);
  });

  it("of limits of connections is that of their sums, whoever has how much of it", () => {
    const ratio = (before: readonly number[], after: readonly number[]): number | undefined => capacityRatio(numbered(before), numbered(after), [unitOf("ovf"), unitOf("ovf")]);
    expect([ratio([1000, 1000], [1, 1]), ratio([100, 50], [50, 100]), ratio([100, 100], [100, 100, 100]), ratio([100, 50], [100])]).toEqual([0.001, 1, 1.5, 2 / 3]);
  });

  it("isn't known where weights are limits on one side alone, unless nothing is left", () => {
    expect([capacityRatio(of(["a", 1]), of(["a", 1]), [unitOf("wlc"), unitOf("ovf")]), capacityRatio(of(["a", 1]), of(["a", 1]), [unitOf("ovf"), unitOf("rr")])]).toEqual([undefined, undefined]);
    expect([capacityRatio(of(["a", 1]), of(["a", 0]), ["parts", "connections"]), capacityRatio(of(["a", 0]), of(["a", 1]), ["parts", "connections"])]).toEqual([0, undefined]);
    expect(SCHEDULERS.filter((one) => unitOf(one) === "connections")).toEqual(["ovf"]);
  });

  it("has no change where there was none before", () => {
    expect(capacityRatio(of(), of(["a", 1]))).toBeUndefined();
  });

  it("names whose loss costs most, and of several the first by name", () => {
    expect(greatestLoss(of(["a", 1], ["c", 5], ["b", 2]))).toEqual({ server: "c", left: 0.375 });
    expect(greatestLoss(of(["b", 1], ["a", 1]))).toEqual({ server: "a", left: 0.5 });
    expect(greatestLoss(of(["a", 0]))).toBeUndefined();
    expect([percent(0.375), percent(1 / 3), percent(1)]).toEqual(["37.5 %", "33.3 %", "100 %"]);
  });
});

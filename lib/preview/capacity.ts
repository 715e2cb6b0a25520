/** Real servers behind a virtual server: what each can bear, in units that mean something within the list only. */
export type Bearings = ReadonlyMap<string, number>;

/**
 * What a virtual server can bear after a change, as a multiple of before. Weights are ratios: doubling them all changes nothing, and a server keeps what it can bear when its
 * weight alone is changed. So what goes counts by its share of before, and what comes by its share of after. `undefined` where nothing was there before.
 */
export function capacityRatio(before: Bearings, after: Bearings): number | undefined {
  const [was, is] = [sum(before.values()), sum(after.values())];
  if (was === 0) return undefined;
  if (is === 0) return 0;
  const staying = [...before.keys()].filter((server) => (before.get(server) ?? 0) > 0 && (after.get(server) ?? 0) > 0);
  const count = (bearings: Bearings): number => [...bearings.values()].filter((value) => value > 0).length;
  if (staying.length === 0) return count(after) / count(before);
  const [kept, keeps] = [before, after].map((bearings) => sum(staying.map((server) => bearings.get(server) ?? 0)));
  return ((kept ?? 0) / was) * (is / (keeps ?? 1));
}

/** Whose loss costs most, and what is left then, 0 to 1; `undefined` where nobody bears anything. Of several the first by name. */
export function greatestLoss(bearings: Bearings): { readonly server: string; readonly left: number } | undefined {
  const total = sum(bearings.values());
  if (total === 0) return undefined;
  const [worst] = [...bearings].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return worst === undefined ? undefined : { server: worst[0], left: 1 - worst[1] / total };
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

/** `−33 %`, `+50 %`, `±0 %`: of a ratio, rounded. */
export function percentChange(ratio: number): string {
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  return percent === 0 ? "±0 %" : `${ratio < 1 ? "−" : "+"}${percent} %`;
}

/** `37.5 %`: of a share, with a decimal where it says something. */
export function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10;
  return `${rounded} %`;
}

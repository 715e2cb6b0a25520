/** Real servers behind a virtual server: what each can bear, in units that mean something within the list only. */
export type Bearings = ReadonlyMap<string, number>;

/** What such a number is: a part of the load, so that only ratios mean something, or a number of connections that fit. */
export type Unit = "parts" | "connections";

/**
 * What a virtual server can bear after a change, as a multiple of before. Connections that fit add up. Parts of the load are ratios: doubling them all changes nothing, and a server
 * keeps what it can bear when its weight alone is changed, unless hardly anything is left of it. `undefined` where nothing was there before, and where the two sides can't be compared.
 */
export function capacityRatio(before: Bearings, after: Bearings, units: readonly [Unit, Unit] = ["parts", "parts"]): number | undefined {
  const [was, is] = [sum(before.values()), sum(after.values())];
  if (was === 0) return undefined;
  if (is === 0) return 0;
  if (units[0] !== units[1]) return undefined;
  return units[0] === "connections" ? is / was : remaining(before, after) / was;
}

/** A server that gets less than this part of what it got, as against the others that stay, counts as drained: a weight of 1 among hundreds is as good as none. */
const HARDLY_ANY = 0.1;

/** What real servers of after can bear, in the units of before: who stays by its number of then, who comes by how its own compares with theirs. */
function remaining(before: Bearings, after: Bearings): number {
  const old = members(before);
  const both = old.filter(([server]) => (after.get(server) ?? 0) > 0).map(([server, was]) => ({ server, was, is: after.get(server) ?? 0 }));
  // Where nobody stays, nothing ties the weights of then to those of now: as many real servers bear as much.
  if (both.length === 0) return (sum(before.values()) * members(after).length) / old.length;
  const [was, is] = [sum(both.map((one) => one.was)), sum(both.map((one) => one.is))];
  const staying = both.filter((one) => one.is * was >= HARDLY_ANY * one.was * is);
  const [kept, keeps] = [sum(staying.map((one) => one.was)), sum(staying.map((one) => one.is))];
  const coming = members(after).filter(([server]) => (before.get(server) ?? 0) === 0).map(([, value]) => (value * kept) / keeps);
  // In the place of others nobody is taken for greater than the greatest of them, whatever weight is written; beside all of them it may well be.
  const most = staying.length === old.length ? Infinity : Math.max(...old.map(([, value]) => value));
  return kept + sum(coming.map((value) => Math.min(value, most)));
}

/** Those that bear anything. */
function members(bearings: Bearings): [string, number][] {
  return [...bearings].filter(([, value]) => value > 0);
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

/** The middle one of an odd number of values, the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/**
 * The median of how much more the one costs than the other, round by round: both were measured one right after the other (A B A B …), so that what else
 * the machine does weighs on both alike.
 */
export function medianRatio(dear: readonly number[], cheap: readonly number[]): number {
  return median(dear.map((value, round) => value / (cheap[round] ?? NaN)));
}

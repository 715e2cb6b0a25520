/** Orders by code units, which no locale changes: the order of everything that goes by name. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Members of a collection, by name. */
export function byName<T>(members: Readonly<Record<string, T>>): (readonly [string, T])[] {
  return Object.keys(members)
    .sort(byText)
    .map((name) => [name, members[name] as T] as const);
}

/** Each text once, in order. */
export function uniqueSorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(byText);
}

/** Enough for the addresses of one large cluster, which are asked for again and again in a row. */
const LIMIT = 4096;

/**
 * The same pure parser, which remembers its last results: checks, renderers and comparisons parse each address of a model dozens of times.
 * Results are shared and must be immutable.
 */
export function remember<T>(parse: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = parse(text);
    if (results.size >= LIMIT) results.clear();
    results.set(text, result);
    return result;
  };
}

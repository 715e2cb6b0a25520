/** A plain tree as a person writes it; judged by the real parser and the real checks. */
export type Raw = { readonly [key: string]: unknown };
/** One small change of a valid configuration. */
export type Patch = (raw: Raw) => Raw;

/** Puts a value at a place written with dots; what is missing on the way is added, list items go by number. */
export function set(path: string, value: unknown): Patch {
  return (raw) => changed(raw, path, (parent, key) => (parent[key] = value));
}

/** Takes out what is at a place. */
export function remove(path: string): Patch {
  return (raw) => changed(raw, path, (parent, key) => delete parent[key]);
}

/** Several changes that only together make the point. */
export function both(...patches: readonly Patch[]): Patch {
  return (raw) => patches.reduce((patched, patch) => patch(patched), raw);
}

/** The valid configuration itself. */
export const asItIs: Patch = (raw) => raw;

function changed(raw: Raw, path: string, change: (parent: Record<string, unknown>, key: string) => void): Raw {
  const copy = structuredClone(raw) as Record<string, unknown>;
  const steps = path.split(".");
  const key = steps.pop() ?? "";
  const parent = steps.reduce<Record<string, unknown>>((tree, step) => (tree[step] ??= {}) as Record<string, unknown>, copy);
  change(parent, key);
  return copy;
}

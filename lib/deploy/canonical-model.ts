/** The model as one text: keys sorted, two blanks of indentation, a newline at the end; equal models give equal texts. */
export function canonicalModel(model: unknown): string {
  return `${JSON.stringify(model, (_, value: unknown) => sorted(value), 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const began = performance.now();

/** A new chapter of the story. */
export function chapter(title: string): void {
  process.stdout.write(`\n\u001b[1m${clock()}  ${title}\u001b[0m\n`);
}

/** One thing that happens or was found. */
export function tell(line: string): void {
  process.stdout.write(`         ${line}\n`);
}

/** What goes on meanwhile, for whoever waits. */
export function progress(line: string): void {
  process.stdout.write(`\u001b[2m${clock()}    ${line}\u001b[0m\n`);
}

/** Columns under headings, padded. */
export function table(rows: readonly (readonly (string | number)[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? "").length))) ?? [];
  for (const row of rows) tell(row.map((cell, column) => (typeof cell === "number" ? String(cell).padStart(widths[column] ?? 0) : String(cell).padEnd(widths[column] ?? 0))).join("   "));
}

/** Seconds since the story began. */
export function elapsedSeconds(): number {
  return (performance.now() - began) / 1000;
}

function clock(): string {
  return `${elapsedSeconds().toFixed(0).padStart(4)} s`;
}

/** One measured number beside what it may be. */
export interface Figure {
  readonly label: string;
  readonly value: number;
  /** `x` is a ratio of two measurements of the same run. */
  readonly unit: "ms CPU" | "s CPU" | "s" | "MiB" | "x";
  /** The most it may be; absent where no limit is set. */
  readonly limit?: number;
}

/** What one measurement found out. */
export interface Findings {
  readonly figures: readonly Figure[];
  /** What a reader has to know to read them. */
  readonly notes: readonly string[];
}

/** One thing that `npm run bench` measures. */
export interface Measurement {
  /** For `--only`. */
  readonly name: string;
  readonly about: string;
  /** @throws when it can't be measured */
  readonly measure: (progress: (line: string) => void) => Promise<Findings>;
}

/** How a figure stands to its limit. */
export function verdict({ value, limit }: Figure): "within" | "over" | "no limit" {
  if (limit === undefined) return "no limit";
  return value <= limit ? "within" : "over";
}

/** `provider, spawn to handshake      128 ms CPU   limit 200   within` */
export function figureLine(figure: Figure): string {
  const { label, value, unit, limit } = figure;
  const measured = `${text(value)} ${unit}`.padStart(14);
  return `  ${label.padEnd(62)}${measured}   ${(limit === undefined ? "" : `limit ${limit}`).padEnd(11)}${verdict(figure)}`;
}

function text(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

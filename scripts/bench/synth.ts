import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { SERVERS } from "./bench-cluster";
import { run } from "./child";
import { type Figure, type Measurement } from "./figure";
import { median, medianRatio } from "./paired";
import { type SynthUsage } from "./synth-app";
import { SynthApps } from "./synth-build";

/** Clusters in one stack, and how often each is measured: odd, for the median. */
const SIZES = [
  { clusters: 1, rounds: 11 },
  { clusters: 100, rounds: 7 },
  { clusters: 1000, rounds: 3 },
] as const;
const VARIANTS = ["bare", "constructs", "bundles"] as const;
type Variant = (typeof VARIANTS)[number];
type Usages = Readonly<Record<Variant, readonly SynthUsage[]>>;

/** What an app pays for our constructs, for their checks and for the bundles left for review. */
export const synth: Measurement = {
  name: "synth",
  about: `Apps of 1, 100 and 1,000 clusters of ${SERVERS} real servers in one stack, each run in a process of its own: CPU time and peak memory of that whole process. "bare" makes the same JSON with the generated classes alone. Written into memory where there is room, not to the disk.`,
  measure: async (progress) => {
    const apps = await SynthApps.build();
    try {
      const measured: { clusters: number; usages: Usages }[] = [];
      for (const { clusters, rounds } of SIZES) measured.push({ clusters, usages: await usagesOf(apps, { clusters, rounds, progress }) });
      return { figures: [...measured.flatMap(figuresOf), ...growth(measured)], notes: [...measured.map(noteOf), "The JSON of both apps was compared and is the same, except for ids and metadata."] };
    } finally {
      apps.remove();
    }
  },
};

interface Task {
  readonly clusters: number;
  readonly rounds: number;
  readonly progress: (line: string) => void;
}

async function usagesOf(apps: SynthApps, { clusters, rounds, progress }: Task): Promise<Usages> {
  const usages: Record<Variant, SynthUsage[]> = { bare: [], constructs: [], bundles: [] };
  for (let round = 0; round < rounds; round++) {
    progress(`synth of ${clusters} cluster${clusters === 1 ? "" : "s"}, round ${round + 1} of ${rounds}`);
    for (const variant of VARIANTS) usages[variant].push(await synthOnce(apps, variant, clusters));
    if (round === 0) assertSameJson(apps);
    for (const variant of VARIANTS) rmSync(outdirOf(apps, variant), { recursive: true, force: true });
  }
  return usages;
}

async function synthOnce(apps: SynthApps, variant: Variant, clusters: number): Promise<SynthUsage> {
  const program = apps.program(variant === "bare" ? "bare" : "constructs");
  const { stdout } = await run([process.execPath, program, String(clusters), outdirOf(apps, variant), ...(variant === "bundles" ? ["bundles"] : [])]);
  return JSON.parse(stdout) as SynthUsage;
}

function outdirOf(apps: SynthApps, variant: Variant): string {
  return apps.outdir(variant);
}

function assertSameJson(apps: SynthApps): void {
  const [bare, ...ours] = VARIANTS.map((variant) => clustersIn(join(outdirOf(apps, variant), "stacks", "bench", "cdk.tf.json")));
  if (bare === undefined || bare.length === 0 || !ours.every((clusters) => isDeepStrictEqual(clusters, bare))) {
    throw new Error("the apps don't make the same JSON, so what they cost can't be compared");
  }
}

/** All clusters of a stack without ids and metadata, which come from the construct tree; by name. */
function clustersIn(file: string): unknown[] {
  const stack = JSON.parse(readFileSync(file, "utf8")) as { resource: { lvs_cluster: Record<string, { "//"?: unknown; name: string }> } };
  const clusters = Object.values(stack.resource.lvs_cluster).map(({ "//": _metadata, ...attributes }) => attributes);
  return clusters.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function figuresOf({ clusters, usages }: { clusters: number; usages: Usages }): Figure[] {
  const cpu = (variant: Variant): number[] => usages[variant].map(({ cpuMs }) => cpuMs);
  const label = `synth of ${clusters.toLocaleString("en")}, `;
  return [
    { label: `${label}constructs against bare`, value: medianRatio(cpu("constructs"), cpu("bare")), unit: "x", limit: 1.5 },
    { label: `${label}constructs and bundles against bare`, value: medianRatio(cpu("bundles"), cpu("bare")), unit: "x", limit: 2.5 },
    { label: `${label}peak memory with bundles`, value: Math.max(...usages.bundles.map(({ peakMiB }) => peakMiB)), unit: "MiB", limit: 953 },
  ];
}

/** Linear: a cluster added to many costs no more than one added to few. A fifth is left for the garbage collector, whose work grows with what lives. */
function growth(measured: readonly { clusters: number; usages: Usages }[]): Figure[] {
  const cost = (index: number, variant: Variant): number => median(measured[index]?.usages[variant].map(({ cpuMs }) => cpuMs) ?? []);
  const slope = (from: number, to: number, variant: Variant): number =>
    (cost(to, variant) - cost(from, variant)) / ((measured[to]?.clusters ?? NaN) - (measured[from]?.clusters ?? NaN));
  return (["constructs", "bundles"] as const).map((variant) => ({
    label: `synth, a cluster more from 100 on against from 1 on (${variant})`,
    value: slope(1, 2, variant) / slope(0, 1, variant),
    unit: "x",
    limit: 1.2,
  }));
}

function noteOf({ clusters, usages }: { clusters: number; usages: Usages }): string {
  const of = (variant: Variant): string => `${variant} ${(median(usages[variant].map(({ cpuMs }) => cpuMs)) / 1000).toFixed(2)} s, ${Math.max(...usages[variant].map(({ peakMiB }) => peakMiB)).toFixed(0)} MiB`;
  return `${clusters.toLocaleString("en")} clusters, CPU and peak memory: ${VARIANTS.map(of).join("; ")} (medians of ${usages.bare.length} rounds)`;
}

import { App, TerraformStack } from "cdktf";
import { type BenchCluster, benchCluster } from "./bench-cluster";

/** What one app used from start to end. */
export interface SynthUsage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** How an app puts the clusters into its stack. */
export type Build = (stack: TerraformStack, clusters: readonly BenchCluster[], options: { readonly writeBundles: boolean }) => void;

/**
 * The body of an app, whose whole process is the measurement: starting, loading the library, building the constructs, writing the result.
 * `node APP CLUSTERS OUTDIR [bundles]`; says what it used on standard output.
 */
export function runApp(build: Build): void {
  const [clusters, outdir, bundles] = process.argv.slice(2);
  const app = new App({ ...(outdir === undefined ? {} : { outdir }), context: {} });
  build(new TerraformStack(app, "bench"), Array.from({ length: Number(clusters) }, (_, index) => benchCluster(index)), { writeBundles: bundles === "bundles" });
  app.synth();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: SynthUsage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 };
  process.stdout.write(JSON.stringify(usage));
}

import { type LabNode } from "../../lib/lab";

/** What `lvs-probe gap` measured. */
export interface GapReport {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** Longest time between two successes, in milliseconds. */
  readonly longestGapMs: number;
  readonly perServer: Readonly<Record<string, number>>;
}

/** What `lvs-probe rate` measured. */
export interface RateReport {
  readonly requests: number;
  readonly failed: number;
  readonly perServer: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What `lvs-probe long` measured. */
export interface LongReport {
  readonly connections: number;
  readonly resets: number;
  readonly replies: number;
}

/** N new requests, as fast as they are answered. */
export async function rate(client: LabNode, url: string, requests: number): Promise<RateReport> {
  return JSON.parse(await client.must(["lvs-probe", "rate", url, "--requests", String(requests), "--concurrency", "8"], { timeoutMs: 120_000 })) as RateReport;
}

/** Traffic that goes on until it is told to stop. */
export class Traffic<Report> {
  private static count = 0;
  private readonly stopFile = `/run/demo-stop-${(Traffic.count += 1)}`;
  private readonly running: ReturnType<LabNode["start"]>;

  constructor(
    private readonly client: LabNode,
    argv: readonly string[],
  ) {
    this.running = client.start(["lvs-probe", ...argv, "--stop-file", this.stopFile], { timeoutMs: 300_000 });
  }

  async stop(): Promise<Report> {
    await this.client.must(["touch", this.stopFile]);
    const { stdout, stderr } = await this.running.outcome;
    if (stdout === "") throw new Error(`the probe said nothing: ${stderr}`);
    return JSON.parse(stdout) as Report;
  }
}

/** One new request every 20 ms. */
export function steadyRequests(client: LabNode, url: string): Traffic<GapReport> {
  return new Traffic<GapReport>(client, ["gap", url, "--interval", "20", "--timeout", "1000"]);
}

/** A handful of connections that exchange a line every 100 ms. */
export function longConnections(client: LabNode, target: string): Traffic<LongReport> {
  return new Traffic<LongReport>(client, ["long", target, "--connections", "6"]);
}

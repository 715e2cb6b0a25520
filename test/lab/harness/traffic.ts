import { type LabNode } from "../../../lib/lab";

/** What `lvs-probe gap` measured. */
export interface GapReport {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** Longest time between two successes, in milliseconds. */
  readonly longestGapMs: number;
  readonly errors: readonly ErrorCount[];
  readonly perServer: Readonly<Record<string, number>>;
}

/** What `lvs-probe rate` measured. */
export interface RateReport {
  readonly requests: number;
  readonly failed: number;
  readonly errors: readonly ErrorCount[];
  readonly perServer: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What `lvs-probe long` measured. */
export interface LongReport {
  readonly connections: number;
  readonly resets: number;
  readonly refused: number;
  readonly replies: number;
  /** Longest time that one of the connections waited for a line, in milliseconds. */
  readonly longestGapMs: number;
  readonly errors: readonly ErrorCount[];
}

interface ErrorCount {
  readonly error: string;
  readonly count: number;
}

/** How requests are made steadily; milliseconds. */
export interface Pace {
  /** @default 20 */
  readonly intervalMs?: number;
  /** How long each request may take. @default 1000 */
  readonly timeoutMs?: number;
}

/** N new requests, as fast as they are answered. @param concurrency how many at a time */
export async function rate(client: LabNode, url: string, requests: number, concurrency = 8): Promise<RateReport> {
  return JSON.parse(await client.must(["lvs-probe", "rate", url, "--requests", String(requests), "--concurrency", String(concurrency)], { timeoutMs: 120_000 })) as RateReport;
}

/** Traffic that goes on until it is told to stop. */
export class Traffic<Report> {
  private static count = 0;
  private readonly stopFile = `/run/traffic-stop-${process.pid}-${(Traffic.count += 1)}`;
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
export function steadyRequests(client: LabNode, url: string, { intervalMs = 20, timeoutMs = 1000 }: Pace = {}): Traffic<GapReport> {
  return new Traffic<GapReport>(client, ["gap", url, "--interval", String(intervalMs), "--timeout", String(timeoutMs)]);
}

/** A handful of connections to one address and port that exchange a line every 100 ms. */
export function longConnections(client: LabNode, target: string, connections = 6): Traffic<LongReport> {
  return new Traffic<LongReport>(client, ["long", target, "--connections", String(connections)]);
}

/** The same to several, reported by target. */
export function longConnectionsToEach(client: LabNode, targets: readonly [string, string, ...string[]], connections = 6): Traffic<{ readonly targets: Readonly<Record<string, LongReport>> }> {
  return new Traffic(client, ["long", ...targets, "--connections", String(connections)]);
}

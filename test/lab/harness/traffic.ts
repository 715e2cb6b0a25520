import { setTimeout as sleep } from "node:timers/promises";
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

/** What became of requests and connections while something was done. */
export interface Endured {
  readonly requests: RateReport;
  /** Of all targets together. */
  readonly connections: { readonly count: number; readonly resets: number; readonly refused: number; readonly longestGapMs: number };
}

/** N new requests, as fast as they are answered. @param concurrency how many at a time */
export async function rate(client: LabNode, url: string, requests: number, concurrency = 8): Promise<RateReport> {
  return JSON.parse(await client.must(["lvs-probe", "rate", url, "--requests", String(requests), "--concurrency", String(concurrency)], { timeoutMs: 300_000 })) as RateReport;
}

/** Traffic that goes on until it is told to stop. */
export class Traffic<Report> {
  private static count = 0;
  // A dot at the end, so that no name is the beginning of another.
  private readonly stopFile = `/run/traffic-stop-${process.pid}-${(Traffic.count += 1)}.`;
  private readonly running: ReturnType<LabNode["start"]>;

  constructor(
    private readonly client: LabNode,
    argv: readonly string[],
  ) {
    this.running = client.start(["lvs-probe", ...argv, "--stop-file", this.stopFile], { timeoutMs: 300_000 });
  }

  /** Waits until it does: logging in and starting take their time. */
  async started(): Promise<this> {
    // The probe's epoll exists from its first request on, and from the last of its connections on.
    await this.client.must(`until for pid in $(pgrep -f ${this.stopFile}); do ls -l /proc/$pid/fd; done 2>/dev/null | grep -q eventpoll; do sleep 0.05; done`, { timeoutMs: 20_000 });
    return this;
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

/** New requests one after the other, at least so many. */
export function manyRequests(client: LabNode, url: string, atLeast: number): Traffic<RateReport> {
  return new Traffic<RateReport>(client, ["rate", url, "--requests", String(atLeast), "--concurrency", "1"]);
}

/**
 * Does something while new requests are made to a URL, each as soon as the one before is answered, and connections to every target stand. Goes on until enough
 * requests were made and 3 s have passed since: what a change brings about by and by, such as a health check, belongs to it.
 */
export async function endure(client: LabNode, { url, lines, atLeast }: { readonly url: string; readonly lines: readonly [string, string, ...string[]]; readonly atLeast: number }, act: () => Promise<void>): Promise<Endured> {
  const connections = await longConnectionsToEach(client, lines, 3).started();
  const requests = await manyRequests(client, url, atLeast).started();
  const acted = await act().then(
    () => sleep(3000),
    (problem: unknown) => ({ problem }),
  );
  const [asked, { targets }] = [await requests.stop(), await connections.stop()];
  if (acted !== undefined) throw acted.problem;
  const reports = Object.values(targets);
  const sum = (of: (report: LongReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  return {
    requests: asked,
    connections: {
      count: sum((report) => report.connections),
      resets: sum((report) => report.resets),
      refused: sum((report) => report.refused),
      longestGapMs: Math.max(...reports.map((report) => report.longestGapMs)),
    },
  };
}

import { type HostRole } from "../../compile";
import { type Finding } from "../../diagnostics";
import { type Cluster } from "../../model";
import { type DesiredCluster, type DesiredHost } from "../desired-cluster";
import { type HostAddress, type HostConnector } from "../host-port";
import { type HostSession } from "../host-session";
import { type ObservedHost } from "../observe/observed-host";

/** What a run needs from outside. */
export interface DeployContext {
  readonly connector: HostConnector;
  /** Fires when the person interrupts the run: nothing new is begun, what was begun is brought back. */
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly progress: (line: string) => void;
}

/** One cluster's change. */
export interface ClusterChange {
  readonly desired: DesiredCluster;
  /** The cluster as it was last applied; `undefined` when it is new: who leaves, and whether the routers can go on hearing each other. */
  readonly former: Cluster | undefined;
  /** Digests that hosts had confirmed when last seen: a real server that is down and has its release already need not be reached. */
  readonly lastConfirmed: Readonly<Record<string, string>>;
}

/** A host taking part in a transaction: what it shall be, what it was when we came, and the way to it. */
export interface Participant {
  readonly desired: DesiredHost;
  readonly session: HostSession;
  /** As found by preflight. */
  readonly before: ObservedHost;
}

/** A host of the cluster as it was, which is to be left as it was found. */
export interface Leaver {
  readonly name: string;
  readonly role: HostRole;
  readonly address: HostAddress;
  readonly session: HostSession;
  readonly before: ObservedHost;
}

/** What is true of one host after a run. */
export interface HostTruth {
  /** Digest of the release the host has confirmed; absent when it has none, or when nobody can say. */
  readonly confirmed?: string;
  readonly reachable: boolean;
}

/** How a run ended. Nothing is thrown: partial failure says what is true now on each host. */
export interface ClusterOutcome {
  readonly succeeded: boolean;
  /** Whether the hosts run the new releases, even if not every one could confirm it. */
  readonly activated: boolean;
  readonly hosts: Readonly<Record<string, HostTruth>>;
  readonly findings: readonly Finding[];
}

/** Outcome of one phase: warnings to pass on, or the findings that end the run. */
export type PhaseResult = { readonly ok: boolean; readonly findings: readonly Finding[] };

/** The phase did what it had to. */
export function done(findings: readonly Finding[] = []): PhaseResult {
  return { ok: true, findings };
}

/** All phases' findings, and whether every one went well. */
export function joined(results: readonly PhaseResult[]): PhaseResult {
  return { ok: results.every((result) => result.ok), findings: results.flatMap((result) => result.findings) };
}


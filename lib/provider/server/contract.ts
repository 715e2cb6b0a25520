import { type Result } from "../../diagnostics";
import { type AttributePath, type Diagnostic } from "./diagnostic";
import { type Schema } from "./schema";
import { type Json, type ObjectValue } from "./value";

/*
 * What a provider's author writes. Rules that hold everywhere:
 *  - values follow the schema: every object that comes in has every attribute (null where unset); on the way out a
 *    missing attribute means null, an attribute the schema doesn't know or a wrong type is reported as our bug;
 *  - expected failures are diagnostics; a thrown exception is a bug and becomes an error diagnostic that says so;
 *  - `privateState` is text that Terraform keeps beside the state and never shows; "" where there is none;
 *  - `signal` fires when the person interrupts Terraform, when Terraform is gone and after an exception that nobody caught: finish or undo the
 *    step in hand, return the true state and an error. There is time for it: no limit while Terraform waits, else ten minutes.
 */

/** A provider of one kind of site. Making one must be cheap: Terraform starts it three to five times a command. */
export interface ProviderType<Context = unknown> {
  /** Must be there without loading anything heavy, like every other schema. */
  readonly schema: Schema;
  /** Looks at a configuration that may hold unknown values; talks to nobody. */
  validate(config: ObjectValue): Promised<readonly Diagnostic[]>;
  /** Called before anything but validation, more than once in a long-lived process. Values may be unknown while planning. */
  configure(config: ObjectValue, call: { readonly signal: AbortSignal; readonly log: Log }): Promised<Configured<Context>>;
  readonly resources: readonly ResourceType<Context>[];
  readonly dataSources: readonly DataSourceType<Context>[];
}

/** What configuring gave; `context` is handed to every later call and is absent after an error. */
export interface Configured<Context> {
  readonly context?: Context;
  readonly diagnostics: readonly Diagnostic[];
}

/** What every call gets besides its values. */
export interface Call<Context> {
  readonly provider: Context;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** One line for Terraform's own log (TF_LOG); nobody sees it otherwise. Never put a secret in it. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, Json>>) => void;

/** Levels as Terraform filters them. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** One type of resource. */
export interface ResourceType<Context = unknown> {
  /** With the provider's prefix: `lvs_cluster`. */
  readonly typeName: string;
  readonly schema: Schema;
  /** Looks at a configuration that may hold unknown values; talks to nobody. */
  validate(config: ObjectValue): Promised<readonly Diagnostic[]>;
  /**
   * State written by an older version of the schema, as it was stored, to the form of the current version. Called only
   * for older versions; attributes that are gone may stay in and are dropped. Needed once `schema.version` is above 0.
   */
  upgrade?(state: { readonly [name: string]: Json }, fromVersion: number): Result<{ readonly [name: string]: Json }>;
  /** What is really there now. `state: null` means: gone. After an error the last state is kept. */
  read(request: ReadRequest, call: Call<Context>): Promised<Outcome>;
  /** What apply would make true. Called for create (`prior` null) and update; must be deterministic and touch nothing. */
  plan(request: PlanRequest, call: Call<Context>): Promised<Planned>;
  /** May refuse a deletion by an error. Without it every deletion may go ahead. */
  planDestroy?(request: PlanDestroyRequest, call: Call<Context>): Promised<readonly Diagnostic[]>;
  /**
   * Create (`prior` null) or update. Returns what is true afterwards: on failure of an update the partial state with an error;
   * on failure of a create `state: null` with an error, so that nothing is tainted.
   */
  apply(request: ApplyRequest, call: Call<Context>): Promised<Outcome>;
  /** Deletes. `state: null` when it is gone; what is left, with an error, when it isn't. */
  destroy(request: DestroyRequest, call: Call<Context>): Promised<Outcome>;
  /** State rebuilt from the id given to `terraform import`; `read` is called on it next. */
  importState?(id: string, call: Call<Context>): Promised<Imported>;
}

/** One type of data source. */
export interface DataSourceType<Context = unknown> {
  readonly typeName: string;
  readonly schema: Schema;
  validate(config: ObjectValue): Promised<readonly Diagnostic[]>;
  /** The configuration is wholly known here. */
  read(config: ObjectValue, call: Call<Context>): Promised<DataOutcome>;
}

/** What `read` is given: the last state. */
export interface ReadRequest {
  readonly state: ObjectValue;
  readonly privateState: string;
}

/** What `plan` is given. */
export interface PlanRequest {
  /** Null when creating. */
  readonly prior: ObjectValue | null;
  /**
   * The configuration, filled up: a computed attribute that the configuration leaves null has its prior value, or UNKNOWN
   * where there is no prior (creating; a new element). Write-only attributes are null. A good starting point for `planned`.
   */
  readonly proposed: ObjectValue;
  /** As written, write-only values included. */
  readonly config: ObjectValue;
  readonly privateState: string;
}

/** What `planDestroy` is given. */
export interface PlanDestroyRequest {
  readonly prior: ObjectValue;
  readonly privateState: string;
}

/** What `plan` found. */
export interface Planned {
  /** May differ from `proposed` in computed attributes only. Ignored after an error. */
  readonly planned: ObjectValue;
  /** Changes of these attributes need a new resource. Default none. */
  readonly requiresReplace?: readonly AttributePath[];
  /** Handed to apply. Default: as it was. */
  readonly privateState?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What `apply` is given. */
export interface ApplyRequest {
  /** Null when creating. */
  readonly prior: ObjectValue | null;
  /** What was planned; still unknown in it are only computed attributes. */
  readonly planned: ObjectValue;
  /** Wholly known, write-only values included. */
  readonly config: ObjectValue;
  /** From the plan. */
  readonly privateState: string;
}

/** What `destroy` is given. */
export interface DestroyRequest {
  readonly prior: ObjectValue;
  readonly privateState: string;
}

/** What is true after a call. */
export interface Outcome {
  readonly state: ObjectValue | null;
  /** Default: as it was. */
  readonly privateState?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a data source read. */
export interface DataOutcome {
  /** Ignored after an error. */
  readonly state: ObjectValue;
  readonly diagnostics: readonly Diagnostic[];
}

/** What an import found; more than one resource only if they belong together. */
export interface Imported {
  readonly resources: readonly { readonly state: ObjectValue; readonly privateState?: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A value now or later. */
export type Promised<T> = T | Promise<T>;

import { bugDiagnostic, misfitDiagnostics } from "./bug";
import { conform, type Conformed } from "./conform";
import { type ApplyRequest, type Call, type Imported, type Outcome, type PlanRequest, type ReadRequest, type ResourceType } from "./contract";
import { failing, type AttributePath, type Diagnostic } from "./diagnostic";
import { markUnknown } from "./proposed";
import { settle, unknownPaths } from "./settle";
import { type ObjectValue } from "./value";

/** What is true after a call, every attribute in its place. */
export interface StateReply {
  readonly state: ObjectValue | null;
  readonly privateState: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A plan, every attribute in its place; `planned: null` is a deletion. */
export interface PlanReply {
  readonly planned: ObjectValue | null;
  readonly requiresReplace: readonly AttributePath[];
  readonly privateState: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A plan's request as Terraform makes it: nothing proposed means a deletion. */
export type RawPlanRequest = Omit<PlanRequest, "proposed" | "config"> & { readonly proposed: ObjectValue | null; readonly config: ObjectValue | null };

/** A change's request as Terraform makes it: nothing planned means a deletion. */
export type RawApplyRequest = Omit<ApplyRequest, "planned" | "config"> & { readonly planned: ObjectValue | null; readonly config: ObjectValue | null };

/** What is really there; after a fault of ours the last state stays. */
export async function readResource(resource: ResourceType, request: ReadRequest, call: Call<unknown>): Promise<StateReply> {
  const doing = `reading ${resource.typeName}`;
  const outcome = await resource.read(request, call);
  const kept = failing(outcome.diagnostics) ? request.state : outcome.state;
  return finished({ resource, doing, prior: request.state, privateBefore: request.privateState }, { ...outcome, state: kept });
}

/** Create, update or deletion, as `proposed` and `prior` say. */
export async function planResource(resource: ResourceType, request: RawPlanRequest, call: Call<unknown>): Promise<PlanReply> {
  const { prior, proposed, config, privateState } = request;
  if (proposed === null || config === null) {
    const diagnostics = prior === null ? [] : ((await resource.planDestroy?.({ prior, privateState }, call)) ?? []);
    return { planned: null, requiresReplace: [], privateState, diagnostics };
  }
  const { attributes } = resource.schema;
  const filled = markUnknown({ proposed, prior, config }, attributes);
  const plan = await resource.plan({ prior, proposed: filled, config, privateState }, call);
  const failed = failing(plan.diagnostics);
  const planned = conform(failed ? filled : plan.planned, attributes, { strangers: "report" });
  return {
    planned: planned.value,
    requiresReplace: plan.requiresReplace ?? [],
    privateState: plan.privateState ?? privateState,
    diagnostics: [...plan.diagnostics, ...misfitDiagnostics(`planning ${resource.typeName}`, planned.misfits)],
  };
}

/** Create, update or deletion, as `planned` and `prior` say. */
export async function applyResource(resource: ResourceType, request: RawApplyRequest, call: Call<unknown>): Promise<StateReply> {
  const { prior, planned, config, privateState } = request;
  if (planned === null || config === null) {
    const done = { resource, doing: `deleting ${resource.typeName}`, prior, privateBefore: privateState };
    if (prior === null) return finished(done, { state: null, diagnostics: [] });
    return finished(done, await resource.destroy({ prior, privateState }, call));
  }
  const doing = `${prior === null ? "creating" : "updating"} ${resource.typeName}`;
  return finished({ resource, doing, prior, privateBefore: privateState }, await resource.apply({ prior, planned, config, privateState }, call));
}

/** What an id stands for. */
export async function importResource(resource: ResourceType, id: string, call: Call<unknown>): Promise<Imported> {
  if (resource.importState === undefined) {
    return { resources: [], diagnostics: [{ severity: "error", summary: `LVS905: ${resource.typeName} can't be imported`, detail: "Create it instead." }] };
  }
  const imported = await resource.importState(id, call);
  const checked = imported.resources.map(({ state, privateState }) => ({ privateState, conformed: conformAnswer(resource, state) }));
  const misfits = checked.flatMap(({ conformed }) => conformed.misfits);
  return {
    resources: checked.map(({ privateState, conformed }) => ({ state: conformed.value, ...(privateState === undefined ? {} : { privateState }) })),
    diagnostics: [...imported.diagnostics, ...misfitDiagnostics(`importing ${resource.typeName}`, misfits)],
  };
}

function conformAnswer(resource: ResourceType, state: ObjectValue): Conformed<ObjectValue> {
  return conform(state, resource.schema.attributes, { strangers: "report" });
}

/** What a call was about, for judging its outcome. */
interface Doing {
  readonly resource: ResourceType;
  readonly doing: string;
  readonly prior: ObjectValue | null;
  readonly privateBefore: string;
}

/**
 * The outcome in the form Terraform accepts. State may hold nothing unknown: after an error that is expected (what wasn't
 * reached keeps its prior value), otherwise it is our bug.
 */
function finished({ resource, doing, prior, privateBefore }: Doing, outcome: Outcome): StateReply {
  const privateState = outcome.privateState ?? privateBefore;
  if (outcome.state === null) return { state: null, privateState, diagnostics: outcome.diagnostics };
  const { value, misfits } = conformAnswer(resource, outcome.state);
  const open = failing(outcome.diagnostics) ? [] : unknownPaths(value).map((path) => ({ path, what: "still unknown" }));
  const bugs = misfitDiagnostics(doing, [...misfits, ...open]);
  // A create with an error and a state would be tainted, and the next plan would destroy what works.
  const state = bugs.length > 0 && prior === null ? null : settle(value, prior);
  return { state, privateState, diagnostics: [...outcome.diagnostics, ...bugs] };
}

/** The answers for when an exception was thrown: nothing is taken to have changed. */
export const onBug = {
  state: (doing: string, last: ObjectValue | null, privateState: string) => (error: unknown): StateReply => ({
    state: last,
    privateState,
    diagnostics: [bugDiagnostic(doing, error)],
  }),
  plan: (doing: string, last: ObjectValue | null, privateState: string) => (error: unknown): PlanReply => ({
    planned: last,
    requiresReplace: [],
    privateState,
    diagnostics: [bugDiagnostic(doing, error)],
  }),
};

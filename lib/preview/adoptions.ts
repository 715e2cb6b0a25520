import { formatIpAddress, parseIpAddress } from "../net";
import { type ObjectValue, type Value, NOT_YET_KNOWN, isObjectValue } from "./attributes";
import { type PlanFile, type PlannedResource } from "./plan-file";
import { type Renamed, renamedIn } from "./renamed";
import { eitherMarked } from "./sensitive";

/** A cluster that Terraform forgets. What it was is read again where somebody adopts it: all at once may take more memory than there is. */
interface Forgotten {
  readonly plan: PlanFile;
  readonly address: string;
  readonly name: Value;
  readonly places: ReadonlySet<Value>;
}

/**
 * The plans, in which what is created knows what it adopts: a cluster that Terraform forgets goes on on its hosts, and a create of that name on one of its routers changes it from there, in the same
 * plan or in another one. What one plan deletes under one address and creates under another one is adopted where the create comes first.
 */
export function withAdoptions(plans: readonly PlanFile[]): readonly PlanFile[] {
  // In whatever order the plans come.
  const forgotten = [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1)).flatMap(forgottenIn);
  return plans.map((plan): PlanFile => {
    const renamed = renamedIn(plan);
    if (forgotten.length === 0 && renamed.deleted.size === 0) return plan;
    return {
      ...plan,
      *resources(only) {
        for (const read of plan.resources(only)) yield read.ok ? { ...read, value: adopting(read.value, { forgotten, plan, renamed }) } : read;
      },
    };
  });
}

function forgottenIn(plan: PlanFile): Forgotten[] {
  const found: Forgotten[] = [];
  for (const read of plan.resources(({ type, action }) => type === "lvs_cluster" && action === "forget")) {
    if (read.ok && read.value.before !== null) found.push({ plan, address: read.value.address, ...markOf(read.value.before) });
  }
  return found;
}

/** What a resource may take over. */
interface Offers {
  readonly forgotten: readonly Forgotten[];
  readonly plan: PlanFile;
  readonly renamed: Renamed;
}

function adopting(resource: PlannedResource, { forgotten, plan, renamed }: Offers): PlannedResource {
  const { address, action, type, after } = resource;
  if (action === "delete") {
    const createdAs = renamed.created.get(address);
    return createdAs === undefined ? resource : { ...resource, createdAs };
  }
  if (action !== "create" || after === null) return resource;
  const met = type === "lvs_cluster" ? metIn(forgotten, after) : undefined;
  if (met !== undefined) return withAdopted(resource, met);
  const former = renamed.deleted.get(address);
  return former === undefined ? resource : withAdopted(resource, { plan, address: former, deleted: true });
}

function metIn(forgotten: readonly Forgotten[], after: ObjectValue): Forgotten | undefined {
  const mark = markOf(after);
  return forgotten.find((one) => isSame(mark.name, one.name) && [...mark.places].some((place) => place === NOT_YET_KNOWN || one.places.has(place) || one.places.has(NOT_YET_KNOWN)));
}

function withAdopted(resource: PlannedResource, { plan, address: former, deleted = false }: { readonly plan: PlanFile; readonly address: string; readonly deleted?: boolean }): PlannedResource {
  const [read] = plan.resources(({ address, action }) => address === former && action === (deleted ? "delete" : "forget"));
  if (read?.ok !== true) return resource;
  const marks = eitherMarked(read.value.sensitive.before, resource.sensitive.after);
  const sensitive = { before: marks, after: marks };
  return { ...resource, sensitive, adopts: { ...read.value, sensitive, stack: plan.stack, deleted } };
}

/** What isn't known yet may be the very same. */
function isSame(one: Value, other: Value): boolean {
  return one === other || one === NOT_YET_KNOWN || other === NOT_YET_KNOWN;
}

/** What a running cluster is met by: its name, and where its routers are. From the values as they are: also one that can't be understood runs. */
function markOf(value: ObjectValue): Pick<Forgotten, "name" | "places"> {
  const routers = value["routers"];
  const places: Value[] = isObjectValue(routers) ? Object.values(routers).flatMap(placesOf) : [NOT_YET_KNOWN];
  return { name: value["name"] ?? null, places: new Set<Value>(places) };
}

/** Where it is logged in to, and its own addresses. */
function placesOf(router: Value): Value[] {
  if (!isObjectValue(router)) return [NOT_YET_KNOWN];
  const addressOf = (leg: Value | undefined): Value | undefined => (isObjectValue(leg) ? leg["address"] : leg);
  return [router["host"], addressOf(router["public"]), addressOf(router["private"])].flatMap((place): Value[] => (typeof place === "string" ? [placeIn(place)] : place === NOT_YET_KNOWN ? [NOT_YET_KNOWN] : []));
}

/** In one spelling, and without the length of a prefix. */
function placeIn(text: string): string {
  const place = text.replace(/\/\d+$/, "").toLowerCase();
  const address = parseIpAddress(place);
  return address === undefined ? place : formatIpAddress(address);
}

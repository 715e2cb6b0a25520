import { type Finding, type Place } from "../diagnostics";

/** What is said while plans are read, previewed and verified. Codes LVS708–LVS739. */

interface Said {
  readonly place?: Place;
  readonly value?: unknown;
  readonly summary: string;
  readonly remedy: string;
}

const error = (code: string, said: Said): Finding => ({ code, severity: "error", place: [], ...said });
const warning = (code: string, said: Said): Finding => ({ code, severity: "warning", place: [], ...said });

export function noPlan(path: string, stacks: readonly string[]): Finding {
  const which = stacks.length === 0 ? "no stack" : `no plan of ${stacks.join(", ")}`;
  return error("LVS710", { value: path, summary: `there is ${which} in this directory`, remedy: "Run `npx cdktf diff STACK`, which leaves a plan, or name a plan file" });
}

export function stackWithoutPlan(stack: string): Finding {
  return warning("LVS711", { value: stack, summary: "this stack has no plan, so nothing is said about it", remedy: `Run \`npx cdktf diff ${stack}\` to have it previewed, too` });
}

export function unreadable(path: string, why: string): Finding {
  return error("LVS712", { value: path, summary: `this can't be read: ${why}`, remedy: "Compare the path, and whether you may read it" });
}

export function noPlanInIt(path: string, why: string): Finding {
  return error("LVS713", { value: path, summary: `this is no plan in JSON: ${why}`, remedy: "Give what `terraform show -json PLANFILE` prints, or the plan file itself" });
}

export function otherFormat(path: string, version: string): Finding {
  return error("LVS714", { value: path, summary: `this plan has format ${version}, of which this version knows 0 and 1`, remedy: "Use a newer cdktf-lvs, or the Terraform that the stack is deployed with" });
}

export function showFailed(path: string, why: string): Finding {
  return error("LVS715", { value: path, summary: `terraform show -json failed: ${why}`, remedy: "Run it in the stack's own directory, initialised and with the Terraform that made the plan ($TERRAFORM_BINARY_NAME), or give its output as a file" });
}

export function sameName(stack: string): Finding {
  return error("LVS716", { value: stack, summary: "two of the plans have this name", remedy: "Name them: NAME=PLAN" });
}

/** @param path what stands behind its first = */
export function ambiguous(argument: string, path: string): Finding {
  return error("LVS730", { value: argument, summary: `a file of this name is there, and ${path} as well, so nobody can say which of the two is the plan`, remedy: "Rename that file, or give it as ./NAME=PATH if it is the plan" });
}

export function unfinished(stack: string): Finding {
  return error("LVS717", { value: stack, summary: "Terraform broke this plan off with an error, so it says nothing", remedy: "Plan again, and mend what Terraform says then" });
}

export function formerUnreadable(place: Place, why: string): Finding {
  return warning("LVS718", { place, summary: `what was deployed before can't be understood, so nobody knows what the change does to it: ${why}`, remedy: "Read the plan of Terraform itself" });
}

export function plannedUnreadable(place: Place, why: string): Finding {
  return warning("LVS719", { place, summary: `what is planned can't be understood: ${why}`, remedy: "Preview it with the cdktf-lvs that the stack is deployed with" });
}

/** @param forgotten where Terraform forgets it */
export function takenOver(place: Place, forgotten: Place): Finding {
  return warning("LVS731", { place, value: forgotten, summary: "Terraform forgets a cluster of this name on these routers, and creates it here: it goes on on the hosts, so the change is judged by what it was there", remedy: "Move it with a `moved` block, or with terraform state mv, where it shall only have another address: the plan is an update then" });
}

/** @param deleted where Terraform deletes it */
export function createdAnew(place: Place, deleted: Place): Finding {
  return warning("LVS732", { place, value: deleted, summary: "Terraform deletes the very same thing under another address and creates it here, in any order: if the create comes first it goes on, so it is judged by what it was; if it doesn't, nobody is served in between", remedy: "Move it with a `moved` block, or with terraform state mv: the plan is an update then" });
}

export function severalPlans(argument: string, stacks: readonly string[]): Finding {
  return error("LVS733", { value: argument, summary: `one name is given to several plans: ${shortened(stacks)}`, remedy: "Name each plan of that directory by itself: NAME=DIRECTORY/stacks/STACK/plan" });
}

/** @param itsOwn `null` where it certifies nothing */
export function otherPreview(path: string, digest: string, itsOwn: string | null): Finding {
  return error("LVS734", { place: [path], value: itsOwn, summary: `this is not the preview that was reviewed under ${digest}: ${itsOwn === null ? "it has no digest" : "it has another digest"}`, remedy: "Give the preview that the reviewers have read, or leave --preview out: the digest alone decides" });
}

/** @param names those that lead to the VIP at {@link address} when the deployment begins */
export function stillLedTo(place: Place, address: string, names: readonly string[]): Finding {
  return warning("LVS735", {
    place,
    value: address,
    summary: `the VIP ends while ${shortened(names)} ${names.length === 1 ? "leads" : "lead"} to it: the cluster changes before DNS does, and resolvers hand the address out for a time to live after that; who is given it can't connect`,
    remedy: "Take it out of the name in one deployment and end it in the next one; where it has another address from now on, add that one in the first",
  });
}

export function otherVersion(place: Place, files: readonly string[]): Finding {
  return warning("LVS720", { place, value: files.length > 3 ? [...files.slice(0, 3), `${files.length - 3} more`] : files, summary: "the plan has other texts for these files than this version writes: another version of cdktf-lvs made it", remedy: "Plan and preview with the same version" });
}

export function badDigest(text: string): Finding {
  return error("LVS721", { value: text, summary: "this is no digest", remedy: "Give the 64 hexadecimal digits that the preview ends with" });
}

export function notCertified(place: Place, why: string): Finding {
  return error("LVS722", { place, summary: `nobody can say to the last byte what will be deployed: ${why}`, remedy: "Apply first what provides a value that is not known, plan with this version, and have that plan reviewed" });
}

export function notReviewed(digest: string, differing: readonly string[]): Finding {
  const where = differing.length === 0 ? "" : `: it differs in ${differing.join(", ")}`;
  return error("LVS723", { value: digest, summary: `this is not the plan that was reviewed${where}`, remedy: "Have this plan reviewed, or deploy the one that was" });
}

export function noPreview(path: string, why: string): Finding {
  return error("LVS724", { value: path, summary: `this is no preview in JSON: ${why}`, remedy: "Give a file that `cdktf-lvs preview --format json` wrote" });
}

export function partialPlan(stack: string, why: string): Finding {
  return warning("LVS726", { value: stack, summary: `this plan doesn't say all that there is to do, so nothing is certified: ${why}`, remedy: "Plan again without -target, or apply this one and then preview the next" });
}

export function olderPlan(stack: string): Finding {
  return warning("LVS727", { value: stack, summary: "the stack was synthesised after this plan was made, so the plan may be of another configuration", remedy: `Run \`npx cdktf diff ${stack}\` again; for several stacks, which each diff synthesises anew, plan them after one synth, as plan-stacks.sh of examples/pull-request-preview does` });
}

export function outputsOfBefore(stack: string, changing: readonly string[]): Finding {
  const summary = `this stack reads outputs of other stacks, and was planned with those of before, while ${shortened(changing)} ${changing.length === 1 ? "changes" : "change"}`;
  return warning("LVS709", { value: stack, summary, remedy: "Deploy first what it reads from, then plan, review and deploy it: at its turn it may plan something else" });
}

export function driftAlone(stack: string, addresses: readonly string[]): Finding {
  return warning("LVS728", { value: stack, summary: `a refresh found these to be other than the last apply left them, and the plan does nothing about it: ${shortened(addresses)}`, remedy: "Plan again without -target, or read what Terraform says of them" });
}

/** @param hosts as they may be called */
export function notAsked(stack: string, hosts: string): Finding {
  return warning("LVS729", { value: stack, summary: `hosts could not be asked when this was planned (${hosts}): what is shown of them is what was last known, and drift there isn't seen`, remedy: "Bring them back and plan again; Terraform printed why (LVS343)" });
}

export function warnedOf(stack: string, codes: readonly string[]): Finding {
  return warning("LVS708", { value: stack, summary: `Terraform was warned of ${shortened(codes)} when this was planned: what is shown may be what was last known`, remedy: "Read these warnings where it was planned" });
}

/** The first three. */
export function shortened(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

export function notWritten(path: string, why: string): Finding {
  return error("LVS725", { value: path, summary: `this can't be written: ${why}`, remedy: "Take another place" });
}

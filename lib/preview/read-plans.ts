import { type Finding, type Result, failed, ok } from "../diagnostics";
import { readPlan } from "./plan-file";
import { type PlanSource } from "./plan-source";
import { planText } from "./plan-text";
import { previewOf } from "./preview";
import { type Preview } from "./value";

/** The preview of all these plans. @param progress told of each plan before it is read */
export async function previewPlans(sources: readonly PlanSource[], progress: (line: string) => void = () => undefined): Promise<Result<Preview>> {
  const plans = [];
  const findings: Finding[] = [];
  for (const { stack, path } of sources) {
    progress(`${stack}: reading ${path}`);
    const text = await planText(path);
    const plan = text.ok ? readPlan(text.value, { stack, path }) : text;
    if (plan.ok) plans.push(plan.value);
    else findings.push(...plan.findings);
  }
  if (findings.length > 0) return failed(...findings);
  progress(`computing what happens to traffic`);
  const preview = previewOf(plans);
  return preview.ok ? ok(preview.value, preview.findings) : preview;
}

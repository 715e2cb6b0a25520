import { type Finding, type Result, failed, ok } from "../diagnostics";
import { withAdoptions } from "./adoptions";
import { type ByteWindow } from "./byte-window";
import { readPlan } from "./plan-file";
import { planningOf } from "./planning";
import { type PlanSource } from "./plan-source";
import { planText } from "./plan-text";
import { previewOf } from "./preview";
import { type Preview } from "./value";

/** What the caller knows of the plans, and wants to know. */
interface About {
  /** Told of each plan before it is read. */
  readonly progress?: (line: string) => void;
  /** What was found while the plans were looked for: said in the preview itself. */
  readonly findings?: readonly Finding[];
}

/** The preview of all these plans. */
export async function previewPlans(sources: readonly PlanSource[], { progress = () => undefined, findings: about = [] }: About = {}): Promise<Result<Preview>> {
  const plans = [];
  const findings: Finding[] = [];
  const opened: ByteWindow[] = [];
  try {
    for (const { stack, path } of sources) {
      progress(`${stack}: reading ${path}`);
      const text = await planText(path);
      if (text.ok) opened.push(text.value);
      const plan = text.ok ? readPlan(text.value, { stack, path, planning: planningOf(path) }) : text;
      if (plan.ok) plans.push(plan.value);
      else findings.push(...plan.findings);
    }
    if (findings.length > 0) return failed(...findings);
    progress(`computing what happens to traffic`);
    const preview = previewOf(withAdoptions(plans), about);
    return preview.ok ? ok(preview.value, preview.findings) : preview;
  } finally {
    for (const window of opened) window.close();
  }
}

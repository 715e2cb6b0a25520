import { IMPACT_CLASSES, type ImpactClass } from "../model";
import { type Preview } from "./value";

/** What a change may do at most, as `--fail-on` says it: `failover` or worse, `drops`, or capacity that falls by so many percent. */
export type Limit = { readonly class: ImpactClass } | { readonly capacityPercent: number };

/** `new-connections`, `failover`, `drops`, `capacity:20`; `undefined` for anything else. */
export function parseLimit(text: string): Limit | undefined {
  const named = IMPACT_CLASSES.find((one) => one === text && one !== "hitless");
  if (named !== undefined) return { class: named };
  const [, percent] = /^capacity:(\d{1,3})$/.exec(text) ?? [];
  return percent === undefined || Number(percent) < 1 || Number(percent) > 100 ? undefined : { capacityPercent: Number(percent) };
}

/** Which of the limits the plans reach, each in words. */
export function reached(limits: readonly Limit[], { headline, stacks }: Preview): string[] {
  return limits.flatMap((limit) => {
    if ("class" in limit) {
      const worse = IMPACT_CLASSES.slice(IMPACT_CLASSES.indexOf(limit.class)).filter((one) => headline.changing[one] > 0);
      return worse.length === 0 ? [] : [`${limit.class}: ${worse.map((one) => `${headline.changing[one]} of class ${one}`).join(", ")}`];
    }
    const losing = stacks.flatMap(({ clusters }) => clusters.flatMap(({ name, virtualServers }) => virtualServers.filter(({ capacity }) => falls(capacity, limit.capacityPercent)).map((one) => `${one.name} of ${name}`)));
    return losing.length === 0 ? [] : [`capacity:${limit.capacityPercent}: ${losing.join(", ")}`];
  });
}

/** Rounded, so that a third is 33 %; what isn't known is no loss. */
function falls(capacity: number | null, percent: number): boolean {
  return capacity !== null && Math.round((1 - capacity) * 100) >= percent;
}

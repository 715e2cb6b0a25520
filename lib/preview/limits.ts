import { IMPACT_CLASSES, type ImpactClass } from "../model";
import { type ClusterPreview, type Preview, type VirtualServerPreview } from "./value";

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
      const losing = headline.losingNames;
      const words = [...worse.map((one) => `${headline.changing[one]} of class ${one}`), ...(losing === 0 ? [] : [`${losing} DNS ${losing === 1 ? "name" : "names"} that ${losing === 1 ? "goes" : "go"}`])];
      return words.length === 0 ? [] : [`${limit.class}: ${words.join(", ")}`];
    }
    const losing = stacks.flatMap(({ clusters }) => clusters.filter(({ changes }) => changes).flatMap((cluster) => losers(cluster, limit.capacityPercent)));
    return losing.length === 0 ? [] : [`capacity:${limit.capacityPercent}: ${losing.join(", ")}`];
  });
}

/** What of a cluster loses so much, or may for all that is known. */
function losers({ name, action, virtualServers, untold, secret }: ClusterPreview, percent: number): string[] {
  if (untold || (secret && action !== "create" && action !== "forget")) return [`${name}, of which nothing is known`];
  return virtualServers.filter((one) => falls(one, percent)).map((one) => `${one.name} of ${name}${one.capacityUnknown ? ", of which it isn't known" : ""}`);
}

/** Rounded, so that a third is 33 %. What isn't known may be any loss, but where nothing was before. */
function falls({ before, capacity, capacityUnknown }: VirtualServerPreview, percent: number): boolean {
  if (before === null) return false;
  if (capacity === null) return capacityUnknown;
  return Math.round((1 - capacity) * 100) >= percent;
}

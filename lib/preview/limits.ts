import { IMPACT_CLASSES, type ImpactClass } from "../model";
import { FAMILIES, addressIn, countNames, goes } from "./name-change";
import { type ClusterPreview, type NamePreview, type Preview, type VirtualServerPreview } from "./value";

/** What a change may do at most, as `--fail-on` says it: `failover` or worse, `drops`, or capacity that falls by so many percent. */
export type Limit = { readonly class: ImpactClass } | { readonly capacityPercent: number };

/** `new-connections`, `failover`, `drops`, `capacity:20`; `undefined` for anything else. */
export function parseLimit(text: string): Limit | undefined {
  const named = IMPACT_CLASSES.find((one) => one === text && one !== "hitless");
  if (named !== undefined) return { class: named };
  const [, percent] = /^capacity:(\d{1,3})$/.exec(text) ?? [];
  return percent === undefined || Number(percent) < 1 || Number(percent) > 100 ? undefined : { capacityPercent: Number(percent) };
}

/** Of stacks, or parts of them, of which no plan says what happens: it may be anything. */
const NOTHING_SAID = ["LVS711", "LVS726", "LVS727"];

/** Which of the limits the plans reach, or may for all that is known, each in words. */
export function reached(limits: readonly Limit[], preview: Preview): string[] {
  const unsaid = limits.length === 0 ? [] : preview.warnings.filter(({ code }) => NOTHING_SAID.includes(code));
  return [...reachedBy(limits, preview), ...unsaid.map(({ text }) => `is not known to hold: ${text}`)];
}

function reachedBy(limits: readonly Limit[], { headline, stacks }: Preview): string[] {
  return limits.flatMap((limit) => {
    if ("class" in limit) {
      const worse = IMPACT_CLASSES.slice(IMPACT_CLASSES.indexOf(limit.class));
      const names = countNames(stacks);
      const clusters = worse.filter((one) => headline.changing[one] > 0).map((one) => `${headline.changing[one]} of class ${one}`);
      const others = worse.filter((one) => names.others[one] > 0).map((one) => `${dnsNames(names.others[one])} of class ${one}`);
      const words = [...clusters, ...(names.going === 0 ? [] : [`${dnsNames(names.going)} that ${names.going === 1 ? "goes" : "go"}`]), ...others];
      return words.length === 0 ? [] : [`${limit.class}: ${words.join(", ")}`];
    }
    const losing = [
      ...stacks.flatMap(({ clusters }) => clusters.filter(({ changes }) => changes).flatMap((cluster) => losers(cluster, limit.capacityPercent))),
      ...stacks.flatMap(({ names }) => names.filter(({ changes }) => changes).flatMap((name) => losingAddresses(name, limit.capacityPercent))),
    ];
    return losing.length === 0 ? [] : [`capacity:${limit.capacityPercent}: ${losing.join(", ")}`];
  });
}

function dnsNames(count: number): string {
  return `${count} DNS ${count === 1 ? "name" : "names"}`;
}

/** What a name loses: so many of its addresses of a family that no others come for. What stands behind an address no name says, so all count the same. */
function losingAddresses(name: NamePreview, percent: number): string[] {
  const { class: one, before, after } = name;
  if (one === "hitless") return [];
  if (goes(name)) return [`${name.name}, which goes`];
  if (before === null || after === null) return [`${name.name}, of whose addresses it isn't known`];
  return FAMILIES.flatMap(({ called, has }) => {
    const [was, is] = [before, after].map((records) => records.filter((record) => has(addressIn(record))).length) as [number, number];
    const loss = was === 0 ? 0 : Math.round((1 - is / was) * 100);
    return loss < percent ? [] : [`${loss} % of the ${called} addresses of ${name.name}`];
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

import { valueDigest } from "../compile";
import { writtenResources } from "./configuration";
import { type JsonText, type Span, parsed } from "./json-spans";
import { type Entry, memberOf, membersIn, textAt } from "./plan-entries";

/** What is asked for, by whose provider. */
export type Asked = Pick<Entry, "address" | "type" | "provider">;

/**
 * Which provider does what is asked for, which of its configurations the stack has chosen for that, and how it has all of them written: whoever points a provider elsewhere does something else with
 * the same values. To be hashed, never to be shown; `null` where the plan says nothing of it. @throws NotJson
 */
export type ProviderOf = (asked: Asked) => unknown;

export function providersIn(json: JsonText, configuration: Span | undefined): ProviderOf {
  const all = membersIn(json, configuration === undefined ? undefined : memberOf(json, configuration, "provider_config")).map(([key, span]) => ({ key, span, name: textAt(json, memberOf(json, span, "full_name")) }));
  const digests = new Map<string, string | null>();
  const written = ({ type, provider }: Asked): string | null => {
    const called = provider ?? `/${type.replace(/_.*/s, "")}`;
    const known = digests.get(called);
    if (known !== undefined) return known;
    const own = all.filter(({ key, name }) => isOf(called, key, name));
    const digest = own.length === 0 ? null : valueDigest(Object.fromEntries(own.map(({ key, span }) => [key, parsed(json, span)])));
    digests.set(called, digest);
    return digest;
  };
  let chosen: ReadonlyMap<string, string | undefined> | undefined;
  return (asked) => {
    // A stack in which nothing changes is not walked through for it.
    chosen ??= new Map([...writtenResources(json, configuration)].map(([address, resource]) => [address, textAt(json, memberOf(json, resource, "provider_config_key"))]));
    const [name, key, digest] = [asked.provider ?? null, chosen.get(writtenAt(asked.address)) ?? null, written(asked)];
    return name === null && key === null && digest === null ? null : [name, key, digest];
  };
}

/** @param called the provider's name; where the plan doesn't say it, what it ends with */
function isOf(called: string, key: string, name: string | undefined): boolean {
  const last = called.slice(called.lastIndexOf("/") + 1);
  if (name === undefined) return key.replace(/^.*:|\..*$/gs, "") === last;
  return called.startsWith("/") ? name.endsWith(called) : name === called;
}

/** Where the stack has it written: without keys of instances, and of objects that a replacement has left behind. */
function writtenAt(address: string): string {
  return address.replace(/ \(deposed [^()]*\)$/, "").replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/gs, "");
}

import { isDeepStrictEqual } from "node:util";
import { type Impact, type ImpactClass } from "../model";
import { NOT_YET_KNOWN, PROTECTION, filesOf, isObjectValue } from "./attributes";
import { type ClusterChange, type Protection } from "./cluster-change";
import { type HostFiles } from "./host-files";
import { textsIn } from "./other-texts";
import { hasMore, servesClients, takesAway } from "./undone";

/** The one attribute that no host sees, and no model has: whoever lifts it may delete the cluster from then on. */
export function protectionImpact({ action, protection: { former, next }, protectedAs }: ClusterChange): Impact[] {
  if (action !== "update" || former === undefined || next === undefined) return [];
  if (former === next && (former !== "hidden" || protectedAs.former === protectedAs.next)) return [];
  const summary = isTold(former) && isTold(next) ? `protection against deletion: ${former} → ${next}` : "protection against deletion changes";
  const reason = next === true ? "the cluster can't be deleted from now on" : next === false ? "the cluster may be deleted from now on, with all that it serves; nothing happens to traffic by it" : "nothing happens to traffic by it";
  return [{ class: "hitless", place: [PROTECTION], ...{ before: isTold(former) ? former : undefined, after: isTold(next) ? next : undefined }, summary, reason, fact: "the provider alone knows of it: no host is touched for it (deletion_protection)", virtualServers: [] }];
}

function isTold(protection: Protection): protection is boolean {
  return typeof protection === "boolean";
}

/**
 * What hosts have, and nobody declared, is brought back by the apply: what that does to traffic no rule of the model says. It counts as a failover, which a restart of the heartbeat would be; where
 * something goes that has an address, as the worst.
 */
export function notJudged(change: ClusterChange, { drift, undeclared }: Pick<HostFiles, "drift" | "undeclared">): Impact[] {
  if (change.leavesHosts) return [];
  const before = otherBefore(change);
  const other = [...new Set([...[...drift, ...undeclared].flatMap(({ hosts }) => hosts), ...before.map(({ host }) => host)])];
  const worst = drift.some((file) => takesAway(file, "+")) || undeclared.some((file) => takesAway(file, "-")) || before.some(({ serves }) => serves);
  const open = unconfirmedHosts(change).filter((host) => !other.includes(host));
  return [
    ...(other.length === 0 ? [] : [unjudged("files on hosts are other than the last apply left them, or than they shall be though nothing asks for it (see drift)", worst ? "drops" : "failover")]),
    ...(open.length === 0 ? [] : [unjudged("hosts have still to confirm what they shall have, though nothing in it changes: an earlier run didn't come to its end, or a look has found something else there", "failover")]),
  ];
}

interface OtherText {
  readonly host: string;
  /** Whether clients may be served by something that is in it and shall not be. */
  readonly serves: boolean;
}

/** Texts in the state that are other ones than its own model gives: an edit that an earlier run has seen, or what another version wrote, in a file that is to change besides. */
function otherBefore({ action, former, bundles: { lastApplied } }: ClusterChange): OtherText[] {
  if (former === undefined || action === "delete" || !isObjectValue(lastApplied)) return [];
  const { hosts } = former.compiled;
  return textsIn(lastApplied, hosts).otherTexts.map((text) => {
    const [host, path] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
    const [own, file] = [filesOf(lastApplied, host)[path], hosts.find((bundle) => bundle.host === host)?.files[path]];
    const isComparable = typeof own === "string" && file?.known === true;
    return { host, serves: servesClients(path) && own !== undefined && (!isComparable || hasMore(own, file.value.content)) };
  });
}

const COUNTED = {
  failover: "counted as a failover, and it may be worse",
  drops: "something that has an address goes with it, by which clients may be served; counted as the worst",
};

function unjudged(summary: string, one: ImpactClass & keyof typeof COUNTED): Impact {
  return {
    ...{ class: one, place: ["hosts"], before: undefined, after: undefined, summary, virtualServers: [] },
    reason: `not judged: what bringing that in order does to traffic stands in no model; ${COUNTED[one]}`,
    fact: "an apply makes every host run its release, whatever it finds there: an edited unit of the heartbeat restarts it, an edited file is loaded again",
  };
}

/** Hosts that an update works on, while their files stay what they are. */
function unconfirmedHosts({ action, bundles, confirmed: { found, planned } }: ClusterChange): string[] {
  if (action !== "update" || !isObjectValue(planned) || !isObjectValue(bundles.planned) || !isObjectValue(bundles.lastApplied)) return [];
  const [before, after] = [bundles.lastApplied, bundles.planned];
  const stays = (host: string): boolean => before[host] !== undefined && isDeepStrictEqual(before[host], after[host]);
  return Object.keys(planned).filter((host) => planned[host] === NOT_YET_KNOWN && planned[host] !== (isObjectValue(found) ? found[host] : undefined) && stays(host));
}

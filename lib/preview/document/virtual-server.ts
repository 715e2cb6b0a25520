import { percent, percentChange } from "../capacity";
import { type ClusterPreview, type ShareChange, type VirtualServerPreview } from "../value";
import { type Content, type Words, code, fold, list, paragraph, strong } from "./block";
import { named } from "./wording";

/** So much is shown at once; what is more has to be asked for. */
const MOST_OPEN = { virtualServers: 3, realServers: 10 };

/** Who gets new connections before and after, for each virtual server where that changes; of the others, what is left when somebody dies. */
export function virtualServerParts({ virtualServers }: ClusterPreview): Content[][] {
  const changing = virtualServers.filter(isChanging);
  const same = virtualServers.filter((one) => !isChanging(one));
  const open = changing.length <= MOST_OPEN.virtualServers && changing.every(({ servers }) => servers.length <= MOST_OPEN.realServers);
  const unchanged = (one: VirtualServerPreview): Words => [code(one.name), " ", one.after?.endpoint ?? "", ": ", ...resilience(one)];
  return [
    ...changing.map((one) => (open ? [paragraph(...titleOf(one)), ...virtualServerBlocks(one)] : [fold(titleOf(one), virtualServerBlocks(one))])),
    ...(same.length === 0 ? [] : [[fold([`Unchanged: ${named(same.map(({ name }) => name))}`], [list(same.map(unchanged))])]]),
  ];
}

function isChanging({ mark, dropped, capacity, servers }: VirtualServerPreview): boolean {
  return mark !== "same" || dropped !== null || (capacity !== null && percentChange(capacity) !== "±0 %") || servers.some(({ before, after }) => before?.share !== after?.share || before?.weight !== after?.weight);
}

function titleOf({ name, before, after, dropped }: VirtualServerPreview): Words {
  return ["Virtual server ", code(name), ` (${sides(before?.endpoint, after?.endpoint)})`, ...(dropped === null ? [] : [": ", strong(droppedWords(dropped.share))])];
}

function virtualServerBlocks(one: VirtualServerPreview): Content[] {
  const { before, after, servers, capacity, notes } = one;
  return [
    ...(after === null ? [] : [paragraph(`New connections: ${sides(before?.scheduler ?? after.scheduler, after.scheduler)}`, after.rule === "" ? "" : `, ${after.rule}`, ".")]),
    { kind: "table", head: ["real server", "", "weight", "share before", "share after"], rows: servers.map(shareRow) },
    ...(after === null ? [] : [paragraph(...(capacity === null ? [] : [`Capacity ${percentChange(capacity)}. `]), ...resilience(one))]),
    ...(notes.length === 0 ? [] : [list(notes.map((note): Words => [note]))]),
  ];
}

function sides(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined) return `${before ?? after ?? ""}${before === undefined ? ", new" : ", goes"}`;
  return before === after ? after : `${before} → ${after}`;
}

function droppedWords(share: number | null): string {
  if (share === null) return "connections are lost";
  // Such as a drained server's.
  if (share === 0) return "connections that are still open on what gets no new ones are lost";
  return share === 1 ? "all open connections are lost" : `about ${percent(share)} of the open connections are lost`;
}

function shareRow({ server, endpoint, before, after }: ShareChange): Words[] {
  const sign = before === undefined ? "+ " : after === undefined ? "− " : "";
  const weight = (side: ShareChange["before"]): string | undefined => (side === undefined ? undefined : String(side.weight ?? "?"));
  const share = (side: ShareChange["before"]): string => (side === undefined ? "–" : side.share === null ? "depends" : percent(side.share));
  const weights = [...new Set([weight(before), weight(after)].filter((text) => text !== undefined))].join(" → ");
  return [[`${sign}`, code(server)], [endpoint], [weights], [share(before)], [share(after)]];
}

/** What is left when a real server, or a router, dies. */
function resilience({ whenServerDies, whenRouterDies }: VirtualServerPreview): Words {
  const server: Words = whenServerDies === null ? [] : ["If ", code(whenServerDies.server), ` dies, ${percent(whenServerDies.left)} of the capacity is left. `];
  const router: Words = whenRouterDies === null ? [] : ["If the active router ", code(whenRouterDies.router), ` dies, ${routerWords(whenRouterDies)}.`];
  return server.length + router.length === 0 ? ["What is left when somebody dies is not reckoned."] : [...server, ...router];
}

function routerWords({ left, silentMs }: NonNullable<VirtualServerPreview["whenRouterDies"]>): string {
  if (silentMs === 0) return "nothing is left: there is no other router";
  return `${percent(left)} is left after ${(silentMs / 1000).toFixed(1)} s`;
}

import { type Mark, type Topology } from "../value";
import { clipped } from "../document/block";
import { line } from "./clean";

/** More real servers or virtual servers than that, and nobody reads a picture. */
interface Most {
  readonly vips: number;
  readonly routers: number;
  readonly services: number;
  readonly pools: number;
  readonly servers: number;
}

/** At most 248 lines between boxes: mermaid, and GitHub with it, ends at 500 (maxEdges). */
const MOST: Most = { vips: 200, routers: 24, services: 24, pools: 200, servers: 12 };

/** Characters of a picture beyond which mermaid, and GitHub with it, shows none (maxTextSize). */
export const LONGEST_PICTURE = 50_000;

/** Characters of a name or a label. Each may come to six, as an entity. */
const LONGEST_LABEL = 120;

/** The topology as a flowchart. What comes is green and has a plus, what goes is red and has a minus, what changes is yellow and has a tilde. */
export function renderMermaid(topology: Topology): string {
  for (let most = MOST; ; most = halved(most)) {
    const text = drawn(topology, most);
    if (text.length < LONGEST_PICTURE || Object.values(most).every((count) => count === 1)) return text;
  }
}

function halved(most: Most): Most {
  const half = (count: number): number => Math.max(1, Math.floor(count / 2));
  return { vips: half(most.vips), routers: half(most.routers), services: half(most.services), pools: half(most.pools), servers: half(most.servers) };
}

function drawn(topology: Topology, most: Most): string {
  const { vips, routers, pools } = partsOf(topology, most);
  const vipIds = new Map(vips.shown.map(({ name }, index) => [name, `v${index}`]));
  const poolIds = new Map(pools.shown.map(({ name }, index) => [name, `p${index}`]));
  const known = new Set(topology.vips.map(({ name }) => name));
  // One whose VIP is left out has nowhere to begin; one whose VIP isn't known hasn't either, and is not drawn.
  const drawable = topology.virtualServers.filter(({ vip }) => vipIds.has(vip));
  const services = mostMarkedFirst(drawable, most.services);
  const hidden = services.hidden + topology.virtualServers.filter(({ vip }) => known.has(vip) && !vipIds.has(vip)).length;
  const lines = [
    "flowchart LR",
    box("clients", ["clients"], "same"),
    ...vips.shown.flatMap(({ name, address, mark }, index) => [box(`v${index}`, [`VIP ${name}`, address], mark), `clients --> v${index}`]),
    ...more("vips", vips.hidden, "VIPs"),
    `subgraph routers[${quoted([`LVS routers, ${topology.method}`])}]`,
    ...routers.shown.map(({ name, role, mark }, index) => `  ${box(`r${index}`, [name, role], mark)}`),
    ...more("rmore", routers.hidden, "routers"),
    "end",
    ...pools.shown.flatMap((pool, index) => poolLines(`p${index}`, pool, most.servers)),
    ...more("pmore", pools.hidden, "pools"),
    ...services.shown.map(({ vip, label, mark }) => `${vipIds.get(vip)} -->|${quoted([`${SIGNS[mark]}${label}`])}| routers`),
    ...[...new Set(services.shown.flatMap(({ pool }) => poolIds.get(pool) ?? []))].map((pool) => `routers --> ${pool}`),
    ...more("services", hidden, "virtual servers"),
    "classDef added fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "classDef removed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:5 3",
    "classDef changed fill:#fff8c5,stroke:#9a6700,color:#1f2328",
  ];
  return lines.map((text) => `${text}\n`).join("");
}

/** What there is room for, changed parts first; a VIP or a pool is one where something on it, or in it, changes. */
function partsOf({ vips, routers, pools, virtualServers }: Topology, most: Most): { readonly vips: Shown<Topology["vips"][number]>; readonly routers: Shown<Topology["routers"][number]>; readonly pools: Shown<Topology["pools"][number]> } {
  const marked = virtualServers.filter(({ mark }) => mark !== "same");
  const [busyVips, busyPools] = [new Set(marked.map(({ vip }) => vip)), new Set(marked.map(({ pool }) => pool))];
  return {
    vips: mostMarkedFirst(vips, most.vips, ({ name, mark }) => mark !== "same" || busyVips.has(name)),
    routers: mostMarkedFirst(routers, most.routers),
    pools: mostMarkedFirst(pools, most.pools, ({ name, mark, servers }) => mark !== "same" || busyPools.has(name) || servers.some((server) => server.mark !== "same")),
  };
}

/** A box without lines that says how many are left out. */
function more(id: string, hidden: number, things: string): string[] {
  return hidden > 0 ? [box(id, [`and ${hidden} ${things} more`], "same")] : [];
}

const SIGNS: Readonly<Record<Mark, string>> = { same: "", added: "+ ", removed: "− ", changed: "~ " };

/** A pool that changes is not marked itself: what changes is in it. */
function poolLines(id: string, { name, mark, servers }: Topology["pools"][number], most: number): string[] {
  const { shown, hidden } = mostMarkedFirst(servers, most);
  const own = mark === "changed" ? "same" : mark;
  return [
    `subgraph ${id}[${quoted([`${SIGNS[own]}pool ${name}`])}]`,
    ...shown.map((server, index) => `  ${box(`${id}s${index}`, [server.name, server.label], server.mark)}`),
    ...(hidden > 0 || shown.length === 0 ? [`  ${box(`${id}more`, [shown.length === 0 ? "no real server" : `and ${hidden} more`], "same")}`] : []),
    "end",
    ...(own === "same" ? [] : [`class ${id} ${own}`]),
  ];
}

interface Shown<T> {
  readonly shown: readonly T[];
  readonly hidden: number;
}

/** In their own order; where there are too many, those that are the same go first. */
function mostMarkedFirst<T extends { readonly mark: Mark }>(items: readonly T[], most: number, isMarked = (item: T): boolean => item.mark !== "same"): Shown<T> {
  const marked = items.filter(isMarked).slice(0, most);
  const others = items.filter((item) => !isMarked(item)).slice(0, Math.max(0, most - marked.length));
  const kept = new Set([...marked, ...others]);
  return { shown: items.filter((item) => kept.has(item)), hidden: items.length - kept.size };
}

function box(id: string, [title = "", ...lines]: readonly string[], mark: Mark): string {
  return `${id}[${quoted([`${SIGNS[mark]}${title}`, ...lines])}]${mark === "same" ? "" : `:::${mark}`}`;
}

/** Mermaid has entities of its own. Some of its versions take what begins with a plus for a list in Markdown, which they don't draw. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((text) => clipped(line(text), LONGEST_LABEL).replace(/[#"<>&`;\\[\]{}|+]/g, (sign) => `#${sign.charCodeAt(0)};`)).join("<br/>")}"`;
}

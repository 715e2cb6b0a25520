import { type Mark, type Topology } from "../value";
import { line } from "./clean";

/** More than that, and nobody reads a picture; mermaid itself ends at 500 lines between boxes. */
const MOST_SERVERS = 12;
const MOST_SERVICES = 24;

/** The topology as a flowchart. What comes is green and has a plus, what goes is red and has a minus, what changes is yellow and has a tilde. */
export function renderMermaid(topology: Topology): string {
  const { method, vips, routers, pools } = topology;
  const services = mostMarkedFirst(topology.virtualServers, MOST_SERVICES);
  const poolIds = new Map(pools.map(({ name }, index) => [name, `p${index}`]));
  const vipIds = new Map(vips.map(({ name }, index) => [name, `v${index}`]));
  const lines = [
    "flowchart LR",
    box("clients", ["clients"], "same"),
    ...vips.flatMap(({ name, address, mark }, index) => [box(`v${index}`, [`VIP ${name}`, address], mark), `clients --> v${index}`]),
    `subgraph routers[${quoted([`LVS routers, ${method}`])}]`,
    ...routers.map(({ name, role, mark }, index) => `  ${box(`r${index}`, [name, role], mark)}`),
    "end",
    ...pools.flatMap(({ name, mark, servers }, index) => poolLines(`p${index}`, { name, mark, servers })),
    ...services.shown.flatMap(({ vip, label, mark }) => (vipIds.has(vip) ? [`${vipIds.get(vip)} -->|${quoted([`${SIGNS[mark]}${label}`])}| routers`] : [])),
    ...[...new Set(services.shown.flatMap(({ pool }) => poolIds.get(pool) ?? []))].map((pool) => `routers --> ${pool}`),
    ...(services.hidden > 0 ? [box("services", [`and ${services.hidden} virtual servers more`], "same")] : []),
    "classDef added fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "classDef removed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:5 3",
    "classDef changed fill:#fff8c5,stroke:#9a6700,color:#1f2328",
  ];
  return lines.map((text) => `${text}\n`).join("");
}

const SIGNS: Readonly<Record<Mark, string>> = { same: "", added: "+ ", removed: "− ", changed: "~ " };

function poolLines(id: string, { name, mark, servers }: Topology["pools"][number]): string[] {
  const { shown, hidden } = mostMarkedFirst(servers, MOST_SERVERS);
  return [
    `subgraph ${id}[${quoted([`${SIGNS[mark === "changed" ? "same" : mark]}pool ${name}`])}]`,
    ...shown.map((server, index) => `  ${box(`${id}s${index}`, [server.name, server.label], server.mark)}`),
    ...(hidden > 0 || shown.length === 0 ? [`  ${box(`${id}more`, [shown.length === 0 ? "no real server" : `and ${hidden} more`], "same")}`] : []),
    "end",
  ];
}

/** In their own order; where there are too many, those that are the same go first. */
function mostMarkedFirst<T extends { readonly mark: Mark }>(items: readonly T[], most: number): { readonly shown: readonly T[]; readonly hidden: number } {
  const marked = items.filter(({ mark }) => mark !== "same").slice(0, most);
  const others = items.filter(({ mark }) => mark === "same").slice(0, Math.max(0, most - marked.length));
  const kept = new Set([...marked, ...others]);
  return { shown: items.filter((item) => kept.has(item)), hidden: items.length - kept.size };
}

function box(id: string, [title = "", ...lines]: readonly string[], mark: Mark): string {
  return `${id}[${quoted([`${SIGNS[mark]}${title}`, ...lines])}]${mark === "same" ? "" : `:::${mark}`}`;
}

/** Mermaid has entities of its own. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((text) => line(text).replace(/[#"<>&`;\\[\]{}|]/g, (sign) => `#${sign.charCodeAt(0)};`)).join("<br/>")}"`;
}

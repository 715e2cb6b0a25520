import { type Topology } from "../../../lib/preview";

const NOTHING: Topology = { method: "nat", vips: [], routers: [], virtualServers: [], pools: [] };
export const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** That many VIPs, each with a virtual server and a pool; those at {@link changed} change. */
export function wide(count: number, { changed = [], long = "" }: { readonly changed?: readonly number[]; readonly long?: string } = {}): Topology {
  const mark = (index: number): "same" | "changed" => (changed.includes(index) ? "changed" : "same");
  return {
    ...NOTHING,
    vips: times(count, (index) => ({ name: `vip${index}${long}`, address: `10.0.${index >> 8}.${index & 255}`, mark: "same" })),
    virtualServers: times(count, (index) => ({ name: `vs${index}`, vip: `vip${index}${long}`, pool: `pool${index}${long}`, label: `vs${index}: tcp 80, wrr${long}`, mark: mark(index) })),
    pools: times(count, (index) => ({ name: `pool${index}${long}`, mark: "same", servers: times(50, (server) => ({ name: `web${server}${long}`, label: `10.1.${index & 255}.${server} · weight 1${long}`, mark: "same" })) })),
    routers: times(2, (index) => ({ name: `lvs${index}`, role: "backup", mark: "same" })),
  };
}

/** Something of each kind that comes, goes and changes. */
export const MARKED: Topology = {
  ...NOTHING,
  vips: [{ name: "new", address: "203.0.113.11", mark: "added" }, { name: "www", address: "203.0.113.10", mark: "same" }],
  routers: [{ name: "lvs1", role: "active", mark: "changed" }, { name: "lvs2", role: "backup", mark: "removed" }],
  virtualServers: [{ name: "http", vip: "www", pool: "web", label: "http: tcp 80, wrr", mark: "changed" }],
  pools: [{ name: "web", mark: "changed", servers: [{ name: "web1", label: "192.168.1.11", mark: "removed" }, { name: "web2", label: "192.168.1.12", mark: "added" }] }, { name: "mail", mark: "added", servers: [] }, { name: "old", mark: "removed", servers: [] }],
};

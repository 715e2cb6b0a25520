import { type Step } from "../../../lib/preview";

/** What the provider's log says of a step on a host, and how a preview's steps of that kind begin. */
const KINDS: readonly (readonly [logged: string, previewed: RegExp])[] = [
  ["staging the release", /^Stage the releases/],
  ["preparing the real server", /^Prepare the real servers/],
  ["standing down", /^Stop the heartbeat of (these|routers)/],
  ["activating the release", /^(Activate the release|Start the router)/],
  ["finishing the real server", /^Take away on the real servers/],
  ["confirming the release", /^Confirm over new connections/],
];

/** The order of actions that a preview shows: `activating the release: lvs2`, hosts of one step by name. */
export function previewedOrder(steps: readonly Step[]): string[] {
  return steps.flatMap(({ text, hosts }) => KINDS.filter(([, previewed]) => previewed.test(text)).map(([logged]) => `${logged}: ${[...hosts].sort().join(",")}`));
}

/** The same of what a run did: `lvs2: activating the release`, a line each. Routers are activated one after the other; all else that is done in a row is one step. */
export function loggedOrder(lines: readonly string[]): string[] {
  const order: { readonly kind: string; readonly hosts: string[] }[] = [];
  for (const line of lines) {
    const [host = "", kind = ""] = line.split(/: (.*)/s);
    if (!KINDS.some(([logged]) => logged === kind)) continue;
    const last = order.at(-1);
    if (last?.kind === kind && kind !== "activating the release") last.hosts.push(host);
    else order.push({ kind, hosts: [host] });
  }
  return order.map(({ kind, hosts }) => `${kind}: ${[...new Set(hosts)].sort().join(",")}`);
}

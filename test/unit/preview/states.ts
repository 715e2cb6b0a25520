import { type ClusterPreview, type FileDifference, type Preview } from "../../../lib/preview";
import { type ObjectValue } from "../../../lib/provider/server";
import { type ChangeJson, planJson, preview, read } from "./plan-json";

export const CONF = "/var/lib/lvs/clusters/www/current/keepalived.conf";
export const UNIT = "/etc/systemd/system/lvs-heartbeat.service";

/** The state with a text in place of a host's file. */
export function withFile(state: ObjectValue, host: string, path: string, change: (text: string) => string): ObjectValue {
  const bundles = state["bundles"] as Readonly<Record<string, { readonly files: Readonly<Record<string, string>> }>>;
  const files = bundles[host]!.files;
  return { ...state, bundles: { ...bundles, [host]: { files: { ...files, [path]: change(files[path]!) } } } };
}

/** The change with some of its members otherwise. */
export function altered(json: ChangeJson, more: Readonly<Record<string, unknown>>): ChangeJson {
  return { ...json, change: { ...json.change, ...more } };
}

/** The preview of a plan with these changes. */
export function previewed(...changes: readonly ChangeJson[]): Preview {
  return preview(read(planJson(changes)));
}

/** The one cluster of a preview. */
export function only({ stacks }: Preview): ClusterPreview {
  return stacks[0]!.clusters[0]!;
}

/** The digest of a preview; empty where nothing is certified. */
export function digestOf({ certificate }: Preview): string {
  return certificate.certified ? certificate.digest : "";
}

/** `changed lvs1,lvs2 /path`. */
export function where(files: readonly FileDifference[]): string[] {
  return files.map(({ hosts, path, change }) => `${change} ${hosts.join(",")} ${path}`);
}

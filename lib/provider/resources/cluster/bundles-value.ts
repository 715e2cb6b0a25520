import { type BundleFile, type HostBundle, sameModuloComments, shownText } from "../../../compile";
import { type Attempt } from "../../../model";
import { type ObjectValue, type Value, UNKNOWN, isObjectValue } from "../../server";

/**
 * The computed attribute `bundles`: text of each file by host and path. A text that differs from the last one in comments only stays as it was, so that a new version
 * of the library that words a comment differently plans nothing. Of programs it has a line that names them.
 */
export function bundlesValue(hosts: readonly HostBundle[], prior: Value): Value {
  return Object.fromEntries(hosts.map((host) => [host.host, { files: filesValue(host, filesOf(prior, host.host)) }]));
}

function filesValue(host: HostBundle, prior: ObjectValue): Value {
  if (host.pathsUnknown !== undefined) return UNKNOWN;
  return Object.fromEntries(Object.entries(host.files).map(([path, file]) => [path, fileValue(path, file, prior[path])]));
}

function fileValue(path: string, file: Attempt<BundleFile>, prior: Value | undefined): Value {
  if (!file.known) return UNKNOWN;
  const content = shownText(path, file.value.content);
  // A state of before programs were shown in one line has all of it.
  return typeof prior === "string" && sameModuloComments(path, shownText(path, prior), content) ? prior : content;
}

/** `bundles[host].files` of a state; empty where there is none. */
export function filesOf(bundles: Value, host: string): ObjectValue {
  const bundle = isObjectValue(bundles) ? bundles[host] : undefined;
  const files = isObjectValue(bundle) ? bundle["files"] : undefined;
  return isObjectValue(files) ? files : {};
}

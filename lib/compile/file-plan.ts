import { attempt } from "../model";
import { type BundleFile, type HostBundle } from "./bundle";
import { byText } from "./order";

/** A file before its text is asked for: each is rendered by itself, so that a value not known yet costs only the files that need it. */
export interface FilePlan {
  readonly path: string;
  readonly mode: BundleFile["mode"];
  readonly render: () => string;
}

/** Renders each file that can be, sorted by path. */
export function renderFiles(plans: readonly FilePlan[]): HostBundle["files"] {
  const sorted = plans.every(({ path }, index) => path >= (plans[index - 1]?.path ?? "")) ? plans : [...plans].sort((a, b) => byText(a.path, b.path));
  return Object.fromEntries(sorted.map(({ path, mode, render }) => [path, attempt((): BundleFile => ({ content: render(), mode }))]));
}

import { type Place } from "../diagnostics";
import { type Attempt } from "../model";

/** One file a host gets. */
export interface BundleFile {
  readonly content: string;
  /** Permission bits; owner is always root. */
  readonly mode: 0o644 | 0o755;
}

/** What a host is to the cluster. */
export type HostRole = "router" | "real-server";

/** Everything one host gets for one cluster, by absolute path on that host; a file that needs a value not known yet says which. */
export interface HostBundle {
  /** The router's or real server's name in the model: the key of `bundles`. */
  readonly host: string;
  readonly role: HostRole;
  /** Sorted by path. Empty, and saying nothing, while not even the paths are known: see {@link pathsUnknown}. */
  readonly files: Readonly<Record<string, Attempt<BundleFile>>>;
  /** Place of the value that is not known yet and on which it depends which files there are: the cluster's name, which every path has in it, or the type of a health check. */
  readonly pathsUnknown?: Place;
}

/** What compiling a cluster gives: the hosts we may log in to, and what to do by hand on the others. */
export interface CompiledCluster {
  /** Routers by falling priority, then real servers by name. */
  readonly hosts: readonly HostBundle[];
  /** For each real server without login, by name: the exact commands its administrator runs. */
  readonly instructions: Readonly<Record<string, Attempt<string>>>;
}

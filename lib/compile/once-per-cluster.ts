import { type Cluster } from "../model";

/**
 * The same pure function, which makes its result once for all hosts of one compilation: what depends on the cluster alone need not be rendered for each of them.
 * Remembered for this very cluster object, which {@link import("./compile-cluster").compileCluster} makes anew each time.
 */
export function oncePerCluster<T>(make: (cluster: Cluster) => T): (cluster: Cluster) => T {
  const results = new WeakMap<Cluster, { readonly result: T }>();
  return (cluster) => {
    const made = results.get(cluster) ?? { result: make(cluster) };
    results.set(cluster, made);
    return made.result;
  };
}

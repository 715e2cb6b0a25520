import { type Cluster, parseCluster } from "../../model";

/** A model as a router keeps it. What can't be read, of a newer version or edited by hand, is passed over: then a change goes by what the hosts show, as on hosts without a model. */
export function modelIn(text: string | undefined): Cluster | undefined {
  try {
    const parsed = parseCluster(JSON.parse(text ?? ""));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

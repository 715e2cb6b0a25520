import { realServerHosts } from "../../../compile/realserver";
import { type DesiredCluster, type DesiredHost, desiredCluster, loginOf } from "../../../deploy/desired-cluster";
import { type Result } from "../../../diagnostics";
import { type Cluster, checkCluster, parseCluster } from "../../../model";
import { type ObjectValue, isObjectValue } from "../../server";
import { CLUSTER_ATTRIBUTES } from "../cluster-attributes.generated";
import { modelInput } from "../model-value";

/**
 * The cluster that a state describes. Only its structure is asked for: it was deployed, and a rule that is newer than it must keep nobody from looking at it,
 * changing it or deleting it.
 */
export function formerCluster(prior: ObjectValue): Result<Cluster> {
  return parseCluster(modelInput(prior, CLUSTER_ATTRIBUTES));
}

/** The same with the files of its hosts. A state that can't be compiled, such as one edited by hand, gives what today's checks find in it. */
export function formerFiles(prior: ObjectValue): Result<DesiredCluster> {
  const former = formerCluster(prior);
  if (!former.ok) return former;
  try {
    return desiredCluster(former.value);
  } catch (error) {
    const findings = checkCluster(former.value).filter(({ severity }) => severity === "error");
    if (findings.length === 0) throw error;
    return { ok: false, findings };
  }
}

/** The hosts of a cluster that is only to be removed: where they are and what they had confirmed, without their files, which today's compiler might refuse to write. */
export function clusterToRemove(model: Cluster, prior: ObjectValue): DesiredCluster {
  const confirmed = isObjectValue(prior["confirmed"] ?? null) ? (prior["confirmed"] as ObjectValue) : {};
  const host = (name: string, role: DesiredHost["role"]): DesiredHost => {
    const digest = confirmed[name];
    return { name, role, address: loginOf(model, name), release: { digest: typeof digest === "string" ? digest : "", files: {} } };
  };
  const routers = Object.keys(model.routers).map((name) => host(name, "router"));
  const realServers = realServerHosts(model).filter(({ login }) => login !== undefined).map(({ name }) => host(name, "real-server"));
  return { model, input: model, hosts: [...routers, ...realServers], instructions: {} };
}

import { natCluster, type ClusterConfig } from "../../../lab/harness/cluster-config";
import { CLUSTER_SCHEMA } from "../../../../lib/provider/resources/cluster-schema";
import { formerFiles } from "../../../../lib/provider/resources/cluster/former";
import { planCluster } from "../../../../lib/provider/resources/cluster/plan";
import { type ObjectValue, type Planned, conform } from "../../../../lib/provider/server";

type Change = (cluster: ClusterConfig) => void;

/** A configuration as the provider gets it: every attribute there. Hosts lvs1, lvs2, web1, web2, web3. */
export function configured(change: Change = () => undefined): ObjectValue {
  return conform(natCluster(change), CLUSTER_SCHEMA.attributes, { strangers: "report" }).value;
}

/** The state after that configuration was deployed and every host confirmed it. */
export function deployed(change: Change = () => undefined): ObjectValue {
  const config = configured(change);
  const { planned: state } = planCluster({ prior: null, proposed: config, config, privateState: "" });
  const cluster = formerFiles(config);
  if (!cluster.ok) throw new Error(JSON.stringify(cluster.findings));
  return { ...state, confirmed: Object.fromEntries(cluster.value.hosts.map(({ name, release }) => [name, release.digest])) };
}

/** A plan of `config` after `prior`, with what Terraform proposes: computed attributes as they were. */
export function planned(prior: ObjectValue, config: ObjectValue): Planned {
  const { bundles = null, confirmed = null, instructions = null } = prior;
  return planCluster({ prior, proposed: { ...config, bundles, confirmed, instructions }, config, privateState: "" });
}

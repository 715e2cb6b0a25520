import { createSshConnector } from "../../../deploy/ssh";
import { HostSession } from "../../../deploy/host-session";
import { type Finding } from "../../../diagnostics";
import { isName } from "../../../model";
import { type Call, type Imported } from "../../server";
import { CLUSTER_ATTRIBUTES } from "../cluster-attributes.generated";
import { PROVIDER_ATTRIBUTE_NAMES } from "../cluster-schema";
import { type LvsContext } from "../lvs-context";
import { attributesValue } from "../model-value";
import { diagnosticsOf } from "./declared";

/** Rebuilds the inputs of a cluster from the canonical model that its routers keep. The id is `CLUSTER@HOST`, the host being any router by its name or alias for ssh; who logs in is the provider's matter. */
export async function importCluster(id: string, { provider, signal }: Call<LvsContext>): Promise<Imported> {
  const [cluster = "", host = "", ...more] = id.split("@");
  if (!isName(cluster) || host === "" || more.length > 0) return refused(badId(id));
  const session = new HostSession(host, { host }, { connector: createSshConnector(provider.ssh), signal });
  const observed = await session.observe({ cluster, paths: [], facts: [] });
  await session.close();
  if (!observed.ok) return { resources: [], diagnostics: diagnosticsOf(observed.findings) };
  if (observed.value.model === undefined) return refused(noModel(cluster, host));
  const model = modelIn(observed.value.model);
  if (model === undefined) return refused(modelUnreadable(cluster, host));
  const nothing = Object.fromEntries(PROVIDER_ATTRIBUTE_NAMES.map((name) => [name, null]));
  return { resources: [{ state: { ...nothing, ...attributesValue(model, CLUSTER_ATTRIBUTES) } }], diagnostics: [] };
}

/** Undefined where the text was cut off or is something else; what is in it, the look that follows an import judges. */
function modelIn(text: string): object | undefined {
  try {
    const model = JSON.parse(text) as unknown;
    return typeof model === "object" && model !== null && !Array.isArray(model) ? model : undefined;
  } catch {
    return undefined;
  }
}

function refused(finding: Finding): Imported {
  return { resources: [], diagnostics: diagnosticsOf([finding]) };
}

function badId(id: string): Finding {
  return { code: "LVS410", severity: "error", place: [], value: id, summary: "an import needs a cluster and one of its routers", remedy: "Write CLUSTER@HOST, such as www@lvs1.example.net: the host by its name or its SSH alias and without a user, whom the SSH configuration or the provider's `ssh` names" };
}

function noModel(cluster: string, host: string): Finding {
  return { code: "LVS411", severity: "error", place: [], value: cluster, summary: `${host} keeps no model of a cluster ${cluster}`, remedy: "Compare the name with the directories under /var/lib/lvs/clusters there" };
}

function modelUnreadable(cluster: string, host: string): Finding {
  return { code: "LVS415", severity: "error", place: [], value: cluster, summary: `the model of ${cluster} that ${host} keeps can't be read`, remedy: "Import it from another of its routers, or deploy the cluster from its configuration, which writes it anew" };
}

import { type Attributes, type Schema } from "../server";
import { CLUSTER_ATTRIBUTES } from "./cluster-attributes.generated";

/** Version of the stored state of `lvs_cluster`; each version has a fixture and an upgrade test. */
export const CLUSTER_STATE_VERSION = 0;

/** What the provider itself adds to the model's attributes. */
const providerAttributes: Attributes = {
  deletion_protection: {
    type: "bool",
    optional: true,
    description: "Whether a plan that deletes the cluster is refused; default true. Set it to false and apply before removing the cluster.",
  },
  bundles: {
    type: { nested: "map", attributes: { files: { type: { map: "string" }, computed: true, description: "Text of every file, by absolute path on the host; of the programs of this package, name and digest." } } },
    computed: true,
    description: "What each host gets, by the host's name in this cluster. After a refresh: what was found there.",
  },
  confirmed: {
    type: { map: "string" },
    computed: true,
    description: "Digest of the release that each host has confirmed to run, by the host's name. A host that was left behind has another one.",
  },
  instructions: {
    type: { map: "string" },
    computed: true,
    description: "For each real server without login: the commands that its administrator has to run there.",
  },
};

/** Schema of the resource `lvs_cluster`. */
export const CLUSTER_SCHEMA: Schema = {
  version: CLUSTER_STATE_VERSION,
  attributes: { ...CLUSTER_ATTRIBUTES, ...providerAttributes },
  description: "A Linux Virtual Server cluster: its routers and the real servers we may log in to, changed as one.",
};

/** Names of the attributes that are not the model's. */
export const PROVIDER_ATTRIBUTE_NAMES: readonly string[] = Object.keys(providerAttributes);

import { z } from "zod";
import { heartbeatSchema } from "./heartbeat";
import { leaf } from "./leaf";
import { name } from "./leaves";
import { realServerPoolSchema } from "./real-server-pool";
import { routerSchema } from "./router";
import { routingSchema } from "./routing";
import { vipSchema } from "./vip";
import { virtualServerSchema } from "./virtual-server";

/** Version of the model's shape; goes up with every change that an older reader would misread. */
export const MODEL_VERSION = 1;

/** One router pair, one routing method, its VIPs and virtual servers. All collections go by name. */
export const clusterSchema = z.strictObject({
  /** Name of the cluster: 1 to 32 lower-case letters, digits and dashes; names files and units on the hosts. */
  name: name(),
  /** Routers that share one heartbeat: one, two or more. */
  routers: z.record(z.string(), routerSchema),
  /** How the routers hear of each other. */
  heartbeat: heartbeatSchema,
  /** How requests reach the real servers. */
  routing: routingSchema,
  /** Floating addresses, by name. */
  vips: z.record(z.string(), vipSchema),
  /** Pools of real servers, by name. */
  pools: z.record(z.string(), realServerPoolSchema),
  /** Virtual servers, by name. */
  virtualServers: z.record(z.string(), virtualServerSchema),
  /** Whether missing packages may be installed with the host's own package manager; default false: they are named in the error. */
  installPackages: leaf<boolean>({
    type: "bool",
    code: "LVS038",
    expects: "true or false",
    remedy: "Write true to let missing packages be installed",
    accepts: () => true,
  }).default(false),
  /** Codes of warnings that were read and accepted. */
  silence: z
    .array(
      leaf<string>({
        type: "string",
        code: "LVS039",
        expects: "the code of a warning, LVS and three digits",
        remedy: "Copy the code from the warning, such as LVS151; errors can't be silenced",
        accepts: (text) => /^LVS\d{3}$/.test(text),
      }),
    )
    .default([]),
});

/** A cluster as declared, with defaults put in. Read it through `knownOnly`: any leaf may still be unknown. */
export type Cluster = z.output<typeof clusterSchema>;
/** A cluster as a person or Terraform gives it: defaults may be left out. */
export type ClusterInput = z.input<typeof clusterSchema>;

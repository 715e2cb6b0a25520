import { type Schema } from "../server";
import { DNS_ATTRIBUTES } from "./dns-attributes.generated";

/** Version of the stored state of `lvs_dns_round_robin`; each version has a fixture and an upgrade test. */
export const DNS_STATE_VERSION = 0;

/** Schema of the resource `lvs_dns_round_robin`. */
export const DNS_SCHEMA: Schema = {
  version: DNS_STATE_VERSION,
  attributes: {
    ...DNS_ATTRIBUTES,
    records: {
      type: { list: "string" },
      computed: true,
      description: "The name's addresses as the zone has them, as `TTL TYPE ADDRESS`. After a refresh: what was found there.",
    },
  },
  description: "One name for the VIPs of several clusters, written to the zone's server by dynamic update (RFC 2136).",
};

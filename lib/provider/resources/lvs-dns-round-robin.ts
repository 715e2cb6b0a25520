import { type ResourceType } from "../server";
import { claiming } from "./claims";
import { DNS_SCHEMA } from "./dns-schema";
import { type LvsContext } from "./lvs-context";
import { orOnlyLooked } from "./look-only";
import { underReview } from "./review/under-review";

/** The resource `lvs_dns_round_robin`; loaded when it is first asked for, like every resource. */
export const LVS_DNS_ROUND_ROBIN: ResourceType<LvsContext> = claiming(underReview(orOnlyLooked({
  typeName: "lvs_dns_round_robin",
  schema: DNS_SCHEMA,
  async validate(config) {
    const { declaredName, diagnosticsOf } = await import("./dns/declared.js");
    return diagnosticsOf(declaredName(config).findings).filter(({ severity }) => severity === "error");
  },
  async read(request, call) {
    return (await import("./dns/read.js")).readName(request, call);
  },
  async plan(request) {
    return (await import("./dns/plan.js")).planName(request);
  },
  async apply(request, call) {
    return (await import("./dns/apply.js")).applyName(request, call);
  },
  async destroy(request, call) {
    return (await import("./dns/destroy.js")).destroyName(request, call);
  },
  async importState(id, call) {
    return (await import("./dns/import.js")).importName(id, call);
  },
}), async (operation) => (await import("./dns/operation-digest.js")).nameOperationDigest(operation)), async (value) => (await import("./dns/keys.js")).keysOf(value));

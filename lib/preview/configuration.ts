import { type JsonText, type Span } from "./json-spans";
import { elementsIn, memberOf, membersIn, textAt } from "./plan-entries";

/** Blocks of resources as the stack has them written, at the root and in modules, by their addresses without keys of instances. */
export function* writtenResources(json: JsonText, configuration: Span | undefined): Generator<readonly [address: string, resource: Span]> {
  const root = configuration === undefined ? undefined : memberOf(json, configuration, "root_module");
  // Grows while it is gone through: modules call modules.
  const modules = root === undefined ? [] : [{ prefix: "", module: root }];
  for (const { prefix, module } of modules) {
    for (const resource of elementsIn(json, memberOf(json, module, "resources"))) yield [`${prefix}${textAt(json, memberOf(json, resource, "address")) ?? ""}`, resource];
    for (const [name, call] of membersIn(json, memberOf(json, module, "module_calls"))) {
      const called = memberOf(json, call, "module");
      if (called !== undefined) modules.push({ prefix: `${prefix}module.${name}.`, module: called });
    }
  }
}

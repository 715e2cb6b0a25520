import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type HostAddress } from "../deploy";
import { type SshSettings } from "../deploy/ssh/settings";
import { type Finding, type Result, failed, ok } from "../diagnostics";
import { lvsContext } from "../provider/resources/lvs-context";
import { type ObjectValue, isObjectValue } from "../provider/server";

/** A cluster of a project that was synthesized: where its routers are, and how the project logs in. */
export interface ProjectCluster {
  readonly routers: readonly { readonly name: string; readonly address: HostAddress }[];
  readonly ssh: SshSettings;
}

/** Finds a cluster by its name in what `cdktf synth` left: `cdktf.out/stacks/STACK/cdk.tf.json`. */
export function projectCluster(name: string, directory = "cdktf.out"): Result<ProjectCluster> {
  const stacks = join(directory, "stacks");
  const files = existsSync(stacks) ? readdirSync(stacks).map((stack) => join(stacks, stack, "cdk.tf.json")).filter((file) => existsSync(file)) : [];
  if (files.length === 0) return failed(noProject(directory));
  const clusters = files.flatMap((file) => clustersOf(JSON.parse(readFileSync(file, "utf8")) as ObjectValue));
  const found = clusters.filter(({ config }) => config["name"] === name);
  const [only] = found;
  if (only === undefined) return failed(noSuchCluster(name, clusters.map(({ config }) => String(config["name"]))));
  return found.length > 1 ? failed(ambiguous(name)) : whereItIs(name, only);
}

interface Written {
  readonly config: ObjectValue;
  readonly provider: ObjectValue;
}

function clustersOf(stack: ObjectValue): Written[] {
  const resources = member(member(stack, "resource"), "lvs_cluster");
  const providers = (member(stack, "provider")["lvs"] ?? []) as readonly ObjectValue[];
  return Object.values(resources).filter(isObjectValue).map((config) => {
    const alias = typeof config["provider"] === "string" ? config["provider"].replace(/^lvs\.?/, "") : "";
    const provider = providers.find((one) => (one["alias"] ?? "") === alias) ?? {};
    return { config, provider };
  });
}

function member(value: ObjectValue, name: string): ObjectValue {
  const found = value[name] ?? null;
  return isObjectValue(found) ? found : {};
}

function whereItIs(name: string, { config, provider }: Written): Result<ProjectCluster> {
  const routers = Object.entries(member(config, "routers")).map(([router, value]) => ({ name: router, login: isObjectValue(value) ? value : {} }));
  const open = [JSON.stringify(provider["ssh"] ?? {}), ...routers.map(({ login }) => JSON.stringify([login["host"], login["port"], login["user"]]))].some((text) => text.includes("${"));
  if (open || routers.length === 0) return failed(notWrittenOut(name));
  const { ssh } = lvsContext(provider);
  return ok({ ssh, routers: routers.map(({ name: router, login }) => ({ name: router, address: addressOf(login) })) });
}

function addressOf(login: ObjectValue): HostAddress {
  const { host, port, user } = login;
  return { host: String(host), ...(typeof port === "number" ? { port } : {}), ...(typeof user === "string" ? { user } : {}) };
}

const error = (code: string, parts: Omit<Finding, "code" | "severity" | "place">): Finding => ({ code, severity: "error", place: [], ...parts });

function noProject(directory: string): Finding {
  return error("LVS701", { value: directory, summary: "there is no synthesized project here", remedy: "Run this where cdktf.json is, after `cdktf synth`; or name a router as well: CLUSTER@ROUTER" });
}

function noSuchCluster(name: string, others: readonly string[]): Finding {
  return error("LVS702", { value: name, summary: `this project has no cluster of that name${others.length > 0 ? `, but ${others.join(", ")}` : ""}`, remedy: "Compare the name, and run `cdktf synth` when it is new" });
}

function ambiguous(name: string): Finding {
  return error("LVS703", { value: name, summary: "several stacks of this project have a cluster of that name", remedy: "Say which by naming one of its routers: CLUSTER@ROUTER" });
}

function notWrittenOut(name: string): Finding {
  return error("LVS704", { value: name, summary: "where its routers are, or how to log in to them, is known only at apply", remedy: "Name a router as you would give it to ssh: CLUSTER@ROUTER" });
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { LVS_PROVIDER_ADDRESS } from "../provider-address";
import { readIfThere, writeIfChanged } from "./write-if-changed";

const FILE = "required-providers.tf.json";

/** A provider of the stack, by Terraform's address or its short form. */
export interface RequiredProvider {
  readonly source: string;
  readonly version?: string | undefined;
}

/** What cdktf has just written. */
interface StackJson {
  readonly terraform: { readonly required_providers?: Readonly<Record<string, RequiredProvider>> };
}

/**
 * Where a stack has providers besides ours, moves what it requires to a file of its own; returns what that is. cdktf looks it up in its own file,
 * and as soon as the lock file lacks one provider it has Terraform ask the registries of all of them, which fails for ours: it has none. Without
 * the list cdktf leaves it to `terraform init`, which asks for those that are not at hand.
 */
export function setApartRequiredProviders(stackFile: string, directory: string): readonly RequiredProvider[] {
  const sidecar = join(directory, FILE);
  // With HCL for output cdktf finds no list either.
  const stack = stackFile.endsWith(".json") ? (JSON.parse(readIfThere(stackFile) ?? "{}") as Partial<StackJson>) : {};
  const { required_providers, ...terraform } = stack.terraform ?? {};
  const required = Object.values(required_providers ?? {});
  if (required.every(({ source }) => source === LVS_PROVIDER_ADDRESS)) {
    rmSync(sidecar, { force: true });
    return required;
  }
  writeIfChanged(sidecar, text({ terraform: { required_providers } }), 0o644);
  writeIfChanged(stackFile, text({ ...stack, terraform }), 0o644);
  return required;
}

function text(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

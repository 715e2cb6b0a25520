import { spawnSync } from "node:child_process";

/** What cdktf would run, else terraform, else OpenTofu. @throws when there is none */
export function terraformBinary(): string {
  const named = process.env["TERRAFORM_BINARY_NAME"];
  const found = [...(named === undefined ? [] : [named]), "terraform", "tofu"].find((name) => spawnSync(name, ["version"], { stdio: "ignore" }).error === undefined);
  if (found === undefined) throw new Error("neither terraform nor tofu is on the PATH");
  return found;
}

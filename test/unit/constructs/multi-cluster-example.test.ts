import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDirectory } from "./fixtures/synth";

const ROOT = join(__dirname, "../../..");

interface NameResource {
  readonly addresses: readonly string[];
}

function synthesised(withdrawn?: string): { readonly code: number | null; readonly stderr: string; readonly stacks: readonly string[]; readonly addresses: () => readonly string[] | undefined } {
  const outdir = freshDirectory();
  const env = { ...process.env, CDKTF_OUTDIR: outdir, ...(withdrawn === undefined ? {} : { WITHDRAWN: withdrawn }) };
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", join(ROOT, "examples/multi-cluster/main.ts")], { cwd: ROOT, env, encoding: "utf8" });
  const addresses = (): readonly string[] | undefined => {
    const written = JSON.parse(readFileSync(join(outdir, "stacks/names/cdk.tf.json"), "utf8")) as { resource: Record<string, Record<string, NameResource>> };
    return written.resource["lvs_dns_round_robin"]?.["www"]?.addresses;
  };
  return { code: status, stderr, stacks: status === 0 ? readdirSync(join(outdir, "stacks")).sort() : [], addresses };
}

const outputOf = (stack: string): unknown => expect.stringMatching(new RegExp(`^\\$\\{data\\.terraform_remote_state\\.\\S*${stack}\\S*\\.outputs\\.\\S+\\}$`));

describe("examples/multi-cluster", () => {
  it("is a stack for each cluster, and one for the name, which waits for all of them", () => {
    const { code, stderr, stacks, addresses } = synthesised();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stacks).toEqual(["direct", "names", "nat", "tunnel"]);
    expect(addresses()).toEqual([outputOf("nat"), outputOf("direct"), outputOf("tunnel")]);
  });

  it("takes a cluster out of the name that is to go, and says which ones there are to whoever mistypes", () => {
    expect(synthesised("direct").addresses()).toEqual([outputOf("nat"), outputOf("tunnel")]);
    const { code, stderr } = synthesised("direkt,nat");
    expect([code, stderr]).toEqual([1, expect.stringContaining("WITHDRAWN names no cluster: direkt (there are nat, direct, tunnel)")]);
  });
});

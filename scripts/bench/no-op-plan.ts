import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { desiredCluster } from "../../lib/deploy";
import { CLUSTER_ATTRIBUTES } from "../../lib/provider/resources/cluster-attributes.generated";
import { modelInput } from "../../lib/provider/resources/model-value";
import { type ObjectValue } from "../../lib/provider";
import { parseCluster } from "../../lib/model";
import { SERVERS } from "./bench-cluster";
import { run } from "./child";
import { type Measurement } from "./figure";
import { median } from "./paired";
import { SynthApps } from "./synth-build";
import { terraformBinary } from "./terraform-binary";

const ROUNDS = 9;

/** What everybody waits for most often: that nothing is to do. */
export const noOpPlan: Measurement = {
  name: "no-op-plan",
  about: `terraform plan -refresh=false of one deployed cluster of ${SERVERS} real servers, nothing changed: CPU time of terraform and of every provider process it starts.`,
  measure: async (progress) => {
    const apps = await SynthApps.build();
    const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-bench-plan-"));
    try {
      progress("a project as if it were deployed");
      const stack = await deployedProject(apps, directory);
      const empty = await builtinProject(join(directory, "floor"));
      const [ours, floor]: [number[], number[]] = [[], []];
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`plan, round ${round} of ${ROUNDS}`);
        ours.push((await plan(stack)).cpuSeconds);
        floor.push((await plan(empty)).cpuSeconds);
      }
      const note = `medians of ${ROUNDS} rounds; a plan of one built-in terraform_data, without any provider process, took ${median(floor).toFixed(2)} s`;
      return { figures: [{ label: "plan without changes", value: median(ours), unit: "s CPU", limit: 1 }], notes: [note] };
    } finally {
      apps.remove();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** Code 2 would mean that something is to do, and is an error here. */
function plan(cwd: string): ReturnType<typeof run> {
  return run([terraformBinary(), "plan", "-refresh=false", "-detailed-exitcode", "-input=false", "-no-color"], { cwd });
}

/**
 * A stack's directory with the state of a deployment that never was: what Terraform planned, and every host's confirmation of the release it was to get.
 * No host is needed, and planning with refresh off asks for none.
 */
async function deployedProject(apps: SynthApps, directory: string): Promise<string> {
  await run([process.execPath, apps.program("constructs"), "1", join(directory, "out")], { cwd: directory });
  const stack = join(directory, "out", "stacks", "bench");
  const terraform = terraformBinary();
  await run([terraform, "init", "-input=false"], { cwd: stack });
  await run([terraform, "plan", "-refresh=false", "-input=false", "-out=first.plan"], { cwd: stack });
  const { stdout } = await run([terraform, "show", "-json", "first.plan"], { cwd: stack });
  const planned = JSON.parse(stdout) as PlanJson;
  const { terraform: settings } = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8")) as { terraform: { backend: { local: { path: string } } } };
  writeFileSync(settings.backend.local.path, JSON.stringify(stateOf(planned)));
  return stack;
}

/** What is read of `terraform show -json` of a plan. */
interface PlanJson {
  readonly terraform_version: string;
  readonly planned_values: { readonly root_module: { readonly resources: readonly PlannedResource[] } };
}

interface PlannedResource {
  readonly type: string;
  readonly name: string;
  readonly schema_version: number;
  readonly values: ObjectValue;
}

function stateOf({ terraform_version, planned_values }: PlanJson): unknown {
  const resources = planned_values.root_module.resources.map(({ type, name, schema_version, values }) => ({
    mode: "managed",
    type,
    name,
    provider: 'provider["terraform.local/cdktf-lvs/lvs"]',
    instances: [{ schema_version, attributes: { ...values, confirmed: confirmedBy(values) }, sensitive_attributes: [] }],
  }));
  return { version: 4, terraform_version, serial: 1, lineage: randomUUID(), outputs: {}, resources };
}

/** Digest of each host's release. */
function confirmedBy(attributes: ObjectValue): Record<string, string> {
  const parsed = parseCluster(modelInput(attributes, CLUSTER_ATTRIBUTES));
  const desired = parsed.ok ? desiredCluster(parsed.value) : parsed;
  if (!desired.ok) throw new Error(desired.findings.map(({ summary }) => summary).join("; "));
  return Object.fromEntries(desired.value.hosts.map(({ name, release }) => [name, release.digest]));
}

/** What a plan costs that starts no provider. */
async function builtinProject(directory: string): Promise<string> {
  mkdirSync(directory);
  writeFileSync(join(directory, "main.tf.json"), JSON.stringify({ resource: { terraform_data: { one: { input: "1" } } } }));
  await run([terraformBinary(), "init", "-input=false"], { cwd: directory });
  await run([terraformBinary(), "apply", "-auto-approve", "-input=false"], { cwd: directory });
  return directory;
}

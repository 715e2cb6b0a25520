import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLUSTER_SCHEMA } from "../../../lib/provider/resources/cluster-schema";
import { buildProvider } from "../../../scripts/build-provider";
import { fullCluster, valueAt, leaves, withValueAt } from "../../lab/harness/every-leaf";
import { TerraformProject } from "../../lab/harness/terraform-project";

describe("a value of a cluster that is known only at apply", () => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-provider-"));
  let project: TerraformProject;
  beforeAll(async () => {
    project = await TerraformProject.create({ sshConfigPath: "/dev/null" }, { provider: (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile });
  });
  afterAll(() => {
    project.remove();
    rmSync(folder, { recursive: true });
  });

  it("is planned at every leaf in turn", async () => {
    const full = fullCluster();
    const places = leaves(full, CLUSTER_SCHEMA.attributes);
    const name = (index: number): string => places[index]!.join("_").replace(/[^a-z0-9_]/g, "");
    const late = Object.fromEntries(places.map((path, index) => [name(index), { input: valueAt(full, path) }]));
    const clusters = Object.fromEntries(places.map((path, index) => [name(index), withValueAt(full, path, `\${terraform_data.${name(index)}.output}`)]));
    project.configure({ resource: { terraform_data: late, lvs_cluster: clusters } });
    const { code, output } = await project.plan();
    expect(output).not.toContain("Error:");
    expect(code).toBe(2);
    expect(output).toContain(`Plan: ${places.length * 2} to add, 0 to change, 0 to destroy.`);
    // A walk over the schema that lost some would pass unseen.
    expect(places.length).toBeGreaterThan(40);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLUSTER_SCHEMA } from "../../lib/provider/resources/cluster-schema";
import { type Lab } from "../../lib/lab";
import { type LeafPath, leanFullCluster, leaves, valueAt, withValueAt } from "./harness/every-leaf";
import { bareHosts, siteWithPacketFilter } from "./harness/site";
import { StandingProvider } from "./harness/standing-provider";
import { TerraformProject } from "./harness/terraform-project";

const CLUSTER = leanFullCluster();
const PLACES = leaves(CLUSTER, CLUSTER_SCHEMA.attributes).map((path) => ({ path, place: path.join(".") }));

describe("a value that is known only at apply, while all others are known, is planned, applied and then settled", () => {
  let lab: Lab;
  let provider: StandingProvider;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await siteWithPacketFilter("hosts");
    await bareHosts(lab);
    provider = await StandingProvider.start();
    project = await TerraformProject.create(lab, { environment: provider.environment });
    await project.cluster(CLUSTER).deploy();
  });
  afterAll(async () => {
    project.remove();
    await provider.stop();
  });

  /** Hosts are not refreshed: late-values.test.ts does that with all values at once. */
  const WITHOUT_REFRESH = "-refresh=false";

  /** Terraform leaves a resource alone whose late values turn out to be the old ones, so each turn changes something, too: what the hosts are asked about, but need not be changed for. */
  function configure(index: number, path: LeafPath): void {
    const cluster = { ...CLUSTER, install_packages: index % 2 === 0 };
    const late = { [`turn${index}`]: { input: valueAt(cluster, path) } };
    project.configure({ resource: { terraform_data: late, lvs_cluster: { www: withValueAt(cluster, path, `\${terraform_data.turn${index}.output}`) } } });
  }

  it.each(PLACES.map((each, index) => ({ ...each, index })))("$place", async ({ path, index }) => {
    configure(index, path);
    const applied = await project.apply(WITHOUT_REFRESH);
    expect(applied.code, applied.output).toBe(0);
    expect(applied.output).toContain("Apply complete! Resources: 1 added, 1 changed");
    expect(JSON.parse(await lab.node("lvs1").must("cat /var/lib/lvs/clusters/www/model.json"))).toMatchObject({ installPackages: index % 2 === 0 });
    const planned = await project.plan(WITHOUT_REFRESH);
    expect(planned.code, planned.output).toBe(0);
  });
});

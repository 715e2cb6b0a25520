import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshDirectory } from "./fixtures/synth";

const ROOT = join(__dirname, "../../..");

it("examples/other-dns-hosts hands the records of a name to another provider's resource, each waiting for its cluster", () => {
  const outdir = freshDirectory();
  execFileSync(process.execPath, ["--import", "tsx", join(ROOT, "examples/other-dns-hosts/main.ts")], { cwd: ROOT, env: { ...process.env, CDKTF_OUTDIR: outdir } });
  const written = JSON.parse(readFileSync(join(outdir, "stacks/site/cdk.tf.json"), "utf8")) as { resource: Record<string, Record<string, object>> };
  expect(written.resource["aws_route53_record"]).toMatchObject({
    "www-A": {
      ...{ zone_id: "Z0123456789EXAMPLE", name: "www.example.com", type: "A", ttl: 60 },
      records: ['${lvs_cluster.munich.vips["www"].address}', '${lvs_cluster.berlin.vips["www"].address}'],
    },
  });
  expect(written.resource["lvs_dns_round_robin"]).toBeUndefined();
  expect(readFileSync(join(outdir, "stacks/site/dns/www.example.com.zone"), "utf8")).toBe("www.example.com. 60 IN A 203.0.113.10\nwww.example.com. 60 IN A 198.51.100.10\n");
});

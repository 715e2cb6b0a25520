import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planSources, previewPlans } from "../../../lib/preview";
import { heavierWeb1, updated, withoutWeb3 } from "./clusters";
import { planJson } from "./plan-json";

const LOOKED = "Hosts of what is deployed were looked at, but for what a warning above says: what was found stands under drift, and where nothing stands nothing was found.";
const NOT_LOOKED = "No host was looked at (-refresh=false): what they are like is taken to be what the last apply left, and no drift is seen.";
const NOT_SAID = expect.stringMatching(/^A plan says neither whether the hosts were looked at .* That no drift is shown means that none was found, or that nobody looked\.$/);

describe("how a plan was made", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "planning-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** A plan, and what plan-stacks.sh would note beside it. */
  function plan(name: string, said?: readonly string[], json = planJson([updated(heavierWeb1)])): string {
    const path = join(directory, `${name}.json`);
    writeFileSync(path, json);
    if (said !== undefined) writeFileSync(`${path}.said`, [`plan-bytes ${Buffer.byteLength(json)}`, ...said, ""].join("\n"));
    return path;
  }

  async function told(...paths: readonly string[]): Promise<{ readonly looks: unknown; readonly warnings: readonly string[] }> {
    const sources = planSources(paths);
    const made = sources.ok ? await previewPlans(sources.value) : sources;
    if (!made.ok) throw new Error(JSON.stringify(made.findings));
    return { looks: made.value.assumptions.filter((text) => /looked at/.test(text)), warnings: made.value.warnings.map(({ text }) => text) };
  }

  it("is not known where nobody noted it", async () => {
    expect(await told(plan("prod"))).toEqual({ looks: [NOT_SAID], warnings: [] });
  });

  it("is said where somebody did", async () => {
    expect(await told(plan("prod", ["-refresh=false"]))).toEqual({ looks: [NOT_LOOKED], warnings: [] });
    expect(await told(plan("prod", []))).toEqual({ looks: [LOOKED], warnings: [] });
  });

  it("names the hosts that could not be asked before all else, each once, and those alone that the plan shows", async () => {
    const said = ["Warning: LVS343: web3 could not be asked, so what is shown for it is", "- LVS343: lvs2 could not be asked, so", "Warning: LVS343: web3 could not", "Warning: LVS144: no", "Warning: LVS343: stranger", "LVS343: <b>"];
    const { looks, warnings } = await told(plan("prod", said));
    expect(looks).toEqual([LOOKED]);
    expect(warnings).toEqual([expect.stringMatching(/^LVS729 \("prod"\): hosts could not be asked when this was planned \(lvs2, web3 and 1 that is not named here\): .* Bring them back/)]);
  });

  it("doesn't name hosts of a cluster that is sensitive as a whole", async () => {
    const secret = updated(heavierWeb1);
    const json = planJson([{ ...secret, change: { ...secret.change, before_sensitive: { routers: true }, after_sensitive: { routers: true } } }]);
    const { warnings } = await told(plan("prod", ["Warning: LVS343: lvs2 could not be asked"], json));
    expect(warnings).toEqual([expect.stringMatching(/^LVS729 \("prod"\): hosts could not be asked when this was planned \(1, not named here\)/)]);
  });

  it("names also those that leave", async () => {
    const { warnings } = await told(plan("prod", ["Warning: LVS343: web3 could not be asked"], planJson([updated(withoutWeb3)])));
    expect(warnings).toEqual([expect.stringMatching(/^LVS729 \("prod"\): hosts could not be asked when this was planned \(web3\)/)]);
  });

  it("is doubted where Terraform was warned of something else than a declaration", async () => {
    const { warnings } = await told(plan("prod", ["Warning: LVS412: host keys are not known yet", "Warning: LVS600: no answer", "Warning: LVS188: many", "Warning: LVS402: drift"]));
    expect(warnings).toEqual([expect.stringMatching(/^LVS708 \("prod"\): Terraform was warned of LVS412, LVS600 when this was planned/)]);
  });

  it("is said stack by stack where it differs", async () => {
    const { looks } = await told(plan("prod", []), plan("test", ["-refresh=false"]), plan("other"));
    expect(looks).toEqual([`Of test: ${NOT_LOOKED.replace("No", "no")}`, `Of prod: ${LOOKED.replace("Hosts", "hosts")}`, expect.stringMatching(/^Of other: a plan says neither whether/)]);
  });

  it("counts for the plan that it was noted of, and for no other one", async () => {
    const path = plan("prod", ["-refresh=false"]);
    writeFileSync(path, `${planJson([updated(heavierWeb1)])} `);
    expect(await told(path)).toEqual({ looks: [NOT_SAID], warnings: [] });
    const later = plan("prod", ["-refresh=false"]);
    utimesSync(`${later}.said`, new Date(1000), new Date(1000));
    expect(await told(later)).toEqual({ looks: [NOT_SAID], warnings: [] });
    const change = updated(heavierWeb1);
    const { looks } = await told(plan("prod", ["-refresh=false"], planJson([change], { drift: [change] })));
    expect(looks).toEqual([expect.stringMatching(/Here a look was taken: what it found stands under drift\.$/)]);
  });

  it("is not known where the note can't be read", async () => {
    const path = plan("prod");
    mkdirSync(`${path}.said`);
    expect(await told(path)).toEqual({ looks: [NOT_SAID], warnings: [] });
    rmSync(`${path}.said`, { recursive: true });
    symlinkSync(`${path}.said`, `${path}.said`);
    expect(await told(path)).toEqual({ looks: [NOT_SAID], warnings: [] });
  });
});

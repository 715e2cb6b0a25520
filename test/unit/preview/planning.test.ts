import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planSources, previewPlans } from "../../../lib/preview";
import { heavierWeb1, updated } from "./clusters";
import { planJson } from "./plan-json";

const LOOKED = "The hosts were looked at, but for those that a warning above names: what was found stands under drift, and where nothing stands nothing was found.";
const NOT_LOOKED = "No host was looked at (-refresh=false): what they are like is taken to be what the last apply left, and no drift is seen.";
const NOT_SAID = expect.stringMatching(/^A plan says neither whether the hosts were looked at .* That no drift is shown means that none was found, or that nobody looked\.$/);

describe("how a plan was made", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "planning-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function plan(name: string, said?: string): string {
    const path = join(directory, `${name}.json`);
    writeFileSync(path, planJson([updated(heavierWeb1)]));
    if (said !== undefined) writeFileSync(`${path}.said`, said);
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
    expect(await told(plan("prod", "-refresh=false\n"))).toEqual({ looks: [NOT_LOOKED], warnings: [] });
    expect(await told(plan("prod", ""))).toEqual({ looks: [LOOKED], warnings: [] });
  });

  it("names the hosts that could not be asked, each once, and nothing else that stands there", async () => {
    const said = ["Warning: LVS343: web3 could not be asked, so what is shown for it is", "Warning: LVS343: lvs2 could not be asked, so", "Warning: LVS343: web3 could not", "Warning: LVS144: no", "LVS343: <b>"].join("\n");
    const { looks, warnings } = await told(plan("prod", said));
    expect(looks).toEqual([LOOKED]);
    expect(warnings).toEqual([expect.stringMatching(/^LVS729 \("prod"\): these hosts could not be asked when it was planned, .* drift on them isn't seen: lvs2, web3\. Bring them back/)]);
  });

  it("is said stack by stack where it differs", async () => {
    const { looks } = await told(plan("prod", ""), plan("test", "-refresh=false\n"), plan("other"));
    expect(looks).toEqual([`Of test: ${NOT_LOOKED.replace("No", "no")}`, `Of prod: ${LOOKED.replace("The", "the")}`, expect.stringMatching(/^The plans of other say neither whether/)]);
  });

  it("counts for the plan that it was noted of, and for no later one", async () => {
    const path = plan("prod", "-refresh=false\n");
    utimesSync(`${path}.said`, new Date(1000), new Date(1000));
    expect(await told(path)).toEqual({ looks: [NOT_SAID], warnings: [] });
  });
});

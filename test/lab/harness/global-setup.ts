import { readFileSync } from "node:fs";
import { buildProvider } from "../../../scripts/build-provider";
import { Lab, prepareMaterials } from "../../../lib/lab";
import { siteNames } from "./claim";
import { siteKernels } from "./site";

/** By the first of the projects that ask. What goes wrong is found by the first test that needs it, too. */
let prepared: Promise<unknown> | undefined;

/** Once for all lab tests: the provider as users get it, and the image, which is made while tests run that need none: whoever comes first waits for it. The shared labs go when the last test has ended, unless LVS_TEST_KEEP says otherwise. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env["LVS_TEST_PROVIDER"] === undefined) await buildProvider();
  prepared ??= prepareMaterials(siteKernels, (message) => console.log(message)).catch((problem: unknown) => console.log("the labs' image can't be made:", problem));
  return async () => {
    await prepared;
    if (process.env["LVS_TEST_KEEP"] !== undefined) return;
    for (const name of siteNames) {
      await tellOfCrashes(name);
      await Lab.down(name);
    }
  };
}

/** A machine whose kernel fell over fails a test by its silence alone; the reason goes with the lab. */
async function tellOfCrashes(name: string): Promise<void> {
  const found = await Lab.attach(name);
  if (!found.ok) return;
  for (const node of found.value.nodes) {
    const lines = readFileSync(node.consolePath, { encoding: "utf8", flag: "a+" }).split("\n");
    const crash = lines.findIndex((line) => /Kernel panic|Oops|BUG:|Out of memory|segfault|Segmentation fault/.test(line));
    if (crash !== -1) console.error(`the console of ${name}'s ${node.name}:\n${lines.slice(Math.max(0, crash - 3), crash + 20).join("\n")}`);
  }
}

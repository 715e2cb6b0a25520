import { buildProvider } from "../../../scripts/build-provider";
import { Lab } from "../../../lib/lab";
import { SITE_NAME } from "./site";

/** Once for all lab tests: the provider as users get it. The shared lab goes when the last test has ended, unless LVS_TEST_KEEP says otherwise. */
export default async function setup(): Promise<() => Promise<void>> {
  await buildProvider();
  return async () => {
    if (process.env["LVS_TEST_KEEP"] === undefined) await Lab.down(SITE_NAME);
  };
}

import { buildProvider } from "../../../scripts/build-provider";
import { Lab } from "../../../lib/lab";
import { siteNames } from "./claim";

/** Once for all lab tests: the provider as users get it. The shared labs go when the last test has ended, unless LVS_TEST_KEEP says otherwise. */
export default async function setup(): Promise<() => Promise<void>> {
  await buildProvider();
  return async () => {
    if (process.env["LVS_TEST_KEEP"] !== undefined) return;
    for (const name of siteNames) await Lab.down(name);
  };
}

import { join } from "node:path";
import { type ISynthesisSession, type TerraformStack } from "cdktf";
import { type ReviewableCluster, leaveBundles, removeBundles } from "./bundles";
import { leaveLauncher, providerCode } from "./launcher";
import { LOCK_FILE, updatedLockFile } from "./lock-file";
import { setApartRequiredProviders } from "./required-providers";
import { readIfThere, writeIfChanged } from "./write-if-changed";
import { removeZoneFragments } from "./zone-fragment";

/** What is left beside a stack's JSON. */
export interface Leavings {
  /** Asked after the stack was written; `undefined`: no bundles are wanted. */
  readonly bundles: () => readonly ReviewableCluster[] | undefined;
}

/** Arranges that, whenever the stack is synthesised, what Terraform and reviewers need is left in its directory. */
export function leaveBeside(stack: TerraformStack, leavings: Leavings): void {
  const inner = stack.synthesizer;
  stack.synthesizer = {
    synthesize: (session: ISynthesisSession) => {
      const { workingDirectory, synthesizedStackPath } = session.manifest.forStack(stack);
      const directory = join(session.outdir, workingDirectory);
      // Before all others write theirs: a name may have been declared before the provider, and then its fragment is written further inside.
      removeZoneFragments(directory);
      inner.synthesize(session);
      leaveProvider(directory, join(session.outdir, synthesizedStackPath));
      removeBundles(directory);
      const clusters = leavings.bundles();
      if (clusters !== undefined) leaveBundles(directory, clusters);
    },
  };
}

function leaveProvider(directory: string, stackFile: string): void {
  leaveLauncher(directory, providerCode());
  const required = setApartRequiredProviders(stackFile, directory);
  const lockFile = join(directory, LOCK_FILE);
  writeIfChanged(lockFile, updatedLockFile(readIfThere(lockFile), required), 0o644);
}

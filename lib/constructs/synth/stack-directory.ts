import { join } from "node:path";
import { type ISynthesisSession, type TerraformStack } from "cdktf";
import { type ReviewableCluster, leaveBundles, removeBundles } from "./bundles";
import { leaveLauncher, providerCode } from "./launcher";
import { LOCK_FILE, withOurEntry } from "./lock-file";
import { readIfThere, writeIfChanged } from "./write-if-changed";

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
      inner.synthesize(session);
      leave(join(session.outdir, session.manifest.forStack(stack).workingDirectory), leavings);
    },
  };
}

function leave(directory: string, { bundles }: Leavings): void {
  leaveLauncher(directory, providerCode());
  const lockFile = join(directory, LOCK_FILE);
  writeIfChanged(lockFile, withOurEntry(readIfThere(lockFile)), 0o644);
  removeBundles(directory);
  const clusters = bundles();
  if (clusters !== undefined) leaveBundles(directory, clusters);
}

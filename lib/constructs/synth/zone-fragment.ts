import { rmSync } from "node:fs";
import { join } from "node:path";
import { type ISynthesisSession, type TerraformStack } from "cdktf";
import { FreshTree } from "./fresh-tree";

/** What is left of one name. */
export interface ZoneFragment {
  readonly name: string;
  /** Asked when the stack is written. */
  readonly text: () => string;
}

/** Name of the directory in the stack's; all of it is ours. */
const FRAGMENTS = "dns";

const fragments = new WeakMap<TerraformStack, ZoneFragment[]>();

/** Arranges that the stack's directory holds `dns/<name>.zone` for each name, for those who keep their zones by hand. */
export function leaveZoneFragment(stack: TerraformStack, fragment: ZoneFragment): void {
  const others = fragments.get(stack);
  if (others !== undefined) {
    others.push(fragment);
    return;
  }
  const all = [fragment];
  fragments.set(stack, all);
  const inner = stack.synthesizer;
  stack.synthesizer = {
    synthesize: (session: ISynthesisSession) => {
      inner.synthesize(session);
      leave(join(session.outdir, session.manifest.forStack(stack).workingDirectory), all);
    },
  };
}

/** Takes away what an earlier synth left in a stack's directory. */
export function removeZoneFragments(stackDirectory: string): void {
  rmSync(join(stackDirectory, FRAGMENTS), { recursive: true, force: true });
}

function leave(stackDirectory: string, all: readonly ZoneFragment[]): void {
  removeZoneFragments(stackDirectory);
  const directory = join(stackDirectory, FRAGMENTS);
  const tree = new FreshTree(directory);
  const byName = new Map<string, string[]>();
  for (const { name, text } of all) byName.set(name, [...(byName.get(name) ?? []), text()]);
  for (const [name, texts] of byName) tree.write(join(directory, `${name.replace(/[^A-Za-z0-9._*-]/g, "_")}.zone`), texts.join(""), 0o644);
}

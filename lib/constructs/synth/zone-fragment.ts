import { rmSync } from "node:fs";
import { join } from "node:path";
import { type ISynthesisSession, type TerraformStack } from "cdktf";
import { FreshTree } from "./fresh-tree";

/** What is left of one name. */
export interface ZoneFragment {
  readonly name: string;
  /** Path of the construct. */
  readonly owner: string;
  /** The server that has it, if one is told: the same name may lead elsewhere for those who ask another one. */
  readonly server?: string | undefined;
  /** Asked when the stack is written. */
  readonly text: () => string;
}

/** Name of the directory in the stack's; all of it is ours. */
const FRAGMENTS = "dns";

const fragments = new WeakMap<TerraformStack, ZoneFragment[]>();

/** Arranges that the stack's directory holds `dns/<name>.zone` for each name, for those who keep their zones by hand; `dns/<name>@<server>.zone` where several servers have it, `dns/<name>@<construct>.zone` where several constructs do that tell nobody. */
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
  for (const name of new Set(all.map((fragment) => fragment.name))) {
    const ofName = all.filter((fragment) => fragment.name === name);
    const servers = new Set(ofName.map(({ server }) => server));
    const untold = ofName.filter(({ server }) => server === undefined).length;
    for (const { server, owner, text } of ofName) {
      const where = servers.size > 1 || untold > 1 ? (server ?? (untold > 1 ? owner : undefined)) : undefined;
      const file = where === undefined ? name : `${name}@${where}`;
      tree.write(join(directory, `${file.replace(/[^A-Za-z0-9.@_*-]/g, "_")}.zone`), text(), 0o644);
    }
  }
}

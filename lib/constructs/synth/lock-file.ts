import { LVS_PROVIDER_ADDRESS, LVS_PROVIDER_VERSION } from "../provider-address";
import { LAUNCHER_HASH } from "./launcher";
import { type RequiredProvider } from "./required-providers";
import { meets } from "./version-constraint";

export const LOCK_FILE = ".terraform.lock.hcl";

const HEADER = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
`;

/** One attribute a line and with `constraints`: cdktf reads it by line, and asks a registry about providers that it finds no constraints of. */
const ENTRY = `provider "${LVS_PROVIDER_ADDRESS}" {
  version     = "${LVS_PROVIDER_VERSION}"
  constraints = "${LVS_PROVIDER_VERSION}"
  hashes = [
    "${LAUNCHER_HASH}",
  ]
}
`;

/**
 * The lock file with our provider's entry. Those of other providers stay, unless the version they hold is not what the stack requires any more:
 * then `terraform init` chooses anew, as it does when cdktf tells it to upgrade.
 */
export function updatedLockFile(lockFile: string | undefined, required: readonly RequiredProvider[]): string {
  const { header, entries } = parseLockFile(lockFile ?? HEADER);
  const others = entries.filter((entry) => entry.source !== LVS_PROVIDER_ADDRESS && !outdated(entry, required));
  const sorted = [...others, { source: LVS_PROVIDER_ADDRESS, text: ENTRY }].sort((a, b) => (a.source < b.source ? -1 : 1));
  return [header, ...sorted.map(({ text }) => text)].join("\n");
}

interface LockEntry {
  readonly source: string;
  readonly text: string;
}

/** The file as Terraform itself writes it: comments, then blocks that each end with a brace at the beginning of a line. */
function parseLockFile(text: string): { readonly header: string; readonly entries: readonly LockEntry[] } {
  const entries = [...text.matchAll(/^provider "([^"]+)" \{\n[\s\S]*?^\}\n?/gm)].map((match) => ({ source: match[1] ?? "", text: `${match[0].trimEnd()}\n`, index: match.index }));
  const header = text.slice(0, entries[0]?.index ?? text.length).trimEnd();
  return { header: header === "" ? "" : `${header}\n`, entries };
}

function outdated({ source, text }: LockEntry, required: readonly RequiredProvider[]): boolean {
  const version = /^\s*version\s*=\s*"([^"]*)"/m.exec(text)?.[1];
  // The registry's host may be left out, and is another one for OpenTofu.
  const requirement = required.find((provider) => source === provider.source || source.endsWith(`/${provider.source}`));
  return version !== undefined && requirement?.version !== undefined && !meets(version, requirement.version);
}

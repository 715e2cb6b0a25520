import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { LVS_PROVIDER_ADDRESS, LVS_PROVIDER_VERSION } from "../provider-address";
import { writeIfChanged } from "./write-if-changed";

/** In the stack's directory, outside what Terraform hashes: line 1 the provider's code, line 2 the Node.js that synth ran on. */
export const LOCATION_FILE = "terraform-provider-lvs.location";

/** All that the provider runs on, so that what one machine synthesised can be deployed from another. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;
const FILE_NAME = `terraform-provider-lvs_v${LVS_PROVIDER_VERSION}`;

/**
 * What Terraform starts. A shell script, since Node.js would judge a file of this name by whatever package.json stands above it. Its text must
 * never change: the lock files of all projects hold its hash, and any project's copy may be run for any other, because they share one plugin cache.
 */
const LAUNCHER = `#!/bin/sh
# Starts the Terraform provider of the npm package cdktf-lvs. Terraform may run another project's copy of this file,
# so the code is looked for from the working directory, which is that of the stack: first where synth noted it down,
# then in the node_modules above. Terraform shows its user the first line of standard output.
code= node=
if [ -r ${LOCATION_FILE} ]; then
  { IFS= read -r code; IFS= read -r node; } <${LOCATION_FILE}
fi
noted=$code
directory=$PWD
while [ ! -f "$code" ] && [ -n "$directory" ]; do
  code=$directory/node_modules/cdktf-lvs/dist/provider.cjs
  directory=\${directory%/*}
done
if [ ! -f "$code" ]; then
  echo "cdktf-lvs: the provider's code is missing (\${noted:-no note of synth in $PWD}). Install the project's packages (npm ci), then run cdktf again."
  exit 1
fi
if [ ! -x "$node" ]; then
  node=$(command -v node) || {
    echo "cdktf-lvs: the provider needs Node.js 20.9 or later, and there is no node on the PATH."
    exit 1
  }
fi
exec "$node" "$code"
`;

/** Terraform's `h1:` hash of a package directory that holds the launcher alone (golang.org/x/mod/sumdb/dirhash, Hash1). */
export const LAUNCHER_HASH = h1(FILE_NAME, LAUNCHER);

function h1(name: string, content: string): string {
  const line = `${createHash("sha256").update(content).digest("hex")}  ${name}\n`;
  return `h1:${createHash("sha256").update(line).digest("base64")}`;
}

/** Puts the launcher where Terraform looks for providers by itself, and the note that leads it to this very package. */
export function leaveLauncher(directory: string, code: string): void {
  for (const platform of PLATFORMS) {
    const path = join(directory, "terraform.d", "plugins", LVS_PROVIDER_ADDRESS, LVS_PROVIDER_VERSION, platform, FILE_NAME);
    writeIfChanged(path, LAUNCHER, 0o755);
  }
  writeIfChanged(join(directory, LOCATION_FILE), `${code}\n${process.execPath}\n`, 0o644);
}

/** The bundled provider of the package that this code belongs to, be it here in the sources or built into one file. */
export function providerCode(): string {
  return join(packageAbove(__dirname), "dist", "provider.cjs");
}

function packageAbove(directory: string): string {
  return existsSync(join(directory, "package.json")) ? directory : packageAbove(dirname(directory));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The root of this package, two levels above in the sources and when built. */
export const PACKAGE = join(__dirname, "..", "..");

/** What of this package's package.json is read here. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** This package's own package.json. */
export function ownPackage(): PackageJson {
  return JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as PackageJson;
}

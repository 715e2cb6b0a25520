import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where images are kept between labs: `$XDG_CACHE_HOME/cdktf-lvs/lab`. May be deleted whenever no lab is up. */
export function cacheDirectory(environment: Environment = process.env): string {
  return join(baseDirectory(environment, "XDG_CACHE_HOME", ".cache"), "cdktf-lvs", "lab");
}

/** Where labs live: `$XDG_STATE_HOME/cdktf-lvs/labs`, one directory each. */
export function labsDirectory(environment: Environment = process.env): string {
  return join(baseDirectory(environment, "XDG_STATE_HOME", ".local/state"), "cdktf-lvs", "labs");
}

/** The directory of one lab. */
export function labDirectory(name: string, environment: Environment = process.env): string {
  return join(labsDirectory(environment), name);
}

/** Scripts and units that go into the image, as files beside this one (the build copies them). */
export const imageSources = join(__dirname, "image");

// The XDG specification: an empty or relative value counts as unset.
function baseDirectory(environment: Environment, variable: string, fallback: string): string {
  const value = environment[variable];
  return value !== undefined && value.startsWith("/") ? value : join(environment["HOME"] ?? homedir(), fallback);
}

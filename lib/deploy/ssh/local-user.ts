import { homedir, hostname, userInfo } from "node:os";

/** Who runs this process, as far as OpenSSH's files and tokens ask. */
export interface LocalUser {
  readonly name: string;
  /** `$HOME`, else the password database's: what every other tool of the same run takes for home. */
  readonly home: string;
  readonly uid: number;
  /** As uname(1) -n says it. */
  readonly hostName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The user of this process. */
export function localUser(): LocalUser {
  const { username, uid } = whoAmI();
  return { name: username, home: homedir(), uid, hostName: hostname(), environment: process.env };
}

// userInfo() throws for a uid without an entry in the password database, as containers have them.
function whoAmI(): { username: string; uid: number } {
  try {
    return userInfo();
  } catch {
    return { username: process.env["USER"] ?? "unknown", uid: process.getuid?.() ?? -1 };
  }
}

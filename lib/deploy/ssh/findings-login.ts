import { type Finding } from "../../diagnostics";
import { sshError, type Subject } from "./findings";

// LVS230-239: who we are. None of these is ever tried again by itself: repeated failures get addresses banned.

/** LVS230 */
export function loginRefused(about: Subject, user: string, detail: { tried: readonly string[]; skipped: readonly string[]; reason: string }): Finding {
  const tried = detail.tried.length > 0 ? `tried were ${detail.tried.join(", ")}` : "no key could be tried";
  const skipped = detail.skipped.length > 0 ? `; left out were ${detail.skipped.join(", ")}` : "";
  return sshError("LVS230", about, {
    summary: `the server doesn't let ${user} in (${detail.reason}): ${tried}${skipped}`,
    remedy: `Put one of these keys into ~${user}/.ssh/authorized_keys on the host, or name another user or identity file`,
  });
}

/** LVS231 */
export function keyEncrypted(about: Subject, file: string): Finding {
  return sshError("LVS231", about, { summary: `the private key ${file} is encrypted, and no ssh-agent holds it`, value: file, remedy: `Run ssh-add ${file} first: nothing here ever asks for a passphrase` });
}

/** LVS232 */
export function noIdentities(about: Subject, looked: readonly string[]): Finding {
  return sshError("LVS232", about, {
    summary: `there is no key to log in with: no ssh-agent, and none of ${looked.join(", ") || "no identity file"} can be used`,
    remedy: "Start an ssh-agent and ssh-add a key, or name an identity file",
  });
}

/** LVS233, a warning where another key may do */
export function agentSilent(about: Subject, socket: string, reason: string): Finding {
  return sshError("LVS233", about, { summary: `the ssh-agent at ${socket} doesn't answer (${reason})`, value: socket, remedy: "Start the agent again (eval $(ssh-agent)), or unset SSH_AUTH_SOCK" });
}

/** LVS234 */
export function identityUnusable(about: Subject, file: string, reason: string): Finding {
  return sshError("LVS234", about, { summary: `the private key ${file} can't be used: ${reason}`, value: file, remedy: "Correct the path, the file's rights (chmod 600) or its format (ssh-keygen -p rewrites it)" });
}

/** LVS235 */
export function tooManyKeys(about: Subject, user: string, tried: readonly string[]): Finding {
  return sshError("LVS235", about, {
    summary: `the server gave up on ${user} after too many keys (its MaxAuthTries): tried were ${tried.join(", ")}`,
    remedy: "Name the right key as IdentityFile and set IdentitiesOnly yes",
  });
}

// LVS240-249: becoming root on the host.

/** LVS240 */
export function sudoWantsPassword(about: Subject, user: string): Finding {
  return sshError("LVS240", about, { summary: `sudo wants a password from ${user}, and none is ever sent`, remedy: sudoersLine(user) });
}

/** LVS241 */
export function sudoWantsTerminal(about: Subject, user: string): Finding {
  return sshError("LVS241", about, { summary: `sudo lets ${user} in only from a terminal (requiretty)`, remedy: `Add "Defaults:${user} !requiretty" to the host's sudoers (visudo)` });
}

/** LVS242 */
export function sudoMissing(about: Subject, user: string): Finding {
  return sshError("LVS242", about, { summary: `${user} isn't root, and the host has no sudo`, remedy: "Install sudo on the host, or log in as root" });
}

/** LVS243 */
export function sudoForbidden(about: Subject, user: string, said: string): Finding {
  return sshError("LVS243", about, { summary: `sudo doesn't let ${user} run /bin/sh as root`, value: said, remedy: sudoersLine(user) });
}

/** LVS244 */
export function shellUnusable(about: Subject, user: string, said: string): Finding {
  return sshError("LVS244", about, {
    summary: `the login of ${user} doesn't run commands: ${said}`,
    remedy: "Give the user a login shell, and no ForceCommand or restricted shell",
  });
}

/** LVS245 */
export function sudoFailed(about: Subject, user: string, said: string): Finding {
  return sshError("LVS245", about, { summary: `sudo failed for ${user}`, value: said, remedy: `Make "sudo -n /bin/sh -c id" work for ${user} on the host` });
}

function sudoersLine(user: string): string {
  return `Add "${user} ALL=(root) NOPASSWD: /bin/sh" to the host's sudoers (visudo -f /etc/sudoers.d/lvs), or log in as root`;
}

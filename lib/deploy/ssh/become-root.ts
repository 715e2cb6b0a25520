import { type Client } from "ssh2";
import { type Finding } from "../../diagnostics";
import { runCommand } from "./command-run";
import { type Subject } from "./findings";
import { shellUnusable, sudoFailed, sudoForbidden, sudoMissing, sudoWantsPassword, sudoWantsTerminal } from "./findings-login";

/** Whether commands need `sudo -n`, or why they can't be run as root. */
export type RootAccess = { readonly kind: "root" | "sudo" } | { readonly kind: "none"; readonly finding: Finding };

/** Longer than a host needs to say who we are, shorter than anybody's patience. */
const ANSWER_MS = 15_000;

const NO_SUDO = "no sudo";

// The same way in which every later command is started: what is allowed here is allowed there.
const PROBE = `if [ "$(id -u)" = 0 ]; then echo root; exit 0; fi
command -v sudo >/dev/null || { echo '${NO_SUDO}'; exit 1; }
exec sudo -n /bin/sh -c 'id -u' </dev/null`;

/** Asks the host once, before anything is changed, how we become root there. */
export async function findRootAccess(client: Client, about: Subject, user: string): Promise<RootAccess> {
  const { outcome } = await runCommand(client, { script: PROBE, timeoutMs: ANSWER_MS }, { elevate: false });
  const said = `${outcome.stdout}${outcome.stderr}`.trim();
  if (outcome.kind === "unknown") return { kind: "none", finding: shellUnusable(about, user, said === "" ? outcome.reason : `${outcome.reason}: ${said}`) };
  if (outcome.code === 0 && outcome.stdout.trim() === "root") return { kind: "root" };
  if (outcome.code === 0 && outcome.stdout.trim() === "0") return { kind: "sudo" };
  return { kind: "none", finding: refusal(about, user, said) };
}

function refusal(about: Subject, user: string, said: string): Finding {
  if (said === NO_SUDO) return sudoMissing(about, user);
  if (/password is required/i.test(said)) return sudoWantsPassword(about, user);
  if (/must have a tty|terminal is required/i.test(said)) return sudoWantsTerminal(about, user);
  if (/not allowed|not in the sudoers|may not run sudo/i.test(said)) return sudoForbidden(about, user, said);
  return sudoFailed(about, user, said);
}

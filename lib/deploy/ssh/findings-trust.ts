import { type Finding } from "../../diagnostics";
import { sshError, type Subject } from "./findings";
import { type HostKeyVerdict, type OfferedKey } from "./host-key";
import { knownHostsName, type KnownKey } from "./known-hosts";
import { type Target } from "./target";
import { fingerprint } from "./host-key";

// LVS220-229: who the server is. Every one of these comes before anything about us has been sent.

/** LVS220 */
export function unknownHostKey(about: Subject, target: Target, offered: OfferedKey): Finding {
  const others = target.identity.keys.filter((key) => key.marker === undefined);
  const onFile = others.length === 0 ? "no key of that name is on file" : `on file are ${listKeys(others)}`;
  return sshError("LVS220", about, {
    summary: `the server of ${target.identity.name} shows ${said(offered)}, which is not known: ${onFile} (looked in ${target.knownHostsFiles.join(", ")})`,
    value: offered.fingerprint,
    remedy: `Compare the fingerprint with what the host's own console says (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub); if it is the same, ${learn(target)}`,
  });
}

/** LVS221 */
export function changedHostKey(about: Subject, target: Target, verdict: { offered: OfferedKey; onFile: readonly KnownKey[] }): Finding {
  const files = [...new Set(verdict.onFile.map((key) => key.file))];
  const forget = files.map((file) => `ssh-keygen -R '${target.identity.name}' -f ${file}`).join(" && ");
  return sshError("LVS221", about, {
    summary: `the server of ${target.identity.name} shows ${said(verdict.offered)}, but on file is ${listKeys(verdict.onFile)}: the host was installed anew, or somebody stands in between`,
    value: verdict.offered.fingerprint,
    remedy: `Only if you know why the key changed: ${forget}; then ${learn(target)}`,
  });
}

/** LVS222 */
export function revokedHostKey(about: Subject, target: Target, verdict: { offered: OfferedKey; onFile: readonly KnownKey[] }): Finding {
  return sshError("LVS222", about, {
    summary: `the server of ${target.identity.name} shows ${said(verdict.offered)}, which ${verdict.onFile.map((key) => key.where).join(", ")} marks as revoked`,
    value: verdict.offered.fingerprint,
    remedy: "Give the host a new key (rm its ssh_host_*_key files, ssh-keygen -A); a revoked key may be in somebody else's hands",
  });
}

/** LVS223 */
export function pinMismatch(about: Subject, target: Target, offered: readonly OfferedKey[]): Finding {
  return sshError("LVS223", about, {
    summary: `the server of ${target.identity.name} shows ${offered.map(said).join(" and ")}, but hostKeys accepts only ${(target.identity.pinned ?? []).join(", ")}`,
    value: offered[0]?.fingerprint,
    remedy: "If you know why the key changed, add the new fingerprint to hostKeys; keep the old one until every host has the new key",
  });
}

/** LVS224 */
export function onlyAuthority(about: Subject, target: Target, offered: OfferedKey): Finding {
  return sshError("LVS224", about, {
    summary: `for ${target.identity.name} known_hosts holds only a @cert-authority, and host certificates can't be checked here`,
    value: offered.fingerprint,
    remedy: `Put the host's plain key beside it (the server shows ${said(offered)}), or pin it with hostKeys: ${learn(target)}`,
  });
}

/** LVS225 */
export function badPin(about: Subject, pin: string): Finding {
  return sshError("LVS225", about, { summary: "hostKeys holds something that isn't a fingerprint", value: pin, remedy: "Write it as ssh-keygen -lf prints it: SHA256: and 43 characters" });
}

/** The finding for a verdict that refuses. */
export function refusalFinding(about: Subject, target: Target, verdict: Exclude<HostKeyVerdict, { kind: "accepted" }>): Finding {
  switch (verdict.kind) {
    case "unknown":
      return unknownHostKey(about, target, verdict.offered);
    case "changed":
      return changedHostKey(about, target, verdict);
    case "revoked":
      return revokedHostKey(about, target, verdict);
    case "pin-mismatch":
      return pinMismatch(about, target, [verdict.offered]);
    case "only-authority":
      return onlyAuthority(about, target, verdict.offered);
  }
}

function said(offered: OfferedKey): string {
  return `the ${offered.type} key ${offered.fingerprint}`;
}

function listKeys(keys: readonly KnownKey[]): string {
  return keys.map((key) => `${key.type} ${fingerprint(key.blob)} (${key.where})`).join(", ");
}

// ssh-keyscan neither goes through other machines nor writes an alias; then ssh itself has to ask once.
function learn(target: Target): string {
  const file = target.knownHostsFiles[0] ?? "~/.ssh/known_hosts";
  const plain = target.route.kind === "direct" && !target.aliased;
  if (!plain) return `run once by hand: ssh -o StrictHostKeyChecking=ask -p ${target.port} ${target.user}@${target.host}`;
  const port = target.port === 22 ? "" : ` -p ${target.port}`;
  return `ssh-keyscan${port} ${target.hostName} >> ${file} (it is then known as ${knownHostsName(target.hostName, target.port)})`;
}

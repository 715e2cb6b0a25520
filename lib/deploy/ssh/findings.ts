import { type Finding } from "../../diagnostics";

// The catalogue of everything SSH can have to say, LVS200 to LVS249. A code is for ever: never reuse one.
//   200-209  what the SSH configuration says      220-229  who the server is (host keys)
//   210-219  reaching the server                  230-239  who we are (authentication)
//   240-249  becoming root on the host

/** What every one of them needs: the host as the user wrote it, and the hop it is about when that is another machine. */
export interface Subject {
  readonly host: string;
  /** Absent for the host itself. */
  readonly hop?: string;
}

export function sshError(code: string, about: Subject, text: { summary: string; remedy: string; value?: unknown }): Finding {
  const place = about.hop === undefined || about.hop === about.host ? [about.host] : [about.host, "jump", about.hop];
  return { code, severity: "error", place, ...text };
}

/** LVS200 */
export function configUnreadable(about: Subject, file: string, reason: string): Finding {
  return sshError("LVS200", about, {
    summary: `the SSH configuration file ${file} can't be read (${reason})`,
    remedy: "Make the file readable for the user who runs this, or take it out of the settings",
  });
}

/** LVS201 */
export function configBroken(about: Subject, where: string, problem: string): Finding {
  return sshError("LVS201", about, { summary: `${where} is not valid SSH configuration: ${problem}`, remedy: `Correct that line; "ssh -G ${about.host}" shows how OpenSSH reads it` });
}

/** LVS202, a warning */
export function matchExecIgnored(about: Subject, where: string): Finding {
  return {
    ...sshError("LVS202", about, {
      summary: `${where} asks "Match exec", which is never run here, so the lines below it are taken as not matching`,
      remedy: "Put what this host needs under a Host line or another Match criterion",
    }),
    severity: "warning",
  };
}

/** LVS203 */
export function badConfigValue(about: Subject, option: string, detail: { value: string; reason: string }): Finding {
  return sshError("LVS203", about, { summary: `${option} of the SSH configuration can't be used: ${detail.reason}`, value: detail.value, remedy: `Correct ${option}; see ssh_config(5)` });
}

/** LVS204 */
export function endlessJumps(about: Subject, chain: readonly string[]): Finding {
  return sshError("LVS204", about, {
    summary: `the jump hosts lead through more than ${chain.length - 1} machines: ${chain.join(" -> ")}`,
    remedy: 'Take the jump host out of its own ProxyJump, e.g. with "Host * !bastion" or "ProxyJump none" under "Host bastion"',
  });
}

/** LVS205 */
export function badName(about: Subject, what: "host" | "user", value: string): Finding {
  return sshError("LVS205", about, { summary: `this can't be the name of a ${what}: it would be read as an option, or as commands by a ProxyCommand's shell`, value, remedy: `Correct the ${what}'s name` });
}

/** LVS206, a warning */
export function revocationsUnread(about: Subject): Finding {
  return {
    ...sshError("LVS206", about, {
      summary: "the SSH configuration names RevokedHostKeys, and revocation lists are not read here",
      remedy: "Mark a revoked key with @revoked in known_hosts, or pin the good ones with hostKeys",
    }),
    severity: "warning",
  };
}

/** LVS210 */
export function nameNotFound(about: Subject, hostName: string, reason: string): Finding {
  return sshError("LVS210", about, { summary: `the name ${hostName} has no address (${reason})`, remedy: "Correct the name, or give its address as HostName in ~/.ssh/config" });
}

/** LVS211 */
export function refused(about: Subject, endpoint: string): Finding {
  return sshError("LVS211", about, { summary: `${endpoint} refuses connections: nothing listens there, or a packet filter rejects`, remedy: "Start the host's SSH server, or correct the port" });
}

/** LVS212 */
export function noAnswer(about: Subject, endpoint: string, seconds: number): Finding {
  return sshError("LVS212", about, {
    summary: `${endpoint} didn't answer within ${seconds} s: the host is down, or a packet filter drops`,
    remedy: "Bring the host or the way to it up; on slow links raise the connect timeout",
  });
}

/** LVS213 */
export function unreachable(about: Subject, endpoint: string, reason: string): Finding {
  return sshError("LVS213", about, { summary: `there is no way to ${endpoint} (${reason})`, remedy: "Correct the address or the route to it" });
}

/** LVS214 */
export function notSsh(about: Subject, endpoint: string, reason: string): Finding {
  return sshError("LVS214", about, {
    summary: `${endpoint} accepted the connection but never began to speak SSH (${reason})`,
    remedy: "See the server's log; MaxStartups, a full host or another service on that port do this",
  });
}

/** LVS215 */
export function proxyCommandFailed(about: Subject, command: string, reason: string): Finding {
  return sshError("LVS215", about, { summary: `the ProxyCommand gave no connection: ${reason}`, value: command, remedy: "Run that command by hand: it must pass bytes to and from the host's SSH port" });
}

/** LVS216 */
export function jumpRefused(about: Subject, endpoint: string, reason: string): Finding {
  return sshError("LVS216", about, {
    summary: `the jump host can't open a connection to ${endpoint} (${reason})`,
    remedy: "Allow it there (AllowTcpForwarding, PermitOpen), or bring the host behind it up",
  });
}

/** LVS217 */
export function noCommonAlgorithm(about: Subject, endpoint: string, reason: string): Finding {
  return sshError("LVS217", about, { summary: `${endpoint} and we have no algorithm in common (${reason})`, remedy: "Let the server offer a current algorithm, e.g. an Ed25519 host key (ssh-keygen -A)" });
}

/** LVS218 */
export function handshakeFailed(about: Subject, endpoint: string, reason: string): Finding {
  return sshError("LVS218", about, { summary: `the SSH handshake with ${endpoint} failed (${reason})`, remedy: `See the server's log, and try "ssh -v ${about.hop ?? about.host}"` });
}

/** LVS219 */
export function aborted(about: Subject): Finding {
  return sshError("LVS219", about, { summary: "connecting was called off", remedy: "Run it again when it wasn't meant to stop" });
}

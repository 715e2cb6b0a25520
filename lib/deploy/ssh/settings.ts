/** How to log in. Everything is optional; what is absent comes from `~/.ssh/config`, then from OpenSSH's defaults. */
export interface SshSettings {
  /** Login name for hosts that don't say their own. @default the SSH config's User, else the local user's name */
  readonly user?: string;
  /** TCP port for hosts that don't say their own. @default the SSH config's Port, else 22 */
  readonly port?: number;
  /** Private keys, tried before those of the SSH config; each must exist. @default the SSH config's IdentityFile, else id_ed25519, id_ecdsa and id_rsa in `~/.ssh` */
  readonly identityFiles?: readonly string[];
  /** Socket of an ssh-agent; `none` asks no agent. @default the SSH config's IdentityAgent, else `$SSH_AUTH_SOCK` */
  readonly agentSocket?: string;
  /** The one SSH config to read. @default `~/.ssh/config`, then `/etc/ssh/ssh_config` */
  readonly configFile?: string;
  /** Where host keys are looked up. @default the SSH config's UserKnownHostsFile and GlobalKnownHostsFile, else `~/.ssh/known_hosts`, `~/.ssh/known_hosts2` and `/etc/ssh/ssh_known_hosts` */
  readonly knownHostsFiles?: readonly string[];
  /**
   * Accepted host keys by host (as written, or its HostName, or its HostKeyAlias): fingerprints as `ssh-keygen -l` prints
   * them, `SHA256:…`. Several may be given, for the time of a rotation. For a host with at least one,
   * known_hosts is not asked. @default known_hosts decides
   */
  readonly hostKeys?: Readonly<Record<string, readonly string[]>>;
  /** Become root through `sudo -n` when the login isn't root. @default true */
  readonly sudo?: boolean;
  /** The login on every host that may only look there (`cdktf-lvs look-login`): nothing else is ever asked of a host. @default none: hosts are logged in to by whoever may change them */
  readonly lookOnly?: string;
  /** For the TCP connection, and again for handshake and login, of each hop; milliseconds. @default the SSH config's ConnectTimeout, else 10,000 */
  readonly connectTimeoutMs?: number;
  /** Milliseconds between signs of life that are asked for; a connection silent for three of them is given up. @default the SSH config's ServerAliveInterval when it is shorter than 5,000, else 5,000 */
  readonly keepaliveIntervalMs?: number;
  /** How often more a host is tried that refuses, is silent or drops us before SSH begins; a login that fails is never tried again. @default 2; 9 of a server that hangs up at once, as sshd does while too many others log in */
  readonly connectRetries?: number;
}

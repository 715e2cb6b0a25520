import { type Attributes, type Schema } from "../server";

const sshAttributes: Attributes = {
  user: { type: "string", optional: true, description: "Login for hosts that name none; default: the SSH configuration's User, else the local user. Needs root or `sudo -n`." },
  port: { type: "number", optional: true, description: "Port for hosts that name none; default: the SSH configuration's Port, else 22." },
  identity_files: { type: { list: "string" }, optional: true, description: "Private key files, tried after the agent; default: the SSH configuration's IdentityFile, else ~/.ssh/id_ed25519, id_ecdsa, id_rsa." },
  agent_socket: { type: "string", optional: true, description: "Socket of the authentication agent; default: the SSH configuration's IdentityAgent, else $SSH_AUTH_SOCK." },
  config_file: { type: "string", optional: true, description: "SSH configuration to read; default: ~/.ssh/config, then /etc/ssh/ssh_config." },
  known_hosts_files: { type: { list: "string" }, optional: true, description: "Files with known host keys; default: the SSH configuration's, else ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts. An unknown key is refused." },
  host_keys: { type: { map: { list: "string" } }, optional: true, description: "Accepted host keys as SHA256: fingerprints, by host as written in the cluster; for such a host known_hosts is not asked." },
  connect_timeout_ms: { type: "number", optional: true, description: "Time to connect to one host, in milliseconds; default 10000." },
};

/** Schema of the provider `lvs`. */
export const PROVIDER_SCHEMA: Schema = {
  version: 0,
  attributes: {
    ssh: { type: { nested: "single", attributes: sshAttributes }, optional: true, description: "How to log in to routers and real servers." },
  },
  description: "Linux Virtual Server sites on bare-metal routers, over SSH.",
};

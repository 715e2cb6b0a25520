import { TerraformStack } from "cdktf";
import { type Construct } from "constructs";
import { type Duration } from "../net";
import { LvsProvider as GeneratedProvider } from "./generated/provider";
import { Site } from "./site";
import { leaveBeside } from "./synth";

/** How to log in to routers and real servers. Everything left out is as `ssh` itself would have it. */
export interface SshProps {
  /**
   * Login for hosts that name none; needs root or `sudo -n`.
   * @default the SSH configuration's User, else the local user
   */
  readonly user?: string;
  /**
   * Port for hosts that name none.
   * @default the SSH configuration's Port, else 22
   */
  readonly port?: number;
  /**
   * Private key files, tried after the agent.
   * @default the SSH configuration's IdentityFile, else ~/.ssh/id_ed25519, id_ecdsa and id_rsa
   */
  readonly identityFiles?: readonly string[];
  /**
   * Socket of the authentication agent.
   * @default the SSH configuration's IdentityAgent, else $SSH_AUTH_SOCK
   */
  readonly agentSocket?: string;
  /**
   * SSH configuration to read (ssh_config(5)).
   * @default ~/.ssh/config, then /etc/ssh/ssh_config
   */
  readonly configFile?: string;
  /**
   * Files with known host keys (sshd(8)). A host with an unknown key is refused before anything is sent.
   * @default the SSH configuration's, else ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts
   */
  readonly knownHostsFiles?: readonly string[];
  /**
   * Accepted host keys as `SHA256:` fingerprints, by host as written in the cluster; for such a host known_hosts is not asked.
   * @default none
   */
  readonly hostKeys?: Readonly<Record<string, readonly string[]>>;
  /**
   * Time to connect to one host.
   * @default Duration.seconds(10)
   */
  readonly connectTimeout?: Duration;
}

/** What the provider may be told. */
export interface LvsProviderProps {
  /**
   * How to log in to routers and real servers.
   * @default as ssh itself: known_hosts, agent and ~/.ssh/config are honoured
   */
  readonly ssh?: SshProps;
  /**
   * Name of this provider, where a stack has several (Terraform's `alias`).
   * @default none
   */
  readonly alias?: string;
  /**
   * Whether synth leaves the bundles of the stack's clusters for review, under `cdktf.out/stacks/<stack>/bundles`.
   * @default true
   */
  readonly writeBundles?: boolean;
}

/**
 * The provider `lvs`: needed once in each stack that has a cluster. It travels in this package; synth leaves all that Terraform needs to find it.
 *
 * @example
 * new LvsProvider(this, "lvs", { ssh: { user: "ops" } });
 */
export class LvsProvider extends GeneratedProvider {
  constructor(scope: Construct, id: string, props: LvsProviderProps = {}) {
    const { connectTimeout, identityFiles, knownHostsFiles, hostKeys, ...ssh } = props.ssh ?? {};
    super(scope, id, {
      alias: props.alias,
      ssh: props.ssh && {
        ...ssh,
        identityFiles: identityFiles && [...identityFiles],
        knownHostsFiles: knownHostsFiles && [...knownHostsFiles],
        hostKeys: hostKeys && Object.fromEntries(Object.entries(hostKeys).map(([host, keys]) => [host, [...keys]])),
        connectTimeoutMs: connectTimeout?.toMillis(),
      },
    });
    leaveOnce(TerraformStack.of(this), props);
  }
}

/** By stack: whether bundles are wanted. One provider that wants none is enough, since bundles of half the clusters would be taken for all. */
const wishes = new WeakMap<TerraformStack, { writeBundles: boolean }>();

function leaveOnce(stack: TerraformStack, { writeBundles = true }: LvsProviderProps): void {
  const earlier = wishes.get(stack);
  if (earlier !== undefined) {
    earlier.writeBundles &&= writeBundles;
    return;
  }
  const wish = { writeBundles };
  wishes.set(stack, wish);
  leaveBeside(stack, { bundles: () => (wish.writeBundles ? Site.of(stack).reviewable(stack) : undefined) });
}

/** @module L1 bindings, generated from the provider's own schema by `npm run generate`; nothing written by hand: edit the model or the schema. */

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface LvsProviderConfig {
  /**
  * How to log in to routers and real servers.
  */
  readonly ssh?: LvsProviderSsh;
  /**
  * Alias name
  */
  readonly alias?: string;
}
export interface LvsProviderSsh {
  /**
  * Login for hosts that name none; default: the SSH configuration's User, else the local user. Needs root or `sudo -n`.
  */
  readonly user?: string;
  /**
  * Port for hosts that name none; default: the SSH configuration's Port, else 22.
  */
  readonly port?: number;
  /**
  * Private key files, tried after the agent; default: the SSH configuration's IdentityFile, else ~/.ssh/id_ed25519, id_ecdsa, id_rsa.
  */
  readonly identityFiles?: string[];
  /**
  * Socket of the authentication agent; default: the SSH configuration's IdentityAgent, else $SSH_AUTH_SOCK.
  */
  readonly agentSocket?: string;
  /**
  * SSH configuration to read; default: ~/.ssh/config, then /etc/ssh/ssh_config.
  */
  readonly configFile?: string;
  /**
  * Files with known host keys; default: the SSH configuration's, else ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts. An unknown key is refused.
  */
  readonly knownHostsFiles?: string[];
  /**
  * Accepted host keys as SHA256: fingerprints, by host as written in the cluster; for such a host known_hosts is not asked.
  */
  readonly hostKeys?: { [key: string]: string[] } | cdktf.IResolvable;
  /**
  * Time to connect to one host, in milliseconds; default 10000.
  */
  readonly connectTimeoutMs?: number;
}

export function lvsProviderSshToTerraform(struct?: LvsProviderSsh | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    user: cdktf.stringToTerraform(struct!.user),
    port: cdktf.numberToTerraform(struct!.port),
    identity_files: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.identityFiles),
    agent_socket: cdktf.stringToTerraform(struct!.agentSocket),
    config_file: cdktf.stringToTerraform(struct!.configFile),
    known_hosts_files: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.knownHostsFiles),
    host_keys: cdktf.hashMapper(cdktf.listMapper(cdktf.stringToTerraform, false))(struct!.hostKeys),
    connect_timeout_ms: cdktf.numberToTerraform(struct!.connectTimeoutMs),
  }
}


export function lvsProviderSshToHclTerraform(struct?: LvsProviderSsh | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    user: {
      value: cdktf.stringToHclTerraform(struct!.user),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    port: {
      value: cdktf.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    identity_files: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.identityFiles),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    agent_socket: {
      value: cdktf.stringToHclTerraform(struct!.agentSocket),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    config_file: {
      value: cdktf.stringToHclTerraform(struct!.configFile),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    known_hosts_files: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.knownHostsFiles),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    host_keys: {
      value: cdktf.hashMapperHcl(cdktf.listMapperHcl(cdktf.stringToHclTerraform, false))(struct!.hostKeys),
      isBlock: false,
      type: "map",
      storageClassType: "stringListMap",
    },
    connect_timeout_ms: {
      value: cdktf.numberToHclTerraform(struct!.connectTimeoutMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}


/**
* Represents a lvs
*/
export class LvsProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lvs";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a LvsProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the LvsProvider to import
  * @param importFromId The id of the existing LvsProvider that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the LvsProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "lvs", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new lvs Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options LvsProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: LvsProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'lvs',
      terraformGeneratorMetadata: {
        providerName: 'lvs',
        providerVersion: '1.0.0'
      },
      terraformProviderSource: 'terraform.local/cdktf-lvs/lvs'
    });
    this._ssh = config.ssh;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // ssh - computed: false, optional: true, required: false
  private _ssh?: LvsProviderSsh; 
  public get ssh() {
    return this._ssh;
  }
  public set ssh(value: LvsProviderSsh | undefined) {
    this._ssh = value;
  }
  public resetSsh() {
    this._ssh = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshInput() {
    return this._ssh;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public override get alias() {
    return this._alias;
  }
  public override set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      ssh: lvsProviderSshToTerraform(this._ssh),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      ssh: {
        value: lvsProviderSshToHclTerraform(this._ssh),
        isBlock: true,
        type: "struct",
        storageClassType: "LvsProviderSsh",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

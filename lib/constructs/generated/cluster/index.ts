/** @module L1 bindings, generated from the provider's own schema by `npm run generate`; nothing written by hand: edit the model or the schema. */

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ClusterConfig extends cdktf.TerraformMetaArguments {
  /**
  * Name of the cluster: 1 to 32 lower-case letters, digits and dashes; names files and units on the hosts.
  */
  readonly name: string;
  /**
  * Routers that share one heartbeat: one, two or more.
  */
  readonly routers: { [key: string]: ClusterRouters } | cdktf.IResolvable;
  /**
  * How the routers hear of each other.
  */
  readonly heartbeat: ClusterHeartbeat;
  /**
  * How requests reach the real servers.
  */
  readonly routing: ClusterRouting;
  /**
  * Floating addresses, by name.
  */
  readonly vips: { [key: string]: ClusterVips } | cdktf.IResolvable;
  /**
  * Pools of real servers, by name.
  */
  readonly pools: { [key: string]: ClusterPools } | cdktf.IResolvable;
  /**
  * Virtual servers, by name.
  */
  readonly virtualServers: { [key: string]: ClusterVirtualServers } | cdktf.IResolvable;
  /**
  * Whether missing packages may be installed with the host's own package manager; default false: they are named in the error.
  */
  readonly installPackages?: boolean | cdktf.IResolvable;
  /**
  * Codes of warnings that were read and accepted.
  */
  readonly silence?: string[];
  /**
  * Whether a plan that deletes the cluster is refused; default true. Set it to false and apply before removing the cluster.
  */
  readonly deletionProtection?: boolean | cdktf.IResolvable;
}
export interface ClusterRoutersPublic {
  /**
  * Interface's name on this router, such as eth0.
  */
  readonly interface: string;
  /**
  * The router's own, fixed address there with its prefix length, such as 192.0.2.2/24.
  */
  readonly address: string;
}

export function clusterRoutersPublicToTerraform(struct?: ClusterRoutersPublic | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    interface: cdktf.stringToTerraform(struct!.interface),
    address: cdktf.stringToTerraform(struct!.address),
  }
}


export function clusterRoutersPublicToHclTerraform(struct?: ClusterRoutersPublic | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    interface: {
      value: cdktf.stringToHclTerraform(struct!.interface),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    address: {
      value: cdktf.stringToHclTerraform(struct!.address),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterRoutersPublicOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterRoutersPublic | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._interface !== undefined) {
      hasAnyValues = true;
      internalValueResult.interface = this._interface;
    }
    if (this._address !== undefined) {
      hasAnyValues = true;
      internalValueResult.address = this._address;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterRoutersPublic | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._interface = undefined;
      this._address = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._interface = value.interface;
      this._address = value.address;
    }
  }

  // interface - computed: false, optional: false, required: true
  private _interface?: string; 
  public get interface() {
    return this.getStringAttribute('interface');
  }
  public set interface(value: string) {
    this._interface = value;
  }
  // Temporarily expose input value. Use with caution.
  public get interfaceInput() {
    return this._interface;
  }

  // address - computed: false, optional: false, required: true
  private _address?: string; 
  public get address() {
    return this.getStringAttribute('address');
  }
  public set address(value: string) {
    this._address = value;
  }
  // Temporarily expose input value. Use with caution.
  public get addressInput() {
    return this._address;
  }
}
export interface ClusterRoutersPrivate {
  /**
  * Interface's name on this router, such as eth0.
  */
  readonly interface: string;
  /**
  * The router's own, fixed address there with its prefix length, such as 192.0.2.2/24.
  */
  readonly address: string;
}

export function clusterRoutersPrivateToTerraform(struct?: ClusterRoutersPrivate | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    interface: cdktf.stringToTerraform(struct!.interface),
    address: cdktf.stringToTerraform(struct!.address),
  }
}


export function clusterRoutersPrivateToHclTerraform(struct?: ClusterRoutersPrivate | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    interface: {
      value: cdktf.stringToHclTerraform(struct!.interface),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    address: {
      value: cdktf.stringToHclTerraform(struct!.address),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterRoutersPrivateOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterRoutersPrivate | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._interface !== undefined) {
      hasAnyValues = true;
      internalValueResult.interface = this._interface;
    }
    if (this._address !== undefined) {
      hasAnyValues = true;
      internalValueResult.address = this._address;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterRoutersPrivate | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._interface = undefined;
      this._address = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._interface = value.interface;
      this._address = value.address;
    }
  }

  // interface - computed: false, optional: false, required: true
  private _interface?: string; 
  public get interface() {
    return this.getStringAttribute('interface');
  }
  public set interface(value: string) {
    this._interface = value;
  }
  // Temporarily expose input value. Use with caution.
  public get interfaceInput() {
    return this._interface;
  }

  // address - computed: false, optional: false, required: true
  private _address?: string; 
  public get address() {
    return this.getStringAttribute('address');
  }
  public set address(value: string) {
    this._address = value;
  }
  // Temporarily expose input value. Use with caution.
  public get addressInput() {
    return this._address;
  }
}
export interface ClusterRouters {
  /**
  * What ssh is given; aliases of the SSH configuration work.
  */
  readonly host: string;
  /**
  * SSH port; default: the SSH configuration's, else 22.
  */
  readonly port?: number;
  /**
  * Login; default: the provider's, then the SSH configuration's.
  */
  readonly user?: string;
  /**
  * VRRP priority; the highest one alive becomes active when nobody is.
  */
  readonly priority: number;
  /**
  * Version of the keepalived package there, verified before anything is changed.
  */
  readonly keepalivedVersion?: string;
  /**
  * The side that clients come from.
  */
  readonly public: ClusterRoutersPublic;
  /**
  * The side of the real servers; left out when they are on the public network.
  */
  readonly private?: ClusterRoutersPrivate;
}

export function clusterRoutersToTerraform(struct?: ClusterRouters | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    host: cdktf.stringToTerraform(struct!.host),
    port: cdktf.numberToTerraform(struct!.port),
    user: cdktf.stringToTerraform(struct!.user),
    priority: cdktf.numberToTerraform(struct!.priority),
    keepalived_version: cdktf.stringToTerraform(struct!.keepalivedVersion),
    public: clusterRoutersPublicToTerraform(struct!.public),
    private: clusterRoutersPrivateToTerraform(struct!.private),
  }
}


export function clusterRoutersToHclTerraform(struct?: ClusterRouters | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    host: {
      value: cdktf.stringToHclTerraform(struct!.host),
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
    user: {
      value: cdktf.stringToHclTerraform(struct!.user),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    priority: {
      value: cdktf.numberToHclTerraform(struct!.priority),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    keepalived_version: {
      value: cdktf.stringToHclTerraform(struct!.keepalivedVersion),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    public: {
      value: clusterRoutersPublicToHclTerraform(struct!.public),
      isBlock: true,
      type: "struct",
      storageClassType: "ClusterRoutersPublic",
    },
    private: {
      value: clusterRoutersPrivateToHclTerraform(struct!.private),
      isBlock: true,
      type: "struct",
      storageClassType: "ClusterRoutersPrivate",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterRoutersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): ClusterRouters | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._host !== undefined) {
      hasAnyValues = true;
      internalValueResult.host = this._host;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._user !== undefined) {
      hasAnyValues = true;
      internalValueResult.user = this._user;
    }
    if (this._priority !== undefined) {
      hasAnyValues = true;
      internalValueResult.priority = this._priority;
    }
    if (this._keepalivedVersion !== undefined) {
      hasAnyValues = true;
      internalValueResult.keepalivedVersion = this._keepalivedVersion;
    }
    if (this._public?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.public = this._public?.internalValue;
    }
    if (this._private?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.private = this._private?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterRouters | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._host = undefined;
      this._port = undefined;
      this._user = undefined;
      this._priority = undefined;
      this._keepalivedVersion = undefined;
      this._public.internalValue = undefined;
      this._private.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._host = value.host;
      this._port = value.port;
      this._user = value.user;
      this._priority = value.priority;
      this._keepalivedVersion = value.keepalivedVersion;
      this._public.internalValue = value.public;
      this._private.internalValue = value.private;
    }
  }

  // host - computed: false, optional: false, required: true
  private _host?: string; 
  public get host() {
    return this.getStringAttribute('host');
  }
  public set host(value: string) {
    this._host = value;
  }
  // Temporarily expose input value. Use with caution.
  public get hostInput() {
    return this._host;
  }

  // port - computed: false, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // user - computed: false, optional: true, required: false
  private _user?: string; 
  public get user() {
    return this.getStringAttribute('user');
  }
  public set user(value: string) {
    this._user = value;
  }
  public resetUser() {
    this._user = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get userInput() {
    return this._user;
  }

  // priority - computed: false, optional: false, required: true
  private _priority?: number; 
  public get priority() {
    return this.getNumberAttribute('priority');
  }
  public set priority(value: number) {
    this._priority = value;
  }
  // Temporarily expose input value. Use with caution.
  public get priorityInput() {
    return this._priority;
  }

  // keepalived_version - computed: false, optional: true, required: false
  private _keepalivedVersion?: string; 
  public get keepalivedVersion() {
    return this.getStringAttribute('keepalived_version');
  }
  public set keepalivedVersion(value: string) {
    this._keepalivedVersion = value;
  }
  public resetKeepalivedVersion() {
    this._keepalivedVersion = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get keepalivedVersionInput() {
    return this._keepalivedVersion;
  }

  // public - computed: false, optional: false, required: true
  private _public = new ClusterRoutersPublicOutputReference(this, "public");
  public get public() {
    return this._public;
  }
  public putPublic(value: ClusterRoutersPublic) {
    this._public.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get publicInput() {
    return this._public.internalValue;
  }

  // private - computed: false, optional: true, required: false
  private _private = new ClusterRoutersPrivateOutputReference(this, "private");
  public get private() {
    return this._private;
  }
  public putPrivate(value: ClusterRoutersPrivate) {
    this._private.internalValue = value;
  }
  public resetPrivate() {
    this._private.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get privateInput() {
    return this._private.internalValue;
  }
}

export class ClusterRoutersMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ClusterRouters } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ClusterRoutersOutputReference {
    return new ClusterRoutersOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface ClusterHeartbeatSecondPath {
  /**
  * Addresses on the public side that always answer pings, such as the gateway's; default: the real servers there.
  */
  readonly publicReferences?: string[];
  /**
  * The same on the private side; default: the real servers there.
  */
  readonly privateReferences?: string[];
}

export function clusterHeartbeatSecondPathToTerraform(struct?: ClusterHeartbeatSecondPath | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    public_references: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.publicReferences),
    private_references: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.privateReferences),
  }
}


export function clusterHeartbeatSecondPathToHclTerraform(struct?: ClusterHeartbeatSecondPath | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    public_references: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.publicReferences),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    private_references: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.privateReferences),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterHeartbeatSecondPathOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterHeartbeatSecondPath | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._publicReferences !== undefined) {
      hasAnyValues = true;
      internalValueResult.publicReferences = this._publicReferences;
    }
    if (this._privateReferences !== undefined) {
      hasAnyValues = true;
      internalValueResult.privateReferences = this._privateReferences;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterHeartbeatSecondPath | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._publicReferences = undefined;
      this._privateReferences = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._publicReferences = value.publicReferences;
      this._privateReferences = value.privateReferences;
    }
  }

  // public_references - computed: false, optional: true, required: false
  private _publicReferences?: string[]; 
  public get publicReferences() {
    return this.getListAttribute('public_references');
  }
  public set publicReferences(value: string[]) {
    this._publicReferences = value;
  }
  public resetPublicReferences() {
    this._publicReferences = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get publicReferencesInput() {
    return this._publicReferences;
  }

  // private_references - computed: false, optional: true, required: false
  private _privateReferences?: string[]; 
  public get privateReferences() {
    return this.getListAttribute('private_references');
  }
  public set privateReferences(value: string[]) {
    this._privateReferences = value;
  }
  public resetPrivateReferences() {
    this._privateReferences = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get privateReferencesInput() {
    return this._privateReferences;
  }
}
export interface ClusterHeartbeat {
  /**
  * VRID: unique among all VRRP speakers of the segment.
  */
  readonly virtualRouterId: number;
  /**
  * Time between two adverts in milliseconds; default 1,000.
  */
  readonly advertIntervalMs?: number;
  /**
  * The leg the adverts travel on; default public.
  */
  readonly leg?: string;
  /**
  * How long a router that starts listens before it may take over, in milliseconds; default 0, then three adverts and the skew pass as always.
  */
  readonly startupDelayMs?: number;
  /**
  * Adverts on the other leg as well; default: none there.
  */
  readonly secondPath?: ClusterHeartbeatSecondPath;
}

export function clusterHeartbeatToTerraform(struct?: ClusterHeartbeat | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    virtual_router_id: cdktf.numberToTerraform(struct!.virtualRouterId),
    advert_interval_ms: cdktf.numberToTerraform(struct!.advertIntervalMs),
    leg: cdktf.stringToTerraform(struct!.leg),
    startup_delay_ms: cdktf.numberToTerraform(struct!.startupDelayMs),
    second_path: clusterHeartbeatSecondPathToTerraform(struct!.secondPath),
  }
}


export function clusterHeartbeatToHclTerraform(struct?: ClusterHeartbeat | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    virtual_router_id: {
      value: cdktf.numberToHclTerraform(struct!.virtualRouterId),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    advert_interval_ms: {
      value: cdktf.numberToHclTerraform(struct!.advertIntervalMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    leg: {
      value: cdktf.stringToHclTerraform(struct!.leg),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    startup_delay_ms: {
      value: cdktf.numberToHclTerraform(struct!.startupDelayMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    second_path: {
      value: clusterHeartbeatSecondPathToHclTerraform(struct!.secondPath),
      isBlock: true,
      type: "struct",
      storageClassType: "ClusterHeartbeatSecondPath",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterHeartbeatOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterHeartbeat | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._virtualRouterId !== undefined) {
      hasAnyValues = true;
      internalValueResult.virtualRouterId = this._virtualRouterId;
    }
    if (this._advertIntervalMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.advertIntervalMs = this._advertIntervalMs;
    }
    if (this._leg !== undefined) {
      hasAnyValues = true;
      internalValueResult.leg = this._leg;
    }
    if (this._startupDelayMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.startupDelayMs = this._startupDelayMs;
    }
    if (this._secondPath?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.secondPath = this._secondPath?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterHeartbeat | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._virtualRouterId = undefined;
      this._advertIntervalMs = undefined;
      this._leg = undefined;
      this._startupDelayMs = undefined;
      this._secondPath.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._virtualRouterId = value.virtualRouterId;
      this._advertIntervalMs = value.advertIntervalMs;
      this._leg = value.leg;
      this._startupDelayMs = value.startupDelayMs;
      this._secondPath.internalValue = value.secondPath;
    }
  }

  // virtual_router_id - computed: false, optional: false, required: true
  private _virtualRouterId?: number; 
  public get virtualRouterId() {
    return this.getNumberAttribute('virtual_router_id');
  }
  public set virtualRouterId(value: number) {
    this._virtualRouterId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get virtualRouterIdInput() {
    return this._virtualRouterId;
  }

  // advert_interval_ms - computed: false, optional: true, required: false
  private _advertIntervalMs?: number; 
  public get advertIntervalMs() {
    return this.getNumberAttribute('advert_interval_ms');
  }
  public set advertIntervalMs(value: number) {
    this._advertIntervalMs = value;
  }
  public resetAdvertIntervalMs() {
    this._advertIntervalMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get advertIntervalMsInput() {
    return this._advertIntervalMs;
  }

  // leg - computed: false, optional: true, required: false
  private _leg?: string; 
  public get leg() {
    return this.getStringAttribute('leg');
  }
  public set leg(value: string) {
    this._leg = value;
  }
  public resetLeg() {
    this._leg = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get legInput() {
    return this._leg;
  }

  // startup_delay_ms - computed: false, optional: true, required: false
  private _startupDelayMs?: number; 
  public get startupDelayMs() {
    return this.getNumberAttribute('startup_delay_ms');
  }
  public set startupDelayMs(value: number) {
    this._startupDelayMs = value;
  }
  public resetStartupDelayMs() {
    this._startupDelayMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get startupDelayMsInput() {
    return this._startupDelayMs;
  }

  // second_path - computed: false, optional: true, required: false
  private _secondPath = new ClusterHeartbeatSecondPathOutputReference(this, "second_path");
  public get secondPath() {
    return this._secondPath;
  }
  public putSecondPath(value: ClusterHeartbeatSecondPath) {
    this._secondPath.internalValue = value;
  }
  public resetSecondPath() {
    this._secondPath.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get secondPathInput() {
    return this._secondPath.internalValue;
  }
}
export interface ClusterRouting {
  /**
  * nat, direct or tunnel: one per cluster.
  */
  readonly method: string;
  /**
  * NAT router address with the private network's prefix length: the floating default route of the real servers. Only and always with nat.
  */
  readonly gateway?: string;
  /**
  * Label under which the NAT router address stands as an alias (`eth1:1`); default: none, a plain address on the private leg's interface.
  */
  readonly gatewayLabel?: string;
  /**
  * Name of the VIP that real servers have as their source address where they talk to others than their own network; default: their packets leave as they are. Only with nat; IPv4.
  */
  readonly outboundVip?: string;
  /**
  * Whether clients on the real servers' own network get the NAT router address as their source, so that answers come back through the router; default false. Only with nat; IPv4.
  */
  readonly masqueradeLocalClients?: boolean | cdktf.IResolvable;
  /**
  * Whether real servers answer by policy routing: what leaves from their address in this cluster goes by the NAT router address, and their default route stays as it is. So that a machine may serve several clusters with NAT, with an address for each. Default false: the default route leads there. Only with nat.
  */
  readonly policyRouting?: boolean | cdktf.IResolvable;
  /**
  * Longest TCP segment in bytes that real servers let clients send, so that it fits into the tunnel; default 1,440. From an IPv6 VIP 40 less, since both headers are longer. Only with tunnel.
  */
  readonly mss?: number;
  /**
  * Whether real servers are also asked at the VIP itself, over TCP: one that lost it is taken out. Default false. Only with direct and tunnel; IPv4.
  */
  readonly vipCheck?: boolean | cdktf.IResolvable;
}

export function clusterRoutingToTerraform(struct?: ClusterRouting | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    method: cdktf.stringToTerraform(struct!.method),
    gateway: cdktf.stringToTerraform(struct!.gateway),
    gateway_label: cdktf.stringToTerraform(struct!.gatewayLabel),
    outbound_vip: cdktf.stringToTerraform(struct!.outboundVip),
    masquerade_local_clients: cdktf.booleanToTerraform(struct!.masqueradeLocalClients),
    policy_routing: cdktf.booleanToTerraform(struct!.policyRouting),
    mss: cdktf.numberToTerraform(struct!.mss),
    vip_check: cdktf.booleanToTerraform(struct!.vipCheck),
  }
}


export function clusterRoutingToHclTerraform(struct?: ClusterRouting | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    method: {
      value: cdktf.stringToHclTerraform(struct!.method),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    gateway: {
      value: cdktf.stringToHclTerraform(struct!.gateway),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    gateway_label: {
      value: cdktf.stringToHclTerraform(struct!.gatewayLabel),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    outbound_vip: {
      value: cdktf.stringToHclTerraform(struct!.outboundVip),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    masquerade_local_clients: {
      value: cdktf.booleanToHclTerraform(struct!.masqueradeLocalClients),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    policy_routing: {
      value: cdktf.booleanToHclTerraform(struct!.policyRouting),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    mss: {
      value: cdktf.numberToHclTerraform(struct!.mss),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    vip_check: {
      value: cdktf.booleanToHclTerraform(struct!.vipCheck),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterRoutingOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterRouting | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._method !== undefined) {
      hasAnyValues = true;
      internalValueResult.method = this._method;
    }
    if (this._gateway !== undefined) {
      hasAnyValues = true;
      internalValueResult.gateway = this._gateway;
    }
    if (this._gatewayLabel !== undefined) {
      hasAnyValues = true;
      internalValueResult.gatewayLabel = this._gatewayLabel;
    }
    if (this._outboundVip !== undefined) {
      hasAnyValues = true;
      internalValueResult.outboundVip = this._outboundVip;
    }
    if (this._masqueradeLocalClients !== undefined) {
      hasAnyValues = true;
      internalValueResult.masqueradeLocalClients = this._masqueradeLocalClients;
    }
    if (this._policyRouting !== undefined) {
      hasAnyValues = true;
      internalValueResult.policyRouting = this._policyRouting;
    }
    if (this._mss !== undefined) {
      hasAnyValues = true;
      internalValueResult.mss = this._mss;
    }
    if (this._vipCheck !== undefined) {
      hasAnyValues = true;
      internalValueResult.vipCheck = this._vipCheck;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterRouting | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._method = undefined;
      this._gateway = undefined;
      this._gatewayLabel = undefined;
      this._outboundVip = undefined;
      this._masqueradeLocalClients = undefined;
      this._policyRouting = undefined;
      this._mss = undefined;
      this._vipCheck = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._method = value.method;
      this._gateway = value.gateway;
      this._gatewayLabel = value.gatewayLabel;
      this._outboundVip = value.outboundVip;
      this._masqueradeLocalClients = value.masqueradeLocalClients;
      this._policyRouting = value.policyRouting;
      this._mss = value.mss;
      this._vipCheck = value.vipCheck;
    }
  }

  // method - computed: false, optional: false, required: true
  private _method?: string; 
  public get method() {
    return this.getStringAttribute('method');
  }
  public set method(value: string) {
    this._method = value;
  }
  // Temporarily expose input value. Use with caution.
  public get methodInput() {
    return this._method;
  }

  // gateway - computed: false, optional: true, required: false
  private _gateway?: string; 
  public get gateway() {
    return this.getStringAttribute('gateway');
  }
  public set gateway(value: string) {
    this._gateway = value;
  }
  public resetGateway() {
    this._gateway = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get gatewayInput() {
    return this._gateway;
  }

  // gateway_label - computed: false, optional: true, required: false
  private _gatewayLabel?: string; 
  public get gatewayLabel() {
    return this.getStringAttribute('gateway_label');
  }
  public set gatewayLabel(value: string) {
    this._gatewayLabel = value;
  }
  public resetGatewayLabel() {
    this._gatewayLabel = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get gatewayLabelInput() {
    return this._gatewayLabel;
  }

  // outbound_vip - computed: false, optional: true, required: false
  private _outboundVip?: string; 
  public get outboundVip() {
    return this.getStringAttribute('outbound_vip');
  }
  public set outboundVip(value: string) {
    this._outboundVip = value;
  }
  public resetOutboundVip() {
    this._outboundVip = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get outboundVipInput() {
    return this._outboundVip;
  }

  // masquerade_local_clients - computed: false, optional: true, required: false
  private _masqueradeLocalClients?: boolean | cdktf.IResolvable; 
  public get masqueradeLocalClients() {
    return this.getBooleanAttribute('masquerade_local_clients');
  }
  public set masqueradeLocalClients(value: boolean | cdktf.IResolvable) {
    this._masqueradeLocalClients = value;
  }
  public resetMasqueradeLocalClients() {
    this._masqueradeLocalClients = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get masqueradeLocalClientsInput() {
    return this._masqueradeLocalClients;
  }

  // policy_routing - computed: false, optional: true, required: false
  private _policyRouting?: boolean | cdktf.IResolvable; 
  public get policyRouting() {
    return this.getBooleanAttribute('policy_routing');
  }
  public set policyRouting(value: boolean | cdktf.IResolvable) {
    this._policyRouting = value;
  }
  public resetPolicyRouting() {
    this._policyRouting = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get policyRoutingInput() {
    return this._policyRouting;
  }

  // mss - computed: false, optional: true, required: false
  private _mss?: number; 
  public get mss() {
    return this.getNumberAttribute('mss');
  }
  public set mss(value: number) {
    this._mss = value;
  }
  public resetMss() {
    this._mss = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get mssInput() {
    return this._mss;
  }

  // vip_check - computed: false, optional: true, required: false
  private _vipCheck?: boolean | cdktf.IResolvable; 
  public get vipCheck() {
    return this.getBooleanAttribute('vip_check');
  }
  public set vipCheck(value: boolean | cdktf.IResolvable) {
    this._vipCheck = value;
  }
  public resetVipCheck() {
    this._vipCheck = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get vipCheckInput() {
    return this._vipCheck;
  }
}
export interface ClusterVips {
  /**
  * The address alone; it is held with /32 or /128 by the active router.
  */
  readonly address: string;
  /**
  * The leg whose interface holds it on the active router; default public.
  */
  readonly leg?: string;
  /**
  * Label under which it stands as an alias (`eth0:1`); default: none. IPv4 only.
  */
  readonly label?: string;
}

export function clusterVipsToTerraform(struct?: ClusterVips | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    address: cdktf.stringToTerraform(struct!.address),
    leg: cdktf.stringToTerraform(struct!.leg),
    label: cdktf.stringToTerraform(struct!.label),
  }
}


export function clusterVipsToHclTerraform(struct?: ClusterVips | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    address: {
      value: cdktf.stringToHclTerraform(struct!.address),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    leg: {
      value: cdktf.stringToHclTerraform(struct!.leg),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    label: {
      value: cdktf.stringToHclTerraform(struct!.label),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterVipsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): ClusterVips | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._address !== undefined) {
      hasAnyValues = true;
      internalValueResult.address = this._address;
    }
    if (this._leg !== undefined) {
      hasAnyValues = true;
      internalValueResult.leg = this._leg;
    }
    if (this._label !== undefined) {
      hasAnyValues = true;
      internalValueResult.label = this._label;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterVips | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._address = undefined;
      this._leg = undefined;
      this._label = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._address = value.address;
      this._leg = value.leg;
      this._label = value.label;
    }
  }

  // address - computed: false, optional: false, required: true
  private _address?: string; 
  public get address() {
    return this.getStringAttribute('address');
  }
  public set address(value: string) {
    this._address = value;
  }
  // Temporarily expose input value. Use with caution.
  public get addressInput() {
    return this._address;
  }

  // leg - computed: false, optional: true, required: false
  private _leg?: string; 
  public get leg() {
    return this.getStringAttribute('leg');
  }
  public set leg(value: string) {
    this._leg = value;
  }
  public resetLeg() {
    this._leg = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get legInput() {
    return this._leg;
  }

  // label - computed: false, optional: true, required: false
  private _label?: string; 
  public get label() {
    return this.getStringAttribute('label');
  }
  public set label(value: string) {
    this._label = value;
  }
  public resetLabel() {
    this._label = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get labelInput() {
    return this._label;
  }
}

export class ClusterVipsMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ClusterVips } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ClusterVipsOutputReference {
    return new ClusterVipsOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface ClusterPoolsHealthChecks {
  /**
  * tcp (a connection opens), http or https (a request is answered as expected), udp (a datagram is answered, or at least not refused), dns (a query is answered), smtp (a mail server greets), ping, send-expect (a connection answers a text with a text) or script (a program on the routers says so).
  */
  readonly type: string;
  /**
  * Default: the real server's own port in the virtual server at hand.
  */
  readonly port?: number;
  /**
  * Request path of http and https; default `/`.
  */
  readonly path?: string;
  /**
  * Expected status of http and https; default 200.
  */
  readonly status?: number;
  /**
  * Host header of http and https, and the server name (SNI) of https; default: the real server's address, and no SNI.
  */
  readonly virtualHost?: string;
  /**
  * Regular expression (PCRE2) that has to match somewhere in an answer over http and https, be it status line, headers or body; default: any answer will do.
  */
  readonly match?: string;
  /**
  * MD5 of the body of an answer over http and https, in hex, as genhash(1) prints it; default: any body will do.
  */
  readonly digest?: string;
  /**
  * Record type that dns asks for; default SOA.
  */
  readonly queryType?: string;
  /**
  * Name that dns asks for; default `.`, the root.
  */
  readonly queryName?: string;
  /**
  * Name under which smtp greets the mail server; default: smtpchecker.keepalived.org, keepalived's own.
  */
  readonly heloName?: string;
  /**
  * What udp sends, in hex, two digits a byte; default: a few bytes without meaning.
  */
  readonly payload?: string;
  /**
  * How the answer to udp has to begin, in hex, where x stands for any digit; default: no answer is needed, only no refusal (ICMP).
  */
  readonly reply?: string;
  /**
  * What send-expect sends once the connection is open; default: nothing, the server speaks first.
  */
  readonly send?: string;
  /**
  * What has to be in the first 4,096 bytes that answer send-expect; upper and lower case differ. Always with send-expect.
  */
  readonly expect?: string;
  /**
  * Text of the program of script; it is called with the real server's address and port, and says by exit code 0 that it is alive. Always with script.
  */
  readonly script?: string;
  /**
  * Time between two checks of one server in milliseconds; default 5,000.
  */
  readonly intervalMs?: number;
  /**
  * Time to connect and to answer in milliseconds; default 3,000.
  */
  readonly timeoutMs?: number;
  /**
  * Failed attempts in a row, after the first, before the server is taken out; default 1.
  */
  readonly retries?: number;
  /**
  * Time between a failed attempt and its retry in milliseconds; default 1,000.
  */
  readonly retryDelayMs?: number;
}

export function clusterPoolsHealthChecksToTerraform(struct?: ClusterPoolsHealthChecks | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    type: cdktf.stringToTerraform(struct!.type),
    port: cdktf.numberToTerraform(struct!.port),
    path: cdktf.stringToTerraform(struct!.path),
    status: cdktf.numberToTerraform(struct!.status),
    virtual_host: cdktf.stringToTerraform(struct!.virtualHost),
    match: cdktf.stringToTerraform(struct!.match),
    digest: cdktf.stringToTerraform(struct!.digest),
    query_type: cdktf.stringToTerraform(struct!.queryType),
    query_name: cdktf.stringToTerraform(struct!.queryName),
    helo_name: cdktf.stringToTerraform(struct!.heloName),
    payload: cdktf.stringToTerraform(struct!.payload),
    reply: cdktf.stringToTerraform(struct!.reply),
    send: cdktf.stringToTerraform(struct!.send),
    expect: cdktf.stringToTerraform(struct!.expect),
    script: cdktf.stringToTerraform(struct!.script),
    interval_ms: cdktf.numberToTerraform(struct!.intervalMs),
    timeout_ms: cdktf.numberToTerraform(struct!.timeoutMs),
    retries: cdktf.numberToTerraform(struct!.retries),
    retry_delay_ms: cdktf.numberToTerraform(struct!.retryDelayMs),
  }
}


export function clusterPoolsHealthChecksToHclTerraform(struct?: ClusterPoolsHealthChecks | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    type: {
      value: cdktf.stringToHclTerraform(struct!.type),
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
    path: {
      value: cdktf.stringToHclTerraform(struct!.path),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    status: {
      value: cdktf.numberToHclTerraform(struct!.status),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    virtual_host: {
      value: cdktf.stringToHclTerraform(struct!.virtualHost),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    match: {
      value: cdktf.stringToHclTerraform(struct!.match),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    digest: {
      value: cdktf.stringToHclTerraform(struct!.digest),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    query_type: {
      value: cdktf.stringToHclTerraform(struct!.queryType),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    query_name: {
      value: cdktf.stringToHclTerraform(struct!.queryName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    helo_name: {
      value: cdktf.stringToHclTerraform(struct!.heloName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    payload: {
      value: cdktf.stringToHclTerraform(struct!.payload),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    reply: {
      value: cdktf.stringToHclTerraform(struct!.reply),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    send: {
      value: cdktf.stringToHclTerraform(struct!.send),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    expect: {
      value: cdktf.stringToHclTerraform(struct!.expect),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    script: {
      value: cdktf.stringToHclTerraform(struct!.script),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    interval_ms: {
      value: cdktf.numberToHclTerraform(struct!.intervalMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    timeout_ms: {
      value: cdktf.numberToHclTerraform(struct!.timeoutMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    retries: {
      value: cdktf.numberToHclTerraform(struct!.retries),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    retry_delay_ms: {
      value: cdktf.numberToHclTerraform(struct!.retryDelayMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterPoolsHealthChecksOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): ClusterPoolsHealthChecks | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._path !== undefined) {
      hasAnyValues = true;
      internalValueResult.path = this._path;
    }
    if (this._status !== undefined) {
      hasAnyValues = true;
      internalValueResult.status = this._status;
    }
    if (this._virtualHost !== undefined) {
      hasAnyValues = true;
      internalValueResult.virtualHost = this._virtualHost;
    }
    if (this._match !== undefined) {
      hasAnyValues = true;
      internalValueResult.match = this._match;
    }
    if (this._digest !== undefined) {
      hasAnyValues = true;
      internalValueResult.digest = this._digest;
    }
    if (this._queryType !== undefined) {
      hasAnyValues = true;
      internalValueResult.queryType = this._queryType;
    }
    if (this._queryName !== undefined) {
      hasAnyValues = true;
      internalValueResult.queryName = this._queryName;
    }
    if (this._heloName !== undefined) {
      hasAnyValues = true;
      internalValueResult.heloName = this._heloName;
    }
    if (this._payload !== undefined) {
      hasAnyValues = true;
      internalValueResult.payload = this._payload;
    }
    if (this._reply !== undefined) {
      hasAnyValues = true;
      internalValueResult.reply = this._reply;
    }
    if (this._send !== undefined) {
      hasAnyValues = true;
      internalValueResult.send = this._send;
    }
    if (this._expect !== undefined) {
      hasAnyValues = true;
      internalValueResult.expect = this._expect;
    }
    if (this._script !== undefined) {
      hasAnyValues = true;
      internalValueResult.script = this._script;
    }
    if (this._intervalMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.intervalMs = this._intervalMs;
    }
    if (this._timeoutMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.timeoutMs = this._timeoutMs;
    }
    if (this._retries !== undefined) {
      hasAnyValues = true;
      internalValueResult.retries = this._retries;
    }
    if (this._retryDelayMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.retryDelayMs = this._retryDelayMs;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterPoolsHealthChecks | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._type = undefined;
      this._port = undefined;
      this._path = undefined;
      this._status = undefined;
      this._virtualHost = undefined;
      this._match = undefined;
      this._digest = undefined;
      this._queryType = undefined;
      this._queryName = undefined;
      this._heloName = undefined;
      this._payload = undefined;
      this._reply = undefined;
      this._send = undefined;
      this._expect = undefined;
      this._script = undefined;
      this._intervalMs = undefined;
      this._timeoutMs = undefined;
      this._retries = undefined;
      this._retryDelayMs = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._type = value.type;
      this._port = value.port;
      this._path = value.path;
      this._status = value.status;
      this._virtualHost = value.virtualHost;
      this._match = value.match;
      this._digest = value.digest;
      this._queryType = value.queryType;
      this._queryName = value.queryName;
      this._heloName = value.heloName;
      this._payload = value.payload;
      this._reply = value.reply;
      this._send = value.send;
      this._expect = value.expect;
      this._script = value.script;
      this._intervalMs = value.intervalMs;
      this._timeoutMs = value.timeoutMs;
      this._retries = value.retries;
      this._retryDelayMs = value.retryDelayMs;
    }
  }

  // type - computed: false, optional: false, required: true
  private _type?: string; 
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }

  // port - computed: false, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // path - computed: false, optional: true, required: false
  private _path?: string; 
  public get path() {
    return this.getStringAttribute('path');
  }
  public set path(value: string) {
    this._path = value;
  }
  public resetPath() {
    this._path = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get pathInput() {
    return this._path;
  }

  // status - computed: false, optional: true, required: false
  private _status?: number; 
  public get status() {
    return this.getNumberAttribute('status');
  }
  public set status(value: number) {
    this._status = value;
  }
  public resetStatus() {
    this._status = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get statusInput() {
    return this._status;
  }

  // virtual_host - computed: false, optional: true, required: false
  private _virtualHost?: string; 
  public get virtualHost() {
    return this.getStringAttribute('virtual_host');
  }
  public set virtualHost(value: string) {
    this._virtualHost = value;
  }
  public resetVirtualHost() {
    this._virtualHost = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get virtualHostInput() {
    return this._virtualHost;
  }

  // match - computed: false, optional: true, required: false
  private _match?: string; 
  public get match() {
    return this.getStringAttribute('match');
  }
  public set match(value: string) {
    this._match = value;
  }
  public resetMatch() {
    this._match = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get matchInput() {
    return this._match;
  }

  // digest - computed: false, optional: true, required: false
  private _digest?: string; 
  public get digest() {
    return this.getStringAttribute('digest');
  }
  public set digest(value: string) {
    this._digest = value;
  }
  public resetDigest() {
    this._digest = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get digestInput() {
    return this._digest;
  }

  // query_type - computed: false, optional: true, required: false
  private _queryType?: string; 
  public get queryType() {
    return this.getStringAttribute('query_type');
  }
  public set queryType(value: string) {
    this._queryType = value;
  }
  public resetQueryType() {
    this._queryType = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get queryTypeInput() {
    return this._queryType;
  }

  // query_name - computed: false, optional: true, required: false
  private _queryName?: string; 
  public get queryName() {
    return this.getStringAttribute('query_name');
  }
  public set queryName(value: string) {
    this._queryName = value;
  }
  public resetQueryName() {
    this._queryName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get queryNameInput() {
    return this._queryName;
  }

  // helo_name - computed: false, optional: true, required: false
  private _heloName?: string; 
  public get heloName() {
    return this.getStringAttribute('helo_name');
  }
  public set heloName(value: string) {
    this._heloName = value;
  }
  public resetHeloName() {
    this._heloName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get heloNameInput() {
    return this._heloName;
  }

  // payload - computed: false, optional: true, required: false
  private _payload?: string; 
  public get payload() {
    return this.getStringAttribute('payload');
  }
  public set payload(value: string) {
    this._payload = value;
  }
  public resetPayload() {
    this._payload = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get payloadInput() {
    return this._payload;
  }

  // reply - computed: false, optional: true, required: false
  private _reply?: string; 
  public get reply() {
    return this.getStringAttribute('reply');
  }
  public set reply(value: string) {
    this._reply = value;
  }
  public resetReply() {
    this._reply = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get replyInput() {
    return this._reply;
  }

  // send - computed: false, optional: true, required: false
  private _send?: string; 
  public get send() {
    return this.getStringAttribute('send');
  }
  public set send(value: string) {
    this._send = value;
  }
  public resetSend() {
    this._send = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sendInput() {
    return this._send;
  }

  // expect - computed: false, optional: true, required: false
  private _expect?: string; 
  public get expect() {
    return this.getStringAttribute('expect');
  }
  public set expect(value: string) {
    this._expect = value;
  }
  public resetExpect() {
    this._expect = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expectInput() {
    return this._expect;
  }

  // script - computed: false, optional: true, required: false
  private _script?: string; 
  public get script() {
    return this.getStringAttribute('script');
  }
  public set script(value: string) {
    this._script = value;
  }
  public resetScript() {
    this._script = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get scriptInput() {
    return this._script;
  }

  // interval_ms - computed: false, optional: true, required: false
  private _intervalMs?: number; 
  public get intervalMs() {
    return this.getNumberAttribute('interval_ms');
  }
  public set intervalMs(value: number) {
    this._intervalMs = value;
  }
  public resetIntervalMs() {
    this._intervalMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get intervalMsInput() {
    return this._intervalMs;
  }

  // timeout_ms - computed: false, optional: true, required: false
  private _timeoutMs?: number; 
  public get timeoutMs() {
    return this.getNumberAttribute('timeout_ms');
  }
  public set timeoutMs(value: number) {
    this._timeoutMs = value;
  }
  public resetTimeoutMs() {
    this._timeoutMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutMsInput() {
    return this._timeoutMs;
  }

  // retries - computed: false, optional: true, required: false
  private _retries?: number; 
  public get retries() {
    return this.getNumberAttribute('retries');
  }
  public set retries(value: number) {
    this._retries = value;
  }
  public resetRetries() {
    this._retries = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get retriesInput() {
    return this._retries;
  }

  // retry_delay_ms - computed: false, optional: true, required: false
  private _retryDelayMs?: number; 
  public get retryDelayMs() {
    return this.getNumberAttribute('retry_delay_ms');
  }
  public set retryDelayMs(value: number) {
    this._retryDelayMs = value;
  }
  public resetRetryDelayMs() {
    this._retryDelayMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get retryDelayMsInput() {
    return this._retryDelayMs;
  }
}

export class ClusterPoolsHealthChecksList extends cdktf.ComplexList {
  public internalValue? : ClusterPoolsHealthChecks[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string, protected override wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): ClusterPoolsHealthChecksOutputReference {
    return new ClusterPoolsHealthChecksOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface ClusterPoolsLoadMonitor {
  /**
  * uptime (over SSH), rup (rstatd), ruptime (rwhod), agent (a text over TCP, as HAProxy's agent-check reads it) or http (a number, or node_exporter's metrics).
  */
  readonly type: string;
  /**
  * Default: proportional. An agent says itself what share it wants.
  */
  readonly policy?: string;
  /**
  * Port of uptime's sshd (default 22), of the agent (always with it) or of http (default 9100, node_exporter's).
  */
  readonly port?: number;
  /**
  * Request path of http; default `/metrics`, node_exporter's.
  */
  readonly path?: string;
  /**
  * Login on the real servers for uptime; default `lvs-load`.
  */
  readonly user?: string;
  /**
  * Private key on the routers for uptime; default `/etc/lvs/load-monitor.key`.
  */
  readonly identityFile?: string;
  /**
  * Time between two readings in milliseconds; default 10,000.
  */
  readonly intervalMs?: number;
  /**
  * Time that one reading may take in milliseconds; default 5,000.
  */
  readonly timeoutMs?: number;
  /**
  * Age in milliseconds at which a reading counts for nothing and the server goes back to its own weight; default: three intervals, or one and two timeouts where that is more, and 400,000 for ruptime, whose daemons speak every 180 s.
  */
  readonly staleAfterMs?: number;
}

export function clusterPoolsLoadMonitorToTerraform(struct?: ClusterPoolsLoadMonitor | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    type: cdktf.stringToTerraform(struct!.type),
    policy: cdktf.stringToTerraform(struct!.policy),
    port: cdktf.numberToTerraform(struct!.port),
    path: cdktf.stringToTerraform(struct!.path),
    user: cdktf.stringToTerraform(struct!.user),
    identity_file: cdktf.stringToTerraform(struct!.identityFile),
    interval_ms: cdktf.numberToTerraform(struct!.intervalMs),
    timeout_ms: cdktf.numberToTerraform(struct!.timeoutMs),
    stale_after_ms: cdktf.numberToTerraform(struct!.staleAfterMs),
  }
}


export function clusterPoolsLoadMonitorToHclTerraform(struct?: ClusterPoolsLoadMonitor | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    type: {
      value: cdktf.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    policy: {
      value: cdktf.stringToHclTerraform(struct!.policy),
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
    path: {
      value: cdktf.stringToHclTerraform(struct!.path),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    user: {
      value: cdktf.stringToHclTerraform(struct!.user),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    identity_file: {
      value: cdktf.stringToHclTerraform(struct!.identityFile),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    interval_ms: {
      value: cdktf.numberToHclTerraform(struct!.intervalMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    timeout_ms: {
      value: cdktf.numberToHclTerraform(struct!.timeoutMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    stale_after_ms: {
      value: cdktf.numberToHclTerraform(struct!.staleAfterMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterPoolsLoadMonitorOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterPoolsLoadMonitor | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    if (this._policy !== undefined) {
      hasAnyValues = true;
      internalValueResult.policy = this._policy;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._path !== undefined) {
      hasAnyValues = true;
      internalValueResult.path = this._path;
    }
    if (this._user !== undefined) {
      hasAnyValues = true;
      internalValueResult.user = this._user;
    }
    if (this._identityFile !== undefined) {
      hasAnyValues = true;
      internalValueResult.identityFile = this._identityFile;
    }
    if (this._intervalMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.intervalMs = this._intervalMs;
    }
    if (this._timeoutMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.timeoutMs = this._timeoutMs;
    }
    if (this._staleAfterMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.staleAfterMs = this._staleAfterMs;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterPoolsLoadMonitor | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._type = undefined;
      this._policy = undefined;
      this._port = undefined;
      this._path = undefined;
      this._user = undefined;
      this._identityFile = undefined;
      this._intervalMs = undefined;
      this._timeoutMs = undefined;
      this._staleAfterMs = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._type = value.type;
      this._policy = value.policy;
      this._port = value.port;
      this._path = value.path;
      this._user = value.user;
      this._identityFile = value.identityFile;
      this._intervalMs = value.intervalMs;
      this._timeoutMs = value.timeoutMs;
      this._staleAfterMs = value.staleAfterMs;
    }
  }

  // type - computed: false, optional: false, required: true
  private _type?: string; 
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }

  // policy - computed: false, optional: true, required: false
  private _policy?: string; 
  public get policy() {
    return this.getStringAttribute('policy');
  }
  public set policy(value: string) {
    this._policy = value;
  }
  public resetPolicy() {
    this._policy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get policyInput() {
    return this._policy;
  }

  // port - computed: false, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // path - computed: false, optional: true, required: false
  private _path?: string; 
  public get path() {
    return this.getStringAttribute('path');
  }
  public set path(value: string) {
    this._path = value;
  }
  public resetPath() {
    this._path = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get pathInput() {
    return this._path;
  }

  // user - computed: false, optional: true, required: false
  private _user?: string; 
  public get user() {
    return this.getStringAttribute('user');
  }
  public set user(value: string) {
    this._user = value;
  }
  public resetUser() {
    this._user = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get userInput() {
    return this._user;
  }

  // identity_file - computed: false, optional: true, required: false
  private _identityFile?: string; 
  public get identityFile() {
    return this.getStringAttribute('identity_file');
  }
  public set identityFile(value: string) {
    this._identityFile = value;
  }
  public resetIdentityFile() {
    this._identityFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get identityFileInput() {
    return this._identityFile;
  }

  // interval_ms - computed: false, optional: true, required: false
  private _intervalMs?: number; 
  public get intervalMs() {
    return this.getNumberAttribute('interval_ms');
  }
  public set intervalMs(value: number) {
    this._intervalMs = value;
  }
  public resetIntervalMs() {
    this._intervalMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get intervalMsInput() {
    return this._intervalMs;
  }

  // timeout_ms - computed: false, optional: true, required: false
  private _timeoutMs?: number; 
  public get timeoutMs() {
    return this.getNumberAttribute('timeout_ms');
  }
  public set timeoutMs(value: number) {
    this._timeoutMs = value;
  }
  public resetTimeoutMs() {
    this._timeoutMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutMsInput() {
    return this._timeoutMs;
  }

  // stale_after_ms - computed: false, optional: true, required: false
  private _staleAfterMs?: number; 
  public get staleAfterMs() {
    return this.getNumberAttribute('stale_after_ms');
  }
  public set staleAfterMs(value: number) {
    this._staleAfterMs = value;
  }
  public resetStaleAfterMs() {
    this._staleAfterMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get staleAfterMsInput() {
    return this._staleAfterMs;
  }
}
export interface ClusterPoolsServersLogin {
  /**
  * What ssh is given; aliases of the SSH configuration work.
  */
  readonly host: string;
  /**
  * SSH port; default: the SSH configuration's, else 22.
  */
  readonly port?: number;
  /**
  * Login; default: the provider's, then the SSH configuration's.
  */
  readonly user?: string;
  /**
  * The interface that faces the routers.
  */
  readonly interface: string;
}

export function clusterPoolsServersLoginToTerraform(struct?: ClusterPoolsServersLogin | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    host: cdktf.stringToTerraform(struct!.host),
    port: cdktf.numberToTerraform(struct!.port),
    user: cdktf.stringToTerraform(struct!.user),
    interface: cdktf.stringToTerraform(struct!.interface),
  }
}


export function clusterPoolsServersLoginToHclTerraform(struct?: ClusterPoolsServersLogin | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    host: {
      value: cdktf.stringToHclTerraform(struct!.host),
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
    user: {
      value: cdktf.stringToHclTerraform(struct!.user),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    interface: {
      value: cdktf.stringToHclTerraform(struct!.interface),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterPoolsServersLoginOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ClusterPoolsServersLogin | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._host !== undefined) {
      hasAnyValues = true;
      internalValueResult.host = this._host;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._user !== undefined) {
      hasAnyValues = true;
      internalValueResult.user = this._user;
    }
    if (this._interface !== undefined) {
      hasAnyValues = true;
      internalValueResult.interface = this._interface;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterPoolsServersLogin | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._host = undefined;
      this._port = undefined;
      this._user = undefined;
      this._interface = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._host = value.host;
      this._port = value.port;
      this._user = value.user;
      this._interface = value.interface;
    }
  }

  // host - computed: false, optional: false, required: true
  private _host?: string; 
  public get host() {
    return this.getStringAttribute('host');
  }
  public set host(value: string) {
    this._host = value;
  }
  // Temporarily expose input value. Use with caution.
  public get hostInput() {
    return this._host;
  }

  // port - computed: false, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // user - computed: false, optional: true, required: false
  private _user?: string; 
  public get user() {
    return this.getStringAttribute('user');
  }
  public set user(value: string) {
    this._user = value;
  }
  public resetUser() {
    this._user = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get userInput() {
    return this._user;
  }

  // interface - computed: false, optional: false, required: true
  private _interface?: string; 
  public get interface() {
    return this.getStringAttribute('interface');
  }
  public set interface(value: string) {
    this._interface = value;
  }
  // Temporarily expose input value. Use with caution.
  public get interfaceInput() {
    return this._interface;
  }
}
export interface ClusterPoolsServers {
  /**
  * Its own address, which the routers send to.
  */
  readonly address: string;
  /**
  * Port it listens on; default: the virtual server's.
  */
  readonly port?: number;
  /**
  * Share under the weighted schedulers; default 1.
  */
  readonly weight?: number;
  /**
  * Processors that its load is spread over, for a load monitor that is not told by the server itself; default 1.
  */
  readonly processors?: number;
  /**
  * Where to log in to prepare it; left out: what it needs is printed, and verified from the router.
  */
  readonly login?: ClusterPoolsServersLogin;
}

export function clusterPoolsServersToTerraform(struct?: ClusterPoolsServers | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    address: cdktf.stringToTerraform(struct!.address),
    port: cdktf.numberToTerraform(struct!.port),
    weight: cdktf.numberToTerraform(struct!.weight),
    processors: cdktf.numberToTerraform(struct!.processors),
    login: clusterPoolsServersLoginToTerraform(struct!.login),
  }
}


export function clusterPoolsServersToHclTerraform(struct?: ClusterPoolsServers | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    address: {
      value: cdktf.stringToHclTerraform(struct!.address),
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
    weight: {
      value: cdktf.numberToHclTerraform(struct!.weight),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    processors: {
      value: cdktf.numberToHclTerraform(struct!.processors),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    login: {
      value: clusterPoolsServersLoginToHclTerraform(struct!.login),
      isBlock: true,
      type: "struct",
      storageClassType: "ClusterPoolsServersLogin",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterPoolsServersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): ClusterPoolsServers | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._address !== undefined) {
      hasAnyValues = true;
      internalValueResult.address = this._address;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._weight !== undefined) {
      hasAnyValues = true;
      internalValueResult.weight = this._weight;
    }
    if (this._processors !== undefined) {
      hasAnyValues = true;
      internalValueResult.processors = this._processors;
    }
    if (this._login?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.login = this._login?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterPoolsServers | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._address = undefined;
      this._port = undefined;
      this._weight = undefined;
      this._processors = undefined;
      this._login.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._address = value.address;
      this._port = value.port;
      this._weight = value.weight;
      this._processors = value.processors;
      this._login.internalValue = value.login;
    }
  }

  // address - computed: false, optional: false, required: true
  private _address?: string; 
  public get address() {
    return this.getStringAttribute('address');
  }
  public set address(value: string) {
    this._address = value;
  }
  // Temporarily expose input value. Use with caution.
  public get addressInput() {
    return this._address;
  }

  // port - computed: false, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // weight - computed: false, optional: true, required: false
  private _weight?: number; 
  public get weight() {
    return this.getNumberAttribute('weight');
  }
  public set weight(value: number) {
    this._weight = value;
  }
  public resetWeight() {
    this._weight = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get weightInput() {
    return this._weight;
  }

  // processors - computed: false, optional: true, required: false
  private _processors?: number; 
  public get processors() {
    return this.getNumberAttribute('processors');
  }
  public set processors(value: number) {
    this._processors = value;
  }
  public resetProcessors() {
    this._processors = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get processorsInput() {
    return this._processors;
  }

  // login - computed: false, optional: true, required: false
  private _login = new ClusterPoolsServersLoginOutputReference(this, "login");
  public get login() {
    return this._login;
  }
  public putLogin(value: ClusterPoolsServersLogin) {
    this._login.internalValue = value;
  }
  public resetLogin() {
    this._login.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get loginInput() {
    return this._login.internalValue;
  }
}

export class ClusterPoolsServersMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ClusterPoolsServers } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ClusterPoolsServersOutputReference {
    return new ClusterPoolsServersOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface ClusterPools {
  /**
  * All must pass; default: one TCP check for a TCP virtual server.
  */
  readonly healthChecks?: ClusterPoolsHealthChecks[] | cdktf.IResolvable;
  /**
  * Moves the weights by the servers' load; default: they stay as configured.
  */
  readonly loadMonitor?: ClusterPoolsLoadMonitor;
  /**
  * By name.
  */
  readonly servers: { [key: string]: ClusterPoolsServers } | cdktf.IResolvable;
}

export function clusterPoolsToTerraform(struct?: ClusterPools | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    health_checks: cdktf.listMapper(clusterPoolsHealthChecksToTerraform, false)(struct!.healthChecks),
    load_monitor: clusterPoolsLoadMonitorToTerraform(struct!.loadMonitor),
    servers: cdktf.hashMapper(clusterPoolsServersToTerraform)(struct!.servers),
  }
}


export function clusterPoolsToHclTerraform(struct?: ClusterPools | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    health_checks: {
      value: cdktf.listMapperHcl(clusterPoolsHealthChecksToHclTerraform, false)(struct!.healthChecks),
      isBlock: true,
      type: "list",
      storageClassType: "ClusterPoolsHealthChecksList",
    },
    load_monitor: {
      value: clusterPoolsLoadMonitorToHclTerraform(struct!.loadMonitor),
      isBlock: true,
      type: "struct",
      storageClassType: "ClusterPoolsLoadMonitor",
    },
    servers: {
      value: cdktf.hashMapperHcl(clusterPoolsServersToHclTerraform)(struct!.servers),
      isBlock: true,
      type: "map",
      storageClassType: "ClusterPoolsServersMap",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterPoolsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): ClusterPools | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._healthChecks?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.healthChecks = this._healthChecks?.internalValue;
    }
    if (this._loadMonitor?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.loadMonitor = this._loadMonitor?.internalValue;
    }
    if (this._servers?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.servers = this._servers?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterPools | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._healthChecks.internalValue = undefined;
      this._loadMonitor.internalValue = undefined;
      this._servers.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._healthChecks.internalValue = value.healthChecks;
      this._loadMonitor.internalValue = value.loadMonitor;
      this._servers.internalValue = value.servers;
    }
  }

  // health_checks - computed: false, optional: true, required: false
  private _healthChecks = new ClusterPoolsHealthChecksList(this, "health_checks", false);
  public get healthChecks() {
    return this._healthChecks;
  }
  public putHealthChecks(value: ClusterPoolsHealthChecks[] | cdktf.IResolvable) {
    this._healthChecks.internalValue = value;
  }
  public resetHealthChecks() {
    this._healthChecks.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get healthChecksInput() {
    return this._healthChecks.internalValue;
  }

  // load_monitor - computed: false, optional: true, required: false
  private _loadMonitor = new ClusterPoolsLoadMonitorOutputReference(this, "load_monitor");
  public get loadMonitor() {
    return this._loadMonitor;
  }
  public putLoadMonitor(value: ClusterPoolsLoadMonitor) {
    this._loadMonitor.internalValue = value;
  }
  public resetLoadMonitor() {
    this._loadMonitor.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get loadMonitorInput() {
    return this._loadMonitor.internalValue;
  }

  // servers - computed: false, optional: false, required: true
  private _servers = new ClusterPoolsServersMap(this, "servers");
  public get servers() {
    return this._servers;
  }
  public putServers(value: { [key: string]: ClusterPoolsServers } | cdktf.IResolvable) {
    this._servers.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get serversInput() {
    return this._servers.internalValue;
  }
}

export class ClusterPoolsMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ClusterPools } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ClusterPoolsOutputReference {
    return new ClusterPoolsOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface ClusterVirtualServers {
  /**
  * Name of a VIP of this cluster.
  */
  readonly vip: string;
  /**
  * tcp or udp; default tcp.
  */
  readonly protocol?: string;
  /**
  * Port that clients connect to.
  */
  readonly port: number;
  /**
  * Name of a pool of this cluster.
  */
  readonly pool: string;
  /**
  * Name of a kernel scheduler; default wlc, the kernel's own default.
  */
  readonly scheduler?: string;
  /**
  * sh-port, mh-port: hash the client's port with its address. sh-fallback, mh-fallback: another server for clients whose own takes no connections. Default: none.
  */
  readonly schedulerFlags?: string[];
  /**
  * For how long after its last connection a client goes to the real server it had, in milliseconds, whole seconds; default: no such binding.
  */
  readonly persistenceTimeoutMs?: number;
  /**
  * Clients of one network count as one client: length of its prefix, such as 24; default: each address by itself.
  */
  readonly persistencePrefixLength?: number;
  /**
  * UDP: every datagram is scheduled by itself, as if no other had come from that client; default false.
  */
  readonly onePacket?: boolean | cdktf.IResolvable;
  /**
  * Name of a pool with one real server, which answers as long as no server of the pool can; default: then nobody answers.
  */
  readonly sorryPool?: string;
}

export function clusterVirtualServersToTerraform(struct?: ClusterVirtualServers | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    vip: cdktf.stringToTerraform(struct!.vip),
    protocol: cdktf.stringToTerraform(struct!.protocol),
    port: cdktf.numberToTerraform(struct!.port),
    pool: cdktf.stringToTerraform(struct!.pool),
    scheduler: cdktf.stringToTerraform(struct!.scheduler),
    scheduler_flags: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.schedulerFlags),
    persistence_timeout_ms: cdktf.numberToTerraform(struct!.persistenceTimeoutMs),
    persistence_prefix_length: cdktf.numberToTerraform(struct!.persistencePrefixLength),
    one_packet: cdktf.booleanToTerraform(struct!.onePacket),
    sorry_pool: cdktf.stringToTerraform(struct!.sorryPool),
  }
}


export function clusterVirtualServersToHclTerraform(struct?: ClusterVirtualServers | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    vip: {
      value: cdktf.stringToHclTerraform(struct!.vip),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    protocol: {
      value: cdktf.stringToHclTerraform(struct!.protocol),
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
    pool: {
      value: cdktf.stringToHclTerraform(struct!.pool),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    scheduler: {
      value: cdktf.stringToHclTerraform(struct!.scheduler),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    scheduler_flags: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.schedulerFlags),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    persistence_timeout_ms: {
      value: cdktf.numberToHclTerraform(struct!.persistenceTimeoutMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    persistence_prefix_length: {
      value: cdktf.numberToHclTerraform(struct!.persistencePrefixLength),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    one_packet: {
      value: cdktf.booleanToHclTerraform(struct!.onePacket),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    sorry_pool: {
      value: cdktf.stringToHclTerraform(struct!.sorryPool),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ClusterVirtualServersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): ClusterVirtualServers | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._vip !== undefined) {
      hasAnyValues = true;
      internalValueResult.vip = this._vip;
    }
    if (this._protocol !== undefined) {
      hasAnyValues = true;
      internalValueResult.protocol = this._protocol;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._pool !== undefined) {
      hasAnyValues = true;
      internalValueResult.pool = this._pool;
    }
    if (this._scheduler !== undefined) {
      hasAnyValues = true;
      internalValueResult.scheduler = this._scheduler;
    }
    if (this._schedulerFlags !== undefined) {
      hasAnyValues = true;
      internalValueResult.schedulerFlags = this._schedulerFlags;
    }
    if (this._persistenceTimeoutMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.persistenceTimeoutMs = this._persistenceTimeoutMs;
    }
    if (this._persistencePrefixLength !== undefined) {
      hasAnyValues = true;
      internalValueResult.persistencePrefixLength = this._persistencePrefixLength;
    }
    if (this._onePacket !== undefined) {
      hasAnyValues = true;
      internalValueResult.onePacket = this._onePacket;
    }
    if (this._sorryPool !== undefined) {
      hasAnyValues = true;
      internalValueResult.sorryPool = this._sorryPool;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterVirtualServers | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._vip = undefined;
      this._protocol = undefined;
      this._port = undefined;
      this._pool = undefined;
      this._scheduler = undefined;
      this._schedulerFlags = undefined;
      this._persistenceTimeoutMs = undefined;
      this._persistencePrefixLength = undefined;
      this._onePacket = undefined;
      this._sorryPool = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._vip = value.vip;
      this._protocol = value.protocol;
      this._port = value.port;
      this._pool = value.pool;
      this._scheduler = value.scheduler;
      this._schedulerFlags = value.schedulerFlags;
      this._persistenceTimeoutMs = value.persistenceTimeoutMs;
      this._persistencePrefixLength = value.persistencePrefixLength;
      this._onePacket = value.onePacket;
      this._sorryPool = value.sorryPool;
    }
  }

  // vip - computed: false, optional: false, required: true
  private _vip?: string; 
  public get vip() {
    return this.getStringAttribute('vip');
  }
  public set vip(value: string) {
    this._vip = value;
  }
  // Temporarily expose input value. Use with caution.
  public get vipInput() {
    return this._vip;
  }

  // protocol - computed: false, optional: true, required: false
  private _protocol?: string; 
  public get protocol() {
    return this.getStringAttribute('protocol');
  }
  public set protocol(value: string) {
    this._protocol = value;
  }
  public resetProtocol() {
    this._protocol = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protocolInput() {
    return this._protocol;
  }

  // port - computed: false, optional: false, required: true
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // pool - computed: false, optional: false, required: true
  private _pool?: string; 
  public get pool() {
    return this.getStringAttribute('pool');
  }
  public set pool(value: string) {
    this._pool = value;
  }
  // Temporarily expose input value. Use with caution.
  public get poolInput() {
    return this._pool;
  }

  // scheduler - computed: false, optional: true, required: false
  private _scheduler?: string; 
  public get scheduler() {
    return this.getStringAttribute('scheduler');
  }
  public set scheduler(value: string) {
    this._scheduler = value;
  }
  public resetScheduler() {
    this._scheduler = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get schedulerInput() {
    return this._scheduler;
  }

  // scheduler_flags - computed: false, optional: true, required: false
  private _schedulerFlags?: string[]; 
  public get schedulerFlags() {
    return this.getListAttribute('scheduler_flags');
  }
  public set schedulerFlags(value: string[]) {
    this._schedulerFlags = value;
  }
  public resetSchedulerFlags() {
    this._schedulerFlags = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get schedulerFlagsInput() {
    return this._schedulerFlags;
  }

  // persistence_timeout_ms - computed: false, optional: true, required: false
  private _persistenceTimeoutMs?: number; 
  public get persistenceTimeoutMs() {
    return this.getNumberAttribute('persistence_timeout_ms');
  }
  public set persistenceTimeoutMs(value: number) {
    this._persistenceTimeoutMs = value;
  }
  public resetPersistenceTimeoutMs() {
    this._persistenceTimeoutMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get persistenceTimeoutMsInput() {
    return this._persistenceTimeoutMs;
  }

  // persistence_prefix_length - computed: false, optional: true, required: false
  private _persistencePrefixLength?: number; 
  public get persistencePrefixLength() {
    return this.getNumberAttribute('persistence_prefix_length');
  }
  public set persistencePrefixLength(value: number) {
    this._persistencePrefixLength = value;
  }
  public resetPersistencePrefixLength() {
    this._persistencePrefixLength = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get persistencePrefixLengthInput() {
    return this._persistencePrefixLength;
  }

  // one_packet - computed: false, optional: true, required: false
  private _onePacket?: boolean | cdktf.IResolvable; 
  public get onePacket() {
    return this.getBooleanAttribute('one_packet');
  }
  public set onePacket(value: boolean | cdktf.IResolvable) {
    this._onePacket = value;
  }
  public resetOnePacket() {
    this._onePacket = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onePacketInput() {
    return this._onePacket;
  }

  // sorry_pool - computed: false, optional: true, required: false
  private _sorryPool?: string; 
  public get sorryPool() {
    return this.getStringAttribute('sorry_pool');
  }
  public set sorryPool(value: string) {
    this._sorryPool = value;
  }
  public resetSorryPool() {
    this._sorryPool = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sorryPoolInput() {
    return this._sorryPool;
  }
}

export class ClusterVirtualServersMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ClusterVirtualServers } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ClusterVirtualServersOutputReference {
    return new ClusterVirtualServersOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface ClusterBundles {
}

export function clusterBundlesToTerraform(struct?: ClusterBundles): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function clusterBundlesToHclTerraform(struct?: ClusterBundles): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class ClusterBundlesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): ClusterBundles | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ClusterBundles | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // files - computed: true, optional: false, required: false
  private _files = new cdktf.StringMap(this, "files");
  public get files() {
    return this._files;
  }
}

export class ClusterBundlesMap extends cdktf.ComplexMap {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected override terraformResource: cdktf.IInterpolatingParent, protected override terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ClusterBundlesOutputReference {
    return new ClusterBundlesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}

/**
* Represents a lvs_cluster
*/
export class Cluster extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lvs_cluster";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Cluster resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Cluster to import
  * @param importFromId The id of the existing Cluster that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Cluster to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "lvs_cluster", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new lvs_cluster Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ClusterConfig
  */
  public constructor(scope: Construct, id: string, config: ClusterConfig) {
    super(scope, id, {
      terraformResourceType: 'lvs_cluster',
      terraformGeneratorMetadata: {
        providerName: 'lvs',
        providerVersion: '1.0.0'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._name = config.name;
    this._routers.internalValue = config.routers;
    this._heartbeat.internalValue = config.heartbeat;
    this._routing.internalValue = config.routing;
    this._vips.internalValue = config.vips;
    this._pools.internalValue = config.pools;
    this._virtualServers.internalValue = config.virtualServers;
    this._installPackages = config.installPackages;
    this._silence = config.silence;
    this._deletionProtection = config.deletionProtection;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // routers - computed: false, optional: false, required: true
  private _routers = new ClusterRoutersMap(this, "routers");
  public get routers() {
    return this._routers;
  }
  public putRouters(value: { [key: string]: ClusterRouters } | cdktf.IResolvable) {
    this._routers.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get routersInput() {
    return this._routers.internalValue;
  }

  // heartbeat - computed: false, optional: false, required: true
  private _heartbeat = new ClusterHeartbeatOutputReference(this, "heartbeat");
  public get heartbeat() {
    return this._heartbeat;
  }
  public putHeartbeat(value: ClusterHeartbeat) {
    this._heartbeat.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get heartbeatInput() {
    return this._heartbeat.internalValue;
  }

  // routing - computed: false, optional: false, required: true
  private _routing = new ClusterRoutingOutputReference(this, "routing");
  public get routing() {
    return this._routing;
  }
  public putRouting(value: ClusterRouting) {
    this._routing.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get routingInput() {
    return this._routing.internalValue;
  }

  // vips - computed: false, optional: false, required: true
  private _vips = new ClusterVipsMap(this, "vips");
  public get vips() {
    return this._vips;
  }
  public putVips(value: { [key: string]: ClusterVips } | cdktf.IResolvable) {
    this._vips.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get vipsInput() {
    return this._vips.internalValue;
  }

  // pools - computed: false, optional: false, required: true
  private _pools = new ClusterPoolsMap(this, "pools");
  public get pools() {
    return this._pools;
  }
  public putPools(value: { [key: string]: ClusterPools } | cdktf.IResolvable) {
    this._pools.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get poolsInput() {
    return this._pools.internalValue;
  }

  // virtual_servers - computed: false, optional: false, required: true
  private _virtualServers = new ClusterVirtualServersMap(this, "virtual_servers");
  public get virtualServers() {
    return this._virtualServers;
  }
  public putVirtualServers(value: { [key: string]: ClusterVirtualServers } | cdktf.IResolvable) {
    this._virtualServers.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get virtualServersInput() {
    return this._virtualServers.internalValue;
  }

  // install_packages - computed: false, optional: true, required: false
  private _installPackages?: boolean | cdktf.IResolvable; 
  public get installPackages() {
    return this.getBooleanAttribute('install_packages');
  }
  public set installPackages(value: boolean | cdktf.IResolvable) {
    this._installPackages = value;
  }
  public resetInstallPackages() {
    this._installPackages = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get installPackagesInput() {
    return this._installPackages;
  }

  // silence - computed: false, optional: true, required: false
  private _silence?: string[]; 
  public get silence() {
    return this.getListAttribute('silence');
  }
  public set silence(value: string[]) {
    this._silence = value;
  }
  public resetSilence() {
    this._silence = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get silenceInput() {
    return this._silence;
  }

  // deletion_protection - computed: false, optional: true, required: false
  private _deletionProtection?: boolean | cdktf.IResolvable; 
  public get deletionProtection() {
    return this.getBooleanAttribute('deletion_protection');
  }
  public set deletionProtection(value: boolean | cdktf.IResolvable) {
    this._deletionProtection = value;
  }
  public resetDeletionProtection() {
    this._deletionProtection = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deletionProtectionInput() {
    return this._deletionProtection;
  }

  // bundles - computed: true, optional: false, required: false
  private _bundles = new ClusterBundlesMap(this, "bundles");
  public get bundles() {
    return this._bundles;
  }

  // confirmed - computed: true, optional: false, required: false
  private _confirmed = new cdktf.StringMap(this, "confirmed");
  public get confirmed() {
    return this._confirmed;
  }

  // instructions - computed: true, optional: false, required: false
  private _instructions = new cdktf.StringMap(this, "instructions");
  public get instructions() {
    return this._instructions;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      name: cdktf.stringToTerraform(this._name),
      routers: cdktf.hashMapper(clusterRoutersToTerraform)(this._routers.internalValue),
      heartbeat: clusterHeartbeatToTerraform(this._heartbeat.internalValue),
      routing: clusterRoutingToTerraform(this._routing.internalValue),
      vips: cdktf.hashMapper(clusterVipsToTerraform)(this._vips.internalValue),
      pools: cdktf.hashMapper(clusterPoolsToTerraform)(this._pools.internalValue),
      virtual_servers: cdktf.hashMapper(clusterVirtualServersToTerraform)(this._virtualServers.internalValue),
      install_packages: cdktf.booleanToTerraform(this._installPackages),
      silence: cdktf.listMapper(cdktf.stringToTerraform, false)(this._silence),
      deletion_protection: cdktf.booleanToTerraform(this._deletionProtection),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      routers: {
        value: cdktf.hashMapperHcl(clusterRoutersToHclTerraform)(this._routers.internalValue),
        isBlock: true,
        type: "map",
        storageClassType: "ClusterRoutersMap",
      },
      heartbeat: {
        value: clusterHeartbeatToHclTerraform(this._heartbeat.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "ClusterHeartbeat",
      },
      routing: {
        value: clusterRoutingToHclTerraform(this._routing.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "ClusterRouting",
      },
      vips: {
        value: cdktf.hashMapperHcl(clusterVipsToHclTerraform)(this._vips.internalValue),
        isBlock: true,
        type: "map",
        storageClassType: "ClusterVipsMap",
      },
      pools: {
        value: cdktf.hashMapperHcl(clusterPoolsToHclTerraform)(this._pools.internalValue),
        isBlock: true,
        type: "map",
        storageClassType: "ClusterPoolsMap",
      },
      virtual_servers: {
        value: cdktf.hashMapperHcl(clusterVirtualServersToHclTerraform)(this._virtualServers.internalValue),
        isBlock: true,
        type: "map",
        storageClassType: "ClusterVirtualServersMap",
      },
      install_packages: {
        value: cdktf.booleanToHclTerraform(this._installPackages),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      silence: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._silence),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      deletion_protection: {
        value: cdktf.booleanToHclTerraform(this._deletionProtection),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

/** @module L1 bindings, generated from the provider's own schema by `npm run generate`; nothing written by hand: edit the model or the schema. */

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataLvsClusterStatusConfig extends cdktf.TerraformMetaArguments {
  /**
  * Name of the cluster.
  */
  readonly cluster: string;
  /**
  * Routers that share one heartbeat: one, two or more.
  */
  readonly routers: { [key: string]: DataLvsClusterStatusRouters } | cdktf.IResolvable;
}
export interface DataLvsClusterStatusRoutersPublic {
  /**
  * Interface's name on this router, such as eth0.
  */
  readonly interface: string;
  /**
  * The router's own, fixed address there with its prefix length, such as 192.0.2.2/24.
  */
  readonly address: string;
}

export function dataLvsClusterStatusRoutersPublicToTerraform(struct?: DataLvsClusterStatusRoutersPublic | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    interface: cdktf.stringToTerraform(struct!.interface),
    address: cdktf.stringToTerraform(struct!.address),
  }
}


export function dataLvsClusterStatusRoutersPublicToHclTerraform(struct?: DataLvsClusterStatusRoutersPublic | cdktf.IResolvable): any {
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

export class DataLvsClusterStatusRoutersPublicOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataLvsClusterStatusRoutersPublic | cdktf.IResolvable | undefined {
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

  public set internalValue(value: DataLvsClusterStatusRoutersPublic | cdktf.IResolvable | undefined) {
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
export interface DataLvsClusterStatusRoutersPrivate {
  /**
  * Interface's name on this router, such as eth0.
  */
  readonly interface: string;
  /**
  * The router's own, fixed address there with its prefix length, such as 192.0.2.2/24.
  */
  readonly address: string;
}

export function dataLvsClusterStatusRoutersPrivateToTerraform(struct?: DataLvsClusterStatusRoutersPrivate | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    interface: cdktf.stringToTerraform(struct!.interface),
    address: cdktf.stringToTerraform(struct!.address),
  }
}


export function dataLvsClusterStatusRoutersPrivateToHclTerraform(struct?: DataLvsClusterStatusRoutersPrivate | cdktf.IResolvable): any {
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

export class DataLvsClusterStatusRoutersPrivateOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataLvsClusterStatusRoutersPrivate | cdktf.IResolvable | undefined {
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

  public set internalValue(value: DataLvsClusterStatusRoutersPrivate | cdktf.IResolvable | undefined) {
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
export interface DataLvsClusterStatusRouters {
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
  readonly public: DataLvsClusterStatusRoutersPublic;
  /**
  * The side of the real servers; left out when they are on the public network.
  */
  readonly private?: DataLvsClusterStatusRoutersPrivate;
}

export function dataLvsClusterStatusRoutersToTerraform(struct?: DataLvsClusterStatusRouters | cdktf.IResolvable): any {
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
    public: dataLvsClusterStatusRoutersPublicToTerraform(struct!.public),
    private: dataLvsClusterStatusRoutersPrivateToTerraform(struct!.private),
  }
}


export function dataLvsClusterStatusRoutersToHclTerraform(struct?: DataLvsClusterStatusRouters | cdktf.IResolvable): any {
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
      value: dataLvsClusterStatusRoutersPublicToHclTerraform(struct!.public),
      isBlock: true,
      type: "struct",
      storageClassType: "DataLvsClusterStatusRoutersPublic",
    },
    private: {
      value: dataLvsClusterStatusRoutersPrivateToHclTerraform(struct!.private),
      isBlock: true,
      type: "struct",
      storageClassType: "DataLvsClusterStatusRoutersPrivate",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class DataLvsClusterStatusRoutersOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataLvsClusterStatusRouters | cdktf.IResolvable | undefined {
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

  public set internalValue(value: DataLvsClusterStatusRouters | cdktf.IResolvable | undefined) {
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
  private _public = new DataLvsClusterStatusRoutersPublicOutputReference(this, "public");
  public get public() {
    return this._public;
  }
  public putPublic(value: DataLvsClusterStatusRoutersPublic) {
    this._public.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get publicInput() {
    return this._public.internalValue;
  }

  // private - computed: false, optional: true, required: false
  private _private = new DataLvsClusterStatusRoutersPrivateOutputReference(this, "private");
  public get private() {
    return this._private;
  }
  public putPrivate(value: DataLvsClusterStatusRoutersPrivate) {
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

export class DataLvsClusterStatusRoutersMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: DataLvsClusterStatusRouters } | cdktf.IResolvable

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
  public get(key: string): DataLvsClusterStatusRoutersOutputReference {
    return new DataLvsClusterStatusRoutersOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface DataLvsClusterStatusVirtualServersRealServers {
}

export function dataLvsClusterStatusVirtualServersRealServersToTerraform(struct?: DataLvsClusterStatusVirtualServersRealServers): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataLvsClusterStatusVirtualServersRealServersToHclTerraform(struct?: DataLvsClusterStatusVirtualServersRealServers): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataLvsClusterStatusVirtualServersRealServersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataLvsClusterStatusVirtualServersRealServers | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataLvsClusterStatusVirtualServersRealServers | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // address - computed: true, optional: false, required: false
  public get address() {
    return this.getStringAttribute('address');
  }

  // weight - computed: true, optional: false, required: false
  public get weight() {
    return this.getNumberAttribute('weight');
  }

  // active_connections - computed: true, optional: false, required: false
  public get activeConnections() {
    return this.getNumberAttribute('active_connections');
  }

  // inactive_connections - computed: true, optional: false, required: false
  public get inactiveConnections() {
    return this.getNumberAttribute('inactive_connections');
  }
}

export class DataLvsClusterStatusVirtualServersRealServersList extends cdktf.ComplexList {

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
  public get(index: number): DataLvsClusterStatusVirtualServersRealServersOutputReference {
    return new DataLvsClusterStatusVirtualServersRealServersOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface DataLvsClusterStatusVirtualServers {
}

export function dataLvsClusterStatusVirtualServersToTerraform(struct?: DataLvsClusterStatusVirtualServers): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataLvsClusterStatusVirtualServersToHclTerraform(struct?: DataLvsClusterStatusVirtualServers): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataLvsClusterStatusVirtualServersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataLvsClusterStatusVirtualServers | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataLvsClusterStatusVirtualServers | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // address - computed: true, optional: false, required: false
  public get address() {
    return this.getStringAttribute('address');
  }

  // scheduler - computed: true, optional: false, required: false
  public get scheduler() {
    return this.getStringAttribute('scheduler');
  }

  // real_servers - computed: true, optional: false, required: false
  private _realServers = new DataLvsClusterStatusVirtualServersRealServersList(this, "real_servers", false);
  public get realServers() {
    return this._realServers;
  }
}

export class DataLvsClusterStatusVirtualServersList extends cdktf.ComplexList {

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
  public get(index: number): DataLvsClusterStatusVirtualServersOutputReference {
    return new DataLvsClusterStatusVirtualServersOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a lvs_cluster_status
*/
export class DataLvsClusterStatus extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lvs_cluster_status";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataLvsClusterStatus resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataLvsClusterStatus to import
  * @param importFromId The id of the existing DataLvsClusterStatus that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataLvsClusterStatus to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "lvs_cluster_status", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new lvs_cluster_status Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataLvsClusterStatusConfig
  */
  public constructor(scope: Construct, id: string, config: DataLvsClusterStatusConfig) {
    super(scope, id, {
      terraformResourceType: 'lvs_cluster_status',
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
    this._cluster = config.cluster;
    this._routers.internalValue = config.routers;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // cluster - computed: false, optional: false, required: true
  private _cluster?: string; 
  public get cluster() {
    return this.getStringAttribute('cluster');
  }
  public set cluster(value: string) {
    this._cluster = value;
  }
  // Temporarily expose input value. Use with caution.
  public get clusterInput() {
    return this._cluster;
  }

  // routers - computed: false, optional: false, required: true
  private _routers = new DataLvsClusterStatusRoutersMap(this, "routers");
  public get routers() {
    return this._routers;
  }
  public putRouters(value: { [key: string]: DataLvsClusterStatusRouters } | cdktf.IResolvable) {
    this._routers.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get routersInput() {
    return this._routers.internalValue;
  }

  // active - computed: true, optional: false, required: false
  public get active() {
    return this.getStringAttribute('active');
  }

  // holders - computed: true, optional: false, required: false
  public get holders() {
    return this.getListAttribute('holders');
  }

  // unreachable - computed: true, optional: false, required: false
  public get unreachable() {
    return this.getListAttribute('unreachable');
  }

  // virtual_servers - computed: true, optional: false, required: false
  private _virtualServers = new DataLvsClusterStatusVirtualServersList(this, "virtual_servers", false);
  public get virtualServers() {
    return this._virtualServers;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      cluster: cdktf.stringToTerraform(this._cluster),
      routers: cdktf.hashMapper(dataLvsClusterStatusRoutersToTerraform)(this._routers.internalValue),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      cluster: {
        value: cdktf.stringToHclTerraform(this._cluster),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      routers: {
        value: cdktf.hashMapperHcl(dataLvsClusterStatusRoutersToHclTerraform)(this._routers.internalValue),
        isBlock: true,
        type: "map",
        storageClassType: "DataLvsClusterStatusRoutersMap",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

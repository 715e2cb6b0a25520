/** @module What people write: constructs over the generated bindings, checked at synth by the model; cdktf lives here alone, and neither hosts nor the provider's code may come in. */
export { LvsCluster, type LvsClusterProps } from "./cluster";
export { LvsClusterStatus, type LvsClusterStatusProps } from "./cluster-status";
export { type AddressRecord, DnsRoundRobin, type DnsRoundRobinProps } from "./dns-round-robin";
export { type DnsServerProps, type TsigKeyProps } from "./dns-server";
export { type BodyProps, type DnsHealthCheckProps, HealthCheck, type HealthCheckProps, type HttpHealthCheckProps, type ScriptHealthCheckProps, type SendExpectHealthCheckProps, type SmtpHealthCheckProps, type UdpHealthCheckProps } from "./health-check";
export { type AgentLoadMonitorProps, type HttpLoadMonitorProps, LoadMonitor, type LoadMonitorProps, type UptimeLoadMonitorProps, type WeighingProps } from "./load-monitor";
export { LvsProvider, type LvsProviderProps, type SshProps } from "./lvs-provider";
export { type LoginProps, type RealServer, type RealServerProps } from "./real-server";
export { RealServerPool, type RealServerPoolProps } from "./real-server-pool";
export { type HeartbeatProps, type LegProps, RouterPair, type RouterPairProps, type RouterProps, type SecondPathProps } from "./router-pair";
export { type DirectProps, type NatProps, Routing, type TunnelProps } from "./routing";
export { Scheduler, SchedulerFlag } from "./scheduler";
export { Secret } from "./secret";
export { type UpstreamRoute, UpstreamRoutes, type UpstreamRoutesProps } from "./upstream-routes";
export { type Vip, type VipProps } from "./vip";
export { type VirtualServer, type VirtualServerProps } from "./virtual-server";

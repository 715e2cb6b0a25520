import { type ClusterCheck } from "./check";
import { HEALTH_CHECK_CHECKS } from "./health-check-checks";
import { HEARTBEAT_CHECKS } from "./heartbeat-checks";
import { LOAD_MONITOR_CHECKS } from "./load-monitor-checks";
import { REAL_SERVER_CHECKS } from "./real-server-checks";
import { ROUTER_CHECKS } from "./router-checks";
import { ROUTING_CHECKS } from "./routing-checks";
import { silenceCheck } from "./silence-check";
import { SITE_CHECKS } from "./site-checks";
import { VIP_CHECKS } from "./vip-checks";
import { VIRTUAL_SERVER_CHECKS } from "./virtual-server-checks";

const SUBJECTS: readonly ClusterCheck[] = [
  ...ROUTER_CHECKS,
  ...HEARTBEAT_CHECKS,
  ...VIP_CHECKS,
  ...ROUTING_CHECKS,
  ...VIRTUAL_SERVER_CHECKS,
  ...REAL_SERVER_CHECKS,
  ...HEALTH_CHECK_CHECKS,
  ...LOAD_MONITOR_CHECKS,
];

const WARNINGS = [...SUBJECTS, ...SITE_CHECKS].filter(({ severity }) => severity === "warning").map(({ code }) => code);

/** Every rule about one cluster, in the order in which findings are given. */
export const CLUSTER_CHECKS: readonly ClusterCheck[] = [...SUBJECTS, silenceCheck(new Set(["LVS150", ...WARNINGS]))];

import { z } from "zod";
import { leaf } from "./leaf";
import { loginUser, millis, oneOf, port, requestPath } from "./leaves";

/** Ways to learn how loaded a real server is: the three of the manual, HAProxy's agent check, and a number over HTTP. */
export const LOAD_MONITORS = ["uptime", "rup", "ruptime", "agent", "http"] as const;
export type LoadMonitorType = (typeof LOAD_MONITORS)[number];

/** How loads become weights: in proportion to the pool's mean, or as Piranha's nanny did. */
export const LOAD_POLICIES = ["proportional", "piranha"] as const;
export type LoadPolicy = (typeof LOAD_POLICIES)[number];

/** How loaded is each real server? Asked by every router for itself; moves the weights, and never takes a server out. */
export const loadMonitorSchema = z.strictObject({
  /** uptime (over SSH), rup (rstatd), ruptime (rwhod), agent (a text over TCP, as HAProxy's agent-check reads it) or http (a number, or node_exporter's metrics). */
  type: oneOf({ code: "LVS056", words: LOAD_MONITORS, what: "a load monitor", remedy: "Write one of these" }),
  /** Default: proportional. An agent says itself what share it wants. */
  policy: oneOf({ code: "LVS057", words: LOAD_POLICIES, what: "a policy", remedy: "Write one of these" }).optional(),
  /** Port of uptime's sshd (default 22), of the agent (always with it) or of http (default 9100, node_exporter's). */
  port: port().optional(),
  /** Request path of http; default `/metrics`, node_exporter's. */
  path: requestPath().optional(),
  /** Login on the real servers for uptime; default `lvs-load`. */
  user: loginUser().optional(),
  /** Private key on the routers for uptime; default `/etc/lvs/load-monitor.key`. */
  identityFile: leaf<string>({
    type: "string",
    code: "LVS058",
    expects: "an absolute path of at most 255 letters, digits and / . _ -",
    remedy: "Write where each router has the private key, such as /etc/lvs/load-monitor.key",
    accepts: (text) => /^\/[A-Za-z0-9._/-]{1,254}$/.test(text),
  }).optional(),
  /** Time between two readings in milliseconds; default 10,000. */
  intervalMs: millis({ code: "LVS034", min: 1000, max: 3_600_000, remedy: "Use some seconds, such as 10000: loads are means over a minute" }).default(10_000),
  /** Time that one reading may take in milliseconds; default 5,000. */
  timeoutMs: millis({ code: "LVS035", min: 100, max: 600_000, remedy: "Use less than the interval, such as 5000" }).default(5000),
  /** Age in milliseconds at which a reading counts for nothing and the server goes back to its own weight; default: three intervals, or one and two timeouts where that is more, and 400,000 for ruptime, whose daemons speak every 180 s. */
  staleAfterMs: millis({ code: "LVS034", min: 1000, max: 86_400_000, remedy: "Use a few intervals, such as 30000" }).optional(),
});
export type LoadMonitor = z.output<typeof loadMonitorSchema>;

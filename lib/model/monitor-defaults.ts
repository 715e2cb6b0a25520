import { type LoadMonitor } from "./load-monitor";

/** A load monitor with all that it does by default written out; `-` where its type has nothing of the kind. */
export interface ExplicitMonitor {
  readonly type: LoadMonitor["type"];
  readonly policy: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly staleAfterMs: number;
  readonly port: number | "-";
  readonly path: string;
  readonly user: string;
  readonly identityFile: string;
}

/** Two monitors that do the same come out the same, whatever of it was written down. */
export function explicitMonitor(monitor: LoadMonitor): ExplicitMonitor {
  const { type, policy = "proportional", intervalMs, timeoutMs, port, path, user, identityFile } = monitor;
  const byLogin = type === "uptime";
  return {
    ...{ type, policy: type === "agent" ? "-" : policy, intervalMs, timeoutMs, staleAfterMs: staleAfterMs(monitor) },
    port: port ?? USUAL_PORT[type],
    path: type === "http" ? (path ?? "/metrics") : "-",
    ...{ user: byLogin ? (user ?? "lvs-load") : "-", identityFile: byLogin ? (identityFile ?? "/etc/lvs/load-monitor.key") : "-" },
  };
}

/** How many processors a real server counts for, where nobody says. */
export const DEFAULT_PROCESSORS = 1;

const USUAL_PORT = { uptime: 22, rup: "-", ruptime: "-", agent: "-", http: 9100 } as const;

/** rwhod speaks every 180 s: one word may be lost. Elsewhere one server that hangs makes all readings of its pool as old as it may take. */
function staleAfterMs({ type, intervalMs, timeoutMs, staleAfterMs: given }: LoadMonitor): number {
  return given ?? (type === "ruptime" ? 400_000 : Math.max(3 * intervalMs, intervalMs + 2 * timeoutMs));
}

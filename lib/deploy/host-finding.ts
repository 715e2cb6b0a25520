import { type Finding } from "../diagnostics";

/** An error about one host. */
export const error = (code: string, host: string, parts: Omit<Finding, "code" | "severity" | "place">): Finding => ({ code, severity: "error", place: ["hosts", host], ...parts });

/** A warning about one host. */
export const warning = (code: string, host: string, parts: Omit<Finding, "code" | "severity" | "place">): Finding => ({ ...error(code, host, parts), severity: "warning" });

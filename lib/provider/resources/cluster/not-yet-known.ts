import { type Finding } from "../../../diagnostics";
import { type LvsContext } from "../lvs-context";

/** Why no host may be logged in to yet; absent when the provider's whole `ssh` block is known. */
export function notYetKnown({ notYetKnown: names }: LvsContext): Finding | undefined {
  if (names.length === 0) return undefined;
  return names.some((name) => name === "ssh" || name === "ssh.host_keys") ? keysNotKnown(names) : loginNotKnown(names);
}

function keysNotKnown(names: readonly string[]): Finding {
  return {
    code: "LVS412",
    severity: "error",
    place: [],
    value: names,
    summary: "the host keys to accept are not known yet, so no host is logged in to",
    remedy: "Apply first what provides them (terraform apply -target=…): no host is trusted with another key or none",
  };
}

function loginNotKnown(names: readonly string[]): Finding {
  return {
    code: "LVS413",
    severity: "error",
    place: [],
    value: names,
    summary: "how to log in is not known yet, so no host is asked",
    remedy: "Apply first what provides it (terraform apply -target=…)",
  };
}

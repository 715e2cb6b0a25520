import { type ObservedHost } from "./observed-host";

/** Reads what `lvs-host observe` prints; `undefined` when the text is not whole (its last line is `end`). */
export function parseObservation(text: string): ObservedHost | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  if (lines.at(-1) !== "end" || lines[0] !== "lvs-host 1") return undefined;
  const rest = (key: string): string[] => lines.filter((line) => line === key || line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const first = (key: string): string | undefined => rest(key)[0];
  const ipvs = first("ipvs");
  const model = first("model");
  return {
    uptimeSeconds: Number(first("uptime") ?? 0),
    missingTools: words(first("missing") ?? ""),
    keepalivedVersion: first("keepalived") || undefined,
    current: link(first("current")),
    confirmed: link(first("confirmed")),
    pending: link(first("pending")),
    otherHeartbeats: rest("other-heartbeat"),
    interfaces: Object.fromEntries(rest("interface").map((line) => pair(line))),
    addresses: rest("address").map((line) => ({ interface: pair(line)[0], address: pair(line)[1] })),
    facts: rest("fact"),
    files: Object.fromEntries(rest("file").map(file)),
    ipvsTable: ipvs === undefined || ipvs === "none" ? undefined : decode(ipvs).split("\n").map((line) => line.trim()).filter((line) => line !== ""),
    connections: decode(first("connections") ?? ""),
    model: model === undefined ? undefined : decode(model),
    needs: rest("needs"),
  };
}

function file(line: string): [string, { content: string; mode: string } | undefined] {
  const [path = "", mode = "", content = ""] = line.split(" ");
  return [path, mode === "absent" ? undefined : { mode, content: decode(content) }];
}

function link(target: string | undefined): string | undefined {
  return target === undefined || target === "none" ? undefined : target;
}

function pair(line: string): [string, string] {
  const [left = "", right = ""] = words(line);
  return [left, right];
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

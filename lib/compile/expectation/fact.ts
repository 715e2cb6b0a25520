import { byText } from "../order";

/** One thing that must be true on a host once the bundle is live: a line of `expected-state`. */
export type Fact =
  /** As `systemctl is-enabled` and `systemctl is-active` say it. */
  | { readonly kind: "unit"; readonly unit: string; readonly enabled: string; readonly active: string }
  /** Loaded or built in. */
  | { readonly kind: "module"; readonly module: string }
  /** `value` with single blanks between several values. */
  | { readonly kind: "sysctl"; readonly key: string; readonly value: string }
  | { readonly kind: "address"; readonly address: string; readonly device: string }
  | { readonly kind: "default-route"; readonly gateway: string; readonly device: string }
  /** Is there and up. */
  | { readonly kind: "link"; readonly device: string }
  /** TCP segments that are announced from that address are at most so long, in bytes. */
  | { readonly kind: "clamp-mss"; readonly address: string; readonly bytes: number };

/** `expected-state`: a fact per line, words apart by one blank, lines sorted by code units, none twice. */
export function renderFacts(facts: readonly Fact[]): string {
  return [...new Set(facts.map(factLine))]
    .sort(byText)
    .map((line) => `${line}\n`)
    .join("");
}

function factLine(fact: Fact): string {
  switch (fact.kind) {
    case "unit":
      return `unit ${fact.unit} ${fact.enabled} ${fact.active}`;
    case "module":
      return `module ${fact.module}`;
    case "sysctl":
      return `sysctl ${fact.key} ${fact.value}`;
    case "address":
      return `address ${fact.address} ${fact.device}`;
    case "default-route":
      return `default-route ${fact.gateway} ${fact.device}`;
    case "link":
      return `link ${fact.device}`;
    case "clamp-mss":
      return `clamp-mss ${fact.address} ${fact.bytes}`;
  }
}

/** Reads {@link renderFacts}'s text; blank lines and lines that begin with `#` don't count. An unknown line is a bug or another version's. */
export function parseFacts(text: string): Fact[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(parseFact);
}

function parseFact(line: string): Fact {
  const [kind = "", first = "", second = "", third = ""] = line.split(" ");
  switch (kind) {
    case "unit":
      return { kind, unit: first, enabled: second, active: third };
    case "module":
      return { kind, module: first };
    case "sysctl":
      return { kind, key: first, value: line.slice(`sysctl ${first} `.length) };
    case "address":
      return { kind, address: first, device: second };
    case "default-route":
      return { kind, gateway: first, device: second };
    case "link":
      return { kind, device: first };
    case "clamp-mss":
      return { kind, address: first, bytes: Number(second) };
    default:
      throw new Error(`not a fact: ${line}`);
  }
}

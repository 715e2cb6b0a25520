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
  /** What leaves from the address to other networks than the host's own goes by the gateway, through a routing table of its own (policy routing, ip-rule(8)). */
  | { readonly kind: "source-route"; readonly address: string; readonly gateway: string; readonly device: string; readonly table: number }
  /** Is there and up. */
  | { readonly kind: "link"; readonly device: string }
  /** TCP segments that are announced from that address are at most so long, in bytes. */
  | { readonly kind: "clamp-mss"; readonly address: string; readonly bytes: number }
  /** Packets from the network that leave it through the device get that source address. */
  | { readonly kind: "snat-outbound"; readonly network: string; readonly device: string; readonly address: string }
  /** Packets from the network to the VIP that are sent on through the device get that source address. */
  | { readonly kind: "snat-local"; readonly network: string; readonly device: string; readonly address: string; readonly vip: string }
  /** Packets from outside the network to the virtual server cost no entry in the kernel's table of connections. */
  | { readonly kind: "untracked-request"; readonly network: string; readonly vip: string; readonly protocol: string; readonly port: number }
  /** Nor do packets from that port of real servers in the network, but those to the gateway; nor what this host itself sends there. */
  | { readonly kind: "untracked-reply"; readonly network: string; readonly gateway: string; readonly protocol: string; readonly port: number }
  /** Nor does VRRP. */
  | { readonly kind: "untracked-heartbeat" }
  /** Packets to the VIP are for this host, and those that come by the device while the VIP is no address of it have the firewall mark. */
  | { readonly kind: "serve-vip"; readonly vip: string; readonly device: string; readonly mark: number };

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
    case "source-route":
      return `source-route ${fact.address} ${fact.gateway} ${fact.device} ${fact.table}`;
    case "link":
      return `link ${fact.device}`;
    case "clamp-mss":
      return `clamp-mss ${fact.address} ${fact.bytes}`;
    case "snat-outbound":
      return `snat-outbound ${fact.network} ${fact.device} ${fact.address}`;
    case "snat-local":
      return `snat-local ${fact.network} ${fact.device} ${fact.address} ${fact.vip}`;
    case "untracked-request":
      return `untracked-request ${fact.network} ${fact.vip} ${fact.protocol} ${fact.port}`;
    case "untracked-reply":
      return `untracked-reply ${fact.network} ${fact.gateway} ${fact.protocol} ${fact.port}`;
    case "untracked-heartbeat":
      return fact.kind;
    case "serve-vip":
      return `serve-vip ${fact.vip} ${fact.device} ${fact.mark}`;
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
  const [kind = "", first = "", second = "", third = "", fourth = ""] = line.split(" ");
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
    case "source-route":
      return { kind, address: first, gateway: second, device: third, table: Number(fourth) };
    case "link":
      return { kind, device: first };
    case "clamp-mss":
      return { kind, address: first, bytes: Number(second) };
    case "snat-outbound":
      return { kind, network: first, device: second, address: third };
    case "snat-local":
      return { kind, network: first, device: second, address: third, vip: fourth };
    case "untracked-request":
      return { kind, network: first, vip: second, protocol: third, port: Number(fourth) };
    case "untracked-reply":
      return { kind, network: first, gateway: second, protocol: third, port: Number(fourth) };
    case "untracked-heartbeat":
      return { kind };
    case "serve-vip":
      return { kind, vip: first, device: second, mark: Number(third) };
    default:
      throw new Error(`not a fact: ${line}`);
  }
}

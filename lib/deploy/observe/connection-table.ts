/** One virtual server with its connections, as `ipvsadm -L -n` prints it. */
export interface LiveService {
  readonly protocol: "tcp" | "udp";
  /** `ADDRESS:PORT` */
  readonly endpoint: string;
  /** The address alone. */
  readonly address: string;
  readonly scheduler: string;
  readonly members: readonly LiveMember[];
}

/** One real server with its counters. */
export interface LiveMember {
  readonly endpoint: string;
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
}

/** Reads the listing of `ipvsadm -L -n`; services by firewall mark are left out. */
export function connectionTable(listing: string): LiveService[] {
  const services: (LiveService & { members: LiveMember[] })[] = [];
  let marked = false;
  for (const line of listing.split("\n")) {
    const service = /^(TCP|UDP)\s+(\S+)\s+(\S+)/.exec(line);
    // Its members follow it.
    if (line.startsWith("FWM")) marked = true;
    else if (service !== null) marked = false;
    const member = marked ? null : /^\s+->\s+(\S+)\s+\S+\s+(\d+)\s+(\d+)\s+(\d+)/.exec(line);
    if (service !== null) {
      const [, protocol = "", endpoint = "", scheduler = ""] = service;
      services.push({ protocol: protocol === "UDP" ? "udp" : "tcp", endpoint, address: hostPart(endpoint), scheduler, members: [] });
    } else if (member !== null) {
      const [, endpoint = "", weight, active, inactive] = member;
      services.at(-1)?.members.push({ endpoint, weight: Number(weight), active: Number(active), inactive: Number(inactive) });
    }
  }
  return services;
}

function hostPart(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(":")).replace(/^\[|\]$/g, "");
}

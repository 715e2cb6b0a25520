/** One virtual server as the kernel or `ipvs.rules` has it. */
export interface IpvsService {
  /** `-t 203.0.113.10:80`: protocol flag and address, which name it. */
  readonly key: string;
  readonly scheduler: string;
  /** What else stands on its line (persistence, flags), in the order printed. */
  readonly options: string;
  /** Real servers by `ADDRESS:PORT`. */
  readonly members: ReadonlyMap<string, IpvsMember>;
  /** The member that may stand in for all others: see {@link SORRY}. */
  readonly sorry?: readonly [address: string, member: IpvsMember];
  /** Whether a load monitor moves its members' weights: see {@link LOAD}. */
  readonly moving?: boolean;
}

/** One real server of a virtual server. */
export interface IpvsMember {
  readonly weight: number;
  /** Forwarding method flag: `-m` NAT, `-g` direct routing, `-i` tunneling. */
  readonly method: string;
}

/** Begins a line of `ipvs.rules` that says in the form of `-a` which real server may be in the table while none of the others is; for ipvsadm it is a comment. */
export const SORRY = "#sorry";

/** Begins a line of `ipvs.rules` that names a virtual server whose weights a load monitor moves; for ipvsadm it is a comment. */
export const LOAD = "#load";

/** Reads lines in `ipvsadm --save -n` form; lines that are no services or members are left out. */
export function parseIpvsTable(lines: readonly string[]): Map<string, IpvsService> {
  const services = new Map<string, IpvsService & { members: Map<string, IpvsMember>; sorry?: [string, IpvsMember]; moving?: boolean }>();
  for (const line of lines) {
    const [command, flag = "", address = "", ...options] = line.trim().split(/\s+/);
    const key = `${flag} ${address}`;
    if (command === "-A") services.set(key, { key, members: new Map(), ...service(options) });
    const named = services.get(key);
    if (named === undefined) continue;
    if (command === "-a") named.members.set(optionValue(options, "-r") ?? "", member(options));
    else if (command === LOAD) named.moving = true;
    else if (command === SORRY) named.sorry = [optionValue(options, "-r") ?? "", member(options)];
  }
  return services;
}

function service(options: readonly string[]): { scheduler: string; options: string } {
  const at = options.indexOf("-s");
  return { scheduler: options[at + 1] ?? "", options: options.filter((_, index) => index !== at && index !== at + 1).join(" ") };
}

function member(options: readonly string[]): IpvsMember {
  return { weight: Number(optionValue(options, "-w") ?? 1), method: options.find((option) => /^-[mgi]$/.test(option)) ?? "-g" };
}

function optionValue(options: readonly string[], flag: string): string | undefined {
  const at = options.indexOf(flag);
  return at < 0 ? undefined : options[at + 1];
}

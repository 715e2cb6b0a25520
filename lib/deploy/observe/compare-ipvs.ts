import { type IpvsMember, type IpvsService, LOAD, SORRY, parseIpvsTable } from "./ipvs-table";

/** How a kernel's table differs from the expected one in ways that keepalived did not decide by itself. */
export interface IpvsDifference {
  /** Lines of the expected table with what is really there put in: equal to the expected lines when nothing is wrong. */
  readonly asObserved: readonly string[];
  /** ipvsadm command lines that make the table what was expected. */
  readonly repairs: readonly string[];
  /** Expected members that are not in the table: taken out by their health check, which is status and no drift. */
  readonly down: readonly string[];
  /** Members of the expected table that serve. */
  readonly up: readonly string[];
}

/**
 * Compares modulo what keepalived itself decides: an expected member that is missing was taken out by its health check, the sorry server is in while no other is, and weights that a load monitor moves, which are all but 0, are what they are. A stranger, a missing
 * virtual server, another scheduler, method or weight is drift.
 *
 * @param expected lines of `ipvs.rules`
 * @param observed lines of `ipvsadm --save -n`; `undefined` while the kernel has no IPVS
 */
export function compareIpvs(expected: readonly string[], observed: readonly string[] | undefined): IpvsDifference {
  const wanted = parseIpvsTable(expected);
  const found = parseIpvsTable(observed ?? []);
  const strangers = [...found.values()].filter(({ key }) => !wanted.has(key));
  const compared = [...wanted.values()].map((service) => compareService(service, found.get(service.key)));
  return {
    asObserved: [...compared.flatMap((part) => part.asObserved), ...strangers.flatMap(serviceLines)],
    repairs: [...compared.flatMap((part) => part.repairs), ...strangers.map(({ key }) => `-D ${key}`)],
    down: compared.flatMap((part) => part.down),
    up: compared.flatMap((part) => part.up),
  };
}

function compareService(wanted: IpvsService, found: IpvsService | undefined): IpvsDifference {
  if (found === undefined) return missingService(wanted);
  const strangers = [...found.members].filter(([address, member]) => !wanted.members.has(address) && !standsIn(wanted, found, [address, member]));
  const members = [...wanted.members].map(([address, member]) => ({ address, member, found: found.members.get(address) }));
  const present = members.filter((entry) => entry.found !== undefined);
  const same = (entry: (typeof members)[number]): boolean => entry.found === undefined || sameMember(entry.member, wanted.moving === true && entry.member.weight > 0 ? { ...entry.found, weight: entry.member.weight } : entry.found);
  const changed = present.filter((entry) => !same(entry));
  const sameService = found.scheduler === wanted.scheduler && found.options === wanted.options;
  return {
    asObserved: [
      serviceLine(found),
      ...members.map((entry) => memberLine(wanted.key, entry.address, same(entry) ? entry.member : (entry.found ?? entry.member))),
      ...sorryLine(wanted),
      ...(wanted.moving === true ? [`${LOAD} ${wanted.key}`] : []),
      ...strangers.map(([address, member]) => memberLine(wanted.key, address, member)),
    ],
    repairs: [
      ...(sameService ? [] : [serviceLine(wanted).replace("-A", "-E")]),
      ...changed.map((entry) => memberLine(wanted.key, entry.address, entry.member).replace("-a", "-e")),
      ...strangers.map(([address]) => `-d ${wanted.key} -r ${address}`),
    ],
    down: members.filter((entry) => entry.found === undefined).map((entry) => `${wanted.key} ${entry.address}`),
    up: present.map((entry) => `${wanted.key} ${entry.address}`),
  };
}

/** Whether this is the sorry server, with nobody else there to answer. */
function standsIn({ sorry, members }: IpvsService, found: IpvsService, [address, member]: readonly [string, IpvsMember]): boolean {
  return sorry !== undefined && sorry[0] === address && sameMember(sorry[1], member) && ![...found.members].some(([other, { weight }]) => members.has(other) && weight > 0);
}

function sorryLine({ key, sorry }: IpvsService): string[] {
  return sorry === undefined ? [] : [memberLine(key, ...sorry).replace("-a", SORRY)];
}

/** keepalived believes it is still there and no reload would add it again, so all of it is put back; a check that fails later takes its own out. */
function missingService(wanted: IpvsService): IpvsDifference {
  return { asObserved: [], repairs: serviceLines(wanted), down: [], up: [] };
}

function sameMember(a: IpvsMember, b: IpvsMember): boolean {
  return a.method === b.method && a.weight === b.weight;
}

function serviceLines(service: IpvsService): string[] {
  return [serviceLine(service), ...[...service.members].map(([address, member]) => memberLine(service.key, address, member))];
}

function serviceLine({ key, scheduler, options }: IpvsService): string {
  return [`-A ${key} -s ${scheduler}`, options].filter((part) => part !== "").join(" ");
}

function memberLine(key: string, address: string, { method, weight }: IpvsMember): string {
  return `-a ${key} -r ${address} ${method} -w ${weight}`;
}

/** A virtual server of a table in the form of `ipvsadm --save -n`, with its real servers. */
interface Service {
  readonly options: string;
  /** Options by `-r ADDRESS`. */
  readonly members: Map<string, string>;
  sorry: string | undefined;
}

/**
 * What makes one kernel table the other one, as lines of ipvsadm: virtual servers that go (their real servers with them), those that change, those that come. Whoever
 * does it is keepalived. A line that begins with # is about a sorry server, which is in the table only while no other is.
 */
export function ipvsChanges(before: string, after: string): string[] {
  const [former, next] = [servicesOf(before), servicesOf(after)];
  const gone = [...former.keys()].filter((key) => !next.has(key)).map((key) => `-D ${key}`);
  return [...gone, ...[...next].flatMap(([key, service]) => serviceChanges(key, former.get(key), service))];
}

function serviceChanges(key: string, former: Service | undefined, next: Service): string[] {
  const head = former === undefined ? [`-A ${key} ${next.options}`] : former.options === next.options ? [] : [`-E ${key} ${next.options}`];
  const before = former?.members ?? new Map<string, string>();
  const removed = [...before.keys()].filter((member) => !next.members.has(member)).map((member) => `-d ${key} ${member}`);
  const others = [...next.members].flatMap(([member, options]) => {
    if (before.get(member) === options) return [];
    return [`${before.has(member) ? "-e" : "-a"} ${key} ${member} ${options}`];
  });
  const sorry = former?.sorry === next.sorry ? [] : [`# sorry server of ${key}: ${next.sorry ?? "none"}`];
  return [...head, ...others, ...removed, ...sorry];
}

function servicesOf(rules: string): Map<string, Service> {
  const services = new Map<string, Service>();
  for (const line of rules.split("\n")) {
    const [, verb, key = "", rest = ""] = /^(-A|-a|#sorry) (-[tuf] \S+) ?(.*)$/.exec(line) ?? [];
    if (verb === "-A") services.set(key, { options: rest, members: new Map(), sorry: undefined });
    const service = services.get(key);
    if (verb === undefined || verb === "-A" || service === undefined) continue;
    const [, member = "", options = ""] = /^(-r \S+) (.*)$/.exec(rest) ?? [];
    if (verb === "-a") service.members.set(member, options);
    else service.sorry = `${member} ${options}`;
  }
  return services;
}

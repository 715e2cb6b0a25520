import fc from "fast-check";
import { type Cluster, type ClusterInput, DNS_QUERY_TYPES, SCHEDULERS, SCHEDULER_FLAGS, checkCluster, parseCluster } from "../../../lib/model";
import { hasErrors } from "../../../lib/diagnostics";

type Family = 4 | 6;

/** Interfaces that generated routers have, so that a network namespace can be made with all of them. */
export const INTERFACES = ["eth0", "eth1", "ens18", "bond0.100", "br-front_1", "a23456789012345"] as const;

const legs = fc.uniqueArray(fc.constantFrom(...INTERFACES), { minLength: 2, maxLength: 2 });
const flag = fc.boolean();
const seconds = (min: number, max: number) => fc.oneof(fc.integer({ min, max }), fc.integer({ min: Math.ceil(min / 1000), max: Math.min(5, Math.floor(max / 1000)) }).map((value) => Math.max(value * 1000, min)));

/** Made once: it takes longer than all the rest of a cluster. */
const clusterName = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);

/** What shapes a cluster; addresses follow from it, so that they never collide. */
const shapes = fc.record({
  octet: fc.integer({ min: 0, max: 255 }),
  routers: fc.integer({ min: 1, max: 3 }),
  method: fc.constantFrom("nat" as const, "direct" as const, "tunnel" as const),
  publicFamily: fc.constantFrom<Family>(4, 6),
  privateFamily: fc.constantFrom<Family>(4, 6),
  oneLeg: flag,
  /** Whether its first router is a real server, too, where that can be. */
  serves: flag,
  /** The same interface names on all routers, as labels need. */
  interfaces: fc.option(legs, { nil: undefined }),
});
type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

/** Clusters as people write them; together they use every field of the model. A few have one of the {@link errorsOfChance}. */
export const arbitraryDraft: fc.Arbitrary<ClusterInput> = shapes.map(possible).chain((shape) => clusterOf(shape));

/** NAT needs two legs. */
function possible(asked: Shape): Shape {
  const shape = { ...asked, serves: asked.serves && asked.method === "direct" && asked.oneLeg && asked.publicFamily === 4 };
  return shape.method === "nat" ? { ...shape, oneLeg: false } : shape;
}

/** What drafts may have wrong, because their parts are chosen apart: two virtual servers on one port, a pool in use whose weights are all 0. */
export const errorsOfChance = ["LVS117", "LVS147"];

/** Drafts that parse and have no error. */
export const arbitraryInput: fc.Arbitrary<ClusterInput> = arbitraryDraft.filter((input) => accepted(input) !== undefined);

/** The same, parsed. */
export const arbitraryCluster: fc.Arbitrary<Cluster> = arbitraryInput.map((input) => accepted(input) as Cluster);

function accepted(input: ClusterInput): Cluster | undefined {
  const parsed = parseCluster(input);
  return parsed.ok && !hasErrors(checkCluster(parsed.value)) ? parsed.value : undefined;
}

function clusterOf(shape: Shape): fc.Arbitrary<ClusterInput> {
  const families = serviceFamilies(shape);
  const poolNames = families.flatMap((family) => [`pool${family}a`, `pool${family}b`, `pool${family}sorry`]);
  const pools = Object.fromEntries(poolNames.map((name, index) => [name, poolOf(shape, familyIn(name), { poolIndex: index, maxServers: name.endsWith("sorry") ? 1 : 4 })]));
  const vips = Object.fromEntries(families.flatMap((family) => [0, 1].map((index) => [`vip${family}-${index}`, vipOf(shape, family, index)])));
  return fc.record(
    {
      name: clusterName,
      routers: fc.record(Object.fromEntries(Array.from({ length: shape.routers }, (_, index) => [`lvs${index + 1}`, routerOf(shape, index)]))),
      heartbeat: heartbeatOf(shape),
      routing: routingOf(shape),
      vips: fc.record(vips),
      pools: fc.record(pools),
      virtualServers: virtualServersOf(families),
      installPackages: flag,
      silence: fc.constantFrom([], ["LVS155"], ["LVS157", "LVS184"]),
    },
    { requiredKeys: ["name", "routers", "heartbeat", "routing", "vips", "pools", "virtualServers"] },
  ) as fc.Arbitrary<ClusterInput>;
}

/** Families that real servers, and so VIPs, may have. */
function serviceFamilies(shape: Shape): Family[] {
  if (shape.method === "nat") return [shape.privateFamily];
  return shape.oneLeg || shape.publicFamily === shape.privateFamily ? [shape.publicFamily] : [shape.publicFamily, shape.privateFamily];
}

function address(family: Family, net: string, host: number): string {
  return family === 4 ? `10.${net}.${host}` : `2001:db8:${net.replace(".", ":")}::${host.toString(16)}`;
}

/** Whether a router can ask real servers at IPv4 VIPs from every leg that it has. */
const allIpv4 = (shape: Shape): boolean => shape.publicFamily === 4 && (shape.oneLeg || shape.privateFamily === 4);

const publicNet = (shape: Shape): string => `${shape.octet}.1`;
const privateNet = (shape: Shape): string => `${shape.octet}.2`;
const length = (family: Family): number => (family === 4 ? 24 : 64);
const familyIn = (pool: string): Family => (pool.includes("6") ? 6 : 4);

function routerOf(shape: Shape, index: number): fc.Arbitrary<unknown> {
  return (shape.interfaces === undefined ? legs : fc.constant(shape.interfaces)).chain(([front = "eth0", back = "eth1"]) =>
    fc.record(
      {
        host: fc.constant(`router${index}.example.net`),
        port: fc.integer({ min: 1, max: 65535 }),
        user: fc.constantFrom("ops", "root"),
        priority: fc.integer({ min: 1, max: 80 }).map((value) => value + 80 * index),
        keepalivedVersion: fc.constantFrom("2.2.4", "2.2.7", "2.2.8", "2.4.3"),
        public: fc.constant({ interface: front, address: `${address(shape.publicFamily, publicNet(shape), index + 2)}/${length(shape.publicFamily)}` }),
        ...(shape.oneLeg
          ? {}
          : { private: fc.constant({ interface: back, address: `${address(shape.privateFamily, privateNet(shape), index + 2)}/${length(shape.privateFamily)}` }) }),
      },
      { requiredKeys: ["host", "priority", "public", ...(shape.oneLeg ? [] : ["private" as never])] },
    ),
  );
}

function heartbeatOf(shape: Shape): fc.Arbitrary<unknown> {
  return fc.record(
    {
      virtualRouterId: fc.integer({ min: 1, max: 255 }),
      advertIntervalMs: fc.integer({ min: 1, max: 4095 }).map((value) => value * 10),
      leg: fc.constantFrom(...(shape.oneLeg ? ["public"] : ["public", "private"])),
      startupDelayMs: seconds(0, 600_000),
      ...(shape.oneLeg ? {} : { secondPath: secondPathOf(shape) }),
    },
    { requiredKeys: ["virtualRouterId"] },
  );
}

/** Addresses that nobody of the cluster has. */
function secondPathOf(shape: Shape): fc.Arbitrary<unknown> {
  const references = (family: Family, net: string) => fc.uniqueArray(fc.integer({ min: 240, max: 250 }), { minLength: 1, maxLength: 3 }).map((hosts) => hosts.map((host) => address(family, net, host)));
  return fc.record({ publicReferences: references(shape.publicFamily, publicNet(shape)), privateReferences: references(shape.privateFamily, privateNet(shape)) }, { requiredKeys: ["publicReferences", ...(shape.method === "nat" ? [] : ["privateReferences" as never])] });
}

function routingOf(shape: Shape): fc.Arbitrary<unknown> {
  const atVip = allIpv4(shape) && !shape.serves ? { vipCheck: flag } : {};
  if (shape.method === "direct") return fc.record({ method: fc.constant("direct"), ...atVip }, { requiredKeys: ["method"] });
  if (shape.method === "tunnel") return fc.record({ method: fc.constant("tunnel"), mss: fc.integer({ min: 536, max: 8920 }), ...atVip }, { requiredKeys: ["method"] });
  const gateway = `${address(shape.privateFamily, privateNet(shape), 200)}/${length(shape.privateFamily)}`;
  const label = shape.privateFamily === 4 ? labelOn(shape, 1, "g") : undefined;
  const gatewayLabel = label === undefined ? {} : { gatewayLabel: fc.constant(label) };
  const translated = allIpv4(shape) ? { masqueradeLocalClients: flag, outboundVip: fc.constant("vip4-0") } : {};
  return fc.record({ method: fc.constant("nat"), gateway: fc.constant(gateway), ...gatewayLabel, ...translated, policyRouting: flag }, { requiredKeys: ["method", "gateway"] });
}

function vipOf(shape: Shape, family: Family, index: number): fc.Arbitrary<unknown> {
  // The first one may be the source of what real servers send, which one on their own side can't be.
  return fc.constantFrom(...(shape.oneLeg || index === 0 ? [0] : [0, 1])).chain((leg) => {
    const label = family === 4 ? labelOn(shape, leg, String(index)) : undefined;
    return fc.record(
      {
        address: fc.constant(address(family, publicNet(shape), 100 + index)),
        leg: fc.constant(leg === 0 ? "public" : "private"),
        ...(label === undefined ? {} : { label: fc.constant(label) }),
      },
      { requiredKeys: ["address", ...(leg === 0 ? [] : ["leg" as never])] },
    );
  });
}

/** An alias of that leg, where all routers call it the same and there is room for a tail. */
function labelOn(shape: Shape, leg: number, tail: string): string | undefined {
  const name = shape.interfaces?.[leg];
  return name === undefined || name.length > 13 ? undefined : `${name}:${tail}`;
}

function poolOf(shape: Shape, family: Family, { poolIndex, maxServers }: { readonly poolIndex: number; readonly maxServers: number }): fc.Arbitrary<unknown> {
  const onPublic = shape.oneLeg || (shape.method !== "nat" && family === shape.publicFamily);
  const net = onPublic ? publicNet(shape) : privateNet(shape);
  const server = (index: number): fc.Arbitrary<unknown> =>
    fc.record(
      {
        address: fc.constant(address(family, net, 30 + 10 * poolIndex + index)),
        weight: fc.oneof(fc.integer({ min: 0, max: 65535 }), fc.constant(1)),
        ...(shape.method === "nat" ? { port: fc.integer({ min: 1, max: 65535 }) } : {}),
        processors: fc.integer({ min: 1, max: 4096 }),
        login: loginOf(`web${poolIndex}-${index}`),
      },
      { requiredKeys: ["address"] },
    );
  const router = shape.serves && poolIndex === 0 ? { lvs1: fc.record({ address: fc.constant(address(4, net, 2)), weight: fc.integer({ min: 0, max: 65535 }) }, { requiredKeys: ["address"] }) } : {};
  return fc.record(
    {
      healthChecks: fc.array(healthCheck, { maxLength: 3 }),
      loadMonitor,
      servers: fc.integer({ min: 1, max: maxServers }).chain((count) => fc.record({ ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`web${poolIndex}-${index}`, server(index)])), ...router })),
    },
    { requiredKeys: ["servers"] },
  );
}

function loginOf(host: string): fc.Arbitrary<unknown> {
  return fc.record({ host: fc.constant(host), port, user: fc.constantFrom("ops", "root"), interface: fc.constantFrom("eth0", "bond0.7") }, { requiredKeys: ["host", "interface"] });
}

const times = { intervalMs: seconds(100, 3_600_000), timeoutMs: seconds(100, 600_000), retries: fc.integer({ min: 0, max: 100 }), retryDelayMs: seconds(100, 600_000) };
const port = fc.integer({ min: 1, max: 65535 });

const pace = { intervalMs: seconds(1000, 3_600_000), timeoutMs: seconds(100, 600_000), staleAfterMs: fc.integer({ min: 600_001, max: 86_400_000 }) };
const policy = fc.constantFrom("proportional", "piranha");
const loadMonitor = fc.oneof(
  fc.record({ type: fc.constant("uptime"), policy, port, user: fc.constantFrom("lvs-load", "ops"), identityFile: fc.constantFrom("/k", "/etc/lvs/load-monitor.key"), ...pace }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constantFrom("rup", "ruptime"), policy, ...pace }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("agent"), port, ...pace }, { requiredKeys: ["type", "port"] }),
  fc.record({ type: fc.constant("http"), policy, port, path: fc.constantFrom("/metrics", "/load"), ...pace }, { requiredKeys: ["type"] }),
);

const healthCheck = fc.oneof(
  fc.record({ type: fc.constant("tcp"), port, ...times }, { requiredKeys: ["type"] }),
  fc.record(
    {
      type: fc.constantFrom("http", "https"),
      port,
      path: fc.oneof(fc.constantFrom("/", "/healthz!?full=1{x}", "/$x/~a(b)[c]@`^|<>;,*&%20"), requestPath()),
      status: fc.integer({ min: 100, max: 599 }),
      virtualHost: fc.constantFrom("www.example.com", "a", "Host-1.example"),
      ...times,
    },
    { requiredKeys: ["type"] },
  ).chain((check) => fc.record({ match: fc.constantFrom("ok", "a b[.]c{1,2} (x|y)#!"), digest: fc.stringMatching(/^[0-9a-f]{32}$/) }, { requiredKeys: [] }).map(({ match, digest }) => ({ ...check, ...(match === undefined ? { digest } : { match }) }))),
  fc.record({ type: fc.constant("udp"), port, payload: hex(/^([0-9A-Ea-e][0-9A-Fa-f]){1,40}$/), reply: hex(/^([0-9A-Ea-exX][0-9A-Fa-fxX]|[fF][0-9A-Ea-exX]){1,40}$/), ...times }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("dns"), port, queryType: fc.constantFrom(...DNS_QUERY_TYPES), queryName: fc.constantFrom(".", "www.example.com", "_dmarc.a.example."), ...times }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("smtp"), port, heloName: fc.constantFrom("lvs1.example.com", "a"), ...times }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("ping"), ...times }, { requiredKeys: ["type"] }),
  fc.record({ type: fc.constant("send-expect"), port, send: dialogue(), expect: dialogue(), ...times }, { requiredKeys: ["type", "expect"] }),
  fc.record({ type: fc.constant("script"), port, script: fc.constantFrom("#!/bin/true", "#! /usr/bin/python3\nprint('ü')\n"), ...times }, { requiredKeys: ["type", "script"] }),
);

function dialogue(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom("PING\r\n", "it's $HOME `x` \\", "220 "), fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !text.includes("\0")));
}

function hex(pattern: RegExp): fc.Arbitrary<string> {
  return fc.stringMatching(pattern);
}

function requestPath(): fc.Arbitrary<string> {
  // keepalived would read $_ as the beginning of one of its own variables.
  return fc.stringMatching(/^\/[\x21\x24-\x26\x28-\x5b\x5d-\x7e]{0,60}$/).filter((path) => !/\$\{?_/.test(path));
}

/** Those that the scheduler knows. */
function withFlags<T extends { readonly scheduler?: string }>(service: T): fc.Arbitrary<T> {
  const flags = SCHEDULER_FLAGS.filter((flag) => flag.startsWith(`${service.scheduler}-`));
  return flags.length === 0 ? fc.constant(service) : fc.subarray(flags).map((schedulerFlags) => ({ ...service, schedulerFlags }));
}

function withPersistenceOf<T extends object>(family: Family, service: T): fc.Arbitrary<T> {
  if (!("persistenceTimeoutMs" in service)) return fc.constant(service);
  return fc.option(fc.integer({ min: 1, max: family === 4 ? 32 : 128 }), { nil: undefined }).map((persistencePrefixLength) => ({ ...service, ...(persistencePrefixLength === undefined ? {} : { persistencePrefixLength }) }));
}

function withOnePacket<T extends object>(service: T): fc.Arbitrary<T> {
  return "protocol" in service && service.protocol === "udp" ? fc.boolean().map((onePacket) => ({ ...service, onePacket })) : fc.constant(service);
}

function virtualServersOf(families: readonly Family[]): fc.Arbitrary<unknown> {
  const service = fc.constantFrom(...families).chain((family) =>
    fc.record(
      {
        vip: fc.constantFrom(`vip${family}-0`, `vip${family}-1`),
        protocol: fc.constantFrom("tcp", "udp"),
        port,
        pool: fc.constantFrom(`pool${family}a`, `pool${family}b`),
        scheduler: fc.constantFrom(...SCHEDULERS),
        persistenceTimeoutMs: seconds(1000, 2_678_400_000).map((ms) => ms - (ms % 1000)),
        sorryPool: fc.constant(`pool${family}sorry`),
      },
      { requiredKeys: ["vip", "port", "pool"] },
    ).chain(withFlags).chain((service) => withPersistenceOf(family, service)).chain(withOnePacket),
  );
  return fc.array(service, { minLength: 1, maxLength: 4 }).map((services) => Object.fromEntries(services.map((each, index) => [`service${index}`, each])));
}

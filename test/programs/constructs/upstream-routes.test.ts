import { spawnSync } from "node:child_process";
import { type App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, UpstreamRoutes } from "../../../lib";
import { synth } from "../../unit/constructs/fixtures/synth";

/** What one family's site looks like: of each cluster the network that it shares with the router in front, and the VIP that both hold. */
interface Family {
  readonly vip: string;
  readonly address: (cluster: number, host: number) => string;
  readonly length: number;
}

const FAMILIES: Readonly<Record<string, Family>> = {
  IPv4: { vip: "198.51.100.80", address: (cluster, host) => `203.0.${cluster}.${host}`, length: 24 },
  IPv6: { vip: "2001:db8:ffff::80", address: (cluster, host) => `2001:db8:${cluster}::${host}`, length: 64 },
};

// A namespace each for the client and for two clusters, of which only what the router in front sees is there: a next hop, and behind it the VIP with a service that says whose it is.
describe.each(Object.entries(FAMILIES))("one VIP of two clusters, over %s", (_family, family) => {
  it("is spread over them by the printed routes, and each connection stays where it began", () => {
    const { one, two, broken } = connections(family, commandsFor(family));
    expect([broken, one + two]).toEqual([0, 200]);
    // 200 connections by the toss of a coin: farther from 100 than 40 comes once in a hundred million times.
    expect(Math.abs(one - 100)).toBeLessThan(40);
  });

});

// Over IPv6 the kernel's default spreads by flow label, which a client may change when an answer is late: its connections would move then.
it("one VIP of two clusters is not spread, for a client by itself, without the setting that is printed with the routes", () => {
  const { IPv4 } = FAMILIES as { readonly IPv4: Family };
  const { one, two } = connections(IPv4, commandsFor(IPv4).filter((command) => !command.startsWith("sysctl")));
  expect([one, two].sort()).toEqual([0, 200]);
});

function commandsFor(family: Family): string[] {
  const built = synth((app) => {
    const clusters = [1, 2].map((number) => cluster(app, number, family));
    new UpstreamRoutes(new TerraformStack(app, "front"), "upstream", { vips: clusters.map((made) => made.vip("www")) });
  });
  const [output] = Object.values(built.json("front")["output"] as Record<string, { value: string }>);
  return output?.value.split("\n") ?? [];
}

function cluster(app: App, number: number, { vip, address, length }: Family): LvsCluster {
  const stack = new TerraformStack(app, `stack${number}`);
  new LvsProvider(stack, "lvs");
  const router = (host: string, last: number) => ({ host, public: { interface: "eth0", address: `${address(number, last)}/${length}` } });
  const routers = new RouterPair(stack, "edge", { primary: router(`a${number}`, 2), backup: router(`b${number}`, 3), heartbeat: { virtualRouterId: 51 } });
  const made = new LvsCluster(stack, `c${number}`, { routers, routing: Routing.direct(), silence: ["LVS151", "LVS183"] });
  const pool = new RealServerPool(stack, "web");
  pool.addServer("web1", { address: address(number, 11), login: { host: `web${number}`, interface: "eth0" } });
  made.addVip("entry", { address: address(number, 10) }).addVirtualServer("entry", { port: 81, pool });
  made.addVip("www", { address: vip }).addVirtualServer("http", { port: 80, pool });
  return made;
}

interface Counts {
  readonly one: number;
  readonly two: number;
  readonly broken: number;
}

/** Who answered 200 connections of one client, each of three questions. */
function connections({ vip, address, length }: Family, commands: readonly string[]): Counts {
  const joining = [1, 2].map((number) => `join ${number} ${address(number, 1)}/${length} ${address(number, 10)}/${length} ${address(number, 1)}; cluster ${number} ${vip} 80`);
  const script = [SITE, ...joining, `join 9 ${address(9, 1)}/${length} ${address(9, 9)}/${length} ${address(9, 1)}`, ...commands.map((command) => `${command} >/dev/null`), `client ${vip} 80 200`].join("\n");
  const { status, stdout, stderr } = spawnSync("unshare", ["-Urn", "sh", "-eu", "-c", script], { encoding: "utf8", timeout: 50_000 });
  if (status !== 0) throw new Error(`${status}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Counts;
}

/** This namespace is the router in front. */
const SITE = `
  started=; trap 'kill $started' EXIT
  sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0 net.ipv6.conf.default.accept_dad=0
  pid() { eval "echo \\$pid$1"; }
  inside() { name=$1; shift; nsenter --target "$(pid "$name")" --net "$@"; }
  join() { # a name, this router's address, the other side's, and its default route
    unshare --net sleep 50 >/dev/null & eval "pid$1=$!"; started="$started $!"
    while [ "$(readlink /proc/$!/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
    ip link add "up$1" type veth peer name eth0 netns $!
    ip address add "$2" dev "up$1"; ip link set "up$1" up
    inside $1 sh -c "sysctl -q -w net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0; ip link set lo up; ip address add '$3' dev eth0; ip link set eth0 up; ip route replace default via '$4'"
  }
  cluster() { # a name, the VIP, and the port of the service
    inside $1 ip address add "$2" dev lo
    nsenter --target "$(pid $1)" --net python3 -c "$SERVER" "$1" "$2" "$3" >/dev/null & started="$started $!"
    until inside $1 ss -Hltn | grep -q ":$3 "; do sleep 0.05; done
  }
  client() { inside 9 python3 -c "$CLIENT" "$@"; }
  SERVER='
import signal, socket, sys, threading
# Whatever becomes of the test.
signal.alarm(120)
name, address, port = sys.argv[1:]
listener = socket.create_server((address, int(port)), family=socket.AF_INET6 if ":" in address else socket.AF_INET, backlog=200)
def serve(connection):
    with connection:
        while connection.recv(1): connection.sendall(name.encode())
while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
'
  CLIENT='
import collections, json, socket, sys
address, port, count = sys.argv[1:]
seen = collections.Counter()
for _ in range(int(count)):
    # Nobody there costs five seconds each: a few of them say enough.
    if seen["broken"] > 3: break
    try:
        with socket.create_connection((address, int(port)), timeout=5) as connection:
            answers = b""
            for _ in range(3):
                connection.sendall(b"?")
                answers += connection.recv(1)
            seen[answers.decode()] += 1
    except OSError: seen["broken"] += 1
print(json.dumps({"one": seen["111"], "two": seen["222"], "broken": seen["broken"]}))
'
`;

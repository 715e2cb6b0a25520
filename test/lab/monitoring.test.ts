import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { activeRouter } from "./harness/owners";
import { bareHosts, eventually, site, spoil } from "./harness/site";
import { startSmallServices } from "./harness/small-services";
import { TerraformProject } from "./harness/terraform-project";

/** Every second, with one more attempt after half a second: what is dead has to be out after 1 + 0.9 + 0.5 + 0.9 s at most. */
const TIMES = { interval_ms: 1000, timeout_ms: 900, retries: 1, retry_delay_ms: 500 };
const LIMIT_MS = 3300;
/** What keepalived and an emulated machine may take besides, and looking at the table. */
const SLACK_MS = 3000;

/**
 * Three retries, each 5 s after the failure before it (keepalived's own default is 3 s); the failures themselves come at once, or after the timeout. Half a second less, since the fault is there
 * before it is said.
 */
const PATIENCE = { retries: 3, retry_delay_ms: 5000 };
const PATIENT_MS = { least: 14_500, most: 19_600 };

const WEB1 = createHash("md5").update("web1\n").digest("hex");

/** Called with address and port. */
const ASKS_HEALTHZ = `#!/bin/bash
exec 3<>/dev/tcp/$1/$2 || exit 1
printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
`;

/** A virtual server for each way to ask whether web1 and web2 are alive. */
const SERVICES = {
  tcp: { port: 80, protocol: "tcp", check: { type: "tcp" } },
  https: { port: 443, protocol: "tcp", check: { type: "https", path: "/healthz", virtual_host: "www.example.net" } },
  named: { port: 89, protocol: "tcp", check: { type: "https", port: 8443, path: "/up", virtual_host: "www.example.net", status: 202 } },
  udp: { port: 9000, protocol: "udp", check: { type: "udp", payload: "70696e670a", reply: "776562xx2070696e670a" } },
  refused: { port: 9001, protocol: "udp", check: { type: "udp", port: 9000 } },
  dns: { port: 53, protocol: "udp", check: { type: "dns", query_type: "A", query_name: "www.example.net" } },
  smtp: { port: 25, protocol: "tcp", check: { type: "smtp", helo_name: "lvs1.example.net" } },
  ping: { port: 81, protocol: "tcp", check: { type: "ping" } },
  script: { port: 84, protocol: "tcp", check: { type: "script", port: 80, script: ASKS_HEALTHZ } },
  dialogue: { port: 85, protocol: "tcp", check: { type: "send-expect", port: 9000, send: "PING it's\n", expect: "PING it's\n" } },
  elsewhere: { port: 86, protocol: "tcp", check: { type: "send-expect", port: 9000, send: "PING\n", expect: "web1 PING" } },
  several: { port: 87, protocol: "tcp", check: { type: "tcp", port: 80 } },
  patient: { port: 88, protocol: "tcp", check: { type: "http", port: 8088, path: "/" } },
  match: { port: 82, protocol: "tcp", check: { type: "http", port: 80, match: "web1" } },
  digest: { port: 83, protocol: "tcp", check: { type: "http", port: 80, digest: WEB1 } },
} as const;
type Service = keyof typeof SERVICES;

function cluster(change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
  return natCluster((config) => {
    const { web1, web2 } = config.pools["web"]!.servers;
    const entries = Object.entries(SERVICES);
    config.pools = Object.fromEntries(entries.map(([name, { check }]) => [name, { health_checks: [{ ...check, ...TIMES }], servers: { web1: web1!, web2: web2! } }]));
    config.virtual_servers = Object.fromEntries(entries.map(([name, { port, protocol }]) => [name, { vip: "www", port, protocol, pool: name, scheduler: "wrr" }]));
    config.pools["several"]!.health_checks.push({ type: "http", port: 80, path: "/healthz", ...TIMES });
    Object.assign(config.pools["patient"]!.health_checks[0]!, PATIENCE);
    config["silence"] = ["LVS156"];
    change(config);
  });
}

describe("a real server is sent nothing while it does not answer", () => {
  let lab: Lab;
  let web2: LabNode;
  let router: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    web2 = lab.node("web2");
    await spoil(lab.node("web1"), web2);
    // Two services' checks meet one closed port here, and a kernel refuses datagrams of one sender once a second (icmp_ratelimit).
    await web2.must("sysctl -q -w net.ipv4.icmp_ratelimit=0");
    for (const name of ["web1", "web2"]) await startSmallServices(lab.node(name), "lab-dns", "lab-smtp", "lab-web", "lab-tls");
    project = (await TerraformProject.create(lab)).cluster(cluster());
    await project.deploy();
    router = lab.node(await activeRouter(lab, NAT_VIP));
  });
  afterAll(() => project.remove());

  /** Addresses of the real servers that the kernel sends a service's requests to. */
  async function serving(service: Service): Promise<string[]> {
    const { protocol, port } = SERVICES[service];
    const members = await router.must(`ipvsadm -Sn | sed -n 's/^-a -${protocol[0]} ${NAT_VIP}:${port} -r \\([0-9.]*\\):.*/\\1/p'`);
    return members.trim().split("\n").sort();
  }

  const BOTH = ["192.168.1.11", "192.168.1.12"];

  it.each<[string, Service, string, string]>([
    ["to a connection", "tcp", "systemctl stop lab-server@http", "systemctl start lab-server@http"],
    ["to a request over TLS", "https", "systemctl stop lab-server@https", "systemctl start lab-server@https"],
    ["over TLS to that name", "named", "echo www.example.org >/run/lab/tls-name", "rm /run/lab/tls-name"],
    ["over HTTP to that name", "named", "echo www.example.org >/run/lab/tls-host", "rm /run/lab/tls-host"],
    ["with that status", "named", "echo 200 >/run/lab/tls-status", "rm /run/lab/tls-status"],
    ["to a datagram", "udp", "systemctl stop lab-server@echo", "systemctl start lab-server@echo"],
    ["to a datagram to which no answer is due, by refusing it", "refused", "systemctl stop lab-server@echo", "systemctl start lab-server@echo"],
    ["to a DNS query", "dns", "systemctl stop lab-dns", ""],
    ["to an SMTP greeting", "smtp", "systemctl stop lab-smtp", ""],
    ["to a program of one's own as it should, though it takes connections", "script", "touch /run/lab/unhealthy", "rm /run/lab/unhealthy"],
    ["with an expected text to another one", "dialogue", "systemctl stop lab-server@echo", "systemctl start lab-server@echo"],
    ["to a ping", "ping", "sysctl -q -w net.ipv4.icmp_echo_ignore_all=1", "sysctl -q -w net.ipv4.icmp_echo_ignore_all=0"],
  ])("%s, and again once it does", async (_what, service, fail, mend) => {
    await eventually("both serve", async () => (await serving(service)).length === 2);
    await web2.must(fail);
    const since = performance.now();
    await eventually("web2 is out", async () => (await serving(service)).length === 1, LIMIT_MS + SLACK_MS);
    console.log(`${service}: out after ${Math.round(performance.now() - since)} ms; its check's limit is ${LIMIT_MS} ms`);
    expect(await serving(service)).toEqual(["192.168.1.11"]);
    await (mend === "" ? startSmallServices(web2, "lab-dns", "lab-smtp") : web2.must(mend));
    await eventually("web2 is back", async () => (await serving(service)).length === 2, LIMIT_MS + SLACK_MS);
    expect(await serving(service)).toEqual(BOTH);
  });

  it("to one check of several: it takes connections and fails requests", async () => {
    await eventually("both serve", async () => (await serving("several")).length === 2);
    await web2.must("touch /run/lab/unhealthy");
    await eventually("web2 is out", async () => (await serving("several")).length === 1, LIMIT_MS + SLACK_MS);
    expect(await serving("tcp")).toEqual(BOTH);
    await web2.must("rm /run/lab/unhealthy");
    await eventually("web2 is back", async () => (await serving("several")).length === 2, LIMIT_MS + SLACK_MS);
  });

  it("to a check and as many retries as it has, not before", async () => {
    await eventually("both serve", async () => (await serving("patient")).length === 2);
    await web2.must("systemctl stop lab-web");
    const since = performance.now();
    await eventually("web2 is out", async () => (await serving("patient")).length === 1, PATIENT_MS.most + SLACK_MS);
    const took = performance.now() - since;
    console.log(`patient: out after ${Math.round(took)} ms; its check's limits are ${PATIENT_MS.least} and ${PATIENT_MS.most} ms`);
    expect(took).toBeGreaterThan(PATIENT_MS.least);
  });

  it.each<[string, Service]>([["with the body that has to match", "match"], ["with the body whose digest is known", "digest"], ["with the text that is expected", "elsewhere"]])("%s", async (_what, service) => {
    expect(await serving(service)).toEqual(["192.168.1.11"]);
  });

  it("and nothing of this is drift", async () => {
    const { code, output } = await project.plan();
    expect(code, output).toBe(0);
  });

  it("and all that a check may be told may be known only at apply", async () => {
    const late: Record<string, { input: unknown }> = {};
    const config = cluster((it) => {
      for (const [name, pool] of Object.entries(it.pools)) {
        const [check] = pool.health_checks as [Record<string, unknown>];
        for (const [key, value] of Object.entries(check)) {
          late[`${name}_${key}`] = { input: value };
          check[key] = `\${terraform_data.${name}_${key}.output}`;
        }
      }
      it["install_packages"] = true;
    });
    project.configure({ resource: { terraform_data: late, lvs_cluster: { www: config } } });
    expect(await project.deploy()).toMatch(/lvs_cluster\.www: Modifications complete/);
    expect((await project.plan()).code).toBe(0);
    await eventually("both serve", async () => (await serving("dns")).length === 2);
  });
});

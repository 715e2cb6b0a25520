import { Resolver } from "node:dns/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DnsServer, writeAndProve } from "../../../lib/dns";
import { parseIpAddress } from "../../../lib/net";
import { type NameServer, SECRETS, startBind, ZONE } from "./harness/name-server";

const LARGE = ["192.0.2.21", "192.0.2.22"];
const SMALL = "192.0.2.10";

let server: NameServer;
beforeAll(async () => {
  server = await startBind();
});
afterAll(() => server.stop());

it("a cluster with two of a name's three VIPs is given to two clients of three", async () => {
  const [algorithm, secret] = SECRETS["lvs-256"];
  const dns = new DnsServer(server.endpoint, { key: { name: "lvs-256", algorithm, secret: Buffer.from(secret, "base64") } });
  const addresses = [SMALL, ...LARGE].map((text) => parseIpAddress(text)!);
  expect(await writeAndProve(dns, ZONE, { name: "spread.example.com", before: {}, after: { ttl: 60, addresses } })).toMatchObject({ ok: true });

  // BIND begins each answer with another address; a client takes the first.
  const client = new Resolver();
  client.setServers([`127.0.0.1:${server.endpoint.port}`]);
  const asked = 900;
  let large = 0;
  for (let time = 0; time < asked; time++) large += LARGE.includes((await client.resolve4("spread.example.com"))[0]!) ? 1 : 0;
  // Where they are drawn by lot, five standard deviations.
  expect(large).toBeGreaterThan((asked * 2) / 3 - 71);
  expect(large).toBeLessThan((asked * 2) / 3 + 71);
});

/** A name with nothing wrong. */
export const GOOD_NAME = {
  name: "www.example.com",
  zone: "example.com",
  addresses: ["203.0.113.10", "2001:db8::10"],
  server: { host: "ns1.example.com", key: { name: "lvs", secret: { file: "/etc/lvs/dns.key" } } },
};

type Change = Readonly<Record<string, unknown>>;
const keyed = (secret: object): Change => ({ server: { host: "ns1.example.com", key: { name: "lvs", secret } } });

/** Each wrong name beside one that is right and hardly differs. */
export const DNS_PAIRS: readonly (readonly [string, Change, Change])[] = [
  ["LVS550 at zone", { zone: "example.net" }, { zone: "Example.COM." }],
  ["LVS550 at zone", { name: "wwwexample.com" }, { name: "example.com" }],
  ["LVS551 at addresses", { addresses: [] }, { addresses: ["203.0.113.10"] }],
  ["LVS552 at addresses[1]", { addresses: ["2001:db8::10", "2001:DB8:0::10"] }, { addresses: ["2001:db8::10", "2001:db8::11"] }],
  ["LVS553 at addresses[1]", { addresses: ["203.0.113.10", "127.0.0.1"] }, { addresses: ["203.0.113.10", "128.0.0.1"] }],
  ["LVS554 at server.key.secret", keyed({}), keyed({ env: "LVS_DNS" })],
  ["LVS554 at server.key.secret", keyed({ file: "/a", env: "A" }), keyed({ file: "/a" })],
  ["LVS061 at name", { name: "www_.-example.com" }, { name: "_www.example.com" }],
  ["LVS061 at name", { name: `${"a".repeat(64)}.example.com` }, { name: `${"a".repeat(63)}.example.com` }],
  ["LVS061 at zone", { zone: "" }, { zone: "com" }],
  ["LVS011 at addresses[0]", { addresses: ["203.0.113.10/24"] }, { addresses: ["203.0.113.11"] }],
  ["LVS062 at ttlSeconds", { ttlSeconds: 1.5 }, { ttlSeconds: 0 }],
  ["LVS062 at ttlSeconds", { ttlSeconds: 604801 }, { ttlSeconds: 604800 }],
  ["LVS066 at withdrawSeconds", { withdrawSeconds: -1 }, { withdrawSeconds: 0 }],
  ["LVS014 at server.port", { server: { host: "ns1", port: 0 } }, { server: { host: "ns1", port: 5353 } }],
  ["LVS015 at server.host", { server: { host: "ns1 ns2" } }, { server: { host: "192.0.2.53" } }],
  ["LVS063 at server.key.secret.file", keyed({ file: "" }), keyed({ file: "k" })],
  ["LVS064 at server.key.secret.env", keyed({ env: "$LVS" }), keyed({ env: "LVS" })],
  ["LVS065 at server.key.algorithm", { server: { host: "ns1", key: { name: "lvs", algorithm: "hmac-md5", secret: { env: "A" } } } }, { server: { host: "ns1", key: { name: "lvs", algorithm: "hmac-sha512", secret: { env: "A" } } } }],
  ["LVS001 at server", { server: null }, {}],
];

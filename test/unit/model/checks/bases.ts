import { type Raw } from "./patch";

/** A router pair between a public and a private network; answers come back through the NAT router address. */
export const NAT: Raw = {
  name: "www",
  routers: {
    lvs1: { host: "lvs1.example.net", priority: 200, public: { interface: "eth0", address: "203.0.113.2/24" }, private: { interface: "eth1", address: "192.168.1.2/24" } },
    lvs2: { host: "lvs2.example.net", priority: 100, public: { interface: "eth0", address: "203.0.113.3/24" }, private: { interface: "eth1", address: "192.168.1.3/24" } },
  },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "nat", gateway: "192.168.1.254/24" },
  vips: { www: { address: "203.0.113.10" } },
  pools: {
    web: {
      healthChecks: [{ type: "http", path: "/healthz", status: 200, port: 8080, virtualHost: "www.example.net" }],
      servers: {
        web1: { address: "192.168.1.11", login: { host: "web1.example.net", interface: "eth0" } },
        web2: { address: "192.168.1.12" },
      },
    },
  },
  virtualServers: { http: { vip: "www", port: 80, pool: "web" } },
};

/** A router pair with one leg, in one network with its real servers, which answer clients themselves. */
export const DIRECT: Raw = {
  name: "ftp",
  routers: {
    lvs1: { host: "lvs3.example.net", priority: 200, public: { interface: "eth0", address: "198.51.100.2/24" } },
    lvs2: { host: "lvs4.example.net", priority: 100, public: { interface: "eth0", address: "198.51.100.3/24" } },
  },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "direct" },
  vips: { ftp: { address: "198.51.100.10" } },
  pools: {
    files: {
      servers: {
        files1: { address: "198.51.100.21", login: { host: "files1.example.net", interface: "eth0" } },
        files2: { address: "198.51.100.22" },
      },
    },
  },
  virtualServers: { ftp: { vip: "ftp", port: 21, pool: "files" } },
};

/** Both of them, and one more NAT cluster, as one app has them. */
export const SITE: Raw = {
  www: NAT,
  ftp: DIRECT,
  mail: {
    name: "mail",
    routers: {
      lvs1: { host: "lvs5.example.net", priority: 200, public: { interface: "eth0", address: "203.0.113.4/24" }, private: { interface: "eth1", address: "10.0.0.2/24" } },
      lvs2: { host: "lvs6.example.net", priority: 100, public: { interface: "eth0", address: "203.0.113.5/24" }, private: { interface: "eth1", address: "10.0.0.3/24" } },
    },
    heartbeat: { virtualRouterId: 52 },
    routing: { method: "nat", gateway: "10.0.0.254/24" },
    vips: { mail: { address: "203.0.113.20" } },
    pools: { mail: { servers: { mail1: { address: "10.0.0.11", login: { host: "mail1.example.net", interface: "eth0" } } } } },
    virtualServers: { smtp: { vip: "mail", port: 25, pool: "mail" } },
  },
};

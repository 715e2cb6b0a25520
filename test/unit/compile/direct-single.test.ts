import { describe, expect, it } from "vitest";
import { compileCluster } from "../../../lib/compile";
import { DIRECT_SINGLE, bare, filesOf, parsed } from "./small-clusters";

const AT = "/var/lib/lvs/clusters/dns/current";

describe("a single router with direct routing", () => {
  it("has nobody to send adverts to and no connections to share", () => {
    expect(bare(filesOf(DIRECT_SINGLE, "gate")[`${AT}/keepalived.conf`]?.content)).toMatchInlineSnapshot(`
      "global_defs {
          router_id gate
          reload_check_config /run/lvs-heartbeat/reload-check.log
          enable_script_security
          vrrp_startup_delay 2.5
          vrrp_mcast_group4 239.255.177.112
          vrrp_mcast_group6 ff12::b170
      }
      vrrp_instance dns {
          state BACKUP
          nopreempt
          priority 100
          interface bond0.7
          version 3
          virtual_router_id 9
          advert_int 1
          track_interface {
              eth1
          }
          garp_master_repeat 5
          garp_master_delay 5
          garp_master_refresh 60
          garp_master_refresh_repeat 1
          virtual_ipaddress {
              169.254.0.9/32 scope link dev bond0.7
          }
          virtual_ipaddress_excluded {
              198.51.100.53/32 dev bond0.7
              2001:db8::53/128 dev eth1
          }
      }
      virtual_server 2001:db8::53 53 {
          protocol TCP
          lvs_sched wlc
          lvs_method DR
          alpha
          warmup 0
          real_server 2001:db8::11 53 {
              weight 1
              TCP_CHECK {
                  connect_port 53
                  connect_timeout 3
                  retry 1
                  delay_before_retry 1
                  delay_loop 5
              }
              SSL_GET {
                  enable_sni
                  http_protocol 1.1
                  url {
                      path /
                      status_code 204
                      virtualhost ns.example.net
                  }
                  connect_port 53
                  connect_timeout 0.2
                  retry 0
                  delay_before_retry 1
                  delay_loop 0.25
              }
          }
          real_server 2001:db8::12 53 {
              weight 1
              TCP_CHECK {
                  connect_port 53
                  connect_timeout 3
                  retry 1
                  delay_before_retry 1
                  delay_loop 5
              }
              SSL_GET {
                  enable_sni
                  http_protocol 1.1
                  url {
                      path /
                      status_code 204
                      virtualhost ns.example.net
                  }
                  connect_port 53
                  connect_timeout 0.2
                  retry 0
                  delay_before_retry 1
                  delay_loop 0.25
              }
          }
      }
      virtual_server 198.51.100.53 53 {
          protocol UDP
          lvs_sched rr
          lvs_method DR
          alpha
          warmup 0
          real_server 198.51.100.11 53 {
              weight 1
          }
      }"
    `);
  });

  it("needs no forwarding of its kernel", () => {
    const files = filesOf(DIRECT_SINGLE, "gate");
    expect(files[`${AT}/ipvs.rules`]?.content).toMatchInlineSnapshot(`
      "-A -u 198.51.100.53:53 -s rr
      -a -u 198.51.100.53:53 -r 198.51.100.11:53 -g -w 1
      -A -t [2001:db8::53]:53 -s wlc
      -a -t [2001:db8::53]:53 -r [2001:db8::11]:53 -g -w 1
      -a -t [2001:db8::53]:53 -r [2001:db8::12]:53 -g -w 1
      "
    `);
    expect(files[`${AT}/expected-state`]?.content).toMatchInlineSnapshot(`
      "module ip_vs
      module ip_vs_rr
      module ip_vs_wlc
      sysctl net.ipv4.vs.conn_reuse_mode 3
      sysctl net.ipv4.vs.expire_nodest_conn 1
      unit keepalived.service masked inactive
      unit lvs-heartbeat-watch.service static active
      unit lvs-heartbeat.service enabled active
      "
    `);
  });

  it("gives the real server every VIP whose requests may reach it, and quiet ARP for the IPv4 one", () => {
    expect(filesOf(DIRECT_SINGLE, "ns1")[`${AT}/expected-state`]?.content).toMatchInlineSnapshot(`
      "address 198.51.100.53/32 lo
      address 2001:db8::53/128 lo
      sysctl net.ipv4.conf.all.arp_announce 2
      sysctl net.ipv4.conf.all.arp_ignore 1
      sysctl net/ipv4/conf/bond0.7/arp_announce 2
      sysctl net/ipv4/conf/bond0.7/arp_ignore 1
      unit lvs-real-server-dns.service enabled active
      "
    `);
  });

  it("asks no ARP silence of a real server that has IPv6 VIPs only", () => {
    expect(compileCluster(parsed(DIRECT_SINGLE)).instructions).toMatchInlineSnapshot(`
      {
        "ns2": {
          "known": true,
          "value": "Real server ns2 (2001:db8::12) of cluster dns: run this there, as root. It lasts over reboots, and may be run again.

      cat >/etc/systemd/system/lvs-real-server-dns.service <<END
      [Unit]
      Description=What LVS cluster dns needs on this real server
      Wants=network-online.target
      After=network-online.target
      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=/bin/sh -c 'ip address replace 2001:db8::53/128 dev lo nodad'
      [Install]
      WantedBy=multi-user.target
      END
      systemctl daemon-reload
      systemctl enable lvs-real-server-dns.service
      systemctl restart lvs-real-server-dns.service

      Each deploy then looks from the routers (gate): the health checks of its virtual servers must pass; and when a router asks by ARP who has a VIP, the active router alone must answer: a second answer names the host that is not quiet yet.
      ",
        },
      }
    `);
  });
});

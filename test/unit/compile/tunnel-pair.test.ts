import { describe, expect, it } from "vitest";
import { compileCluster } from "../../../lib/compile";
import { TUNNEL_PAIR, filesOf, parsed } from "./small-clusters";

const AT = "/var/lib/lvs/clusters/far/current";

describe("a router pair that tunnels", () => {
  it("sends packets on inside others, to any network", () => {
    const files = filesOf(TUNNEL_PAIR, "lvs1");
    expect(files[`${AT}/keepalived.conf`]?.content).toContain("lvs_method TUN\n");
    expect(files[`${AT}/ipvs.rules`]?.content).toBe("-A -t 203.0.113.10:80 -s wrr\n-a -t 203.0.113.10:80 -r 198.51.100.21:80 -i -w 2\n-a -t 203.0.113.10:80 -r 203.0.113.21:80 -i -w 1\n");
  });

  it("gives the real server the VIP behind a tunnel, segments that fit into it, a loose filter there, and quiet ARP", () => {
    expect(filesOf(TUNNEL_PAIR, "near")[`${AT}/expected-state`]?.content).toMatchInlineSnapshot(`
      "address 203.0.113.10/32 tunl0
      clamp-mss 203.0.113.10 1400
      link tunl0
      sysctl net.ipv4.conf.all.arp_announce 2
      sysctl net.ipv4.conf.all.arp_ignore 1
      sysctl net.ipv4.conf.eth0.arp_announce 2
      sysctl net.ipv4.conf.eth0.arp_ignore 1
      sysctl net.ipv4.conf.tunl0.rp_filter 2
      unit lvs-real-server-far.service enabled active
      "
    `);
  });

  it("takes 1,440 bytes when nothing is said", () => {
    const silent = { ...TUNNEL_PAIR, routing: { method: "tunnel" as const } };
    expect(filesOf(silent, "near")[`${AT}/expected-state`]?.content).toContain("clamp-mss 203.0.113.10 1440\n");
  });

  it("tells the administrator of the other one the same", () => {
    expect(compileCluster(parsed(TUNNEL_PAIR)).instructions["remote"]).toMatchInlineSnapshot(`
      {
        "known": true,
        "value": "Real server remote (198.51.100.21) of cluster far: run this there, as root. It lasts over reboots, and may be run again.

      DEV=$(ip -o addr show to 198.51.100.21 | awk '{ print $2; exit }')
      cat >/etc/sysctl.d/60-lvs-far.conf <<END
      net/ipv4/conf/all/arp_ignore = 1
      net/ipv4/conf/all/arp_announce = 2
      net/ipv4/conf/$DEV/arp_ignore = 1
      net/ipv4/conf/$DEV/arp_announce = 2
      END
      sysctl -p /etc/sysctl.d/60-lvs-far.conf
      cat >/etc/systemd/system/lvs-real-server-far.service <<END
      [Unit]
      Description=What LVS cluster far needs on this real server
      Wants=network-online.target
      After=network-online.target
      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=/bin/sh -c 'modprobe ipip && ip link set tunl0 up'
      ExecStart=/bin/sh -c 'sysctl -w net.ipv4.conf.tunl0.rp_filter=2'
      ExecStart=/bin/sh -c 'ip address replace 203.0.113.10/32 dev tunl0'
      ExecStart=/bin/sh -c 'printf "table ip lvs_mss_203_0_113_10\\ndelete table ip lvs_mss_203_0_113_10\\ntable ip lvs_mss_203_0_113_10 { chain output { type filter hook output priority mangle; ip saddr 203.0.113.10 tcp flags syn tcp option maxseg size set 1400; }; }\\n" | nft -f - 2>/dev/null || iptables -t mangle -C OUTPUT -s 203.0.113.10/32 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400 2>/dev/null || iptables -t mangle -A OUTPUT -s 203.0.113.10/32 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400'
      [Install]
      WantedBy=multi-user.target
      END
      systemctl daemon-reload
      systemctl enable lvs-real-server-far.service
      systemctl restart lvs-real-server-far.service

      Each deploy then looks from the routers (lvs1 and lvs2): the health checks of its virtual servers must pass; and when a router asks by ARP who has a VIP, the active router alone must answer: a second answer names the host that is not quiet yet.
      ",
      }
    `);
  });
});

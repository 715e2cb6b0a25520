import { describe, expect, it } from "vitest";
import { compileCluster } from "../../../lib/compile";
import { NAT_PAIR, bare, filesOf, parsed } from "./small-clusters";

const AT = "/var/lib/lvs/clusters/www/current";

describe("a NAT pair", () => {
  it("gives each host its files: routers by falling priority, then real servers with login", () => {
    const { hosts } = compileCluster(parsed(NAT_PAIR));
    expect(hosts.map(({ host, role, files }) => [host, role, Object.keys(files)])).toEqual([
      ["lvs1", "router", ROUTER_FILES],
      ["lvs2", "router", ROUTER_FILES],
      ["web1", "real-server", ["/etc/systemd/system/lvs-real-server-www.service", `${AT}/expected-state`, `${AT}/lvs-real-server`]],
    ]);
    expect(filesOf(NAT_PAIR, "web1")[`${AT}/lvs-real-server`]?.mode).toBe(0o755);
  });

  it("configures keepalived on the router with the higher priority", () => {
    expect(bare(filesOf(NAT_PAIR, "lvs1")[`${AT}/keepalived.conf`]?.content)).toMatchInlineSnapshot(`
      "global_defs {
          router_id lvs1
          reload_check_config /run/lvs-heartbeat/reload-check.log
          enable_script_security
          lvs_sync_daemon eth1 www id 51
      }
      vrrp_instance www {
          state BACKUP
          nopreempt
          priority 254
          interface eth0
          version 3
          virtual_router_id 51
          advert_int 0.2
          unicast_src_ip 203.0.113.2
          unicast_peer {
              203.0.113.3 min_ttl 255 max_ttl 255
          }
          unicast_ttl 255
          check_unicast_src
          unicast_fault_no_peer
          track_interface {
              eth1
          }
          garp_master_repeat 5
          garp_master_delay 5
          garp_master_refresh 60
          garp_master_refresh_repeat 1
          virtual_ipaddress {
              169.254.0.51/32 scope link dev eth0
          }
          virtual_ipaddress_excluded {
              203.0.113.10/32 dev eth0
              192.168.1.254/24 dev eth1 label eth1:1
          }
      }
      virtual_server 203.0.113.10 80 {
          protocol TCP
          lvs_sched wlc
          lvs_method NAT
          alpha
          warmup 0
          real_server 192.168.1.11 80 {
              weight 100
              HTTP_GET {
                  http_protocol 1.1
                  url {
                      path /healthz
                      status_code 200
                  }
                  connect_port 80
                  connect_timeout 3
                  retry 1
                  delay_before_retry 1
                  delay_loop 5
              }
          }
          real_server 192.168.1.12 8080 {
              weight 200
              HTTP_GET {
                  http_protocol 1.1
                  url {
                      path /healthz
                      status_code 200
                  }
                  connect_port 8080
                  connect_timeout 3
                  retry 1
                  delay_before_retry 1
                  delay_loop 5
              }
          }
      }"
    `);
  });

  it("configures the other router as its mirror image", () => {
    const [one, two] = ["lvs1", "lvs2"].map((host) => bare(filesOf(NAT_PAIR, host)[`${AT}/keepalived.conf`]?.content).split("\n"));
    const changed = one?.flatMap((line, index) => (line === two?.[index] ? [] : [[line.trim(), two?.[index]?.trim()]]));
    expect(changed).toEqual([
      ["router_id lvs1", "router_id lvs2"],
      ["priority 254", "priority 244"],
      ["unicast_src_ip 203.0.113.2", "unicast_src_ip 203.0.113.3"],
      ["203.0.113.3 min_ttl 255 max_ttl 255", "203.0.113.2 min_ttl 255 max_ttl 255"],
    ]);
  });

  it("expects the kernel's table, its settings, modules and units", () => {
    const files = filesOf(NAT_PAIR, "lvs1");
    expect(files[`${AT}/ipvs.rules`]?.content).toMatchInlineSnapshot(`
      "-A -t 203.0.113.10:80 -s wlc
      -a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 100
      -a -t 203.0.113.10:80 -r 192.168.1.12:8080 -m -w 200
      "
    `);
    expect(files[`${AT}/expected-state`]?.content).toMatchInlineSnapshot(`
      "module ip_vs
      module ip_vs_wlc
      sysctl net.ipv4.ip_forward 1
      sysctl net.ipv4.vs.conn_reuse_mode 1
      sysctl net.ipv4.vs.expire_nodest_conn 1
      sysctl net.ipv4.vs.sync_refresh_period 10
      sysctl net.ipv4.vs.sync_retries 1
      sysctl net.ipv4.vs.sync_threshold 0 0
      unit keepalived.service masked inactive
      unit lvs-heartbeat-watch.service static active
      unit lvs-heartbeat.service enabled active
      "
    `);
    expect(bare(files["/etc/sysctl.d/60-lvs-www.conf"]?.content)).toMatchInlineSnapshot(`
      "net.ipv4.ip_forward = 1
      net.ipv4.vs.expire_nodest_conn = 1
      net.ipv4.vs.conn_reuse_mode = 1
      net.ipv4.vs.sync_threshold = 0 0
      net.ipv4.vs.sync_refresh_period = 10
      net.ipv4.vs.sync_retries = 1"
    `);
    expect(bare(files["/etc/modules-load.d/lvs-www.conf"]?.content)).toBe("ip_vs\nip_vs_wlc");
  });

  it("runs keepalived in the foreground, in a sandbox", () => {
    expect(bare(filesOf(NAT_PAIR, "lvs1")["/etc/systemd/system/lvs-heartbeat.service"]?.content)).toMatchInlineSnapshot(`
      "[Unit]
      Description=Heartbeat, health checks and IPVS table of LVS cluster www
      Documentation=man:keepalived(8) man:keepalived.conf(5)
      Wants=network-online.target lvs-heartbeat-watch.service
      After=network-online.target systemd-modules-load.service systemd-sysctl.service
      Conflicts=keepalived.service
      AssertFileNotEmpty=/var/lib/lvs/clusters/www/current/keepalived.conf
      StartLimitIntervalSec=0
      [Service]
      Type=notify
      ExecStart=/usr/sbin/keepalived --dont-fork --all-config --dont-release-ipvs --use-file /var/lib/lvs/clusters/www/current/keepalived.conf --pid /run/lvs-heartbeat/keepalived.pid --vrrp_pid /run/lvs-heartbeat/vrrp.pid --checkers_pid /run/lvs-heartbeat/checkers.pid --bfd_pid /run/lvs-heartbeat/bfd.pid
      ExecStartPre=-+/bin/sh -c "sysctl -q -w net.ipv4.vs.expire_nodest_conn=1; [ -z \\"$$(find /run/lvs-heartbeat.stopped -mmin +1 2>/dev/null)\\" ] || { ipvsadm -A -t 127.0.0.1:9; ipvsadm -a -t 127.0.0.1:9 -r 127.0.0.1:9; ipvsadm -D -t 127.0.0.1:9; }"
      ExecStopPost=-+/usr/sbin/sysctl -q -w net.ipv4.vs.expire_nodest_conn=0
      ExecStopPost=-/usr/sbin/ipvsadm --clear
      ExecStopPost=-+/usr/sbin/sysctl -q -w net.ipv4.vs.expire_nodest_conn=1
      ExecStopPost=-+/bin/touch /run/lvs-heartbeat.stopped
      ExecReload=/bin/kill -HUP $MAINPID
      TimeoutSec=30
      Restart=on-failure
      RestartSec=1
      OOMScoreAdjust=-800
      RuntimeDirectory=lvs-heartbeat
      RuntimeDirectoryMode=0700
      Environment=TMPDIR=/run/lvs-heartbeat
      CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW CAP_SETGID
      NoNewPrivileges=yes
      ProtectSystem=strict
      ProtectHome=yes
      InaccessiblePaths=-/tmp -/var/tmp
      PrivateDevices=yes
      ProtectClock=yes
      ProtectControlGroups=yes
      ProtectHostname=yes
      ProtectKernelLogs=yes
      ProtectKernelModules=yes
      ProtectKernelTunables=yes
      LockPersonality=yes
      RestrictNamespaces=yes
      RestrictRealtime=yes
      RestrictSUIDSGID=yes
      ProtectProc=invisible
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET
      SystemCallArchitectures=native
      SystemCallFilter=@system-service
      SystemCallErrorNumber=EPERM
      UMask=0077
      [Install]
      WantedBy=multi-user.target"
    `);
  });

  it("gives the real server the NAT router address as its default route", () => {
    const files = filesOf(NAT_PAIR, "web1");
    expect(files[`${AT}/expected-state`]?.content).toBe("default-route 192.168.1.254 eth0\nunit lvs-real-server-www.service enabled active\n");
    expect(bare(files["/etc/systemd/system/lvs-real-server-www.service"]?.content)).toMatchInlineSnapshot(`
      "[Unit]
      Description=What LVS cluster www needs on this real server
      Wants=network-online.target
      After=network-online.target systemd-sysctl.service
      AssertFileIsExecutable=/var/lib/lvs/clusters/www/current/lvs-real-server
      [Service]
      Type=oneshot
      RemainAfterExit=yes
      Environment=LVS_FOR=www
      ExecStart=/var/lib/lvs/clusters/www/current/lvs-real-server apply
      ExecReload=/var/lib/lvs/clusters/www/current/lvs-real-server apply
      ExecStop=/var/lib/lvs/clusters/www/current/lvs-real-server release www
      [Install]
      WantedBy=multi-user.target"
    `);
  });

  it("tells the administrator of a real server without login what to do", () => {
    expect(compileCluster(parsed(NAT_PAIR)).instructions).toMatchInlineSnapshot(`
      {
        "web2": {
          "known": true,
          "value": "Real server web2 (192.168.1.12) of cluster www: run this there, as root. It lasts over reboots, and may be run again.

      DEV=$(ip -o addr show to 192.168.1.12 | awk '{ print $2; exit }')
      cat >/etc/systemd/system/lvs-real-server-www.service <<END
      [Unit]
      Description=What LVS cluster www needs on this real server
      Wants=network-online.target
      After=network-online.target
      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=/bin/sh -c 'ip route replace default via 192.168.1.254 dev $DEV'
      [Install]
      WantedBy=multi-user.target
      END
      systemctl daemon-reload
      systemctl enable lvs-real-server-www.service
      systemctl restart lvs-real-server-www.service

      Each deploy then looks from the routers (lvs1 and lvs2): the health checks of its virtual servers must pass; and pings that the active router sends from its public address must be answered, which only happens over this default route.
      ",
        },
      }
    `);
  });

  it("says why above every constant of our choosing", () => {
    const lines = (filesOf(NAT_PAIR, "lvs1")[`${AT}/keepalived.conf`]?.content ?? "").split("\n").map((line) => line.trim());
    const explained = lines.filter((_, index) => lines[index - 1]?.startsWith("# ")).map((line) => line.split(" ")[0]);
    for (const keyword of ["state", "nopreempt", "version", "unicast_ttl", "check_unicast_src", "garp_master_delay", "garp_master_refresh", "alpha", "warmup", "lvs_sync_daemon", "http_protocol"]) {
      expect(explained).toContain(keyword);
    }
  });
});

const ROUTER_FILES = [
  "/etc/modules-load.d/lvs-www.conf",
  "/etc/sysctl.d/60-lvs-www.conf",
  "/etc/systemd/system/lvs-heartbeat-watch.service",
  "/etc/systemd/system/lvs-heartbeat.service",
  `${AT}/expected-state`,
  `${AT}/ipvs.rules`,
  `${AT}/keepalived.conf`,
  `${AT}/lvs-heartbeat-watch`,
];

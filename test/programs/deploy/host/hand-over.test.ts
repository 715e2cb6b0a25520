import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { LVS_HOST } from "../../../../lib/deploy/host/lvs-host.generated";

/** Functions of the host's program, run in a network namespace of their own, with this machine's kernel and nftables. */
function inNamespace(commands: string): { readonly status: number | null; readonly output: string } {
  const functions = LVS_HOST.slice(0, LVS_HOST.indexOf("\nverb=${1:-}"));
  const script = `${functions}\nRUN=$(mktemp -d)\n${commands}\nrm -rf "$RUN"\n`;
  const { status, stdout, stderr } = spawnSync("unshare", ["--map-root-user", "--net", "sh"], { input: script, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

describe("new connections", () => {
  it("are held back by nftables, by the addresses of both families, and let in again", () => {
    const { status, output } = inNamespace("hold_back 203.0.113.10 2001:db8::10 && cat $RUN/held && nft list ruleset; let_in; echo let in $?; nft list ruleset; ls $RUN");
    expect(status).toBe(0);
    expect(output).toMatch(/^nft\ntable inet lvs_hand_over {/);
    expect(output).toMatch(/ip daddr 203\.0\.113\.10 tcp flags syn \/ fin,syn,rst,ack drop|ip daddr 203\.0\.113\.10 tcp flags & \(fin \| syn \| rst \| ack\) == syn drop/);
    expect(output).toContain("ip6 daddr 2001:db8::10");
    expect(output).toMatch(/}\nlet in 0\n$/);
  });

  it("by iptables where nftables is not there", () => {
    const { output } = inNamespace("nft() { return 1; }; hold_back 203.0.113.10 && cat $RUN/held && let_in; echo let in $?; iptables -t mangle -S PREROUTING");
    expect(output).toBe("iptables 203.0.113.10\nlet in 0\n-P PREROUTING ACCEPT\n");
  });

  it("are let in again by iptables also where they were held back twice", () => {
    const { output } = inNamespace("nft() { return 1; }; hold_back 203.0.113.10; syn_rule -I; iptables -t mangle -S PREROUTING | grep -c DROP; let_in; echo let in $?; iptables -t mangle -S PREROUTING");
    expect(output).toBe("2\nlet in 0\n-P PREROUTING ACCEPT\n");
  });

  it("are not held back without either, and that is said with the reasons", () => {
    const { output } = inNamespace("nft() { echo no nft >&2; return 1; }; for tool in iptables iptables-legacy; do :; done; syn_rule() { echo no rule >&2; return 1; }; hold_back 203.0.113.10; echo $? $unheld; ls $RUN");
    expect(output).toBe("1 no nft; no rule; no rule\n");
  });

  describe("wait while a heartbeat is restarted", () => {
    const host = (tool: string, peers = "    unicast_peer {\n        192.0.2.3\n    }\n"): string => `dir=$RUN/cluster cluster=www HOLD_SECONDS=0 GONE_SECONDS=0.3; mkdir -p $dir/current $RUN/loaded; echo "${tool}" >$dir/current/lvs-host
      cat >$dir/current/keepalived.conf <<END
vrrp_instance www {
${peers}    virtual_ipaddress {
        fe80::200:5eff:fe00:233/64 dev lo
    }
    # They move together.
    virtual_ipaddress_excluded {
        203.0.113.10/32 dev lo label lo:1
        2001:db8::10/128 dev lo
    }
    track_script {
        192.0.2.1/32
    }
}
END
      cp $dir/current/keepalived.conf $RUN/loaded/reload
      systemctl() { echo "$1, held back: $(nft list ruleset | grep -c daddr)"; return 3; }`;
    const active = "ip address add 2001:db8::10/128 dev lo nodad";
    const restarted = `restart_heartbeat; echo "ended with $?, held back: $(nft list ruleset | grep -c daddr)"; ls $RUN`;
    const atRest = "ended with 3, held back: 0\ncluster\nloaded\n";

    it("that holds one of its addresses, and no longer", () => {
      expect(inNamespace(`${host("resume() {")}; ${active}; ${restarted}`).output).toBe(`restarts\nrestart, held back: 2\n${atRest}`);
    });

    it.each([
      ["alone", "    advert_int 0.2\n"],
      ["among peers that don't know it any more", "    advert_int 0.2\n    virtual_router_id 52\n    unicast_peer {\n        192.0.2.3\n    }\n"],
    ])("that holds one, %s, until it has it again, because nobody takes over", (_how, instance) => {
      const away = `systemctl() { ip address del 2001:db8::10/128 dev lo; sleep 0.8; echo "back, held back: $(nft list ruleset | grep -c daddr)"; ip address add 2001:db8::10/128 dev lo nodad; return 3; }`;
      const before = `sed -i 's/virtual_router_id 52/virtual_router_id 51/' $RUN/loaded/reload`;
      expect(inNamespace(`${host("resume() {", instance)}; ${before}; ${active}; ${away}; ${restarted}`).output).toBe(`restarts\nback, held back: 2\n${atRest}`);
    });

    it.each([
      ["holds none of them", host("resume() {"), ":", ""],
      ["is kept with a program that could not let them in again", host("# an old one"), active, "unheld: no program to let them in again if this one ends\n"],
    ])("but not one that %s", (_which, prepared, state, said) => {
      expect(inNamespace(`${prepared}; ${state}; ${restarted}`).output).toBe(`restarts\n${said}restart, held back: 0\n${atRest}`);
    });

    it("and the verb fails, with the program kept for its end, where they can't be let in again", () => {
      const { output } = inNamespace(`${host("resume() {")}; ${active}; nft() { return 1; }; syn_rule() { case $1 in -I) return 0 ;; *) return 4 ;; esac; }; (restart_heartbeat); echo "ended with $?"; ls $RUN`);
      expect(output).toMatch(/ended with 1\ncluster\nheld\nloaded\nlvs-host\.www\nlvs-host: new connections are still held back by iptables 203\.0\.113\.10\nip6tables 2001:db8::10\n/);
    });

    it("are not held back where that can't be put on record", () => {
      const { output } = inNamespace(`RUN=/proc/nowhere; hold_back 203.0.113.10; echo "ended with $?: $unheld"; nft list ruleset`);
      expect(output).toMatch(/^ended with 1: \/proc\/nowhere can't be written to\n(?!table)/);
    });
  });

  describe("wait while a heartbeat is reloaded", () => {
    const conf = ({ vrid = 51, scheduler = "wrr", peers = true }: { readonly vrid?: number; readonly scheduler?: string; readonly peers?: boolean }): string => `vrrp_instance www {
    interface lo
    virtual_router_id ${vrid}
    advert_int 0.2
${peers ? "    unicast_src_ip 192.0.2.2\n    unicast_peer {\n        192.0.2.3\n    }\n" : ""}    virtual_ipaddress_excluded {
        203.0.113.10/32 dev lo
    }
}
virtual_server 203.0.113.10 80 {
    protocol TCP
    lvs_sched ${scheduler}
}`;
    /** How many addresses are held back while it is told, and what is left of it; the addresses go then and come back half a second later where the instance is another one. */
    const reloaded = (was: Parameters<typeof conf>[0], is: Parameters<typeof conf>[0], { active = true, outcome = 0 } = {}): string =>
      inNamespace(`dir=$RUN/cluster cluster=www; mkdir -p $dir/current $RUN/loaded; echo "resume() {" >$dir/current/lvs-host
cat >$RUN/loaded/reload <<END
${conf(was)}
END
cat >$dir/current/keepalived.conf <<END
${conf(is)}
END
${active ? "ip address add 203.0.113.10/32 dev lo" : ":"}
held() { nft list ruleset | grep -c daddr; }
reload_heartbeat() { echo "told, held back: $(held)"; ${was?.vrid === is?.vrid ? ":" : '(ip address del 203.0.113.10/32 dev lo; sleep 0.5; echo "back, held back: $(held)"; ip address add 203.0.113.10/32 dev lo) & true'}; return ${outcome}; }
reload_and_hold; echo "ended with $?, held back: $(held)"; ls $RUN; wait`).output;
    const atRest = "cluster\nloaded\n";

    it("to another scheduler, between which the kernel has none", () => {
      expect(reloaded({}, { scheduler: "rr" })).toBe(`told, held back: 1\nended with 0, held back: 0\n${atRest}`);
    });

    it("with another instance, until that has its addresses again", () => {
      expect(reloaded({}, { vrid: 52 })).toBe(`told, held back: 1\nback, held back: 1\nended with 0, held back: 0\n${atRest}`);
    });

    it.each([
      ["which is refused", { scheduler: "rr" }, { outcome: 1 }, "told, held back: 1\nended with 1, held back: 0\n"],
      ["where it isn't active", { scheduler: "rr" }, { active: false }, "told, held back: 0\nended with 0, held back: 0\n"],
      ["that changes neither", {}, {}, "told, held back: 0\nended with 0, held back: 0\n"],
    ])("and no longer, and not %s", (_which, is, how, expected) => {
      expect(reloaded({}, is, how)).toBe(`${expected}${atRest}`);
    });

    it("whose instance gets its first peer, or loses its last one", () => {
      const [alone, paired] = [conf({ peers: false }), conf({})];
      expect(inNamespace(`dir=$RUN/cluster; mkdir -p $RUN/loaded $dir/current
printf '%s\n' '${alone}' >$RUN/loaded/reload; printf '%s\n' '${paired}' >$dir/current/keepalived.conf; silence_ahead
cp $dir/current/keepalived.conf $RUN/loaded/reload; silence_ahead; echo none
printf '%s\n' '${alone}' >$dir/current/keepalived.conf; silence_ahead`).output).toBe("1\nnone\n1\n");
    });
  });

  it("stay on record when they could not be let in", () => {
    const { output } = inNamespace("echo iptables 203.0.113.10 >$RUN/held; syn_rule() { return 4; }; let_in; echo $?; cat $RUN/held");
    expect(output).toMatch(/still held back by iptables 203\.0\.113\.10/);
    expect(output).toMatch(/^1\niptables 203\.0\.113\.10\n/);
  });
});

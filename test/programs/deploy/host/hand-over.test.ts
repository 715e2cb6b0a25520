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

  it("are not held back without either, and that is said with the reasons", () => {
    const { output } = inNamespace("nft() { echo no nft >&2; return 1; }; for tool in iptables iptables-legacy; do :; done; syn_rule() { echo no rule >&2; return 1; }; hold_back 203.0.113.10; echo $? $unheld; ls $RUN");
    expect(output).toBe("1 no nft; no rule; no rule\n");
  });

  it("stay on record when they could not be let in", () => {
    const { output } = inNamespace("echo iptables 203.0.113.10 >$RUN/held; syn_rule() { return 4; }; let_in; echo $?; cat $RUN/held");
    expect(output).toMatch(/still held back by iptables 203\.0\.113\.10/);
    expect(output).toMatch(/^1\niptables 203\.0\.113\.10\n/);
  });
});

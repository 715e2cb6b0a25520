import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTopology } from "../../../lib/lab";
import { quote } from "../../../lib/lab/quoting";
import { knownHosts, sshConfig } from "../../../lib/lab/ssh-config";

const topology = (() => {
  const result = parseTopology({ networks: ["front"], nodes: { lvs1: { role: "router" }, web1: { role: "real-server" } } });
  if (!result.ok) throw new Error("a valid topology");
  return result.value;
})();

describe("the ssh configuration of a lab", () => {
  it("is plain and enters the namespace by the holder's pid", () => {
    expect(sshConfig({ directory: "/home/me/lab", holder: 4711, topology }).split("\nHost ")[1]).toMatchInlineSnapshot(`
      "lvs1
        HostName 10.77.0.11
        User root
        IdentityFile "/home/me/lab/id_ed25519"
        IdentitiesOnly yes
        UserKnownHostsFile "/home/me/lab/known_hosts"
        StrictHostKeyChecking yes
        KexAlgorithms curve25519-sha256
        ConnectTimeout 60
        ServerAliveInterval 2
        ServerAliveCountMax 4
        LogLevel ERROR
        ProxyCommand nsenter --target 4711 --user --net --preserve-credentials socat - TCP:%h:%p
      "
    `);
  });

  it("is understood by ssh also when the lab's directory has spaces and percent signs", () => {
    const file = join(mkdtempSync(join(tmpdir(), "lab ssh ")), "config");
    writeFileSync(file, sshConfig({ directory: "/home/my lab/100% sure", holder: 1, topology }));
    const understood = execFileSync("ssh", ["-G", "-F", file, "web1"], { encoding: "utf8" }).split("\n");
    expect(understood).toContain("hostname 10.77.0.12");
    expect(understood).toContain("stricthostkeychecking true");
    expect(understood.filter((line) => /^(identityfile|userknownhostsfile)/.test(line)).map((line) => line.replace("%%", "%"))).toEqual([
      "identityfile /home/my lab/100% sure/id_ed25519",
      "userknownhostsfile /home/my lab/100% sure/known_hosts",
    ]);
  });

  it("comes with the host keys by name and by address", () => {
    const keys = new Map([
      ["lvs1", "ssh-ed25519 AAAAone lvs1"],
      ["web1", "ssh-ed25519 AAAAtwo web1"],
    ]);
    expect(knownHosts(topology, keys)).toBe("lvs1,10.77.0.11 ssh-ed25519 AAAAone\nweb1,10.77.0.12 ssh-ed25519 AAAAtwo\n");
  });
});

describe("an argument for a node's shell", () => {
  it.each([
    ["plain-1.2/x", "plain-1.2/x"],
    ["", "''"],
    ["it's", `'it'\\''s'`],
    ["$(reboot)", "'$(reboot)'"],
    ["A=b", "'A=b'"],
  ])("%s is written as %s", (argument, written) => {
    expect(quote(argument)).toBe(written);
  });

  it("is read back by sh as it was, whatever it is", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab '\"\\$`!*?\n\t;|&<>(){}[]~#é=") });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (words) => {
        const out = execFileSync("sh", ["-c", `printf '%s\\0' ${words.map(quote).join(" ")}`], { encoding: "utf8" });
        expect(out.split("\0").slice(0, -1)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });
});

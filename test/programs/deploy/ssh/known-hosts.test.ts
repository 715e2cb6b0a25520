import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { judgeHostKey } from "../../../../lib/deploy/ssh/host-key";
import { hostKeyAlgorithms } from "../../../../lib/deploy/ssh/host-key";
import { knownHostsName, knownKeys, namesMatch, parseKnownHosts } from "../../../../lib/deploy/ssh/known-hosts";
import { Bench } from "./openssh";

const bench = new Bench();
afterAll(() => bench.end());

const [one, two] = [bench.key("ed25519"), bench.key("ecdsa")];

/** Line numbers that ssh-keygen finds for a name. */
function foundByOpenSsh(file: string, name: string): number[] {
  try {
    const printed = execFileSync("ssh-keygen", ["-F", name, "-f", file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return [...printed.matchAll(/found: line (\d+)/g)].map((match) => Number(match[1]));
  } catch {
    return [];
  }
}

function foundByUs(file: string, name: string): number[] {
  return knownKeys([file], name).map(({ where }) => Number(where.split(":").at(-1)));
}

describe("known_hosts is read as ssh-keygen -F reads it", () => {
  const pattern = fc.constantFrom("alpha", "ALPHA", "beta", "*", "a*", "!alpha", "!a*", "?eta", "[alpha]:2222", "[*]:2222", "192.0.2.1", "192.0.2.?", "2001:db8::1", "*.example.net", "lvs1.example.net");
  const names = fc.array(pattern, { minLength: 1, maxLength: 4 }).map((list) => list.join(","));
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom("", "", "", "@revoked ", "@cert-authority "), names, fc.constantFrom(one.publicLine, two.publicLine), fc.constantFrom("", " a comment")).map((parts) => parts.slice(0, 2).join("") + " " + parts.slice(2).join("")) },
    { weight: 1, arbitrary: fc.constantFrom("# a comment", "", "   ", "alpha", "alpha ssh-ed25519") },
  );
  const name = fc.constantFrom("alpha", "beta", "[alpha]:2222", "192.0.2.1", "2001:db8::1", "lvs1.example.net", "Alpha");

  it("in clear", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), name, (lines, wanted) => {
        const file = bench.file("known_hosts", ...lines);
        expect(foundByUs(file, wanted)).toEqual(foundByOpenSsh(file, wanted));
      }),
      { numRuns: 100 },
    );
  });

  it("and hashed", () => {
    const plain = fc.constantFrom("alpha", "beta", "[alpha]:2222", "192.0.2.1", "2001:db8::1", "lvs1.example.net");
    fc.assert(
      // ssh asks in lower case, ssh-keygen -F as it is told; a hash tells them apart.
      fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), name.map((text) => text.toLowerCase()), (hosts, wanted) => {
        const file = bench.file("known_hosts", ...hosts.map((host) => `${host} ${one.publicLine}`));
        execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
        expect(parseKnownHosts(execFileSync("cat", [file], { encoding: "utf8" })).every(({ names: hashed }) => hashed.startsWith("|1|"))).toBe(true);
        expect(foundByUs(file, wanted)).toEqual(foundByOpenSsh(file, wanted));
      }),
      { numRuns: 30 },
    );
  });

  it("and never throws, whatever a file holds", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")), (text) => parseKnownHosts(text).every(({ names: column }) => typeof namesMatch(column, "alpha") === "boolean")));
    expect(namesMatch("|1|not base64|x", "alpha")).toBe(false);
    expect(namesMatch("|2|c2FsdA==|aGFzaA==", "alpha")).toBe(false);
  });
});

describe("a host's name in known_hosts", () => {
  it("carries a port other than 22", () => {
    expect(knownHostsName("Lvs1.example.net", 22)).toBe("lvs1.example.net");
    expect(knownHostsName("2001:db8::1", 2222)).toBe("[2001:db8::1]:2222");
  });
});

describe("the algorithms offered", () => {
  it("begin with those of the keys on file, as OpenSSH orders them", () => {
    const keys = knownKeys([bench.file("known_hosts", `alpha ${two.publicLine}`, "alpha ssh-rsa AAAA")], "alpha");
    const identity = { name: "alpha", keys, keysWithoutPort: [] };
    expect(hostKeyAlgorithms(identity)).toEqual(["ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]);
  });
});

describe("a key on file for the bare name", () => {
  it("may admit a server on another port, but a different one doesn't make it changed", () => {
    const keysWithoutPort = knownKeys([bench.file("known_hosts", `alpha ${one.publicLine}`)], "alpha");
    const identity = { name: "[alpha]:2222", keys: [], keysWithoutPort };
    const other = bench.key("ed25519");
    expect(judgeHostKey(identity, blobOf(one.publicLine))).toEqual({ kind: "accepted" });
    expect(judgeHostKey(identity, blobOf(other.publicLine))).toEqual({ kind: "unknown", offered: { type: "ssh-ed25519", fingerprint: other.fingerprint } });
  });
});

function blobOf(publicLine: string): Buffer {
  return Buffer.from(publicLine.split(" ")[1] ?? "", "base64");
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bench, type KeyPair, type Sshd } from "./openssh";

describe("the host key is verified before anything about us is sent", () => {
  const bench = new Bench();
  let client: KeyPair;
  let ed25519: KeyPair;
  let rsa: KeyPair;
  let other: KeyPair;
  let sshd: Sshd;
  let identityFiles: string[];

  beforeAll(async () => {
    client = bench.key("ed25519");
    ed25519 = bench.key("ed25519");
    other = bench.key("ed25519");
    rsa = bench.key("rsa");
    identityFiles = [client.path];
    sshd = await bench.sshd({ hostKeys: [rsa, ed25519], authorized: [client] });
  });
  afterAll(() => bench.end());

  const works = async (known: string[], host = "127.0.0.1", config = "/dev/null"): Promise<void> => {
    const connection = await bench.connect(host, host === "127.0.0.1" ? sshd.port : undefined, { identityFiles, knownHostsFiles: known, configFile: config });
    expect(await connection.run({ script: "echo in" })).toMatchObject({ kind: "exited", code: 0, stdout: "in\n" });
    await connection.close();
  };

  it("lets a known key in, whichever of the server's types is on file", async () => {
    await works([bench.knownHosts([sshd, ed25519])]);
    await works([bench.knownHosts([sshd, rsa])]);
    await works([bench.knownHosts([sshd, other], [sshd, ed25519])]);
  });

  it("finds a name that ssh-keygen hashed", async () => {
    const file = bench.knownHosts([sshd, ed25519]);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    expect(readFileSync(file, "utf8")).toMatch(/^\|1\|/);
    await works([file]);
  });

  it("finds the name under an alias, a wildcard, without its port, and in the second file", async () => {
    await works([bench.file("known", `*.0.0.1 ${ed25519.publicLine}`)]);
    await works(["/nonexistent/known_hosts", bench.file("known", `127.0.0.1 ${ed25519.publicLine}`)]);
    const config = bench.file("config", "Host router", "HostName 127.0.0.1", `Port ${sshd.port}`, "HostKeyAlias lvs1.example.net");
    await works([bench.file("known", `lvs1.example.net ${ed25519.publicLine}`)], "router", config);
  });

  it("refuses an unknown key, and the server never sees a user name", async () => {
    const seenBefore = sshd.log();
    const refused = await bench.refusal("127.0.0.1", sshd.port, { identityFiles });
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^LVS220 at 127\.0\.0\.1/);
    expect(refused[0]).toContain(`ssh-ed25519 key ${ed25519.fingerprint}`);
    expect(refused[0]).toContain(`ssh-keyscan -p ${sshd.port} 127.0.0.1 >> /dev/null`);
    const seen = sshd.log().slice(seenBefore.length);
    expect(seen).toContain("Connection from");
    expect(seen).not.toMatch(/userauth-request|Postponed|Failed|Accepted/);
  });

  it("refuses even when the config says StrictHostKeyChecking no", async () => {
    const config = bench.file("config", "Host *", "StrictHostKeyChecking no");
    expect((await bench.refusal("127.0.0.1", sshd.port, { identityFiles, configFile: config }))[0]).toMatch(/^LVS220/);
  });

  it("refuses a changed key with both fingerprints and the line to remove", async () => {
    const file = bench.knownHosts([sshd, other]);
    const refused = await bench.refusal("127.0.0.1", sshd.port, { identityFiles, knownHostsFiles: [file] });
    expect(refused[0]).toMatch(/^LVS221/);
    expect(refused[0]).toContain(ed25519.fingerprint);
    expect(refused[0]).toContain(`${other.fingerprint} (${file}:1)`);
    expect(refused[0]).toContain(`ssh-keygen -R '[127.0.0.1]:${sshd.port}' -f ${file}`);
  });

  it("refuses a revoked key although it is also listed", async () => {
    const file = bench.file("known", `127.0.0.1 ${ed25519.publicLine}`, `@revoked * ${ed25519.publicLine}`);
    expect((await bench.refusal("127.0.0.1", sshd.port, { identityFiles, knownHostsFiles: [file] }))[0]).toMatch(/^LVS222/);
  });

  it("says that a host certificate authority is no help here", async () => {
    const file = bench.file("known", `@cert-authority * ${other.publicLine}`);
    expect((await bench.refusal("127.0.0.1", sshd.port, { identityFiles, knownHostsFiles: [file] }))[0]).toMatch(/^LVS224/);
  });

  it("accepts any of several pinned fingerprints, of any type, and then doesn't ask known_hosts", async () => {
    const wrong = bench.knownHosts([sshd, other]);
    for (const key of [ed25519, rsa]) {
      const hostKeys = { "127.0.0.1": [other.fingerprint, key.fingerprint] };
      const connection = await bench.connect("127.0.0.1", sshd.port, { identityFiles, hostKeys, knownHostsFiles: [wrong] });
      expect(await connection.run({ script: "true" })).toMatchObject({ kind: "exited", code: 0 });
      await connection.close();
    }
  });

  it("refuses a server that has none of the pinned keys, naming all it has", async () => {
    const seenBefore = sshd.log();
    const hostKeys = { "127.0.0.1": [other.fingerprint] };
    const refused = await bench.refusal("127.0.0.1", sshd.port, { identityFiles, hostKeys, knownHostsFiles: [bench.knownHosts([sshd, ed25519])] });
    expect(refused[0]).toMatch(/^LVS223/);
    for (const key of [ed25519, rsa, other]) expect(refused[0]).toContain(key.fingerprint);
    expect(sshd.log().slice(seenBefore.length)).not.toMatch(/userauth-request|Failed|Accepted/);
  });

  it("refuses a pin that is no fingerprint, before it connects", async () => {
    const hostKeys = { "127.0.0.1": ["16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48"] };
    expect((await bench.refusal("127.0.0.1", 1, { identityFiles, hostKeys }))[0]).toMatch(/^LVS225/);
  });
});

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SshSettings } from "../../../../lib/deploy/ssh";
import { Bench, type KeyPair, ME, type Sshd } from "./openssh";

describe("logging in with keys", () => {
  const bench = new Bench();
  let accepted: KeyPair;
  let acceptedRsa: KeyPair;
  let acceptedEcdsa: KeyPair;
  let stranger: KeyPair;
  let encrypted: KeyPair;
  let sshd: Sshd;
  let agent: string;
  let knownHostsFiles: string[];

  beforeAll(async () => {
    const host = bench.key("ed25519");
    [accepted, acceptedRsa, acceptedEcdsa, stranger] = [bench.key("ed25519"), bench.key("rsa"), bench.key("ecdsa"), bench.key("ed25519")];
    encrypted = bench.key("ed25519", "a passphrase");
    sshd = await bench.sshd({ hostKeys: [host], authorized: [accepted, acceptedRsa, acceptedEcdsa, encrypted] });
    agent = await bench.agent(stranger, accepted);
    knownHostsFiles = [bench.knownHosts([sshd, host])];
  });
  afterAll(() => bench.end());

  const loginWith = async (settings: SshSettings): Promise<string> => {
    const before = sshd.log().length;
    const connection = await bench.connect("127.0.0.1", sshd.port, { knownHostsFiles, ...settings });
    await connection.close();
    return sshd.log().slice(before);
  };
  const refusal = (settings: SshSettings): Promise<string[]> => bench.refusal("127.0.0.1", sshd.port, { knownHostsFiles, ...settings });

  it("takes Ed25519, RSA (with SHA-2) and ECDSA files", async () => {
    for (const key of [accepted, acceptedRsa, acceptedEcdsa]) {
      expect(await loginWith({ identityFiles: [key.path] })).toContain(`Accepted publickey for ${ME}`);
    }
  });

  it("tries the next file when one isn't accepted, and IdentityFile of the config after those of the settings", async () => {
    const configFile = bench.file("config", "Host *", `  IdentityFile ${accepted.path}`);
    expect(await loginWith({ identityFiles: [stranger.path], configFile })).toMatch(/Failed publickey[\s\S]*Accepted publickey/);
  });

  it("expands the tokens of IdentityFile", async () => {
    const folder = bench.path("keys");
    copyFileSync(accepted.path, `${folder}-127.0.0.1-${ME}`);
    const configFile = bench.file("config", `IdentityFile ${folder}-%h-%r`);
    expect(await loginWith({ configFile })).toContain("Accepted publickey");
  });

  it("takes a real agent's keys, those that the config names first", async () => {
    expect(await loginWith({ agentSocket: agent })).toMatch(/Failed publickey[\s\S]*Accepted publickey/);
    // The private file may be away: its public half alone says which of the agent's keys is meant.
    const publicHalf = bench.file("named.pub", readFileSync(`${accepted.path}.pub`, "utf8"));
    expect(await loginWith({ agentSocket: agent, identityFiles: [publicHalf.replace(/\.pub$/, "")] })).not.toContain("Failed publickey");
  });

  it("shows a key once that is both in the agent and in a file", async () => {
    const refused = await refusal({ agentSocket: await bench.agent(stranger), identityFiles: [stranger.path] });
    expect(refused[0]).toMatch(/^LVS230/);
    expect(refused[0]?.split(stranger.fingerprint)).toHaveLength(2);
  });

  it("recognises an encrypted file's key in the agent without its .pub", async () => {
    const [locked, open] = [bench.path("locked"), bench.path("open")];
    for (const copy of [locked, open]) copyFileSync(encrypted.path, copy);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "a passphrase", "-N", "", "-f", open], { stdio: "ignore" });
    const holder = await bench.agent(stranger, { ...encrypted, path: open });
    const configFile = bench.file("config", "IdentitiesOnly yes", `IdentityFile ${locked}`);
    expect(await loginWith({ agentSocket: holder, configFile })).not.toContain("Failed publickey");
  });

  it("takes the agent that IdentityAgent names", async () => {
    const configFile = bench.file("config", `IdentityAgent ${agent}`, "IdentitiesOnly yes", `IdentityFile ${accepted.path}`);
    expect(await loginWith({ configFile, agentSocket: undefined })).not.toContain("Failed publickey");
  });

  it("shows nothing but the named keys with IdentitiesOnly", async () => {
    const configFile = bench.file("config", "IdentitiesOnly yes", `IdentityFile ${stranger.path}`);
    const refused = await refusal({ agentSocket: agent, configFile });
    expect(refused[0]).toMatch(/^LVS230/);
    expect(refused[0]).toContain(stranger.fingerprint);
    expect(refused[0]).not.toContain(accepted.fingerprint);
  });

  it("uses an encrypted key through the agent, and names ssh-add without one", async () => {
    expect((await refusal({ identityFiles: [encrypted.path] }))[0]).toMatch(new RegExp(`^LVS231 .*Run ssh-add ${encrypted.path}`));
    const both = await refusal({ identityFiles: [encrypted.path, stranger.path] });
    expect(both.map((text) => text.slice(0, 6))).toEqual(["LVS230", "LVS231"]);
    expect(await loginWith({ identityFiles: [encrypted.path, accepted.path] })).toContain("Accepted publickey");
  });

  it("fails at once when no key is accepted, names what was tried, and doesn't try again", async () => {
    const before = sshd.log().length;
    const refused = await refusal({ identityFiles: [stranger.path], connectRetries: 5 });
    expect(refused[0]).toMatch(new RegExp(`^LVS230 .*doesn't let ${ME} in`));
    expect(refused[0]).toContain(`${stranger.path} (${stranger.fingerprint})`);
    expect(sshd.log().slice(before).match(/Connection from/g)).toHaveLength(1);
  });

  it("stops when the server has had too many keys", async () => {
    const strict = await bench.sshd({ hostKeys: [acceptedEcdsa], authorized: [accepted], config: ["MaxAuthTries 1"] });
    const known = [bench.knownHosts([strict, acceptedEcdsa])];
    expect((await bench.refusal("127.0.0.1", strict.port, { knownHostsFiles: known, agentSocket: agent }))[0]).toMatch(/^LVS235 .*IdentitiesOnly yes/);
  });

  it("refuses key files that are missing, no key, or readable for others", async () => {
    expect((await refusal({ identityFiles: ["/nonexistent/key"] }))[0]).toMatch(/^LVS234 .*doesn't exist/);
    expect((await refusal({ identityFiles: [bench.file("key", "no key")] }))[0]).toMatch(/^LVS234 /);
    const open = bench.path("open-key");
    copyFileSync(accepted.path, open);
    chmodSync(open, 0o644);
    expect((await refusal({ identityFiles: [open] }))[0]).toMatch(/^LVS234 .*others may read it \(mode 644\)/);
  });

  it("says when there is nothing to log in with, and when the agent is dead", async () => {
    const nothing = bench.file("config", "IdentityFile none");
    expect((await refusal({ configFile: nothing }))[0]).toMatch(/^LVS232/);
    const dead = await refusal({ configFile: nothing, agentSocket: "/nonexistent/agent" });
    expect(dead.map((text) => text.slice(0, 6))).toEqual(["LVS233"]);
    expect(await loginWith({ identityFiles: [accepted.path], agentSocket: "/nonexistent/agent" })).toContain("Accepted publickey");
  });

  it("says when the server wants no keys, or more than a key", async () => {
    const host = bench.key("ed25519");
    const noKeys = await bench.sshd({ hostKeys: [host], authorized: [accepted], config: ["PubkeyAuthentication no"] });
    const two = await bench.sshd({ hostKeys: [host], authorized: [accepted], config: ["AuthenticationMethods publickey,password"] });
    const known = { knownHostsFiles: [bench.knownHosts([noKeys, host], [two, host])], identityFiles: [accepted.path] };
    expect((await bench.refusal("127.0.0.1", noKeys.port, known))[0]).toMatch(/^LVS230/);
    expect((await bench.refusal("127.0.0.1", two.port, known))[0]).toMatch(/^LVS230 .*asks for more than a key/);
  });
});

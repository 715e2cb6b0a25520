import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type HostConnection } from "../../../../lib/deploy/host-port";
import { type SshSettings } from "../../../../lib/deploy/ssh";
import { AM_ROOT, Bench, type KeyPair, type Sshd, until } from "./openssh";

const has = (program: string): boolean => spawnSync("which", [program]).status === 0;
const USER = `lvstest${process.pid}`;
const RULES = `/etc/sudoers.d/${USER}`;

// Making a user and rules for sudo takes root and sudo itself; anything less would be a fake.
describe.skipIf(!AM_ROOT || !has("sudo") || !has("useradd"))("a login that isn't root (needs root, sudo and useradd here)", () => {
  const bench = new Bench();
  let client: KeyPair;
  let hostKey: KeyPair;
  let sshd: Sshd;
  let settings: SshSettings;

  beforeAll(async () => {
    execFileSync("useradd", ["-m", "-p", "*", "-s", "/bin/bash", USER]);
    [client, hostKey] = [bench.key("ed25519"), bench.key("ed25519")];
    sshd = await bench.sshd({ hostKeys: [hostKey], authorized: [client] });
    settings = { user: USER, identityFiles: [client.path], knownHostsFiles: [bench.file("known", `127.0.0.1 ${hostKey.publicLine}`)], sudo: true };
  });
  afterEach(() => {
    rmSync(RULES, { force: true });
    execFileSync("usermod", ["-s", "/bin/bash", USER]);
  });
  afterAll(async () => {
    await bench.end();
    // Its sessions may take a moment to end after their connections.
    await until(() => spawnSync("userdel", ["-r", USER]).status !== 8, "the end of the user's processes");
    expect(spawnSync("id", [USER]).status).not.toBe(0);
  });

  const allow = (...rules: string[]): void => writeFileSync(RULES, `${rules.join("\n")}\n`, { mode: 0o440 });
  const allowShell = (...rules: string[]): void => allow(`${USER} ALL=(root) NOPASSWD: /bin/sh`, ...rules);
  const connect = (more: SshSettings = {}): Promise<HostConnection> => bench.connect("127.0.0.1", sshd.port, { ...settings, ...more });
  const refusal = async (): Promise<string> => (await bench.refusal("127.0.0.1", sshd.port, settings)).join("\n");

  it.each([[`Defaults:${USER} use_pty`], [`Defaults:${USER} !use_pty`]])("becomes root through sudo -n, with %s", async (defaults) => {
    allowShell(defaults);
    const connection = await connect();
    const stdin = Buffer.alloc(3_000_000, "lvs ");
    expect(await connection.run({ script: `id -u; umask; echo "$PATH $LC_ALL"; wc -c; printf '%s' "it's" >&2; exit 6`, stdin })).toMatchObject({
      kind: "exited",
      code: 6,
      stdout: "0\n0077\n/usr/sbin:/usr/bin:/sbin:/bin C\n3000000\n",
      stderr: "it's",
    });
    const long = "x".repeat(100_000);
    expect(await connection.run({ script: `: ${long}; cat; id -u`, stdin: "in\n" })).toMatchObject({ kind: "exited", stdout: "in\n0\n" });
    expect(await connection.run({ script: "kill -9 $$" })).toMatchObject({ kind: "unknown", reason: expect.stringContaining("SIGKILL") });
    await connection.close();
  });

  it.each(["csh", "tcsh", "fish", "dash", "zsh"].filter(has))("becomes root from the login shell %s", async (shell) => {
    execFileSync("usermod", ["-s", execFileSync("which", [shell], { encoding: "utf8" }).trim(), USER], { stdio: "ignore" });
    allowShell();
    const connection = await connect();
    expect(await connection.run({ script: `id -u\necho 'a!b' "\\\\"`, stdin: "x" })).toMatchObject({ kind: "exited", code: 0, stdout: "0\na!b \\\n", stderr: "" });
    await connection.close();
  });

  it("stays who it is when sudo is switched off", async () => {
    const connection = await connect({ sudo: false });
    expect(await connection.run({ script: "id -un" })).toMatchObject({ kind: "exited", stdout: `${USER}\n` });
    await connection.close();
  });

  it("is told what sudo lacks, and never kept waiting for a password or a terminal", async () => {
    expect(await refusal()).toMatch(/^LVS240 at 127\.0\.0\.1: sudo wants a password.*NOPASSWD: \/bin\/sh/);
    allow(`${USER} ALL=(root) NOPASSWD: /usr/bin/id`);
    expect(await refusal()).toMatch(/^LVS240/);
    allow(`${USER} ALL=(root) /usr/bin/id`, `Defaults:${USER} !authenticate`);
    expect(await refusal()).toMatch(/^LVS243 .*not allowed/);
    allowShell(`Defaults:${USER} requiretty`);
    expect(await refusal()).toMatch(/^LVS241 .*requiretty/);
  });

  it("is told that its login runs no commands", async () => {
    execFileSync("usermod", ["-s", "/usr/sbin/nologin", USER]);
    expect(await refusal()).toMatch(/^LVS244 .*not available/);
  });

  it.skipIf(spawnSync("unshare", ["-m", "true"]).status !== 0)("is told that the host has no sudo, or a broken one (needs unshare -m)", async () => {
    const broken = await bench.sshd({ hostKeys: [hostKey], authorized: [client], mounts: `mount --bind /bin/false "$(command -v sudo)"` });
    expect((await bench.refusal("127.0.0.1", broken.port, settings)).join()).toMatch(/^LVS245 /);
    const bare = await bench.sshd({ hostKeys: [hostKey], authorized: [client], mounts: `mount --bind /dev/null "$(command -v sudo)"` });
    expect((await bench.refusal("127.0.0.1", bare.port, settings)).join()).toMatch(/^LVS242 /);
  });
});

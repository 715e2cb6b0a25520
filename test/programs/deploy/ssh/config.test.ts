import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { describeTarget } from "../../../../lib/deploy/ssh";
import { lookUpConfig } from "../../../../lib/deploy/ssh/config-lookup";
import { parseConfigText, splitWords } from "../../../../lib/deploy/ssh/config-text";
import { parseJumps } from "../../../../lib/deploy/ssh/jump-list";
import { localUser } from "../../../../lib/deploy/ssh/local-user";
import { resolveTarget } from "../../../../lib/deploy/ssh/resolve-target";
import { Bench, ME } from "./openssh";

const bench = new Bench();
afterAll(() => bench.end());

const KEYWORDS = ["hostname", "port", "user", "proxyjump", "proxycommand", "hostkeyalias", "connecttimeout", "identitiesonly", "userknownhostsfile"] as const;

/** The words of one keyword as OpenSSH itself reads the file; its own defaults are left out. */
function asOpenSsh(path: string, host: string): Record<string, string> {
  const printed = execFileSync("ssh", ["-G", "-F", path, "--", host], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const values: Record<string, string> = {};
  const identities: string[] = [];
  for (const line of printed.split("\n")) {
    const [, keyword = "", value = ""] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (keyword === "identityfile" && !value.startsWith("~/.ssh/id_")) identities.push(value);
    else if ((KEYWORDS as readonly string[]).includes(keyword) && !(keyword.startsWith("proxy") && value === "none")) values[keyword] ??= value;
  }
  return { ...values, identities: identities.join(" ") };
}

/** The same from our reader. */
function asWe(path: string, host: string): Record<string, string> {
  const files = [{ path, includeFolder: bench.folder, required: true }];
  const read = lookUpConfig({ about: { host }, host, local: localUser(), files });
  expect(read.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  const values: Record<string, string> = { identities: read.identityFiles.join(" ") };
  for (const keyword of KEYWORDS) {
    const line = read.first(keyword);
    // ssh -G says nothing of a proxy that is switched off.
    if (line !== undefined && !(keyword.startsWith("proxy") && line.rest === "none")) values[keyword] = keyword === "proxycommand" ? line.rest : line.words.join(" ");
  }
  return values;
}

const DEFAULTS: Record<string, string> = { port: "22", user: ME, connecttimeout: "none", identitiesonly: "no", userknownhostsfile: ["known_hosts", "known_hosts2"].map((name) => `${userInfo().homedir}/.ssh/${name}`).join(" ") };

function expectSame(path: string, host: string): void {
  const theirs = asOpenSsh(path, host);
  const ours = { ...DEFAULTS, hostname: host, ...asWe(path, host) };
  if (ours.hostname === undefined) throw new Error("unreachable");
  expect({ ...ours, hostname: ours.hostname.replaceAll("%h", host).toLowerCase() }).toEqual(theirs);
}

describe("an SSH config is read as OpenSSH reads it (ssh -G)", () => {
  const hostNames = fc.constantFrom("alpha", "beta", "alpha.example.net", "10.0.0.7", "a");
  const pattern = fc.constantFrom("*", "alpha", "a*", "!beta", "!alpha", "?", "*.example.net", "10.0.?.7", "b?ta", '"alpha"');
  const option = fc.oneof(
    fc.constantFrom("HostName real.example.net", "hostname=%h.example.org", "HostName = 192.0.2.1", "Port 2201", "port=2202", "User ops", 'USER "admin"'),
    fc.constantFrom("ProxyJump bastion", "ProxyJump u@b1:22,b2", "ProxyJump none", "ProxyCommand nc  '%h' \"%p\"", "ProxyCommand none", "ProxyCommand=sh -c 'exec  nc %h'"),
    fc.constantFrom("HostKeyAlias one", "HostKeyAlias two # why", "ConnectTimeout 7", "ConnectTimeout 9", "IdentitiesOnly yes", "IdentitiesOnly no"),
    fc.constantFrom("IdentityFile /k/one", 'IdentityFile "/k/two words"', "IdentityFile /k/three", "UserKnownHostsFile /a /b", 'UserKnownHostsFile "/a b"', "# nothing", "", "   "),
  );
  const criterion = fc.oneof(
    fc.tuple(fc.constantFrom("host", "originalhost", "!host", "!originalhost", "Host"), fc.constantFrom("alpha", "real.*", "*.example.net,!alpha*", "beta,alpha", "*")).map(([name, list]) => `${name} ${list}`),
    fc.constantFrom("user ops", "user admin,root", "!user ops", `localuser ${ME}`, "localuser nobody", "final", "originalhost=alpha"),
  );
  const match = fc.oneof(fc.constant("Match all"), fc.array(criterion, { minLength: 1, maxLength: 3 }).map((list) => `Match ${list.join(" ")}`));
  const head = fc.oneof(fc.array(pattern, { minLength: 1, maxLength: 3 }).map((list) => `Host ${list.join(" ")}`), match);
  const block = fc.tuple(head, fc.array(option, { maxLength: 4 })).map(([first, rest]) => [first, ...rest.map((line) => `  ${line}`)].join("\n"));
  const file = fc.tuple(fc.array(option, { maxLength: 2 }), fc.array(block, { maxLength: 5 })).map(([top, blocks]) => [...top, ...blocks].join("\n"));

  it("for generated files, with and without an Include inside a block", () => {
    fc.assert(
      fc.property(file, file, fc.boolean(), hostNames, (main, included, nested, host) => {
        const inner = bench.file("included.conf", included);
        expectSame(bench.file("config", main, ...(nested ? [`Include ${inner}`] : [])), host);
      }),
      { numRuns: 100 },
    );
  });

  it("for a second pass that a file asks for which is included where nothing counts", () => {
    const inner = bench.file("included.conf", "Match final");
    const main = ["Host *.example.net", "  HostKeyAlias one", "Host *", "  HostName real.example.net", "Match user nobody-here"];
    expectSame(bench.file("config", ...main, `  Include ${inner}`), "alpha");
  });

  it("for Includes by glob, in a block and out of it, of files that are not there", () => {
    const folder = `${bench.folder}/include.d`;
    mkdirSync(folder);
    for (const [name, text] of [["b.conf", "User second"], ["a1.conf", "Host *\n  User first"], ["c.txt", "Port 1"], [".d.conf", "Port 2"]] as const) writeFileSync(`${folder}/${name}`, text);
    expectSame(bench.file("config", `Include ${folder}/*.conf`, "Port 9"), "alpha");
    expectSame(bench.file("config", "Host nobody", `  Include ${folder}/a1.conf`, "  Port 8", "Host *", "  Port 10"), "alpha");
    expectSame(bench.file("config", "Host alpha", `  Include ${folder}/a1.conf`, "  Port 8"), "alpha");
    expectSame(bench.file("config", `Include ${folder}/[bx].co?f /nonexistent/*.conf`, "Port 11"), "alpha");
  });

  it("takes Match exec as no match, runs nothing, and warns", () => {
    const mark = bench.path("was-run");
    const config = bench.file("config", `Match host alpha exec "touch ${mark}"`, "  Port 99", "Host *", "  Port 12");
    const read = lookUpConfig({ about: { host: "alpha" }, host: "alpha", local: localUser(), files: [{ path: config, includeFolder: bench.folder, required: true }] });
    expect(read.first("port")?.words).toEqual(["12"]);
    expect(read.findings.map(({ code, severity }) => [code, severity])).toEqual([["LVS202", "warning"]]);
    expect(() => execFileSync("test", ["-e", mark])).toThrow();
  });
});

describe("an SSH config with RevokedHostKeys", () => {
  it("is used with a warning, since those lists aren't read", () => {
    const resolved = resolveTarget({ host: "alpha" }, { configFile: bench.file("config", "RevokedHostKeys /etc/ssh/revoked") });
    expect(resolved.ok).toBe(true);
    expect(resolved.findings.map(({ code, severity }) => [code, severity])).toEqual([["LVS206", "warning"]]);
  });
});

describe("timing of an SSH config", () => {
  it("is taken over, but a dead connection is never noticed later than by default", () => {
    const timing = (...lines: string[]): unknown => {
      const resolved = resolveTarget({ host: "alpha" }, { configFile: bench.file("config", ...lines) });
      return resolved.ok ? [resolved.value.connectTimeoutMs, resolved.value.keepaliveIntervalMs] : resolved.findings;
    };
    expect(timing("Port 22")).toEqual([10_000, 5_000]);
    expect(timing("ConnectTimeout 1m30s", "ServerAliveInterval 60")).toEqual([90_000, 5_000]);
    expect(timing("ConnectTimeout none", "ServerAliveInterval 2")).toEqual([10_000, 2_000]);
    expect(timing("ConnectTimeout soon")).toMatchObject([{ code: "LVS203", value: "soon" }]);
  });
});

describe("an SSH config that can't be used", () => {
  const findingsOf = async (...lines: string[]): Promise<string[]> => bench.refusal("alpha", undefined, { configFile: bench.file("config", ...lines) });

  it("is refused with the file and line", async () => {
    expect((await findingsOf("Host *", '  User "open')).join()).toMatch(/^LVS201 at alpha: .*config:2 is not valid.*quote/);
    expect((await findingsOf("Port 0")).join()).toMatch(/^LVS203 at alpha \("0"\): Port/);
    expect((await findingsOf("IdentityFile /keys/%Z")).join()).toMatch(/^LVS203.*%Z means nothing/);
    expect((await findingsOf("ProxyJump a b@:")).join()).toMatch(/^LVS203.*ProxyJump/);
    expect((await findingsOf("Match shape round")).join()).toMatch(/^LVS201.*no criterion shape/);
  });

  it("is refused when the file the settings name doesn't exist", async () => {
    expect((await bench.refusal("alpha", undefined, { configFile: "/nonexistent/config" }))[0]).toMatch(/^LVS200.*ENOENT/);
  });

  it("is refused when a jump host leads through itself", async () => {
    expect((await findingsOf("Host *", "  ProxyJump bastion"))[0]).toMatch(/^LVS204 .*alpha -> bastion -> bastion/);
  });

  it("is refused when a name would be read as commands or options", async () => {
    expect((await findingsOf("HostName $(reboot)", "ProxyCommand nc %h %p"))[0]).toMatch(/^LVS205.*host/);
    expect((await bench.refusal("-oProxyCommand=x", undefined, {}))[0]).toMatch(/^LVS205/);
    expect((await bench.refusal("alpha", undefined, { user: "a;b" }))[0]).toMatch(/^LVS205.*user/);
  });
});

describe("describeTarget says what would be used", () => {
  it("for plain addresses, aliases, several jumps and commands", () => {
    const configFile = bench.file("config", "Host r1", "  HostName 192.0.2.1", "  User ops", "  Port 2222", "  ProxyJump jo@b1,b2:99", "Host b1", "  HostName 2001:db8::1", "Host r2", "  ProxyCommand nsenter -t 7 socat - TCP:%h:%p");
    expect(describeTarget({ host: "r1" }, { configFile })).toEqual({ hostName: "192.0.2.1", user: "ops", port: 2222, via: `jo@[2001:db8::1]:22, ${ME}@b2:99`, text: `ops@192.0.2.1:2222 through jo@[2001:db8::1]:22, ${ME}@b2:99` });
    expect(describeTarget({ host: "r2", user: "x", port: 5 }, { configFile }).text).toBe('x@r2:5 through "nsenter -t 7 socat - TCP:r2:5"');
    expect(describeTarget({ host: "R3" }, { configFile, user: "me", port: 6 })).toEqual({ hostName: "r3", user: "me", port: 6, text: "me@r3:6" });
    expect(describeTarget({ host: "r4" }, { configFile: "/nonexistent" }).text).toBe("r4");
  });
});

describe("the words of a line", () => {
  it("are split at blanks outside quotes, up to a comment", () => {
    expect(splitWords(`a "b c" 'd "e' f\\ g h#i #j k`)).toEqual(["a", "b c", 'd "e', "f g", "h#i"]);
    expect(splitWords('a "b')).toBeUndefined();
  });

  it("never throw, whatever a file holds", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")), (text) => parseConfigText(text).lines.length >= 0));
  });

  it("are jump hosts with users, ports and IPv6 addresses", () => {
    expect(parseJumps("a,u@b:23,ssh://c@[2001:db8::1]:24")).toEqual([{ host: "a" }, { host: "b", user: "u", port: 23 }, { host: "2001:db8::1", user: "c", port: 24 }]);
    expect(parseJumps("a,,b")).toBeUndefined();
    expect(parseJumps("a:70000")).toBeUndefined();
  });
});

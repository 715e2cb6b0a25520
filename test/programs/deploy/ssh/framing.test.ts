import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote } from "../../../../lib/deploy/command-line";
import { frame, unframe } from "../../../../lib/deploy/ssh/framing";

const shells = ["dash", "bash", "zsh", "bsd-csh", "tcsh", "fish", "busybox"].flatMap((name) => {
  const found = spawnSync("which", [name], { encoding: "utf8" }).stdout.trim();
  return found === "" ? [] : [{ name, argv: name === "busybox" ? [found, "sh"] : [found] }];
});

/** Runs a script as sshd would for a user with this login shell. */
function through(argv: readonly string[], script: string, stdin = ""): { status: number | null; stdout: string | undefined; stderr: string | undefined } {
  const framed = frame({ script, stdin: Buffer.from(stdin), elevate: false });
  const [program = "", ...rest] = argv;
  const ran = spawnSync(program, [...rest, "-c", framed.command], { input: framed.stdin });
  return { status: ran.status, stdout: unframe(ran.stdout, framed.marker), stderr: unframe(ran.stderr, framed.marker) };
}

describe.each(shells)("a script through the login shell $name", ({ argv }) => {
  it("means what it says, with its input and its exit status", () => {
    const awkward = `it's "!!" $HOME \\' \\\\ \`x\` %s _0101\ta é\n!x *`;
    const script = `printf %s ${quote(awkward)}\ncat\nprintf '%s %s' "$0" $# >&2\nexit 7`;
    expect(through(argv, script, "in\nput")).toEqual({ status: 7, stdout: `${awkward}in\nput`, stderr: "sh 0" });
  });

  it("goes over standard input when it is long, and what follows it is left untouched", () => {
    const long = "x'y".repeat(20_000);
    expect(through(argv, `printf %s ${quote(long)}; cat; exit 3`, "payload")).toEqual({ status: 3, stdout: `${long}payload`, stderr: "" });
  });

  it("has a known environment", () => {
    const stdout = "/usr/sbin:/usr/bin:/sbin:/bin C 0077\n";
    expect(through(argv, `unset x; echo "$PATH $LC_ALL $(umask)"`)).toEqual({ status: 0, stdout, stderr: "" });
  });
});

describe("framing", () => {
  it("keeps any text in any script", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const text = Buffer.from(raw).toString().replaceAll("\0", "");
        expect(through(["/bin/sh"], `printf %s ${quote(text)}`).stdout).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  it("puts nothing before the login shell but letters, digits and one fixed line", () => {
    const { command } = frame({ script: "echo '!' > \"$x\"\n", stdin: Buffer.alloc(0), elevate: true });
    expect(command).toMatch(/^exec \/bin\/sh -c '[^'!\n]*' sh '(?:[A-Za-z0-9_.,:/+-]|\\0[0-3][0-7]{2})+'$/);
    expect(execFileSync("/bin/sh", ["-nc", command], { encoding: "utf8" })).toBe("");
  });

  it("drops what start-up files print, and tells when the script never began", () => {
    expect(unframe(Buffer.from("Welcome!\nMARKout"), "MARK")).toBe("out");
    expect(unframe(Buffer.from("This account is currently not available.\n"), "MARK")).toBeUndefined();
  });
});

import { randomBytes } from "node:crypto";
import { commandLine } from "../command-line";

/** How a script is to reach `/bin/sh` on the other side. */
export interface Framing {
  readonly script: string;
  readonly stdin: Uint8Array;
  /** `sudo -n` in front, for a login that is not root. */
  readonly elevate: boolean;
}

/** What is sent, and what is needed to read the answer. */
export interface Framed {
  /** The text of the exec request: safe in sh, csh and fish, whatever the script holds. */
  readonly command: string;
  readonly stdin: Uint8Array;
  /** Marks where the script's own output begins, on standard output and on standard error. */
  readonly marker: string;
}

/**
 * Above this many characters the script goes over standard input instead: RFC 4253 §6.1 lets a server refuse packets
 * over 35,000 bytes, and one extra round trip for a script of this size is nobody's bottleneck.
 */
const LONGEST_COMMAND = 20_000;

const ENVIRONMENT = "PATH=/usr/sbin:/usr/bin:/sbin:/bin;LC_ALL=C;export PATH LC_ALL;umask 077;";

/**
 * Wraps a script so that its output can be told from what a login shell's start-up files print, and so that the login
 * shell, whichever it is, only ever sees letters, digits and one fixed line.
 */
export function frame(framing: Framing): Framed {
  const marker = randomBytes(16).toString("hex");
  const marked = `printf %s ${marker};printf %s ${marker} >&2\n${framing.script}`;
  const script = framing.elevate ? `exec ${commandLine(["sudo", "-n", "/bin/sh", "-c", `${ENVIRONMENT}eval "$1"`, "sh", marked])}` : marked;
  const command = invoke(script);
  if (command.length <= LONGEST_COMMAND) return { command, stdin: framing.stdin, marker };
  return { ...overStdin(marked, framing), marker };
}

/** A question to `lvs-look`, which says the marker itself. What command is asked for is nobody's concern: sshd runs that program whatever it is. */
export function frameQuestion(question: string): Framed {
  const marker = randomBytes(16).toString("hex");
  return { command: "lvs-look", stdin: Buffer.from(`${marker}\n${question}`, "utf8"), marker };
}

/** The script's own part of a stream, or `undefined` when the script never began. */
export function unframe(output: Buffer, marker: string): string | undefined {
  const at = output.indexOf(marker);
  return at < 0 ? undefined : output.subarray(at + marker.length).toString("utf8");
}

// `dd bs=1` and not `head -c`: it must not swallow a byte of what follows the script.
function overStdin(marked: string, framing: Framing): Pick<Framed, "command" | "stdin"> {
  const bytes = Buffer.from(marked, "utf8");
  const reader = `eval "$(dd bs=1 count=${bytes.length} 2>/dev/null)"`;
  const script = framing.elevate ? `exec ${commandLine(["sudo", "-n", "/bin/sh", "-c", ENVIRONMENT + reader])}` : reader;
  return { command: invoke(script), stdin: Buffer.concat([bytes, framing.stdin]) };
}

// csh would expand `!` and end a quoted string at a newline, fish reads `\\` and `\'` inside single quotes: so the
// script travels as letters, with `\0ooo` for anything else, and only our fixed line is ever read by the login shell.
function invoke(script: string): string {
  return `exec /bin/sh -c '${ENVIRONMENT}eval "set --;$(printf %b "$1")"' sh '${encode(script)}'`;
}

function encode(script: string): string {
  let encoded = "";
  for (const byte of Buffer.from(script, "utf8")) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9_.,:/+-]/.test(character) ? character : `\\0${byte.toString(8).padStart(3, "0")}`;
  }
  return encoded;
}

import { createHash } from "node:crypto";
import { type BundleFile } from "./bundle";
import { byText } from "./order";

/**
 * Names a release: SHA-256 in hex over path, mode and content without comments of every file, in the order of paths. A library version
 * that only words a comment differently gives the same digest, and touches nothing.
 */
export function releaseDigest(files: Readonly<Record<string, BundleFile>>): string {
  const hash = createHash("sha256");
  for (const path of Object.keys(files).sort(byText)) {
    const { content, mode } = files[path] as BundleFile;
    const effective = withoutComments(path, content);
    // Lengths keep what stands next to each other apart.
    hash.update(`${path.length} ${path} ${mode.toString(8)} ${effective.length} `).update(effective);
  }
  return hash.digest("hex");
}

/** Whether two contents of the file at that path differ in comments and blank lines at most. */
export function sameModuloComments(path: string, a: string, b: string): boolean {
  return a === b || withoutComments(path, a) === withoutComments(path, b);
}

/**
 * What a person is shown of a program of ours, which no model changes: one line. Two texts that differ in comments at most are shown alike.
 * The text itself is among the bundles that a synth leaves.
 */
export function programInOneLine(path: string, content: string): string {
  const hash = createHash("sha256").update(withoutComments(path, content)).digest("hex");
  return `# ${path.slice(path.lastIndexOf("/") + 1)}, a program of cdktf-lvs; SHA-256 of all but its comments: ${hash}\n`;
}

/** Names a value: SHA-256 in hex over its JSON with the members of objects in the order of their names. */
export function valueDigest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(inOrder(value))).digest("hex");
}

/** Plain data only: nothing that says itself what JSON makes of it. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  return Object.fromEntries(Object.keys(value).sort(byText).map((name) => [name, inOrder((value as Readonly<Record<string, unknown>>)[name])]));
}

/** The file's text, or what stands for it where nobody wants to read it in a plan. */
export function shownText(path: string, content: string): string {
  return /\/lvs-(?:real-server|load-monitor|heartbeat-watch)$/.test(path) && content.startsWith("#!") ? programInOneLine(path, content) : content;
}

/** Eight hexadecimal digits that stand for a text. */
export function shortDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** A number of 16 bits that stands for a text, as evenly as one can. */
export function sixteenBits(text: string): number {
  return createHash("sha256").update(text).digest().readUInt16BE(0);
}

/** What counts: the lines that are neither blank nor a comment from end to end. Trailing white space stays: some formats mean it. */
function withoutComments(path: string, content: string): string {
  // A program of somebody else's may have lines in it that only look like comments.
  if (/^\/var\/lib\/lvs\/check-/.test(path)) return content;
  const marks = content.startsWith("#!") ? "#" : commentMarks(path);
  return content.length < LONG ? linesThatCount(content, marks) : remembered(content, marks);
}

/** What is longer is remembered: programs are the same few on all hosts of all clusters, and a text that changes is compared and named several times. */
const LONG = 1024;
const MOST_REMEMBERED = 32;
const effectiveTexts = new Map<string, Map<string, string>>();

function remembered(content: string, marks: string): string {
  const texts = effectiveTexts.get(marks) ?? new Map<string, string>();
  effectiveTexts.set(marks, texts);
  const known = texts.get(content);
  if (known !== undefined) return known;
  if (texts.size >= MOST_REMEMBERED) texts.clear();
  const effective = linesThatCount(content, marks);
  texts.set(content, effective);
  return effective;
}

function linesThatCount(content: string, marks: string): string {
  const counts = (line: string, at: number): boolean => {
    const start = line.trimStart();
    return start !== "" && (!marks.includes(start.charAt(0)) || (at === 0 && line.startsWith("#!")));
  };
  // Runs of lines that count, each cut out in one piece: there are few, and lines by the thousand.
  const runs: string[] = [];
  let run = -1;
  for (let at = 0, next = 0; at <= content.length; at = next) {
    const end = content.indexOf("\n", at);
    next = (end < 0 ? content.length : end) + 1;
    if (counts(content.slice(at, next - 1), at)) run = run < 0 ? at : run;
    else if (run >= 0) {
      runs.push(content.slice(run, at - 1));
      run = -1;
    }
  }
  if (run >= 0) runs.push(content.slice(run));
  return runs.join("\n");
}

/** The characters that begin a comment line in the format; none for files in which every line is data. */
function commentMarks(path: string): string {
  if (path.endsWith("/keepalived.conf")) return "#!";
  if (path.startsWith("/etc/systemd/") || path.startsWith("/etc/sysctl.d/") || path.startsWith("/etc/modules-load.d/")) return "#;";
  if (path.endsWith("/expected-state")) return "#";
  return "";
}

import { readFileSync } from "node:fs";
import { failed, ok, type Result } from "../diagnostics";
import { labFindings } from "./findings";
import { findProgram, run } from "./host-program";

/** Tells a person what is going on; one line, no full stop. */
export type Progress = (message: string) => void;

/** What the lab is about to do, since each needs other programs. */
export interface Purpose {
  /** Run the machine's own UML kernel, since no other is to be had. */
  readonly kernel: boolean;
  readonly buildImage: boolean;
  readonly compile: boolean;
}

/** The Debian packages that are missing on this machine for a purpose. */
export function missingPackages(purpose: Purpose, find: (program: string) => string | undefined = findProgram): string[] {
  const wanted: Record<string, string> = {
    ...(purpose.kernel ? { "linux.uml": "user-mode-linux" } : {}),
    ip: "iproute2",
    ssh: "openssh-client",
    "ssh-keygen": "openssh-client",
    socat: "socat",
    nsenter: "util-linux",
    flock: "util-linux",
    taskset: "util-linux",
    ...(purpose.buildImage ? { mmdebstrap: "mmdebstrap", mke2fs: "e2fsprogs" } : {}),
    // The smallest of all C compilers, unless there is one already.
    ...(purpose.compile && find("cc") === undefined ? { tcc: "tcc" } : {}),
  };
  const missing = Object.entries(wanted).filter(([program]) => find(program) === undefined);
  const packages = missing.map(([, name]) => name);
  if (purpose.buildImage && !isRoot() && !hasSubordinateIds(find)) {
    if (find("fakechroot") === undefined) packages.push("fakechroot");
    if (find("fakeroot") === undefined) packages.push("fakeroot");
  }
  return [...new Set(packages)].sort();
}

/** Installs what is missing if this user may, else says with which command somebody can. */
export async function ensurePackages(purpose: Purpose, onProgress: Progress): Promise<Result<void>> {
  const missing = missingPackages(purpose);
  if (missing.length === 0) return ok(undefined);
  const install = ["apt-get", "install", "-y", "--no-install-recommends", ...missing];
  const become = isRoot() ? [] : ["sudo", "-n"];
  const advice = labFindings.missingPackages(missing, ["sudo", ...install].join(" "));
  if (findProgram("apt-get") === undefined || !(await may(become))) return failed(advice);
  onProgress(`installing ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const first = await run([...become, ...install], { env });
  if (first.code !== 0) {
    onProgress("refreshing apt's lists and trying again");
    await run([...become, "apt-get", "update"], { env });
    await run([...become, ...install], { env });
  }
  return missingPackages(purpose).length === 0 ? ok(undefined) : failed(advice);
}

async function may(become: readonly string[]): Promise<boolean> {
  return become.length === 0 || (await run([...become, "true"], { timeoutMs: 5000 })).code === 0;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

// Without these, mmdebstrap falls back to fakechroot, which needs nothing from the machine's administrator.
function hasSubordinateIds(find: (program: string) => string | undefined): boolean {
  const user = process.env["USER"] ?? process.env["LOGNAME"] ?? "";
  const listed = (file: string) => {
    try {
      const lines = readFileSync(file, "utf8").split("\n");
      return lines.some((line) => line.startsWith(`${user}:`) || line.startsWith(`${process.getuid?.() ?? ""}:`));
    } catch {
      return false;
    }
  };
  return user !== "" && find("newuidmap") !== undefined && listed("/etc/subuid") && listed("/etc/subgid");
}

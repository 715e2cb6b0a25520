import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { failed, ok, type Result } from "../diagnostics";
import { labFindings } from "./findings";
import { run } from "./host-program";
import { cacheDirectory, imageSources } from "./places";

const source = join(imageSources, "host", "uml-xstate.c");

/**
 * Does this processor need image/host/uml-xstate.c? AMX is the only feature so far that makes the register state bigger than
 * the 2696 bytes UML 6.1 knows.
 */
export function needsShim(cpuinfo: string): boolean {
  return /^flags\s*:.*\bamx_tile\b/m.test(cpuinfo);
}

/** The shim's path once compiled, or undefined when this processor does not need it. */
export async function locateShim(): Promise<{ path: string; compiled: boolean } | undefined> {
  if (!needsShim(await readFile("/proc/cpuinfo", "utf8"))) return undefined;
  const digest = createHash("sha256").update(await readFile(source)).digest("hex").slice(0, 16);
  const path = join(cacheDirectory(), `uml-xstate-${digest}.so`);
  const compiled = await stat(path).then(
    () => true,
    () => false,
  );
  return { path, compiled };
}

/** Compiles the shim where it is needed and not there yet. */
export async function ensureShim(): Promise<Result<string | undefined>> {
  const shim = await locateShim();
  if (shim === undefined || shim.compiled) return ok(shim?.path);
  await mkdir(cacheDirectory(), { recursive: true });
  const draft = `${shim.path}.${process.pid}.part`;
  // Bound at load: the dynamic linker must not need a UML kernel thread's small stack.
  const outcome = await run(["cc", "-shared", "-fPIC", "-O2", "-nostdlib", "-Wl,-z,now", "-o", draft, source]);
  if (outcome.code !== 0) return failed(labFindings.compilerFailed(outcome.stderr.trim()));
  await rename(draft, shim.path);
  return ok(shim.path);
}

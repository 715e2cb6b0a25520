import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { failed, ok, type Result } from "../diagnostics";
import { labFindings } from "./findings";
import { findProgram, run } from "./host-program";
import { cacheDirectory, imageSources } from "./places";

const source = join(imageSources, "host", "uml-preload.c");

/** The library every machine is started with (what for: image/host/uml-preload.c); its name is a digest of its source. */
export async function locateRepairs(): Promise<{ readonly path: string; readonly compiled: boolean }> {
  const digest = createHash("sha256").update(await readFile(source)).digest("hex").slice(0, 16);
  const path = join(cacheDirectory(), `uml-preload-${digest}.so`);
  const compiled = await stat(path).then(
    () => true,
    () => false,
  );
  return { path, compiled };
}

/** Compiles it unless it is there; needs any C compiler. */
export async function ensureRepairs(): Promise<Result<string>> {
  const { path, compiled } = await locateRepairs();
  if (compiled) return ok(path);
  await mkdir(cacheDirectory(), { recursive: true });
  const draft = `${path}.${randomUUID()}.part`;
  const compiler = findProgram("cc") ?? "tcc";
  const outcome = await run([compiler, "-shared", "-fPIC", "-O2", "-nostdlib", "-o", draft, source]);
  if (outcome.code !== 0) return failed(labFindings.compilerFailed(outcome.stderr.trim()));
  await rename(draft, path);
  return ok(path);
}

import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debianSources } from "./debian-sources";
import { run } from "./host-program";
import { type FetchedSuite } from "./kernel-choice";
import { type Progress } from "./prerequisites";
import { labFiles } from "./seed";

/** The C library goes with the kernel, since the machine's own may be older. */
const packages = ["user-mode-linux", "libc6"];

/** Where Debian's programs look for their loader; each machine is started in its lab's directory, so a place relative to that will do. */
const LOADER = "/lib64/ld-linux-x86-64.so.2";

/**
 * Fetches the kernel with this machine's apt, which checks Debian's signatures, into `<directory>/<version>`; installs nothing.
 *
 * @returns what went wrong.
 */
export async function fetchKernel(suite: FetchedSuite, directory: string, onProgress: Progress): Promise<string | undefined> {
  const { lines, settings } = await debianSources(suite, { borrow: true });
  if (lines.length === 0) return "apt on this machine knows no Debian mirror";
  onProgress(`fetching the UML kernel of Debian's ${suite} once for this machine: 50 MB`);
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(join(directory, ".fetching-"));
  try {
    const apt = await privateApt(work, lines, settings);
    for (const command of [["update"], ["download", ...packages]]) {
      const outcome = await run([...apt, ...command], { cwd: work, timeoutMs: 300_000 });
      if (outcome.code !== 0) return lastLine(outcome.stderr) ?? `apt-get ${command.join(" ")} ended with ${outcome.code}`;
    }
    return await unpack(work, directory, labFiles.kernel(suite));
  } catch (problem) {
    return (problem as Error).message;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** An apt that knows this suite alone and keeps everything in `work`. */
async function privateApt(work: string, lines: readonly string[], settings: readonly string[]): Promise<string[]> {
  for (const folder of ["lists/partial", "archives/partial"]) await mkdir(join(work, folder), { recursive: true });
  await writeFile(join(work, "sources.list"), `${lines.join("\n")}\n`);
  await writeFile(join(work, "status"), "");
  await writeFile(join(work, "apt.conf"), `${settings.join("\n")}\n`);
  const options = {
    "Dir::Etc::SourceList": join(work, "sources.list"),
    "Dir::Etc::SourceParts": "-",
    "Dir::State::Lists": join(work, "lists"),
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": work,
    "Dir::Cache::Archives": join(work, "archives"),
    "Acquire::Languages": "none",
    // There is another way, so nobody should wait long for this one.
    "Acquire::Retries": "0",
    "Acquire::http::Timeout": "20",
    "Acquire::https::Timeout": "20",
    // As root it would fetch as a user who can't write here.
    "APT::Sandbox::User": "root",
    "APT::Architecture": "amd64",
    "APT::Architectures": "amd64",
    "APT::Default-Release": "",
  };
  return ["apt-get", "-q", "-c", join(work, "apt.conf"), ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`])];
}

async function unpack(work: string, directory: string, home: string): Promise<string | undefined> {
  const root = join(work, "root");
  for (const file of (await readdir(work)).filter((name) => name.endsWith(".deb"))) {
    const outcome = await run(["dpkg-deb", "-x", join(work, file), root]);
    if (outcome.code !== 0) return lastLine(outcome.stderr) ?? "dpkg-deb failed";
  }
  const [version = ""] = await readdir(join(root, "usr/lib/uml/modules"));
  const result = join(work, "result");
  const kernel = join(result, home);
  await mkdir(kernel, { recursive: true });
  await writeFile(join(kernel, "linux"), withLoader(await readFile(join(root, "usr/bin/linux.uml")), `${home}/ld.so`));
  await chmod(join(kernel, "linux"), 0o755);
  const libraries = join(root, "usr/lib/x86_64-linux-gnu");
  await copyFile(join(libraries, "ld-linux-x86-64.so.2"), join(kernel, "ld.so"));
  await copyFile(join(libraries, "libc.so.6"), join(kernel, "libc.so.6"));
  await rename(join(root, "usr/lib/uml/modules", version), join(result, "modules"));
  const said = (await run(["env", `LD_LIBRARY_PATH=${home}`, `${home}/linux`, "--version"], { cwd: result, timeoutMs: 20_000 })).stdout.trim();
  if (said === "" || said !== version) return `it does not run here: it says ${JSON.stringify(said)}`;
  await rename(result, join(directory, version));
  return undefined;
}

/** The program with another loader's path, which must not be longer. */
function withLoader(program: Buffer, loader: string): Buffer {
  const place = program.indexOf(`${LOADER}\0`);
  if (place === -1) throw new Error(`linux.uml does not name ${LOADER}`);
  const changed = Buffer.from(program);
  changed.fill(0, place, place + LOADER.length).write(loader, place, "latin1");
  return changed;
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1) || undefined;
}

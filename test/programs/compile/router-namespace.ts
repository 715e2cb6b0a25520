import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INTERFACES } from "../../unit/model/arbitrary-cluster";

/** What the real `keepalived -t` said of one configuration. */
export interface Verdict {
  readonly exitCode: number;
  readonly output: string;
}

/** Asks the real keepalived of this machine about each configuration, in a network namespace of its own that has the generated routers' interfaces. */
export function testConfigurations(configurations: readonly string[]): Verdict[] {
  const directory = mkdtempSync(join(tmpdir(), "keepalived-test-"));
  try {
    configurations.forEach((text, index) => writeFileSync(join(directory, `${index}.conf`), text));
    const run = spawnSync("unshare", ["-Urn", "sh", "-eu", "-c", SCRIPT, "sh", directory, ...INTERFACES], { encoding: "utf8", maxBuffer: 1 << 28 });
    const verdicts = run.stdout?.split("\0").slice(0, -1).map(readVerdict) ?? [];
    if (run.error !== undefined || verdicts.length !== configurations.length) throw new Error(`keepalived could not be asked: ${run.error?.message ?? run.stderr}`);
    return verdicts;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const SCRIPT = `
  command -v keepalived >/dev/null || { echo "keepalived is missing: apt-get install keepalived" >&2; exit 1; }
  cd "$1"; shift
  for name; do ip link add name "$name" type bridge; ip link set "$name" up; done
  index=0
  while [ -e $index.conf ]; do
    code=0; keepalived -t -f "$PWD/$index.conf" >out 2>&1 || code=$?
    printf '%s\\n' $code; cat out; printf '\\0'
    index=$((index + 1))
  done`;

function readVerdict(text: string): Verdict {
  const [code, ...rest] = text.split("\n");
  return { exitCode: Number(code), output: rest.join("\n").trim() };
}

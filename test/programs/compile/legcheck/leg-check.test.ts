import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const PROGRAM = join(__dirname, "../../../../lib/compile/legcheck/lvs-leg-check.sh");

/** A router with two legs, at whose other ends 10.9.1.2 and 10.9.2.2 answer and nobody else; prints the program's exit code, and how many seconds it took. */
const TWO_LEGS = `
  set -e
  unshare -n sh -c 'echo ready; read -r _; ip link set lo up; for leg in 1 2; do ip addr add 10.9.$leg.2/24 dev far$leg; ip link set far$leg up; done; echo up; exec sleep 60' <"$1/go" >"$1/up" &
  far=$!
  exec 3>"$1/go" 4<"$1/up"
  read -r _ <&4
  ip link set lo up
  for leg in 1 2; do
    ip link add leg$leg type veth peer name far$leg netns $far
    ip addr add 10.9.$leg.1/24 dev leg$leg
    ip link set leg$leg up
  done
  echo go >&3
  read -r _ <&4
  shift
  set +e
  began=$(date +%s%N)
  "$@"
  echo $? $((($(date +%s%N) - began) / 1000000000))
  kill $far
`;

function check(shell: readonly string[], line: string): { readonly code: number; readonly seconds: number } {
  const script = `d=$(mktemp -d); mkfifo $d/go $d/up; unshare -rn sh -c "$1" sh $d ${[...shell, `'${PROGRAM}'`, line].join(" ")}; rm -r $d`;
  const { stdout, stderr } = spawnSync("sh", ["-c", script, "sh", TWO_LEGS], { encoding: "utf8" });
  const [code, seconds] = stdout.trim().split(" ").map(Number);
  if (code === undefined || seconds === undefined || stderr !== "") throw new Error(`${stdout}${stderr}`);
  return { code, seconds };
}

// A busy machine may take a second more than the second that a ping waits.
describe.each([{ shell: ["dash"] }, { shell: ["busybox", "sh"] }])("a router's leg, asked after by $shell.0", ({ shell }) => {
  it.each([
    ["lives when a reference answers", "leg1 10.9.1.2 -- -- leg2", 0],
    ["lives when any of its references answers", "leg1 10.9.1.8 10.9.1.9 10.9.1.2 -- 10.9.1.7 -- leg2 10.9.2.9", 0],
    ["lives when no reference answers, but a peer", "leg1 10.9.1.8 -- 10.9.1.7 10.9.1.2 -- leg2 10.9.2.2", 0],
    ["is dead when nobody answers there, and a peer does on the other leg", "leg1 10.9.1.8 10.9.1.9 -- 10.9.1.7 -- leg2 10.9.2.9 10.9.2.2", 1],
    ["is kept when nobody answers on either: nobody would take over", "leg1 10.9.1.8 -- 10.9.1.7 -- leg2 10.9.2.9", 0],
    ["is kept by a router without peers", "leg1 10.9.1.8 -- -- leg2", 0],
  ])("%s", (_what, line, code) => {
    const asked = check(shell, line);
    expect(asked.code).toBe(code);
    expect(asked.seconds).toBeLessThanOrEqual(2);
  });
});

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

interface Asked {
  readonly code: number;
  /** Whole seconds, rounded down. */
  readonly seconds: number;
  /** Which addresses were pinged. */
  readonly pinged: readonly string[];
  /** What other runs would find remembered while this one asks. */
  readonly meanwhile: string;
}

/** Writes down whom the real ping is sent to. */
const RECORDER = `#!/bin/sh\nfor last; do :; done\necho "$last" >>"$TMPDIR/pinged"\ncut -d" " -f3- "$TMPDIR/leg-check.leg1" >"$TMPDIR/meanwhile"\nPATH=$REAL_PATH exec ping "$@"\n`;

/** Runs the program, `before` in its directory first. */
function check(shell: readonly string[], line: string, before = ":"): Asked {
  const script = `
    export TMPDIR=$(mktemp -d) REAL_PATH=$PATH
    cd $TMPDIR
    mkfifo go up hold
    mkdir bin
    printf '%s' "$2" >bin/ping
    chmod +x bin/ping
    export PATH=$TMPDIR/bin:$PATH
    touch pinged meanwhile
    other=
    ${before}
    unshare -rn sh -c "$1" sh $TMPDIR ${[...shell, `'${PROGRAM}'`, line].join(" ")}
    [ -z "$other" ] || kill $other
    echo $(sort pinged)
    cat meanwhile
    rm -r $TMPDIR`;
  const { stdout, stderr } = spawnSync("sh", ["-c", script, "sh", TWO_LEGS, RECORDER], { encoding: "utf8" });
  const [outcome = "", pinged = "", meanwhile = ""] = stdout.split("\n");
  const [code, seconds] = outcome.split(" ").map(Number);
  if (code === undefined || seconds === undefined || stderr !== "") throw new Error(`${stdout}${stderr}`);
  return { code, seconds, pinged: pinged.split(" ").filter((address) => address !== ""), meanwhile };
}

/** Another run of the same leg is under way for so many seconds, whose leg had `verdict` before. */
const underWay = (shell: readonly string[], verdict: string, seconds = 0): string => `
    read -r now _ </proc/uptime
    ${shell.join(" ")} -c 'read -r _ <hold' 2>/dev/null &
    other=$!
    echo "$other $((\${now%.*} - ${seconds})) ${verdict} asking" >leg-check.leg1`;

// Half a second for the first one, a second for all others, and a busy machine may take a second more.
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

  const DEAD = "leg1 10.9.1.8 -- -- leg2 10.9.2.2";

  it("leaves the answer to a run that is under way, while the leg was alive before", () => {
    expect(check(shell, DEAD, underWay(shell, "alive"))).toMatchObject({ code: 0 });
  });

  it("asks itself beside a run that takes suspiciously long", () => {
    expect(check(shell, DEAD, underWay(shell, "alive", 5))).toMatchObject({ code: 1 });
  });

  it.each(["dead", "lonely", "unknown"])("asks itself beside a run that is under way when the leg was %s before", (verdict) => {
    expect(check(shell, DEAD, underWay(shell, verdict))).toMatchObject({ code: 1 });
  });

  it.each([
    ["of the last run is gone", "999999999 $(cut -d. -f1 /proc/uptime) alive"],
    ["is another program's", "1 $(cut -d. -f1 /proc/uptime) alive"],
    ["is none", "alive asking"],
  ])("asks itself when the process %s", (_what, memory) => {
    expect(check(shell, DEAD, `echo ${memory} >leg-check.leg1`)).toMatchObject({ code: 1 });
  });

  it("remembers that it was alive, for the next one, but not once it isn't", () => {
    const alive = "leg1 10.9.1.2 -- -- leg2 10.9.2.2";
    const remembered = (line: string, memory: string): string => {
      const run = shell.join(" ");
      return `unshare -rn sh -c "$1" sh $TMPDIR ${run} '${PROGRAM}' ${line} >/dev/null; read -r _ _ verdict <leg-check.leg1; [ "$verdict" = ${memory} ] || { echo "remembers $verdict" >&2; }; : >pinged`;
    };
    expect(check(shell, alive, `${remembered(alive, "alive")}; ${remembered(DEAD, "dead")}`)).toMatchObject({ code: 0 });
  });
});

// busybox's shell has a ping of its own, which nobody can listen in on.
describe("whom a router's leg asks", () => {
  it("asks the first reference alone while it answers", () => {
    expect(check(["dash"], "leg1 10.9.1.2 10.9.1.8 -- 10.9.1.7 -- leg2 10.9.2.2")).toMatchObject({ code: 0, pinged: ["10.9.1.2"] });
  });

  it("asks everybody when the first one is silent", () => {
    expect(check(["dash"], "leg1 10.9.1.8 10.9.1.2 -- 10.9.1.7 -- leg2 10.9.2.2")).toMatchObject({ code: 0, pinged: ["10.9.1.2", "10.9.1.7", "10.9.1.8", "10.9.1.8", "10.9.2.2"] });
  });

  it.each([
    ["who has not said anything before", ":", "unknown asking"],
    ["beside one that said alive", 'echo "999999999 1 alive" >leg-check.leg1', "alive asking"],
    ["after one that ended without a verdict: what was before that is no answer", 'echo "999999999 1 alive asking" >leg-check.leg1', "unknown asking"],
  ])("leaves to others %s", (_, before, meanwhile) => {
    expect(check(["dash"], "leg1 10.9.1.2 -- -- leg2 10.9.2.2", before)).toMatchObject({ code: 0, meanwhile });
  });
});

import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { compileCluster, currentPath } from "../../lib/compile";
import { marks } from "../../lib/compile/vip-check";
import { type LabNode } from "../../lib/lab";
import { type Cluster } from "../../lib/model";
import { INTERFACES, arbitraryCluster } from "../unit/model/arbitrary-cluster";
import { type View, dumpView, modelView } from "./harness/dump-view";
import { readDump } from "./harness/keepalived-dump";
import { site } from "./harness/site";

/** How many generated clusters are compared. */
const MODELS = Number(process.env["LVS_TEST_MODELS"] ?? 300);
const SEED = Number(process.env["LVS_TEST_SEED"] ?? Date.now() & 0x7fffffff);
/** Clusters that one start of keepalived reads: a start costs a second on an emulated machine. */
const PACK = 30;

let router: LabNode;
beforeAll(async () => {
  router = (await site()).node("lvs1");
});

/** One router's file, and what it must mean. */
interface Case {
  readonly file: string;
  readonly view: View;
  /** What no two files of one pack may share. */
  readonly claims: readonly string[];
}

function casesOf(cluster: Cluster): Case[] {
  const bundle = compileCluster(cluster).hosts.find(({ role }) => role === "router");
  const file = bundle?.files[currentPath(cluster.name, "keepalived.conf")];
  if (bundle === undefined || file?.known !== true) return [];
  const services = Object.values(cluster.virtualServers).map(({ vip, protocol, port }) => `${cluster.vips[vip]?.address} ${protocol} ${port}`);
  // Generated pools are called alike, and their files would be one in a pack.
  const ownName = (line: string): string => line.replace(/((?:^ *track_file|FILE_CHECK|moved by) )(pool\S+)/gm, `$1${cluster.name}.$2`);
  return [{ file: ownName(file.value.content), view: modelView(cluster, bundle.host).map(ownName), claims: [cluster.name, `vrid ${cluster.heartbeat.virtualRouterId}`, ...services, ...[...marks(cluster).values()].map((mark) => `mark ${mark}`)] }];
}

/** Files that one keepalived can read together; each but the first loses its global_defs, of which there can be one. */
function packed(cases: readonly Case[]): Case[][] {
  const packs: Case[][] = [];
  for (const each of cases) {
    const fits = packs.find((pack) => pack.length < PACK && !pack.some(({ claims }) => claims.some((claim) => each.claims.includes(claim))));
    if (fits === undefined) packs.push([each]);
    else fits.push(each);
  }
  return packs;
}

function together(pack: readonly Case[]): string {
  return pack.map(({ file }, index) => (index === 0 ? file : file.replace(/^global_defs \{\n(?: .*\n)*\}\n/m, ""))).join("\n");
}

/** Runs keepalived on each configuration in a network namespace of the router's own kernel, until it has dumped all it knows. */
async function dumps(configurations: readonly string[]): Promise<string[]> {
  const stdin = configurations.map((text) => `#%%\n${text}\n`).join("");
  const { code, stdout, stderr } = await router.exec(`set -eu; d=$(mktemp -d); cd $d; awk '/^#%%/ { n++; next } { print > (n ".conf") }'; unshare -n sh -c '${RUN}' sh ${INTERFACES.join(" ")}; rm -r $d`, { stdin, timeoutMs: 500_000 });
  const logs = stdout.split("%%END\n").slice(0, -1);
  if (code !== 0 || logs.length !== configurations.length) throw new Error(`keepalived ran on ${logs.length} of ${configurations.length} configurations (exit ${code}): ${stderr}`);
  return logs;
}

// Child processes write their dumps at the same time, so each has a log of its own: keepalived runs twice, once for VRRP and once for the checkers.
// Each is over at its mark: what follows is messages, which never end (announcements once a minute, checks), and interfaces, which no test reads.
const RUN = `
  ip link set lo up
  for i; do ip link add name $i type dummy; ip link set $i up multicast on; done
  # A checker whose program is not there is left out without a word.
  scripts=$(sed -n "s/^ *\\(misc_path\\|script\\) .\\([^ ]*\\) .*/\\2/p" *.conf | sort -u)
  mkdir -p /var/lib/lvs
  # A track_file in a directory that is not there is forgotten, and whoever names it ends the checkers: the heartbeat unit brings its own.
  own=/run/lvs-heartbeat; mkdir $own 2>/dev/null || own=
  for script in $scripts; do cp /bin/true $script; done
  n=1
  while [ -e $n.conf ]; do
    for part in vrrp:"< Interfaces >" check:"Activating BFD healthchecker"; do
      log=$n.\${part%%:*}
      keepalived --dont-fork --log-console --dump-conf --\${part%%:*} -f $PWD/$n.conf -p $PWD/$log.p -r $PWD/$log.r -c $PWD/$log.c >$log 2>&1 &
      main=$!; t=0
      until grep -q "\${part#*:}" $log; do sleep 0.2; t=$((t + 1)); [ $t -lt 150 ] || break; done
      kill -9 $(cat $log.p $log.r $log.c 2>/dev/null); wait $main || true; ipvsadm --clear
      cat $log
    done
    echo %%END
    n=$((n + 1))
  done
  rm -f $scripts; [ -z "$own" ] || rmdir $own; rmdir /var/lib/lvs 2>/dev/null || true`;

it(`knows of ${MODELS} generated clusters exactly what their models say (seed ${SEED})`, async () => {
  const packs = packed(fc.sample(arbitraryCluster, { numRuns: MODELS, seed: SEED }).flatMap(casesOf));
  const logs = await dumps(packs.map(together));
  const wrong = packs.flatMap((pack, index) => {
    const found = dumpView(readDump(logs[index] as string));
    const wanted = pack.flatMap(({ view }) => [...view]).sort();
    const difference = { missing: wanted.filter((line) => !found.includes(line)), strange: found.filter((line) => !wanted.includes(line)) };
    return found.length === wanted.length && difference.missing.length + difference.strange.length === 0 ? [] : [difference];
  });
  expect(wrong.slice(0, 2)).toEqual([]);
  expect(packs.flat()).toHaveLength(MODELS);
}, 600_000);

import { type Cluster, type HealthCheck } from "../../model";
import { type FilePlan } from "../file-plan";
import { shortDigest } from "../digest";
import { byName } from "../order";
import { checkScriptPath } from "../paths";

/** The programs that the cluster's health checks run, for the bundle of a router: those that were given, and for each send-expect one that does it. */
export function checkScripts(cluster: Cluster, clusterName: string): FilePlan[] {
  return byName(cluster.pools).flatMap(([pool, { healthChecks }]) =>
    healthChecks.flatMap((check, index): FilePlan[] => {
      const text = programOf(check);
      return text === undefined ? [] : [{ path: checkScriptPath(clusterName, { pool, index, digest: shortDigest(text) }), mode: 0o755, render: () => text }];
    }),
  );
}

/** Text of the program that this check runs, if it runs one. */
export function programOf(check: HealthCheck): string | undefined {
  if (check.type === "script") return check.script ?? "";
  return check.type === "send-expect" ? dialogue(check) : undefined;
}

/** bash, because it opens connections by itself; keepalived ends it when its time is over. One byte at a time: nobody knows where an answer ends. */
function dialogue({ send, expect }: HealthCheck): string {
  return `#!/bin/bash
# Called with address and port by a health check of the type send-expect. Exit code 0: the answer has the expected text in it.
LC_ALL=C
exec 3<>"/dev/tcp/$1/$2" || exit 1
${send === undefined ? "" : `printf %s ${quoted(send)} >&3 || exit 1\n`}answer=
while [ "\${#answer}" -lt 4096 ] && IFS= read -r -d '' -N 1 -u 3 byte; do
  answer=$answer$byte
  case $answer in *${quoted(expect ?? "")}) exit 0 ;; esac
done
exit 1
`;
}

/** In bash's quoting that knows every byte: $'…'. */
function quoted(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const plain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c;
  return `$'${bytes.map((byte) => (plain(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`)).join("")}'`;
}

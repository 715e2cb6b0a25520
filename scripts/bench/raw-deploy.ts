import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type DesiredHost } from "../../lib/deploy";
import { run } from "./child";

/** Where the raw way keeps its files on a host, apart from ours. */
const PLACE = "/var/lib/lvs-bench";

/** The file work alone: unpack beside what is there, test, rename, reload. */
const SCRIPT = [
  "set -e",
  `mkdir -p ${PLACE}`,
  `new=$(mktemp -d ${PLACE}/XXXXXX)`,
  'tar -x -C "$new"',
  'keepalived -t -f "$new"/var/lib/lvs/clusters/*/current/keepalived.conf',
  `ln -s "$new" ${PLACE}/next`,
  `mv -T ${PLACE}/next ${PLACE}/current`,
  "systemctl reload lvs-heartbeat.service",
].join("; ");

/**
 * The bundles of all routers by plain OpenSSH, both routers at once: `tar -c | ssh ROUTER 'tar -x && keepalived -t && mv && systemctl reload'`. Nothing is looked at
 * before or after, and nothing is taken back.
 */
export class RawDeploy {
  constructor(
    private readonly directory: string,
    private readonly sshConfig: string,
  ) {}

  /** Leaves the bundles as files, which is no part of the measurement. */
  prepare(hosts: readonly DesiredHost[]): void {
    rmSync(this.directory, { recursive: true, force: true });
    for (const { name, release } of hosts) {
      for (const [path, { content, mode }] of Object.entries(release.files)) {
        const file = join(this.directory, name, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content, { mode });
      }
    }
  }

  /** @throws when one router fails */
  async deploy(hosts: readonly DesiredHost[]): Promise<void> {
    await Promise.all(
      hosts.map(({ name, address }) => {
        const pipe = 'tar -c -C "$1" . | ssh -F "$2" -o ControlPath=none "$3" "$4"';
        return run(["/bin/sh", "-c", pipe, "raw", join(this.directory, name), this.sshConfig, address.host, SCRIPT]);
      }),
    );
  }
}

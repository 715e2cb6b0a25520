import { type LabNode } from "../../../lib/lab";

/**
 * What a deployment could change on a host, as text: every file below /etc and /var/lib/lvs with inode, time and size; unit states; addresses, routes and rules;
 * network settings; the IPVS table. Two equal texts: nothing was touched in between.
 */
export function hostSnapshot(node: LabNode): Promise<string> {
  return node.must(`${FILES}; ${KERNEL}`);
}

/** The same without inodes and times, which change when a file is put back as it was. */
export async function hostContent(node: LabNode): Promise<string> {
  return node.must(`${CONTENT}; ${KERNEL}`);
}

const FILES = "find /etc /var/lib/lvs -printf '%p %l %i %m %s %T@\\n' 2>/dev/null | sort";
// ld.so.cache and mtab have nothing to do with us; systemctl keeps a marker's time in /etc/.updated and the like.
const CONTENT = "find /etc /var/lib/lvs -printf '%p %l %m\\n' 2>/dev/null | sort; find /etc /var/lib/lvs -type f -exec sha256sum {} + 2>/dev/null | sort -k 2";
const KERNEL = [
  // What is enabled or masked shows in the links below /etc, too.
  "systemctl list-unit-files --no-legend --no-pager 'lvs-*' 'keepalived*' 'ipvsadm*'",
  "systemctl list-units --all --no-legend --no-pager --plain 'lvs-*' 'keepalived*'",
  "ip -o address show | sed 's/ *valid_lft.*//'",
  "ip -o link show | sed 's/ qlen.*//'",
  "ip route show table all; ip -6 route show table all | sed 's/ expires.*//'; ip rule show",
  // Counters and generated keys among the settings aren't settings.
  "sysctl -a --pattern '^net' 2>/dev/null | grep '^net\\.' | grep -v -e stable_secret -e nf_conntrack_count -e conntrack_buckets",
  "[ ! -e /proc/net/ip_vs ] || ipvsadm --save -n",
].join(" && ");

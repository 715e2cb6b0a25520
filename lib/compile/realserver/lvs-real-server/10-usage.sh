#!/bin/sh
# Gives this real server what clusters of LVS routers need of it: quiet ARP, the VIPs on lo or behind a tunnel, the default route through the NAT router address.
# Several clusters that know nothing of each other may share the host, so it is always the union of what all of them want that is put in
# place, and only what no cluster wants any more is taken away. POSIX sh (dash, busybox) with awk, iproute2 and sysctl; no other library.
set -uf
umask 022
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

store=${LVS_ROOT:-}/var/lib/lvs/clusters
run=${LVS_ROOT:-}/run/lvs
# Under /run because a reboot undoes everything we did: what was found before it is then in place again, and must not be "restored" once more.
record=$run/real-server.found
lock=$run/real-server.lock

usage() {
  cat <<'END'
usage: lvs-real-server [--wait SECONDS] [--for CLUSTER] [--allow-cut-off] VERB

  apply              make the host equal to what all clusters on it want, and take away what was put there for one that wants it no more
  release CLUSTER    the same, as if CLUSTER were not there: before it is stopped or removed
  plan               print the commands that apply would run, one per line; change nothing
  observe [CLUSTER]  print the actual state behind each line of the running expected-state of CLUSTER (or of all)
  clamps             print "clamp-mss ADDRESS BYTES" for each that is in place
  source-routes      print "source-route ADDRESS GATEWAY DEVICE TABLE" for each that is in place

  --wait SECONDS     how long to wait for other runs to end; default 90: stacks that are deployed together come here at once
  --for CLUSTER      end with 0 also when what failed is wanted by other clusters alone; it is named all the same. Also by LVS_FOR in the environment
  --allow-cut-off    replace the default route even if the SSH client that started this is reached by no other route

Each cluster owns /var/lib/lvs/clusters/CLUSTER with the links `current` (what runs) and, during a change, `pending` (what is being introduced).
In each release stands expected-state, one fact per line:
  sysctl KEY VALUE | address ADDRESS/LENGTH DEVICE | default-route GATEWAY DEVICE | unit NAME (only observed)
  source-route ADDRESS GATEWAY DEVICE TABLE (what leaves from ADDRESS to other networks than the host's own goes by GATEWAY, whatever the default route)
  link DEVICE (is up; tunl0 and ip6tnl0 are made by loading a module) | clamp-mss ADDRESS BYTES (TCP segments announced from ADDRESS are at most so long)
For an arp_* sysctl the greatest value wanted wins. Two clusters that want different default routes, different routes
for one source address, or different values of another sysctl, are refused. Within one cluster pending goes before current.

What was there before us is never taken away: an address, value or route found already right is used and left. What we put, and the values and
the default route it replaced, stand in /run/lvs/real-server.found until it is given back; a reboot forgets both. Our default route has the best
metric (0, or 1 for IPv6), so routes with another metric stay, outranked. Connected networks are never touched. A DHCP client or network manager
that puts back what we changed is not fought: configure it to leave the default route and lo alone; `plan` shows what it undid. systemd-networkd takes the
rules of source routes away when it starts, unless networkd.conf says ManageForeignRoutingPolicyRules=no and ManageForeignRoutes=no.

exit codes:
  0  done, or nothing to do
  1  a step failed; each is named on stderr, the others were done; run again after repair
  2  wrong usage, or this host lacks something the program itself needs
  3  expected-state can't be read; nothing changed
  4  another run did not end in time; nothing changed
  5  two clusters contradict each other; nothing changed
  6  the SSH client would be cut off; nothing changed
END
}

say() { printf 'lvs-real-server: %s\n' "$*" >&2; }
die() { code=$1; shift; say "$*"; exit "$code"; }

# Path of a program, sought by hand because busybox's shell prefers its own ip and sysctl, which know too little, to those in PATH.
program() {
  IFS=:
  for directory in $PATH; do
    [ -x "$directory/$1" ] && { printf '%s\n' "$directory/$1"; return; }
  done
  return 1
}

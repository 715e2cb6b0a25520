#!/bin/sh
# lvs-host: what is done on a host during a transaction, and how it is looked at. POSIX sh, run as root.
# Every verb may be run again after it was cut off anywhere: it looks first, then makes true what is not true yet.
#
#   observe CLUSTER                what is there now; $LVS_PATHS (one a line), $LVS_UNITS, $LVS_SYSCTLS, $LVS_MODULES and $LVS_EXTRAS say what to look at
#   begin CLUSTER                  the models on standard input are what changes are to bring about, the one that begins now and any that never ended: begun.json, until that has ended
#   end CLUSTER                    that change has ended, well or back where it began
#   stage CLUSTER DIGEST NONCE     releases/.staging-NONCE, just unpacked, becomes releases/DIGEST once every file is proved whole
#   check CLUSTER DIGEST           would this host run that release? Changes nothing
#   activate CLUSTER DIGEST        a router runs that release
#   prepare CLUSTER DIGEST         a real server gets what that release needs, beside what it has
#   finish CLUSTER DIGEST          a real server runs that release and nothing older
#   confirm CLUSTER DIGEST         that release is what a rollback returns to; old releases go
#   store-model CLUSTER            model.json on standard input
#   rollback CLUSTER [DIGEST [as-it-was]]  back to the confirmed release; without one, or as-it-was, to DIGEST, which ran before; else to what was found before the first one
#   hand-over CLUSTER HOLD AWAY VIP...  an active router lets a peer take over: new connections wait for HOLD ms, then it is gone for AWAY ms. "unheld" if they can't wait
#   resume CLUSTER                 what is left of a hand-over that was cut off is undone
#   stand-down CLUSTER             a router's heartbeat stops, also over a boot, until it is activated or rolled back again; its files stay
#   remove CLUSTER                 the host is left as it was found
#   repair CLUSTER                 ipvsadm command lines on standard input, one a line
#   arp INTERFACE/ADDRESS...       who answers ARP there, or neighbour discovery: "arp ADDRESS MAC..." a line each
#   return-path GATEWAY SOURCE ADDRESS...  asked of the router that holds GATEWAY: "back ADDRESS" or "lost ADDRESS" a line each
#   install PACKAGE...             by the host's own package manager
#
# Exit: 0 done; 1 failed, said on standard error; 2 wrong call; 3 not here (release or tool missing); 4 the check says no.
# Starting a program is what costs time on a small host, so what the shell can do by itself it does.
set -u
umask 022
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

STORE=/var/lib/lvs/clusters
RUN=/run/lvs
SYSTEM=/etc/systemd/system
HEARTBEAT=lvs-heartbeat.service
WATCH=lvs-heartbeat-watch.service
MONITOR=lvs-load-monitor.service
FILTER=lvs-packet-filter.service
HEARTBEAT_FILES=/run/lvs-heartbeat
# the package's own unit; ours runs keepalived instead
DISTRIBUTION=keepalived.service
KEEP_RELEASES=3
newline='
'

say() { printf '%s\n' "lvs-host: $*" >&2; }
die() { code=$1; shift; say "$*"; exit "$code"; }

link_target() { # name of the release a link of the cluster leads to, or "none"
  target=$(readlink "$dir/$1" 2>/dev/null) || target=none
  printf '%s' "${target##*/}"
}

flip() { # link $1 -> releases/$2, atomically and on the disk
  [ "$(link_target "$1")" = "$2" ] && return 0
  { ln -sfn "releases/$2" "$dir/.$1.new" && mv -Tf "$dir/.$1.new" "$dir/$1" && sync -f "$dir"; } || die 1 "can't link $1"
}

drop_dangling() { # links to releases that somebody removed; the confirmed one stays, because a way back without it must not take everything away
  for link in current pending; do
    [ ! -L "$dir/$link" ] || [ -d "$dir/$link/" ] || { say "$dir/$link led to nothing, so it goes"; rm -f "$dir/$link"; }
  done
}

is_there() { [ -e "$1" ] || [ -L "$1" ]; }

facts_of() { # second words of the facts of kind $1 in release $2
  sed -n "s/^$1 \([^ ]*\).*/\1/p" "$2/expected-state"
}

without_comments() { grep -v -e '^[[:space:]]*[#!;]' -e '^[[:space:]]*$' "$1" 2>/dev/null; }

same_meaning() { cmp -s "$1" "$2" || [ "$(without_comments "$1")" = "$(without_comments "$2")" ]; }

#!/bin/sh
# lvs-leg-check INTERFACE REFERENCE… -- [PEER…] -- [OTHER-INTERFACE PEER-THERE…]
# Is this leg of an LVS router alive? keepalived asks once a second, and a router with a dead leg gives up everything.
# Exit code 0: one of the references or peers answers a ping that leaves by the interface; or none does, and no peer answers on the other leg either: who would take
# over? 1: this leg is dead, and a peer is alive. 2: this host can't ping.
interface=$1
shift
command -v ping >/dev/null || { echo "lvs-leg-check: there is no ping" >&2; exit 2; }

# keepalived 2.1.3 to 2.3.2 starts a run each second although the last one goes on, and on a busy router they would pile up: the answer is left to the one that is
# under way, but only while this leg was alive the last time, and to none that takes suspiciously long. Of a leg that is dead, or that is kept because the router is
# alone (lonely), each run asks, so that no answer counts twice; and of one whose last run ended without a verdict.
LONGEST_SECONDS=5
memory=${TMPDIR:-/run/lvs-heartbeat}/leg-check.$interface
# process and second of the run that wrote last, and its verdict; or, while it is asking, that of the one before
runner='' began='' last='' asking=''
{
  read -r now _ </proc/uptime
  now=${now%.*}
  read -r runner began last asking <"$memory"
  read -r mine <"/proc/$$/comm"
  if [ "$last" = alive ] && [ "$((now - began))" -lt "$LONGEST_SECONDS" ] && read -r theirs <"/proc/$runner/comm" && [ "$theirs" = "$mine" ]; then exit 0; fi
  [ -z "$asking" ] || last=unknown
  echo "$$ $now ${last:-unknown} asking" >"$memory"
} 2>/dev/null

# say VERDICT CODE
say() {
  echo "$$ $now $1" >"$memory"
  exit "$2"
} 2>/dev/null

# As a rule the first one answers, and two programs a second are fewer than one for each address.
first=${1:---}
if [ "$first" != -- ] && ping -n -q -c 1 -W 0.5 -I "$interface" "$first" >/dev/null 2>&1; then say alive 0; fi

# All at once, so that the answer is there within a second also when nobody else's is.
here=
there=
part=1
for word; do
  case $part$word in
    [12]--) part=$((part + 1)) ;;
    3*) other=$word part=4 ;;
    *)
      if [ "$part" = 4 ]; then by=$other; else by=$interface; fi
      ping -n -q -c 1 -W 1 -I "$by" "$word" >/dev/null 2>&1 &
      if [ "$part" = 4 ]; then there="$there $!"; else here="$here $!"; fi
      ;;
  esac
done
for pid in $here; do wait "$pid" && say alive 0; done
for pid in $there; do wait "$pid" && say dead 1; done
say lonely 0

#!/bin/sh
# lvs-leg-check INTERFACE REFERENCE… -- [PEER…] -- [OTHER-INTERFACE PEER-THERE…]
# Is this leg of an LVS router alive? keepalived asks once a second, and a router with a dead leg gives up everything.
# Exit code 0: one of the references or peers answers a ping that leaves by the interface; or none does, and no peer answers on the other leg either: who would take
# over? 1: this leg is dead, and a peer is alive. 2: this host can't ping.
interface=$1
shift
command -v ping >/dev/null || { echo "lvs-leg-check: there is no ping" >&2; exit 2; }

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
for pid in $here; do wait "$pid" && exit 0; done
for pid in $there; do wait "$pid" && exit 1; done
exit 0

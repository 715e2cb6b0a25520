#!/bin/sh
# lvs-heartbeat-watch DIRECTORY DUTY…
# Ends a process of the heartbeat that hangs, so that keepalived starts another one: an active router whose VRRP process (vrrp) hangs keeps its addresses and says nothing,
# and so two routers have them once a peer takes over; where its health checks (checkers) hang, clients are sent to servers that are dead. keepalived's pid files are in DIRECTORY.
# A process that sleeps is asked by SIGCHLD, which wakes keepalived's for a look after children, and is of no consequence to any process (signal(7)). One that is not
# woken by it hangs: it waits in the kernel for what does not come, or is stopped. One that computes, waits for a disk or for the journal, or is frozen is let be.
set -u
LC_ALL=C
export LC_ALL
files=$1
shift
LOOK_SECONDS=2
# how often a process is asked before it counts as hung, at each look once; and how often one that is gone is missed
QUESTIONS=2

look_at() { # process $1: sets $state and $parent, and $runs, how often it was given a processor
  state='' parent='' runs=0
  read -r _ _ state parent _ <"/proc/$1/stat"
  read -r _ _ runs <"/proc/$1/schedstat"
  [ "$runs" = 0 ] || return
  # a kernel that doesn't count that (CONFIG_SCHED_INFO) knows how often it slept and was woken, in a file that takes long to read
  while read -r word value _; do case $word in voluntary_ctxt_switches:) runs=$value ;; esac; done <"/proc/$1/status"
}

waits_for_us() { # does process $1 wait for what will come: room in the journal's queue, or to be thawed?
  where=''
  read -r where <"/proc/$1/wchan"
  case $where in unix_* | *freezer*) return 0 ;; *) return 1 ;; esac
}

# keepalived starts a process that has died too often only after a while, and none at all where it can't fork. The addresses of the dead one stay meanwhile.
miss() {
  missed=$((missed + 1))
  if [ "$missed" -le "$QUESTIONS" ] || [ "$seen" != "$keepalived" ]; then return; fi
  kill -KILL "$keepalived" && echo "keepalived $keepalived has no vrrp process any more, so it was killed; its unit starts another one"
  seen='' missed=0
}

# under which keepalived there was a VRRP process, and how many looks have missed it since
seen='' missed=0
# PID:RUNS:QUESTIONS of each process: so many of them it has slept through
unanswered=''
while sleep "$LOOK_SECONDS"; do
  before=$unanswered unanswered=''
  read -r keepalived <"$files/keepalived.pid" || continue
  for duty; do
    pid=none
    read -r pid <"$files/$duty.pid"
    look_at "$pid"
    # one that ended; or of that number somebody else by now
    if [ "$parent" != "$keepalived" ] || [ "$state" = Z ]; then
      [ "$duty" != vrrp ] || miss
      continue
    fi
    [ "$duty" != vrrp ] || seen=$keepalived missed=0
    questions=0
    for word in $before; do case $word in "$pid:$runs":*) questions=$((${word##*:} + 1)) ;; esac; done
    if [ "$questions" != 0 ]; then
      case $state in S | T | t) ;; *) continue ;; esac
      ! waits_for_us "$pid" || continue
      if [ "$questions" -gt "$QUESTIONS" ]; then
        kill -KILL "$pid" && echo "keepalived's $duty process $pid hangs (state $state), so it was killed; keepalived starts another one"
        continue
      fi
      kill -CHLD "$pid"
    fi
    unanswered="$unanswered $pid:$runs:$questions"
  done
done 2>/dev/null

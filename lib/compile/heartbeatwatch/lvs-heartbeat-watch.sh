#!/bin/sh
# lvs-heartbeat-watch DIRECTORY
# Ends a process of the heartbeat that hangs, so that keepalived starts another one: an active router whose VRRP process hangs keeps its addresses and says nothing, and so
# two routers have them once a peer takes over; where its health checks hang, clients are sent to servers that are dead. keepalived's pid files are in DIRECTORY.
# A process that sleeps is asked by SIGCHLD, which wakes keepalived's for a look after children, and is of no consequence to any process (signal(7)). One that is not
# woken by it hangs: it waits in the kernel for what does not come, or is stopped. One that computes, or waits for a disk, is let be.
set -u
LC_ALL=C
export LC_ALL
files=$1
LOOK_SECONDS=2
# how often a process is asked before it counts as hung, at each look once
QUESTIONS=2

count_runs() { # of process $1: sets $runs, how often it was given a processor. A short file where the kernel counts all of them (CONFIG_SCHED_INFO)
  runs=0
  read -r _ _ runs <"/proc/$1/schedstat"
  [ "$runs" != 0 ] || { look_at "$1"; runs=$woken; }
}

look_at() { # process $1: sets $state, $parent and $woken, how often it has slept and was woken
  state='' parent='' woken=''
  while read -r word value _; do
    case $word in
      State:) state=$value ;;
      PPid:) parent=$value ;;
      voluntary_ctxt_switches:) woken=$value ;;
    esac
  done <"/proc/$1/status"
}

# PID:RUNS:QUESTIONS of each process: so many of them it has slept through
unanswered=''
while sleep "$LOOK_SECONDS"; do
  before=$unanswered unanswered=''
  read -r keepalived <"$files/keepalived.pid" || continue
  for duty in vrrp checkers; do
    read -r pid <"$files/$duty.pid" || continue
    count_runs "$pid"
    questions=0
    for word in $before; do case $word in "$pid:$runs":*) questions=$((${word##*:} + 1)) ;; esac; done
    if [ "$questions" != 0 ]; then
      look_at "$pid"
      # a process of that number may be anybody's by now
      [ "$parent" = "$keepalived" ] || continue
      case $state in S | T | t) ;; *) continue ;; esac
      if [ "$questions" -gt "$QUESTIONS" ]; then
        kill -KILL "$pid" && echo "keepalived's $duty process $pid hangs (state $state), so it was killed; keepalived starts another one"
        continue
      fi
      kill -CHLD "$pid"
    fi
    unanswered="$unanswered $pid:$runs:$questions"
  done
done 2>/dev/null

#!/bin/sh
# lvs-heartbeat-watch DIRECTORY DUTY…
# Ends a process of the heartbeat that hangs, so that keepalived starts another one: an active router whose VRRP process (vrrp) hangs keeps its addresses and says nothing,
# and so two routers have them once a peer takes over; where its health checks (checkers) hang, clients are sent to servers that are dead. keepalived's pid files are in DIRECTORY.
# A process that sleeps is asked by SIGCHLD, which wakes keepalived's for a look after children, and is of no consequence to any process (signal(7)). One that is not
# woken by it hangs: it waits in the kernel for what does not come, or is stopped. One that computes, waits for a disk or for the journal, or is frozen is let be.
# What died while nobody checked it is taken out of the kernel's table.
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

# A new process of checks begins with every real server down (alpha, keepalived.conf(5)), and finds in the kernel's table those that the one before it put there. It
# takes over those that pass; of those that don't it says nothing to the kernel, since down is what they were. So it is asked (by SIGUSR1 it writes down what it knows).
dump=$files/keepalived_check.data

dead_of_dump() { # real servers that are down and not in the table by this process, as -t,VIRTUAL-SERVER,-r,REAL-SERVER; fails while some have never been checked
  awk '
    function place(address, port) { sub(/,$/, "", address); sub(/,$/, "", port); return (address ~ /:/ ? "[" address "]" : address) ":" port }
    $1 == "VS" && $2 == "VIP" { service = place($4, $7) }
    $1 == "protocol" { option = $3 == "TCP" ? "-t" : $3 == "UDP" ? "-u" : "--sctp-service" }
    $1 == "RIP" { server = place($3, $6) }
    $1 == "alive" { alive = $3 }
    $1 == "RS" && $2 == "set" && !alive && !$4 { printf "%s,%s,-r,%s ", option, service, server }
    $1 == "Enabled" { enabled = $3 }
    $1 == "Has" && $2 == "run" { never = $4 == "no" && enabled != "no" }
    # what stands in a file needs no check to be known
    $1 == "Keepalive" && $2 == "method" && never && $4 != "FILE_CHECK" { waiting = 1 }
    END { exit waiting || NR == 0 }' "$dump"
}

words() { # $1 as ipvsadm has it
  echo "$1" | tr , ' '
}

in_table() {
  ipvsadm --save -n | grep -qF -e "-a $(words "$1") "
}

ask() { # process $1, whose file is another one each time
  asked=$(stat -c %i "$dump")
  kill -USR1 "$1"
}

# KEEPALIVED:PROCESS seen last; and the process that still has to be asked for its dead, though not at first sight: it has to begin to heed signals
checks='' heir=''
bury() { # the dead of process $1
  if [ "$checks" != "$keepalived:$1" ]; then
    case $checks in "$keepalived:"*) heir=$1 ;; *) heir='' ;; esac
    checks=$keepalived:$1 asked=nobody dead=unknown taken=''
  elif [ "$heir" != "$1" ]; then return
  elif [ "$asked" = nobody ] || [ "$(stat -c %i "$dump")" = "$asked" ] || ! found=$(dead_of_dump); then ask "$1"
  elif [ -n "$taken" ]; then check_taken "$1"
  elif [ "$found" != "$dead" ]; then
    # one that fails twice
    dead=$found
    ask "$1"
  else take_out "$1"; fi
}

take_out() { # what is dead, for process $1
  for server in $dead; do
    in_table "$server" || continue
    # shellcheck disable=SC2046
    ipvsadm --delete-server $(words "$server") || continue
    taken="$taken $server"
    echo "real server $(words "$server") died while keepalived's checks were away, so it was taken out of the table"
  done
  if [ -n "$taken" ]; then ask "$1"; else heir=''; fi
}

check_taken() { # One that passed just as it was taken out lives for keepalived's process $1, and isn't in the table: the next process finds it again.
  for server in $taken; do
    case " $found" in *" $server "*) continue ;; esac
    in_table "$server" && continue
    kill -KILL "$1" && echo "real server $(words "$server") passed while it was taken out, so keepalived's checkers process $1 was killed; keepalived starts another one"
  done
  heir=''
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
    case $duty in vrrp) seen=$keepalived missed=0 ;; checkers) bury "$pid" ;; esac
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

#!/bin/sh
# lvs-heartbeat-watch DIRECTORY DUTY…
# Ends a process of the heartbeat that hangs, so that keepalived starts another one: an active router whose VRRP process (vrrp) hangs keeps its addresses and says nothing,
# and so two routers have them once a peer takes over; where its health checks (checkers) hang, clients are sent to servers that are dead. keepalived's pid files are in DIRECTORY.
# A process that sleeps is asked by SIGCHLD, which wakes keepalived's for a look after children, and is of no consequence to any process (signal(7)). One that is not
# woken by it hangs: it waits in the kernel for what does not come, or is stopped. One that computes, waits for a disk or for the journal, or is frozen is let be.
# What died while nobody checked it is taken out of the kernel's table.
set -fu
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
newline='
'
# with no answer for so long it is asked no more
GIVE_UP_SECONDS=300

# What $dump has of real servers, a line each, as -t,VIRTUAL-SERVER,-r,REAL-SERVER: "down" where it is, and keepalived doesn't have it in the table; "dead", too, where all
# of its checks have been made; "alive" where keepalived has it in the table. And "patience": so many seconds a server that is well can look dead, because the first check
# that fails counts at once, and one that passes after it perhaps in the next round. Fails where the dump isn't whole.
read_dump() {
  awk '
    function place(address, port) { sub(/,$/, "", address); sub(/,$/, "", port); return (address ~ /:/ ? "[" address "]" : address) ":" port }
    function of_pair(text,  word) { split(text, word, /[][]/); split(word[3], rest, ":"); protocol = rest[2]; return place(word[2], rest[3]) }
    function option_of(name) { name = tolower(name); return name == "tcp" ? "-t" : name == "udp" ? "-u" : "--sctp-service" }
    $1 == "VS" && $2 == "VIP" { service = place($4, $7); sorry = "" }
    $1 == "protocol" { option = option_of($3) }
    $1 == "sorry" && $2 == "server" { sorry = of_pair($NF) }
    $1 == "RIP" { server = place($3, $6); key = option "," service ",-r," server }
    $1 == "alive" { alive = $3 }
    # one that is its own sorry server is in the table as such
    $1 == "RS" && $2 == "set" && !alive && !$4 && server != sorry { down[++downs] = key }
    $1 == "RS" && $2 == "set" && alive && $4 { printf "alive %s\n", key }
    /Health checkers/ { whole = 1 }
    whole && / -> / { key = ""; if ($2 == "->") { virtual = of_pair($1); key = option_of(protocol) "," virtual ",-r," of_pair($3) } }
    $1 == "Enabled" { enabled = $3 }
    $1 == "Has" && $2 == "run" { has_run = $4 == "yes" || enabled == "no" }
    # what stands in a file needs no check to be known
    $1 == "Keepalive" && $2 == "method" { if (has_run) checked[key]; else if ($4 != "FILE_CHECK") never[key] }
    $1 == "Delay" && $2 == "loop" && whole && $4 / 1000000 > longest { longest = $4 / 1000000 }
    END {
      for (i = 1; i <= downs; i++) printf "down %s\n", down[i]
      for (i = 1; i <= downs; i++) if ((down[i] in checked) && !(down[i] in never)) printf "dead %s\n", down[i]
      printf "patience %d\n", 2 * longest + 5
      exit !whole
    }' "$dump"
}

# KEEPALIVED:PROCESS seen last; and the process that still has to be asked for its dead, though not at first sight: it has to begin to heed signals
checks='' heir=''
bury() { # the dead of process $1
  read -r now _ </proc/uptime
  now=${now%.*}
  if [ "$checks" != "$keepalived:$1" ]; then
    case $checks in "$keepalived:"*) heir=$1 ;; *) heir='' ;; esac
    checks=$keepalived:$1 asked=nobody down='' due='' taken='' until=$((now + GIVE_UP_SECONDS))
    return
  fi
  [ "$heir" = "$1" ] || return
  # its file is another one each time
  if [ "$asked" != nobody ] && [ "$(stat -c %i "$dump")" != "$asked" ] && known=$(read_dump); then hear "$1"; fi
  [ "$now" -lt "$until" ] || heir=''
  [ -n "$heir" ] || return
  asked=$(stat -c %i "$dump")
  kill -USR1 "$1"
}

hear() { # what $known says, of process $1
  if [ -z "$due" ]; then
    due=$((now + ${known##*patience }))
    [ "$due" -lt "$until" ] || until=$((due + GIVE_UP_SECONDS))
    down=$(printf '%s\n' "$known" | sed -n 's/^down //p')
  fi
  # down all the time
  before=$down down=''
  for server in $before; do if is down "$server"; then down="$down $server"; fi; done
  if [ -z "$down$taken" ]; then heir=''
  elif [ -n "$taken" ]; then check_taken "$1"
  elif [ "$now" -ge "$due" ]; then take_out; fi
}

is() { # whether $known has a line of kind $1 for $2; "patience" is the last one
  case $newline$known in *"$newline$1 $2$newline"*) ;; *) return 1 ;; esac
}

# sets $options to $1 as ipvsadm has it, and fails where $table doesn't have it
in_table() {
  commas=$IFS IFS=,
  # shellcheck disable=SC2086
  set -- $1
  IFS=$commas
  options=$*
  case $table in *"-a $options "*) ;; *) return 1 ;; esac
}

take_out() { # what was down all the time, and is dead
  table=$(timeout 5 ipvsadm --save -n) || return
  for server in $down; do
    if ! is dead "$server" || ! in_table "$server"; then continue; fi
    # shellcheck disable=SC2086
    timeout 5 ipvsadm --delete-server $options || continue
    taken="$taken $server"
    echo "real server $options died while keepalived's checks were away, so it was taken out of the table"
  done
  [ -n "$taken" ] || heir=''
}

check_taken() { # One that passed just as it was taken out is in the table for keepalived's process $1 alone: the next process finds it again.
  heir=''
  table=$(timeout 5 ipvsadm --save -n) || return
  for server in $taken; do
    is alive "$server" || continue
    in_table "$server" && continue
    kill -KILL "$1" && echo "real server $options passed while it was taken out, so keepalived's checkers process $1 was killed; keepalived starts another one"
    return
  done
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

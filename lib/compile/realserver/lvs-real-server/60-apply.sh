
# Refuses (6) to replace the default route if it is the only way back to the person who is typing. Replies through the NAT routers may work, but
# nobody here can know; a route of its own to the client, or the option, says that somebody thought about it.
guard_client() {
  # shellcheck disable=SC2086
  set -- ${SSH_CONNECTION:-}
  [ $# -eq 4 ] || return 0
  family=4
  case $1 in *%*) return 0 ;; *:*) family=6 ;; esac
  changes_way_back "$family" "$3" || return 0
  route=$("$ip" -o "-$family" route get fibmatch "$1" from "$3" 2>/dev/null) || route=$("$ip" -o "-$family" route get fibmatch "$1" 2>&1)
  # A route of another table (policy routing) is not the one that we replace, unless the table is ours.
  case $route in *" table ${own:-none} "*) ;; *" table "*) return 0 ;; default*) ;; *) return 0 ;; esac
  say "the SSH client $1 is reached only over the default route that would be replaced ($route)"
  [ -z "$allow_cut_off" ] || return 0
  say "give it a route of its own first (ip -$family route add $1 ${route#default }), or say --allow-cut-off; nothing was changed"
  exit 6
}

# Do the steps replace the default route of IP family $1, or the one of what leaves from the address $2?
changes_way_back() {
  own=$(printf '%s\n' "$wanted" | awk -v address="$2" '$2 == "source-route" && $3 == address { print $6 }')
  printf '%s\n' "$steps" | awk -v family="ip -$1 " -v from="pref $THEN_OWN from $2 " -v own=" table ${own:-none}" '
    index($0, family) != 1 { next }
    / rule add / && index($0, from) { found = 1 }
    / route replace default via / && (!/ table / || substr($0, length($0) - length(own) + 1) == own) { found = 1 }
    END { exit !found }'
}

# Runs one command; its words hold no blanks but in a sysctl's value.
step() {
  # shellcheck disable=SC2086
  case $1 in
    "sysctl -w "*) output=$("$sysctl" -w "${1#sysctl -w }" 2>&1 </dev/null) ;;
    "clamp "*) output=$(clamp ${1#clamp } 2>&1 </dev/null) ;;
    "link up "*) output=$(link_up "${1#link up }" 2>&1 </dev/null) ;;
    "link down "*) output=$("$ip" link set "${1#link down }" down 2>&1 </dev/null) ;;
    *) output=$("$ip" ${1#ip } 2>&1 </dev/null) ;;
  esac && return 0
  say "failed: $1: $output"
  failures=$failures$1$newline
  return 1
}

# Goes on after a failure, except where that would let ARP answer for a VIP: traffic would then pass the routers by.
run_steps() {
  loud='' left=''
  while read -r line; do
    case $line in
      "ip -4 addr add "*) [ -z "$loud" ] || { say "skipped, because ARP is not quiet: $line"; continue; } ;;
      "sysctl -w "*) [ -z "$left" ] || { say "skipped, because an address is left: $line"; continue; } ;;
    esac
    step "$line" && continue
    case $line in
      # An interface that is not there answers nobody.
      "sysctl -w "*/arp_*) key=${line#sysctl -w }; [ ! -e "/proc/sys/${key%%=*}" ] || loud=yes ;;
      "ip -4 addr del "*) left=yes ;;
    esac
  done <<END
$steps
END
}

# Sets wanted, actual and steps for all clusters but $1.
look() {
  wanted=$(union "$1") || blameless "$1" "$?"
  wanted=$(printf '%s\n' "$wanted" | sort)
  actual=$(gather) || die 2 "can't read the kernel's state"
  steps=$(planner steps)
}

# The union of all but $1 can't be made, for the reason $2. A release to come that contradicts what is in force, or what came before it, is that one's to be refused, and keeps
# nobody else from theirs: it may still be looked at, or its deployment was cut off. Where it is ours, or nobody says whose this is, it stays refused.
blameless() {
  if [ "$2" -ne 5 ] || [ -z "$whose" ]; then exit "$2"; fi
  to_come=$(in_order_of_coming) left_out=' '
  for one in $to_come; do left_out="$left_out$one "; done
  for one in $to_come; do
    without=$left_out
    left_out="${without%%" $one "*} ${without#*" $one "}"
    (union "$1" >/dev/null 2>&1)
    [ $? -ne 5 ] || left_out=$without
  done
  # The unit runs the program of `current`: a boot is content with that, where what is to come can't be.
  case $left_out:$0 in *:*/current/lvs-real-server) ;; *" $whose "*) exit 5 ;; esac
  wanted=$(union "$1") || exit
  [ "$left_out" = ' ' ] || say "left out, because it contradicts what is in force or came before: what is to come of${left_out% }"
}

# Clusters with a release to come, by the age of the link, which is made anew for each release.
in_order_of_coming() {
  set +f
  cd "$store" && TZ=UTC0 stat -c '%y %n' ./*/pending 2>/dev/null | sort | sed 's:^.*/\([^/]*\)/pending$:\1:'
}

# The holder has the lock open as 8, those who wait as 9. Nothing is written to the file, so that a run that changes nothing touches nothing.
take_lock() {
  if ! { mkdir -p "$run" && { [ -e "$lock" ] || : >>"$lock"; }; }; then die 2 "can't make $lock; this needs root"; fi
  waited=0
  until exec 9<"$lock" && "$flock" -n 9; do
    exec 9<&-
    [ "$waited" -lt "$wait" ] || die 4 "another run did not end within $wait s; $lock is held by$(holder)"
    sleep 1
    waited=$((waited + 1))
  done
  exec 8<&9 9<&-
}
holder() {
  set +f
  file=$(readlink -f "$lock")
  # In the order of their numbers: what the holder has started holds it as well.
  for directory in /proc/[0-9] /proc/[0-9][0-9] /proc/[0-9][0-9][0-9] /proc/[0-9][0-9][0-9][0-9] /proc/[0-9][0-9][0-9][0-9][0-9]*; do
    [ "$(readlink "$directory/fd/8" 2>/dev/null)" = "$file" ] || continue
    printf ' process %s (%s)' "${directory#/proc/}" "$(tr '\0' ' ' <"$directory/cmdline" | sed 's/ $//')"
    return
  done
  printf ' a process that can not be seen from here'
}

apply() {
  take_lock
  look "$1"
  failures=''
  if [ -n "$steps" ]; then
    guard_client
    write_record before || die 2 "can't write $record; nothing was changed"
    links_first "$1"
    [ -z "$steps" ] || run_steps
    actual=$(gather) || die 2 "can't read the kernel's state"
    steps=$(planner steps)
  fi
  write_record after || die 2 "can't write $record"
  [ -z "$steps" ] || printf '%s\n' "$steps" | while read -r line; do say "still to do: $line"; done
  [ -z "$failures$steps" ] || [ -z "$(printf '%s' "$failures$steps" | ours_of_it "$1")" ]
}

# Of the steps on stdin those that count for whoever runs this, while cluster $1 counts for nothing: without --for all, else all but what other clusters alone want.
ours_of_it() {
  [ -n "$whose" ] || { cat; return; }
  others=$(wanted_steps "$(union "$1")")
  own=
  [ "$whose" = "$1" ] || own=$(wanted_steps "$(union "$1" "$whose")")
  { printf '%s\n' "$own" | sed 's/^/own /'; printf '%s\n' "$others" | sed 's/^/all /'; sed 's/^/left /'; } | awk '
    # The greatest of several values of a setting may be what another one wants, but the setting is one that this cluster needs, too.
    { line = $0; sub(/^[a-z]+ /, "", line); key = line; if (key ~ /^sysctl -w /) sub(/=.*$/, "", key) }
    $1 == "own" { own[key] }
    $1 == "all" { all[key] }
    $1 == "left" && (key in own || !(key in all)) { print line }'
}
# What would have to be done for the facts $1, if nothing were here that is to go.
wanted_steps() {
  printf '%s\n%s\n' "$1" "$(printf '%s\n' "$actual" | grep -v '^had ')" | awk -v mode=steps -v main_first="$MAIN_FIRST" -v then_own="$THEN_OWN" "$planner_program"
}

# The settings of a link that is only made now are found, and recorded, once it is there. What needs one that could not be made waits for the next run.
links_first() {
  case $steps in *"link up "*) ;; *) return 0 ;; esac
  steps=$(printf '%s\n' "$steps" | grep '^link up ')
  run_steps
  look "$1"
  write_record before || die 2 "can't write $record"
  for device in $(printf '%s\n' "$steps" | sed -n 's/^link up //p'); do
    steps=$(printf '%s\n' "$steps" | grep -v -e "^link up $device\$" -e " dev $device " -e " dev $device\$" -e "/$device/")
  done
}

plan() {
  look ''
  [ -z "$steps" ] || printf '%s\n' "$steps"
  guard_client
}

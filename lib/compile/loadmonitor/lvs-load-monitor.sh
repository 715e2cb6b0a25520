#!/bin/sh
# lvs-load-monitor: asks real servers how loaded they are and moves their weights, by files that keepalived's FILE_CHECK reads. POSIX sh and awk; bash for connections.
#
#   run CONF     until it is ended
#   rest CONF    every weight is what was configured
#   show CONF    asks every server once: "POOL NAME LOAD PROCESSORS", "POOL NAME SHARE PERCENT", or "POOL NAME" of one that does not say
#   decide NOW POLICY STALE FROM=FILE...   the rule alone, see below: prints what it would do
#
# CONF has a line for each monitored pool, and below it one for each of its servers:
#   pool NAME TYPE POLICY INTERVAL TIMEOUT STALE PORT PATH USER KEY     times in seconds; "-" where a type has no use for it
#   server POOL NAME ADDRESS WEIGHT PROCESSORS
#   member POOL NAME PROTOCOL SERVICE MEMBER                            each of its places in the kernel's table, as /proc/net/ip_vs writes them
# A file holds an offset to the configured weight: missing or 0 is the weight itself, which is what a monitor leaves behind that ends, however it ends.
# shellcheck disable=SC2016  # awk's and bash's own variables
set -u
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

# the daemon's runtime directory: there as long as the daemon runs, and gone with it
FILES=${LVS_LOAD_FILES:-/run/lvs-heartbeat}
WORK=${RUNTIME_DIRECTORY:-/run/lvs-load-monitor}
TABLE=${LVS_LOAD_TABLE:-/proc/net/ip_vs}
RWHO=/var/spool/rwho
newline='
'

say() { printf '%s\n' "$*" >&2; }

read_clock() { read -r clock _ </proc/uptime; } # seconds, whatever becomes of the date

# --- a reading: "LOAD PROCESSORS" or "SHARE PERCENT" on standard output, nothing when there is none -------------------

reading() { # of server $name at $address
  case $type in
    uptime) over_ssh | head -c 10000 | awk -v processors="$processors" "$LOAD_TEXT" ;;
    rup) timeout "$timeout" rup "$address" 2>/dev/null | head -c 10000 | awk -v processors="$processors" "$LOAD_TEXT" ;;
    ruptime) broadcast ;;
    agent) first_line | awk "$AGENT_TEXT" ;;
    http) request | connection | awk -v processors="$processors" "$HTTP_TEXT" ;;
  esac
}

# One connection for many readings: a server's log should not be about us.
over_ssh() {
  set --
  [ ! -d "$WORK" ] || set -- -o ControlMaster=auto -o ControlPersist=120 -o "ControlPath=$WORK/%C"
  timeout "$timeout" ssh "$@" -q -T -i "$key" -p "$port" -o BatchMode=yes -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=5 -o ServerAliveInterval=5 \
    -o UserKnownHostsFile=/var/lib/lvs/load-monitor.known_hosts "$user@$address" 'uptime; nproc' </dev/null 2>/dev/null
}

broadcast() { # rwhod writes what it hears to a file each; ruptime calls a silent machine "down" only after eleven minutes, and has room for twelve letters of a name
  heard=$(stat -c %Y "$RWHO/whod.$name" 2>/dev/null) || return 0
  age=$(($(date +%s) - heard))
  # it counts from when it was heard, not from when it was read
  [ "$age" -le "${stale%%.*}" ] || { rm -f "$WORK/$pool.$name.reading"; return 0; }
  ruptime 2>/dev/null | awk -v name="$name" '$1 == substr(name, 1, 12) && $2 == "up" { sub(/.*load */, "load average: "); print; exit }' | awk -v processors="$processors" "$LOAD_TEXT"
}

connection() { # what standard input says is sent first; the other side says when it is over, else the timeout does
  timeout "$timeout" bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat >&3 && head -c 1000000 <&3' "$address" "$port" 2>/dev/null
}

first_line() { # an agent may leave the connection open
  timeout "$timeout" bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 1; IFS= read -r -n 1000 -u 3 line; printf "%s\n" "$line"' "$address" "$port" 2>/dev/null
}

request() {
  case $address in *:*) host="[$address]" ;; *) host=$address ;; esac
  printf 'GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n' "$path" "$host"
}

# "… load average: 0.31, 0.12, 0.05" or "… load 0.31 0.12 0.05", in some languages with decimal commas, and a line that is a number: the processors
LOAD_TEXT='
  load == "" && /load( averages?:)? +[0-9]+[.,][0-9]/ { sub(/.*load( averages?:)? +/, ""); sub(/,/, ".", $1); load = $1 + 0 }
  load != "" && /^[0-9]+$/ { processors = $1 }
  END { if (load != "") print load, (processors > 0 ? processors : 1) }'

# HAProxy, "agent-check": words apart by blanks, commas or tabs; the last share and the last state count
AGENT_TEXT='
  NR == 1 {
    sub(/#.*/, "")
    gsub(/[,\t\r]/, " ")
    for (i = 1; i <= NF; i++) {
      word = tolower($i)
      if (word ~ /^[0-9]+(\.[0-9]+)?%$/) share = word + 0
      else if (word ~ /^(up|ready)$/) state = 100
      else if (word ~ /^(drain|maint|down|fail|failed|stopped)$/) state = 0
    }
    if (state == "" && share == "") exit
    print "SHARE", (state == "0" ? 0 : share == "" ? 100 : share)
  }'

HTTP_TEXT='
  NR == 1 { answered = $2 == 200; next }
  !body { if ($0 ~ /^\r?$/) body = 1; next }
  $1 == "node_load1" && $2 ~ /^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/ { load = $2 + 0 }
  /^node_cpu_seconds_total\{/ && /mode="idle"/ { idle++ }
  plain == "" && $1 ~ /^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?\r?$/ { plain = $1 + 0 }
  END {
    if (!answered) exit
    if (load != "") print load, (idle > 0 ? idle : processors > 0 ? processors : 1)
    else if (plain != "") print plain, (processors > 0 ? processors : 1)
  }'

# --- from readings to weights --------------------------------------------------------------------------------------------
# decide: with the time and the age at which a reading counts for nothing in seconds, and
#   from=conf    this pool's lines of CONF
#   from=reading "NAME TIME LOAD PROCESSORS" or "NAME TIME SHARE PERCENT"
#   from=state   what the last decision left: "NAME WEIGHT RAMP HEARD"
#   from=table   /proc/net/ip_vs
# prints "set NAME OFFSET" and "state NAME WEIGHT RAMP HEARD" for each server, "resting NAME" for one that load keeps out, and "note NAME silent" or "note NAME heard"
# where that is new.
#
# proportional: WEIGHT * (1 + mean load) / (1 + own load), loads per processor, the mean over all that have one; from a quarter to four times WEIGHT, at least 1.
# A weight moves only by a tenth of WEIGHT or more. Load lags behind weight by a minute, and the rule has no memory, so it comes to rest instead of swinging.
# piranha: nanny of Piranha 0.8.6. Each time the weight grows by WEIGHT/2 * cbrt(1 - load) or falls by WEIGHT/2 * cbrt(load - 1), from WEIGHT to ten times it, in
# whole numbers, and only by a quarter of WEIGHT or more.
# An agent's share is taken as it is said, up to four times WEIGHT; more than nothing is 1 at least.
# Load never takes a server out: 1 is the least; and where agents would leave a virtual server with nobody, all keep what was configured.
# A server that is nowhere in the table waits with a 32nd of its weight, and doubles it each time once it is back (slow start, as nanny had it).
DECIDE='
  function root(x) { return x <= 0 ? 0 : exp(log(x) / 3) }
  function whole(x) { return int(x + 0.5) }
  function within(x, least, most) { return x < least ? least : x > most ? most : x }
  from == "conf" && $1 == "server" { names[++count] = $3; weight[$3] = $5 }
  from == "conf" && $1 == "member" { member[++members] = $4 " " $5 " " $6; of[members] = $3; service[members] = $4 " " $5 }
  from == "reading" && $2 + stale >= now {
    if ($3 == "SHARE") share[$1] = within($4 + 0, 0, 400)
    else if ($3 + 0 >= 0 && $3 + 0 < 1000000) { load[$1] = $3 + 0; perprocessor[$1] = $3 / ($4 > 0 ? $4 : 1) }
  }
  from == "state" { last[$1] = $2; ramp[$1] = $3; heard[$1] = $4 }
  from == "table" { table = 1; if ($1 == "->") there[at " " $2] = 1; else at = $1 " " $2 }
  END {
    for (i = 1; i <= count; i++) if ((name = names[i]) in perprocessor && weight[name] > 0) { sum += perprocessor[name]; known++ }
    for (i = 1; i <= count; i++) {
      name = names[i]; w = weight[name]; before = name in last ? last[name] : w
      if (w == 0) wish = 0
      else if (name in share) { wish = whole(w * share[name] / 100); if (wish < 1 && share[name] > 0) wish = 1 }
      else if (!(name in load)) wish = w
      else if (policy == "piranha") {
        l = load[name]
        wish = l < 1 ? before + w / 2 * root(1 - l) : before - w / 2 * root(l - 1)
        wish = int(within(wish, w, 10 * w))
        if ((wish > before ? wish - before : before - wish) < w / 4) wish = before
      } else {
        wish = whole(w * within((1 + sum / known) / (1 + perprocessor[name]), 0.25, 4))
        if (wish < 1) wish = 1
        if ((wish > before ? wish - before : before - wish) < w / 10) wish = before
      }
      result[name] = wish
    }
    for (i = 1; i <= members; i++) if (!table || member[i] in there) {
      name = of[i]; present[name] = 1
      if (weight[name] > 0) could[service[i]] = 1
      if (result[name] > 0) serves[service[i]] = 1
    }
    for (one in could) if (!(one in serves)) nobody = 1
    for (i = 1; i <= count; i++) {
      name = names[i]; w = weight[name]
      if (nobody) result[name] = w
      least = int(w / 32); if (least < 1) least = 1
      r = name in ramp ? ramp[name] : 0
      if (!(name in present)) r = w > 0 ? least : 0
      else if (r > 0) { r = 2 * r; if (r >= result[name]) r = 0 }
      now_is = r > 0 && r < result[name] ? r : result[name]
      print "set", name, now_is - w
      if (w > 0 && now_is == 0) print "resting", name
      hears = name in load || name in share
      if (name in last ? hears != heard[name] : !hears) print "note", name, (hears ? "heard" : "silent")
      print "state", name, result[name], r, hears
    }
  }'

# Whether a virtual server has none left in the kernel's table but those that load keeps out of it: exit code 0.
STRANDED='
  from == "conf" && $1 == "server" { weight[$3] = $5 }
  from == "conf" && $1 == "member" { member[++members] = $4 " " $5 " " $6; of[members] = $3; service[members] = $4 " " $5 }
  from == "table" { if ($1 == "->") there[at " " $2] = $4; else at = $1 " " $2 }
  END {
    for (i = 1; i <= members; i++) if (member[i] in there && weight[of[i]] > 0) { could[service[i]]; if (there[member[i]] > 0) serves[service[i]] }
    for (one in could) if (!(one in serves)) exit 0
    exit 1
  }'

decide() { awk -v now="$clock" -v policy="$policy" -v stale="$stale" "$DECIDE" "$@"; }

servers_of() { grep "^server $1 " "$conf"; }

# --- a pool ----------------------------------------------------------------------------------------------------------------

monitor_pool() { # for ever; the words of its line are $pool, $type…
  servers=$(servers_of "$pool")
  printf '%s\n' "$servers" >"$WORK/$pool.servers"
  grep -e "^server $pool " -e "^member $pool " "$conf" >"$WORK/$pool.conf"
  : >"$WORK/$pool.state"
  resting=''
  while :; do
    read_all
    weigh
    pause
  done
}

pause() { # until the next decision; where load keeps servers out, no longer than another one is left to serve
  if [ -z "$resting" ] || [ ! -r "$TABLE" ]; then sleep "$interval"; return; fi
  slept=0
  while [ "$slept" -lt "${interval%%.*}" ]; do
    sleep 1
    slept=$((slept + 1))
    if awk "$STRANDED" from=conf "$WORK/$pool.conf" from=table "$TABLE"; then weigh; return; fi
  done
}

read_all() { # all at once: one that hangs holds up nobody for longer than the timeout
  while read -r _ _ name address _ processors; do
    {
      value=$(reading)
      read_clock
      [ -z "$value" ] || echo "$name $clock $value" >"$WORK/$pool.$name.reading"
    } &
  done <"$WORK/$pool.servers"
  wait
}

weigh() {
  read_clock
  set -- from=conf "$WORK/$pool.conf" from=state "$WORK/$pool.state" from=reading
  for file in "$WORK/$pool".*.reading; do [ ! -e "$file" ] || set -- "$@" "$file"; done
  [ ! -r "$TABLE" ] || set -- "$@" from=table "$TABLE"
  decision=$(decide "$@") || return 0
  state='' resting=''
  while read -r what name value rest; do
    case $what in
      set) write_offset "$FILES/load.$pool.$name" "$value" ;;
      state) state=$state$name\ $value\ $rest$newline ;;
      resting) resting=$name ;;
      note) say "$pool.$name: $value" ;;
    esac
  done <<END
$decision
END
  printf '%s' "$state" >"$WORK/$pool.state"
}

write_offset() { # $2 into $1, whole or not at all, and only when it is another one
  [ -d "$FILES" ] || return 0
  if { read -r old <"$1"; } 2>/dev/null && [ "$old" = "$2" ]; then return 0; fi
  # nobody has to be told of what is true without a file
  [ "$2" != 0 ] || [ -e "$1" ] || return 0
  { echo "$2" >"$1.new" && mv -f "$1.new" "$1"; } 2>/dev/null || return 0
  case $2 in -*) say "${1##*/load.}: its weight $2" ;; *) say "${1##*/load.}: its weight +$2" ;; esac
}

# --- main ------------------------------------------------------------------------------------------------------------------

run() {
  while read -r word pool type policy interval timeout stale port path user key; do
    [ "$word" = pool ] || continue
    # a pool that nobody watches any more must be seen: all ends, and systemd starts it again
    { (monitor_pool); kill -USR1 $$; } &
  done <"$conf"
  trap 'exit 0' TERM
  trap 'say "a pool is not watched any more"; exit 1' USR1
  wait
}

show() {
  while read -r word pool type policy interval timeout stale port path user key; do
    [ "$word" = pool ] || continue
    servers=$(servers_of "$pool")
    while read -r _ _ name address _ processors; do
      value=$(reading)
      echo "$pool $name${value:+ $value}"
    done <<END
$servers
END
  done <"$conf"
}

rest() {
  while read -r word pool name _; do
    [ "$word" != server ] || write_offset "$FILES/load.$pool.$name" 0
  done <"$conf"
}

verb=${1:-}; conf=${2:-}
case $verb in
  run) run ;;
  rest) rest ;;
  show) show ;;
  decide)
    clock=$2; policy=$3; stale=$4
    shift 4
    decide "$@"
    ;;
  *) say "usage: lvs-load-monitor run CONF | rest CONF | show CONF"; exit 2 ;;
esac

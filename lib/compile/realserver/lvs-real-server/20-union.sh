
# Facts of all fragments but those of cluster $1, in canonical form: a sysctl as a path below /proc/sys, a default route with its family.
# A kind of line never changes its shape: a newer library that has more to say uses a new kind, which we leave to it.
# shellcheck disable=SC2016
union_program='
  function note(text) { print "lvs-real-server: " text | "cat 1>&2" }
  function fail(code, text) { note(text); if (code > failure) failure = code }
  function malformed() { fail(3, FILENAME ":" FNR ": not a fact: " $0) }
  function rest(fields,  text) { text = $0; while (fields-- > 0) sub(/^[ \t]*[^ \t]+[ \t]+/, "", text); return text }
  function path(key,  i, c, out) {
    match(key, /[.\/]/)
    if (substr(key, RSTART, 1) == "/") return key
    for (i = 1; i <= length(key); i++) { c = substr(key, i, 1); out = out (c == "." ? "/" : c == "/" ? "." : c) }
    return out
  }
  # What only one can have: the first cluster that names it, and every other has to agree.
  function only(what, value) {
    if (!(what in owners)) { kinds[++count] = what; owners[what] = cluster; wanted[what] = value }
    else if (owners[what] == cluster) wanted[what] = value
    else if (wanted[what] != value) fail(5, what ": cluster " owners[what] " wants " wanted[what] ", cluster " cluster " wants " value)
  }
  # What one cluster sends by the default route, another one must not send elsewhere: with a single address on that interface both mean the same packets.
  # Addresses come and go, so that only what is to be new here is refused: what was accepted is put in place at each boot.
  function crossed(  i, count_words, word, k, key, many, sole, route, way, place, text) {
    count_words = split(addresses, word, " ")
    for (k = 1; k < count_words; k += 2) { key = word[k] (word[k + 1] ~ /:/ ? " 6" : " 4"); many[key]++; sole[key] = word[k + 1] }
    for (i = 1; i <= count; i++) {
      if (kinds[i] !~ /^default-route /) continue
      split(wanted[kinds[i]], route, " "); key = route[2] substr(kinds[i], 14)
      if (many[key] != 1) continue
      place = "source-route " sole[key]
      if (!(place in owners) || owners[place] == owners[kinds[i]]) continue
      split(wanted[place], way, " ")
      if (way[1] == route[1]) continue
      text = kinds[i] ": cluster " owners[kinds[i]] " wants " route[1] " " route[2] ", cluster " owners[place] " wants " way[1] " for what leaves from " sole[key] ", the only address there"
      if ((owners[place] in news) || (owners[kinds[i]] in news)) fail(5, text); else note(text)
    }
  }
  function sysctl(key, value) {
    if (key ~ /\/arp_[a-z_]+$/) { if (!(key in arp) || value + 0 > arp[key] + 0) arp[key] = value }
    else only("sysctl " key, value)
  }
  FNR == 1 { parts = split(FILENAME, part, "/"); cluster = part[parts - 2]; if (part[parts - 1] == "pending") news[cluster] }
  # Units and modules are others to see to; a router that is also a real server has such facts.
  NF == 0 || /^#/ || $1 == "unit" || $1 == "module" || $1 ~ /^(snat|untracked)-/ || $1 == "serve-vip" { next }
  $1 == "sysctl" {
    if (NF < 3 || $2 !~ /^[a-z0-9_-]+[.\/][A-Za-z0-9_.@+\/-]+$/ || ("/" path($2) "/") ~ /\/\.*\//) malformed()
    else sysctl(path($2), rest(2))
    next
  }
  $1 == "address" {
    if (NF != 3 || $2 !~ /^[0-9a-f.:]+\/[0-9]+$/ || $3 !~ /^[A-Za-z0-9_.@+-]+$/) malformed()
    else address[$2 " " $3]
    next
  }
  $1 == "default-route" {
    if (NF != 3 || $2 !~ /^[0-9a-f.:]+$/ || $3 !~ /^[A-Za-z0-9_.@+-]+$/) malformed()
    else only("default-route " ($2 ~ /:/ ? 6 : 4), $2 " " $3)
    next
  }
  $1 == "source-route" {
    if (NF != 5 || $2 !~ /^[0-9a-f.:]+$/ || $3 !~ /^[0-9a-f.:]+$/ || $4 !~ /^[A-Za-z0-9_.@+-]+$/ || $5 !~ /^[0-9]+$/) malformed()
    else { only("source-route " $2, $3 " " $4 " " $5); only("source-table " $5, $2) }
    next
  }
  $1 == "link" {
    if (NF != 2 || $2 !~ /^[A-Za-z0-9_.@+-]+$/) malformed()
    else link[$2]
    next
  }
  $1 == "clamp-mss" {
    if (NF != 3 || $2 !~ /^[0-9a-f.:]+$/ || $3 !~ /^[0-9]+$/) malformed()
    else only("clamp-mss " $2, $3)
    next
  }
  { note(FILENAME ":" FNR ": ignored, of a newer version: " $0) }
  END {
    crossed()
    for (l in link) print "want link " l
    for (key in arp) print "want sysctl " key " " arp[key]
    for (i = 1; i <= count; i++) print "want " kinds[i] " " wanted[kinds[i]]
    for (a in address) print "want address " a
    close("cat 1>&2")
    exit failure
  }'
# Clusters whose releases to come don't count, each between blanks.
left_out=' '
# Facts of all clusters but $1; of $2 alone if it is given. Other clusters change their links while we look, since each holds its own lock alone: what was there
# may be gone before it is read. So what is odd is looked at again, and believed if it stays so.
union() {
  for believed in '' '' yes; do
    unite "$@"
    result=$?
    if [ "$result" -ne 2 ] || [ -n "$believed" ]; then return "$result"; fi
    sleep 0.2
  done
}
# Ends with 2, and says nothing yet, where something is odd.
unite() {
  except=$1 only=${2:-}
  set --
  set +f
  # Pending first, because it goes only after it has become current: the other way round it might be seen in neither place.
  for link in pending current; do
    pendings=$#
    for slot in "$store"/*/"$link"; do
      cluster=${slot%/*} cluster=${cluster##*/}
      [ -L "$slot" ] || continue
      [ "$cluster" != "$except" ] || continue
      [ -z "$only" ] || [ "$cluster" = "$only" ] || continue
      case $slot:$left_out in */pending:*" $cluster "*) continue ;; esac
      if [ -e "$slot/expected-state" ]; then set -- "$@" "$slot/expected-state"
      elif [ -z "$believed" ]; then return 2
      elif [ -d "$slot/" ]; then say "no expected-state in $slot: it wants nothing here"
      # Reading a broken store as "nothing wanted" would take VIPs away.
      else say "$slot points to nothing; mend it, or: lvs-real-server release $cluster"; return 3; fi
    done
  done
  set -f
  # All current before all pending, so that pending has the last word within its cluster.
  while [ "$pendings" -gt 0 ]; do set -- "$@" "$1"; shift; pendings=$((pendings - 1)); done
  here=$("$ip" -o address show scope global 2>/dev/null | awk '{ sub("/.*", "", $4); printf "%s %s ", $2, $4 }')
  # Facts to where ours go, notes to where it is known whether they are believed.
  { notes=$(awk -v addresses="$here" "$union_program" /dev/null "$@" 2>&1 >&3); } 3>&1
  result=$?
  # What an awk ends with that can't open a file is not the same for all of them.
  case $result in 0 | 3 | 5) ;; *) result=2; [ -n "$believed" ] || return 2 ;; esac
  [ -z "$notes" ] || printf '%s\n' "$notes" >&2
  return "$result"
}

sysctl_value() {
  [ -r "/proc/sys/$1" ] || return 1
  # shellcheck disable=SC2046
  set -- $(cat "/proc/sys/$1")
  printf '%s\n' "$*"
}

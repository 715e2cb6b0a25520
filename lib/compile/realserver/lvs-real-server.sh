#!/bin/sh
# Gives this real server what clusters of LVS routers need of it: quiet ARP, the VIPs on lo or behind a tunnel, the default route through the NAT router address.
# Several clusters that know nothing of each other may share the host, so it is always the union of what all of them want that is put in
# place, and only what no cluster wants any more is taken away. POSIX sh (dash, busybox) with awk, iproute2 and sysctl; no other library.
set -uf
umask 022
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

store=${LVS_ROOT:-}/var/lib/lvs/clusters
run=${LVS_ROOT:-}/run/lvs
# Under /run because a reboot undoes everything we did: what was found before it is then in place again, and must not be "restored" once more.
record=$run/real-server.found
lock=$run/real-server.lock

usage() {
  cat <<'END'
usage: lvs-real-server [--wait SECONDS] [--allow-cut-off] VERB

  apply              make the host equal to what all clusters on it want, and take away what was put there for one that wants it no more
  release CLUSTER    the same, as if CLUSTER were not there: before it is stopped or removed
  plan               print the commands that apply would run, one per line; change nothing
  observe [CLUSTER]  print the actual state behind each line of the running expected-state of CLUSTER (or of all)
  clamps             print "clamp-mss ADDRESS BYTES" for each that is in place

  --wait SECONDS     how long to wait for another run to end; default 30
  --allow-cut-off    replace the default route even if the SSH client that started this is reached by no other route

Each cluster owns /var/lib/lvs/clusters/CLUSTER with the links `current` (what runs) and, during a change, `pending` (what is being introduced).
In each release stands expected-state, one fact per line:
  sysctl KEY VALUE | address ADDRESS/LENGTH DEVICE | default-route GATEWAY DEVICE | unit NAME (only observed)
  link DEVICE (is up; tunl0 and ip6tnl0 are made by loading a module) | clamp-mss ADDRESS BYTES (TCP segments announced from ADDRESS are at most so long)
For an arp_* sysctl the greatest value wanted wins. Two clusters that want different default routes, or different values of another sysctl,
are refused. Within one cluster pending goes before current.

What was there before us is never taken away: an address, value or route found already right is used and left. What we put, and the values and
the default route it replaced, stand in /run/lvs/real-server.found until it is given back; a reboot forgets both. Our default route has the best
metric (0, or 1 for IPv6), so routes with another metric stay, outranked. Connected networks are never touched. A DHCP client or network manager
that puts back what we changed is not fought: configure it to leave the default route and lo alone; `plan` shows what it undid.

exit codes:
  0  done, or nothing to do
  1  a step failed; each is named on stderr, the others were done; run again after repair
  2  wrong usage, or this host lacks something the program itself needs
  3  expected-state can't be read; nothing changed
  4  another run did not end in time; nothing changed
  5  two clusters contradict each other; nothing changed
  6  the SSH client would be cut off; nothing changed
END
}

say() { printf 'lvs-real-server: %s\n' "$*" >&2; }
die() { code=$1; shift; say "$*"; exit "$code"; }

# Path of a program, sought by hand because busybox's shell prefers its own ip and sysctl, which know too little, to those in PATH.
program() {
  IFS=:
  for directory in $PATH; do
    [ -x "$directory/$1" ] && { printf '%s\n' "$directory/$1"; return; }
  done
  return 1
}

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
  function sysctl(key, value) {
    if (key ~ /\/arp_[a-z_]+$/) { if (!(key in arp) || value + 0 > arp[key] + 0) arp[key] = value }
    else only("sysctl " key, value)
  }
  FNR == 1 { parts = split(FILENAME, part, "/"); cluster = part[parts - 2] }
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
    for (l in link) print "want link " l
    for (key in arp) print "want sysctl " key " " arp[key]
    for (i = 1; i <= count; i++) print "want " kinds[i] " " wanted[kinds[i]]
    for (a in address) print "want address " a
    close("cat 1>&2")
    exit failure
  }'
union() {
  except=$1
  set -- /dev/null
  set +f
  # All current before all pending, so that pending has the last word within its cluster.
  for slot in "$store"/*/current "$store"/*/pending; do
    cluster=${slot%/*} cluster=${cluster##*/}
    [ -L "$slot" ] || continue
    [ "$cluster" != "$except" ] || continue
    # Reading a broken store as "nothing wanted" would take VIPs away.
    [ -d "$slot/" ] || { say "$slot points to nothing; mend it, or: lvs-real-server release $cluster"; exit 3; }
    if [ -e "$slot/expected-state" ]; then set -- "$@" "$slot/expected-state"; else say "no expected-state in $slot: it wants nothing here"; fi
  done
  set -f
  awk "$union_program" "$@"
}

sysctl_value() {
  [ -r "/proc/sys/$1" ] || return 1
  # shellcheck disable=SC2046
  set -- $(cat "/proc/sys/$1")
  printf '%s\n' "$*"
}

# Sets $filters to what this kernel takes for IP family $1 (ip or ip6), the preferred one first: nft, and the paths of each iptables. What was put by one stays there
# when another one comes.
find_filters() {
  [ "$1" != "$filtered" ] || [ -z "$filters" ] || return 0
  filtered=$1 filters=
  nft=$(program nft) && "$nft" --check add table "$1" lvs_real_server 2>/dev/null && filters=nft
  for name in "${1}tables-legacy" "${1}tables-nft" "${1}tables"; do
    tables=$(program "$name") && "$tables" -w 5 -t mangle -S OUTPUT >/dev/null 2>&1 && filters="$filters $tables"
  done
  [ -n "$filters" ]
}
family_of() { case $1 in *:*) echo ip6 ;; *) echo ip ;; esac; }
# "ADDRESS BYTES" of each clamp of ours of IP family $1.
clamped_of() {
  find_filters "$1" || return 0
  for filter in $filters; do
    if [ "$filter" = nft ]; then "$nft" list table "$1" lvs_real_server 2>/dev/null | sed -n 's/^.*ip6* saddr \([0-9a-f.:]*\) tcp flags .* size set \([0-9]*\).*$/\1 \2/p'
    else "$filter" -w 5 -t mangle -S OUTPUT 2>/dev/null | sed -n 's/^-A OUTPUT -s \([0-9a-f.:]*\)\/[0-9]* .*lvs-real-server.* --set-mss \([0-9]*\)$/\1 \2/p'; fi
  done
}
# Of the families of the addresses $@, each of which may come several times.
clamped() {
  for family in ip ip6; do
    for address in "$@"; do [ "$(family_of "$address")" != "$family" ] || { clamped_of "$family"; break; }; done
  done | sort -u
}
# What the answer to a SYN announces is what clients send at most; no filter ever makes it longer. $1 is add or delete.
clamp() {
  family=$(family_of "$2")
  find_filters "$family" || { echo "needs nft or iptables, and a kernel that takes their rules"; return 1; }
  for filter in $filters; do
    case $1:$filter in
      add:nft) add_to_nft "$2" "$3" && return ;;
      add:*) in_tables -A "$2" "$3" && return ;;
      delete:nft) delete_from_nft "$2" "$3" || return ;;
      *) while in_tables -C "$2" "$3" 2>/dev/null; do in_tables -D "$2" "$3" || return; done ;;
    esac
  done
  [ "$1" = delete ]
}
in_tables() { "$filter" -w 5 -t mangle "$1" OUTPUT -s "$2" -p tcp --tcp-flags SYN,RST SYN -m comment --comment lvs-real-server -j TCPMSS --set-mss "$3"; }
# One transaction: all of it is there, or nothing. -150 is what newer ones call mangle.
add_to_nft() {
  "$nft" -f - <<END
add table $family lvs_real_server
add chain $family lvs_real_server output { type filter hook output priority -150 ; }
add rule $family lvs_real_server output $family saddr $1 tcp flags syn tcp option maxseg size set $2
END
}
delete_from_nft() {
  rules=$("$nft" --handle list table "$family" lvs_real_server 2>/dev/null | grep ' size set ')
  ours=$(printf '%s\n' "$rules" | grep "$family saddr $1 tcp flags .* size set $2 ")
  if [ "$rules" = "$ours" ]; then [ -z "$rules" ] || "$nft" delete table "$family" lvs_real_server
  else printf '%s\n' "$ours" | sed -n "s/^.* # handle \\([0-9]*\\)\$/delete rule $family lvs_real_server output handle \\1/p" | "$nft" -f -; fi
}
link_up() {
  case $1 in tunl0) module=ipip ;; ip6tnl0) module=ip6_tunnel ;; *) module= ;; esac
  "$ip" link show dev "$1" >/dev/null 2>&1 || [ -z "$module" ] || "$(program modprobe || echo modprobe)" "$module" || return
  "$ip" link set "$1" up
}

# Lines "had …" (the record) and "is …" (the kernel) about everything in $wanted and in the record.
gather() {
  known=$wanted
  if [ -e "$record" ]; then
    recorded=$(sed 's/^/had /' "$record") || return 2
    known=$known$newline$recorded
    printf '%s\n' "$recorded"
  fi
  printf '%s\n' "$known" | awk '$2 == "sysctl" { print $3 } $3 == "sysctl" { print $4 }' | sort -u | while read -r key; do
    value=$(sysctl_value "$key") && printf 'is sysctl %s %s\n' "$key" "$value"
  done
  addresses=$("$ip" -o addr show) || return 2
  printf '%s\n' "$addresses" | awk '$3 == "inet" || $3 == "inet6" { print "is address " $4 " " $2 }'
  case $known in
    *' link '*)
      links=$("$ip" -o link show up) || return 2
      printf '%s\n' "$links" | sed -n 's/^[0-9]*: \([^:@]*\)[:@].*$/is link \1/p'
      ;;
  esac
  # shellcheck disable=SC2046  # addresses
  clamped $(printf '%s\n' "$known" | awk '$2 == "clamp-mss" { print $3 } $3 == "clamp-mss" { print $4 }') | sed 's/^/is clamp-mss /'
  for family in 4 6; do
    case $known in *"default-route $family "*) ;; *) continue ;; esac
    routes=$("$ip" -o "-$family" route show default) || return 2
    printf '%s\n' "$routes" | awk -v family="$family" '
      # What ip prints but does not take back, and the way that a nexthop object says itself.
      { gsub(/\\/, " "); out = ""; object = 0
        for (i = 1; i <= NF; i++) {
          if ($i ~ /^(dead|linkdown|offload|rt_offload|trap|rt_trap|notify|pervasive|unresolved)$/) continue
          if ($i == "expires" || $i == "error" || (object && ($i == "via" || $i == "dev"))) { i++; continue }
          if ($i == "nhid") object = 1
          out = out " " $i
        }
        if (out != "") print "is default-route " family out }'
  done
}

# From "want", "had" and "is" lines: mode=steps the commands to run, mode=before the record that must be on disk before they run (it may name
# more than will have happened when the power fails), mode=after the record that is true once they ran.
# shellcheck disable=SC2016
planner_program='
  function rest(fields,  text) { text = $0; while (fields-- > 0) sub(/^[^ ]+ /, "", text); return text }
  function via(line,  f) { split(line, f, " "); return f[1] == "default" && f[2] == "via" && f[4] == "dev" ? f[3] " " f[5] : "" }
  function metric(line,  f, n, i) { n = split(line, f, " "); for (i = 1; i < n; i++) if (f[i] == "metric") return f[i + 1] + 0; return 0 }
  function ours(family, gateway,  f) { split(gateway, f, " "); return "default via " f[1] " dev " f[2] " metric " best[family] }
  function held(family) { return family in slot && (family, via(slot[family])) in put_route }
  BEGIN { best[4] = 0; best[6] = 1 }
  { kind = $1 " " $2; if ($1 == "had") kind = kind " " $3 }
  kind == "want sysctl" { want_sysctl[$3] = rest(3); sysctls[++sysctl_count] = $3 }
  kind == "want address" { want_address[$3 " " $4]; addresses[++address_count] = $3 " " $4 }
  kind == "want link" { want_link[$3]; links[++link_count] = $3 }
  kind == "want clamp-mss" { want_clamp[$3] = $4; clamps[++clamp_count] = $3 }
  kind == "had put link" { put_link[$4]; if (!($4 in want_link)) links[++link_count] = $4 }
  kind == "had put clamp-mss" { put_clamp[$4, $5]; if (!($4 in listed)) { listed[$4]; if (!($4 in want_clamp)) clamps[++clamp_count] = $4 } }
  # What a newer program has put is its own to take away.
  $1 == "had" && kind !~ /^had (found (sysctl|default-route)|put (sysctl|address|default-route|link|clamp-mss))$/ { unknown[++unknown_count] = rest(1) }
  kind == "is link" { is_link[$3] }
  kind == "is clamp-mss" { is_clamp[$3] = $4 }
  kind == "want default-route" { want_route[$3] = $4 " " $5 }
  kind == "had found sysctl" { found_sysctl[$4] = rest(4); if (!($4 in want_sysctl)) sysctls[++sysctl_count] = $4 }
  kind == "had put sysctl" { put_sysctl[$4, rest(4)] = $4 }
  kind == "had put address" { put_address[$4 " " $5]; if (!(($4 " " $5) in want_address)) addresses[++address_count] = $4 " " $5 }
  kind == "had found default-route" { found_route[$4] = rest(4) }
  kind == "had put default-route" { put_route[$4, $5 " " $6] = $4 }
  kind == "is sysctl" { is_sysctl[$3] = rest(3) }
  kind == "is address" { is_address[$3 " " $4] }
  # The kernel lists the route it uses first; the slot is the place of our metric, of which a new route replaces the first holder.
  kind == "is default-route" {
    if (!($3 in first)) first[$3] = rest(3)
    if (!($3 in slot) && metric(rest(3)) == best[$3]) slot[$3] = rest(3)
  }
  END { if (mode == "steps") steps(); else record() }

  function steps(  i, k, a, f) {
    for (i = 1; i <= link_count; i++) { k = links[i]; if (k in want_link && !(k in is_link)) print "link up " k }
    for (i = 1; i <= clamp_count; i++) set_clamp(clamps[i])
    for (i = 1; i <= sysctl_count; i++) { k = sysctls[i]; if (k in want_sysctl && is_sysctl[k] != want_sysctl[k]) print "sysctl -w " k "=" want_sysctl[k] }
    for (i = 1; i <= address_count; i++) { a = addresses[i]; if (a in want_address && !(a in is_address)) print command("add", a) (a ~ /:/ ? " nodad" : "") }
    for (f = 4; f <= 6; f += 2) if (f in want_route && via(first[f]) != want_route[f]) print "ip -" f " route replace " ours(f, want_route[f])
    for (i = 1; i <= address_count; i++) { a = addresses[i]; if (!(a in want_address) && a in is_address) print command("del", a) }
    for (f = 4; f <= 6; f += 2) if (!(f in want_route)) give_back(f)
    for (i = 1; i <= clamp_count; i++) drop_clamp(clamps[i])
    for (i = 1; i <= link_count; i++) { k = links[i]; if (!(k in want_link) && k in put_link && k in is_link) print "link down " k }
    for (i = 1; i <= sysctl_count; i++) { k = sysctls[i]; if (!(k in want_sysctl) && to_restore(k)) print "sysctl -w " k "=" found_sysctl[k] }
  }
  function clamp_of(a) { return a in is_clamp ? is_clamp[a] : "" }
  function set_clamp(a) {
    if (!(a in want_clamp) || clamp_of(a) == want_clamp[a]) return
    if (a in is_clamp) print "clamp delete " a " " is_clamp[a]
    print "clamp add " a " " want_clamp[a]
  }
  function drop_clamp(a) { if (!(a in want_clamp) && (a, clamp_of(a)) in put_clamp) print "clamp delete " a " " is_clamp[a] }
  function command(verb, address,  f) { split(address, f, " "); return "ip -" (f[1] ~ /:/ ? 6 : 4) " addr " verb " " f[1] " dev " f[2] }
  # A value that is neither what we put nor what we found belongs to somebody else by now.
  function to_restore(k) { return k in is_sysctl && is_sysctl[k] != found_sysctl[k] && (k, is_sysctl[k]) in put_sysctl }
  function give_back(f) {
    if (f in slot && !held(f)) return
    if (f in found_route) print "ip -" f " route replace " found_route[f]
    else if (f in slot) print "ip -" f " route del " ours(f, via(slot[f]))
  }

  function record(  i, k, a, f, key) {
    for (i = 1; i <= sysctl_count; i++) if (mode == "before") sysctl_before(sysctls[i]); else sysctl_after(sysctls[i])
    for (i = 1; i <= address_count; i++) {
      a = addresses[i]
      if (mode == "before" ? a in put_address || !(a in is_address) : a in put_address && a in is_address) print "put address " a
    }
    for (i = 1; i <= link_count; i++) {
      a = links[i]
      if (mode == "before" ? a in put_link || !(a in is_link) : a in put_link && a in is_link) print "put link " a
    }
    for (i = 1; i <= clamp_count; i++) clamp_record(clamps[i])
    for (i = 1; i <= unknown_count; i++) print unknown[i]
    for (f = 4; f <= 6; f += 2) if (mode == "before") route_before(f); else route_after(f)
  }
  # One that was there before us, just as wanted, stays when we go.
  function clamp_record(a,  key, f) {
    for (key in put_clamp) { split(key, f, SUBSEP); if (f[1] == a && (mode == "before" || clamp_of(a) == f[2])) print "put clamp-mss " a " " f[2] }
    if (mode == "before" && a in want_clamp && clamp_of(a) != want_clamp[a] && !((a, want_clamp[a]) in put_clamp)) print "put clamp-mss " a " " want_clamp[a]
  }
  function puts(k, only,  key, f) {
    for (key in put_sysctl) if (put_sysctl[key] == k) { split(key, f, SUBSEP); if (only == "" || f[2] == only) print "put sysctl " k " " f[2] }
  }
  function sysctl_before(k) {
    if (k in want_sysctl && k in is_sysctl && is_sysctl[k] != want_sysctl[k]) {
      if (!(k in found_sysctl)) found_sysctl[k] = is_sysctl[k]
      put_sysctl[k, want_sysctl[k]] = k
    }
    if (k in found_sysctl) { print "found sysctl " k " " found_sysctl[k]; puts(k, "") }
  }
  function sysctl_after(k) {
    if (!(k in found_sysctl) || is_sysctl[k] == found_sysctl[k]) return
    if ((k, is_sysctl[k]) in put_sysctl) { print "found sysctl " k " " found_sysctl[k]; puts(k, is_sysctl[k]) }
    else if (k in want_sysctl) { print "found sysctl " k " " found_sysctl[k]; puts(k, "") }
  }
  function route_puts(f, only,  key, g) {
    for (key in put_route) if (put_route[key] == f) { split(key, g, SUBSEP); if (only == "" || g[2] == only) print "put default-route " f " " g[2] }
  }
  function route_before(f) {
    if (f in want_route && via(first[f]) != want_route[f]) {
      if (f in slot && !held(f)) found_route[f] = slot[f]
      put_route[f, want_route[f]] = f
    }
    if (f in found_route) print "found default-route " f " " found_route[f]
    route_puts(f, "")
  }
  function route_after(f) {
    if (f in found_route && (held(f) || !(f in slot))) print "found default-route " f " " found_route[f]
    if (held(f)) route_puts(f, via(slot[f]))
  }'
planner() { printf '%s\n%s\n' "$wanted" "$actual" | awk -v mode="$1" "$planner_program"; }

write_record() {
  content=$(planner "$1" | sort)
  [ "$content" = "$(cat "$record" 2>/dev/null)" ] && return
  if [ -z "$content" ]; then rm -f "$record"; return; fi
  # Not synced: /run lives in memory.
  printf '%s\n' "$content" >"$record.new" && mv -f "$record.new" "$record"
}

# Refuses (6) to replace the default route if it is the only way back to the person who is typing. Replies through the NAT routers may work, but
# nobody here can know; a route of its own to the client, or the option, says that somebody thought about it.
guard_client() {
  # shellcheck disable=SC2086
  set -- ${SSH_CONNECTION:-}
  [ $# -eq 4 ] || return 0
  family=4
  case $1 in *%*) return 0 ;; *:*) family=6 ;; esac
  case $steps in *"ip -$family route replace default via "*) ;; *) return 0 ;; esac
  route=$("$ip" -o "-$family" route get fibmatch "$1" from "$3" 2>/dev/null) || route=$("$ip" -o "-$family" route get fibmatch "$1" 2>&1)
  # A route of another table (policy routing) is not the one that we replace.
  case $route in *" table "*) return 0 ;; default*) ;; *) return 0 ;; esac
  say "the SSH client $1 is reached only over the default route that would be replaced ($route)"
  [ -z "$allow_cut_off" ] || return 0
  say "give it a route of its own first (ip -$family route add $1 ${route#default }), or say --allow-cut-off; nothing was changed"
  exit 6
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
    failures=yes
    case $line in "sysctl -w "*/arp_*) loud=yes ;; "ip -4 addr del "*) left=yes ;; esac
  done <<END
$steps
END
}

# Sets wanted, actual and steps for all clusters but $1.
look() {
  wanted=$(union "$1") || exit
  wanted=$(printf '%s\n' "$wanted" | sort)
  actual=$(gather) || die 2 "can't read the kernel's state"
  steps=$(planner steps)
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
  for directory in /proc/[0-9]*; do
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
  [ -z "$failures$steps" ]
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

observe_fact() {
  case $1 in
    sysctl)
      key=$2
      first=${key%%[./]*}
      case ${key#"$first"} in .*) key=$(printf '%s\n' "$key" | tr './' '/.') ;; esac
      printf 'sysctl %s %s\n' "$2" "$(sysctl_value "$key" || echo absent)"
      ;;
    address)
      if "$ip" -o addr show dev "$3" 2>/dev/null | awk -v wanted="$2" '$4 == wanted { found = 1 } END { exit !found }'; then
        printf 'address %s %s\n' "$2" "$3"
      else
        printf 'address %s %s absent\n' "$2" "$3"
      fi
      ;;
    default-route)
      family=4
      case $2 in *:*) family=6 ;; esac
      "$ip" -o "-$family" route show default 2>/dev/null | awk '
        NR == 1 { gateway = "none"; device = "-"
                  for (i = 1; i < NF; i++) { if ($i == "via") gateway = $(i + 1); if ($i == "dev") device = $(i + 1) }
                  if ($0 ~ / nexthop /) { gateway = "several"; device = "-" } }
        END { print "default-route", NR ? gateway : "none", NR ? device : "-" }'
      ;;
    link)
      case $("$ip" -o link show dev "$2" up 2>/dev/null) in ?*) printf 'link %s\n' "$2" ;; *) printf 'link %s absent\n' "$2" ;; esac
      ;;
    clamp-mss) clamped "$2" | grep -qxF "$2 $3" && printf 'clamp-mss %s %s\n' "$2" "$3" || printf 'clamp-mss %s absent\n' "$2" ;;
    unit) printf 'unit %s %s %s\n' "$2" "$(unit_state is-enabled "$2")" "$(unit_state is-active "$2")" ;;
    '' | '#'* | module) ;;
    *) say "ignored, of a newer version: $*" ;;
  esac
}
unit_state() {
  state=$(systemctl "$1" "$2" 2>/dev/null </dev/null)
  printf '%s\n' "${state:-unknown}"
}

# One line for each line of file $1, in its order.
observe_file() {
  while read -r line || [ -n "$line" ]; do
    # shellcheck disable=SC2086
    observe_fact $line
  done <"$1"
}
observe() {
  if [ -n "$1" ]; then
    [ -r "$store/$1/current/expected-state" ] || die 3 "cluster $1 has no running expected-state"
    observe_file "$store/$1/current/expected-state"
    return
  fi
  set +f
  set -- "$store"/*/current/expected-state
  set -f
  for file in "$@"; do [ ! -e "$file" ] || observe_file "$file"; done | sort -u
}

wrong() { say "$1"; usage >&2; exit 2; }
cluster_name() { case $1 in '' | .* | */*) wrong "not a cluster's name: '$1'" ;; esac; }

newline='
'
wait=30 allow_cut_off='' filters='' filtered=''
while :; do
  case ${1:-} in
    --help | -h) usage; exit 0 ;;
    --wait)
      case ${2:-} in '' | *[!0-9]*) wrong "--wait takes whole seconds" ;; esac
      wait=$2
      shift 2
      ;;
    --allow-cut-off) allow_cut_off=yes; shift ;;
    *) break ;;
  esac
done
if ! { ip=$(program ip) && sysctl=$(program sysctl) && flock=$(program flock); }; then
  die 2 "needs ip (iproute2), sysctl (procps) and flock (util-linux)"
fi
case $("$ip" -V 2>&1) in *iproute2*) ;; *) die 2 "$ip is not iproute2's" ;; esac
case "$#:${1:-}" in
  1:apply) apply '' ;;
  2:release) cluster_name "$2"; apply "$2" ;;
  1:plan) plan ;;
  1:observe) observe '' ;;
  1:clamps) clamped 0.0.0.0 :: | sed 's/^/clamp-mss /' ;;
  2:observe) cluster_name "$2"; observe "$2" ;;
  *) wrong "no such call: $*" ;;
esac

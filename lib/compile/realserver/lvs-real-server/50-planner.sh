
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
  kind == "want source-route" { want_source[$3] = $6; want_way[$6] = $4 " " $5; sources[++source_count] = $3 " " $6 }
  kind == "had put source-route" { put_source[$4 " " $5]; if (!wanted($4, $5)) sources[++source_count] = $4 " " $5 }
  kind == "is rule" { is_rule[$3, $4]++ }
  kind == "is way" { is_way[$3] = $4 " " $5 }
  kind == "had put link" { put_link[$4]; if (!($4 in want_link)) links[++link_count] = $4 }
  kind == "had put clamp-mss" { put_clamp[$4, $5]; if (!($4 in listed)) { listed[$4]; if (!($4 in want_clamp)) clamps[++clamp_count] = $4 } }
  # What a newer program has put is its own to take away.
  $1 == "had" && kind !~ /^had (found (sysctl|default-route)|put (sysctl|address|default-route|source-route|link|clamp-mss))$/ { unknown[++unknown_count] = rest(1) }
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
    for (i = 1; i <= source_count; i++) set_source(sources[i])
    for (i = 1; i <= address_count; i++) { a = addresses[i]; if (!(a in want_address) && a in is_address) print command("del", a) }
    for (f = 4; f <= 6; f += 2) if (!(f in want_route)) give_back(f)
    for (i = 1; i <= source_count; i++) drop_source(sources[i])
    for (i = 1; i <= clamp_count; i++) drop_clamp(clamps[i])
    for (i = 1; i <= link_count; i++) { k = links[i]; if (!(k in want_link) && k in put_link && k in is_link) print "link down " k }
    for (i = 1; i <= sysctl_count; i++) { k = sysctls[i]; if (!(k in want_sysctl) && to_restore(k)) print "sysctl -w " k "=" found_sysctl[k] }
  }
  function wanted(a, table) { return a in want_source && want_source[a] == table }
  function way(table) { return table in is_way ? is_way[table] : "" }
  # The way before the rules that lead there; what the main table knows better comes first, so that the own network stays within reach at every moment.
  function set_source(s,  f, ip, to) {
    split(s, f, " "); ip = "ip -" (f[1] ~ /:/ ? 6 : 4) " "
    if (!wanted(f[1], f[2])) return
    split(want_way[f[2]], to, " ")
    if (way(f[2]) != want_way[f[2]]) print ip "route replace default via " to[1] " dev " to[2] " table " f[2]
    if (!((f[1], "main") in is_rule)) print ip "rule add pref " main_first " from " f[1] " lookup main suppress_prefixlength 0"
    if (!((f[1], f[2]) in is_rule)) print ip "rule add pref " then_own " from " f[1] " lookup " f[2]
  }
  function drop_source(s,  f, ip) {
    split(s, f, " "); ip = "ip -" (f[1] ~ /:/ ? 6 : 4) " "
    if (wanted(f[1], f[2])) return
    drop_rules(f[1], f[2], ip "rule del pref " then_own " from " f[1] " lookup " f[2])
    if (!(f[1] in want_source)) drop_rules(f[1], "main", ip "rule del pref " main_first " from " f[1] " lookup main suppress_prefixlength 0")
    if (f[2] in is_way) print ip "route del default table " f[2]
  }
  # Each takes one away, and there may be several that are alike.
  function drop_rules(a, target, line,  i) { if ((a, target) in is_rule) for (i = is_rule[a, target]; i > 0; i--) print line }
  function source_complete(s,  f) { split(s, f, " "); return (f[1], "main") in is_rule && (f[1], f[2]) in is_rule && wanted(f[1], f[2]) && way(f[2]) == want_way[f[2]] }
  function source_there(s,  f) { split(s, f, " "); return (f[1], "main") in is_rule || (f[1], f[2]) in is_rule || f[2] in is_way }
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
    for (i = 1; i <= source_count; i++) {
      a = sources[i]
      if (mode == "before" ? a in put_source || !source_complete(a) : a in put_source && source_there(a)) print "put source-route " a
    }
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
planner() { printf '%s\n%s\n' "$wanted" "$actual" | awk -v mode="$1" -v main_first="$MAIN_FIRST" -v then_own="$THEN_OWN" "$planner_program"; }

write_record() {
  content=$(planner "$1" | sort)
  [ "$content" = "$(cat "$record" 2>/dev/null)" ] && return
  if [ -z "$content" ]; then rm -f "$record"; return; fi
  # Not synced: /run lives in memory.
  printf '%s\n' "$content" >"$record.new" && mv -f "$record.new" "$record"
}

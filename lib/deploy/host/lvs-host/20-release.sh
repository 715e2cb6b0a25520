
# --- releases: stage, check, confirm -----------------------------------------------------------------------------

whole() { # does the release in $1 hold exactly what its manifest says?
  (cd "$1" 2>/dev/null && [ -s manifest ] && sha256sum --quiet --strict -c manifest >/dev/null 2>&1)
}

need_release() { # sets $release; a rollback takes what ran even if somebody edited it
  release=$dir/releases/$digest
  if whole "$release"; then return; fi
  if [ "$verb" = rollback ] && [ -s "$release/expected-state" ]; then say "release $digest was edited by hand, but it is what ran"; return; fi
  die 3 "release $digest is not here, or not whole"
}

stage() {
  staging=$dir/releases/.staging-$nonce
  whole "$staging" || die 1 "what arrived is not whole: $staging"
  if whole "$dir/releases/$digest"; then rm -rf "$staging"; else keep_staged; fi
  # what an earlier run left half-way
  find "$dir/releases" -maxdepth 1 -name '.staging-*' -mmin +60 -exec rm -rf {} +
}

keep_staged() { # an edited release of that name goes aside; its daemon may have loaded the edit
  release=$dir/releases/$digest
  sync -f "$staging"
  if [ -e "$release" ]; then
    [ "$(link_target current)" != "$digest" ] || { rm -f "$RUN/loaded/reload"; : >"$RUN/heartbeat.needs-reload"; }
    mv -T "$release" "$dir/releases/.staging-old-$nonce" || die 1 "can't move the edited release $digest aside"
  fi
  { mv -T "$staging" "$release" && sync -f "$dir"; } || die 1 "can't keep the release $digest"
  rm -rf "$dir/releases/.staging-old-$nonce"
}

check() {
  need_release
  if [ -f "$release/lvs-real-server" ]; then sh -n "$release/lvs-real-server" || die 4 "lvs-real-server does not parse"; fi
  [ -f "$release/keepalived.conf" ] || return 0
  # keepalived's own test passes a missing or empty file (exit 0), so look first
  grep -qs '^vrrp_instance' "$release/keepalived.conf" || die 4 "keepalived.conf of $digest is empty or without a heartbeat"
  for program in "$release"/root/var/lib/lvs/check-*; do [ ! -e "$program" ] || can_run "$program"; done
  sees_neighbours || exit
  if [ -f "$release/lvs-packet-filter" ]; then refusal=$(sh "$release/lvs-packet-filter" can "$release/expected-state" 2>&1) || die 4 "$refusal"; fi
  [ ! -f "$release/load-monitor.conf" ] || can_ask "$release/load-monitor.conf"
  # keepalived 2.2.8 and later look for the directory of a load monitor's files, which is there only while the heartbeat runs
  made=
  [ ! -f "$release/load-monitor.conf" ] || [ -d "$HEARTBEAT_FILES" ] || { mkdir -m 700 "$HEARTBEAT_FILES" && made=1; }
  # of programs that routers are tracked by it wants to see the file, which is in the release only as yet
  tested=$release/keepalived.conf
  if grep -q '^vrrp_script' "$tested"; then
    mkdir -p "$RUN"
    sed "s|^\( *script \"\)\(/[^ ]*\)|\1$release/root\2|" "$tested" >"$RUN/tested.conf" || die 1 "can't write $RUN/tested.conf"
    tested=$RUN/tested.conf
  fi
  output=$(keepalived --config-test --use-file "$tested" 2>&1)
  status=$?
  rm -f "$RUN/tested.conf"
  [ -z "$made" ] || rmdir "$HEARTBEAT_FILES" 2>/dev/null
  [ "$status" = 0 ] || { say "$output"; die 4 "keepalived refuses keepalived.conf of $digest"; }
  for module in $(facts_of module "$release"); do
    [ -d "/sys/module/$module" ] || modprobe -n -q "$module" || die 4 "this kernel lacks the module $module"
  done
}

# PROGRAM INTERFACE REFERENCE… -- PEER… -- OTHER-INTERFACE PEER… for each leg that keepalived.conf in $1 has looked after
leg_checks() { sed -n 's/^ *script "\(.*check-.*-leg-.*\)"$/\1/p' "$1/keepalived.conf"; }

# A leg whose references never answer would be dead as soon as its peer is gone, and where peers don't answer none would ever be.
sees_neighbours() {
  leg_checks "$release" | while read -r program interface rest; do
    ! grep -qsF "$program $interface $rest" "$dir/confirmed/keepalived.conf" || continue
    references=${rest%% -- *}
    peers=${rest#* -- }
    peers=${peers%%-- *}
    # shellcheck disable=SC2086  # words
    pingable "$interface" $references || die 4 "none of the second path's reference addresses answers a ping on $interface: $references"
    # shellcheck disable=SC2086  # words
    [ -z "$peers" ] || pingable "$interface" $peers || die 4 "no other router answers a ping on $interface, by which this one would know that somebody can take over: $peers"
  done
}
pingable() { # does any of the addresses answer by the interface?
  by=$1; shift
  for address; do ! ping -n -q -c 1 -W 2 -I "$by" "$address" >/dev/null 2>&1 || return 0; done
  return 1
}

can_run() { # keepalived takes a server for alive whose check it can't run
  read -r first <"$1"
  interpreter=${first#"#!"}
  # shellcheck disable=SC2086  # a path and perhaps an argument
  set -- $interpreter
  [ -x "$1" ] || die 4 "the health check's interpreter $1 is not here"
  case $1 in */env) command -v "${2:-}" >/dev/null 2>&1 || die 4 "the health check's interpreter ${2:-} is not here" ;; esac
  { cp /bin/true "$dir/.can-run" && "$dir/.can-run"; } || { rm -f "$dir/.can-run"; die 4 "health checks' programs can't be run below $STORE"; }
  rm -f "$dir/.can-run"
}

confirm() {
  [ "$(link_target current)" = "$digest" ] || die 3 "this host does not run $digest but $(link_target current)"
  # before the flip, so that a run that is cut off here is made again
  [ ! -f "$dir/current/keepalived.conf" ] || settle_for_good
  flip confirmed "$digest"
  find "$dir/releases" -mindepth 1 -maxdepth 1 ! -name "$digest" ! -name '.*' -printf '%T@ %f\n' | sort -rn | tail -n "+$KEEP_RELEASES" |
    while read -r _ old; do rm -rf "$dir/releases/$old"; done
}

store_model() { # written only when it differs
  # a full disk must not leave half of it in the place of the whole one
  cat >"$dir/.model.new" || { rm -f "$dir/.model.new"; die 1 "can't keep the model"; }
  if cmp -s "$dir/.model.new" "$dir/model.json"; then rm -f "$dir/.model.new"; return 0; fi
  { chmod 600 "$dir/.model.new" && sync "$dir/.model.new" && mv -f "$dir/.model.new" "$dir/model.json"; } || { rm -f "$dir/.model.new"; die 1 "can't keep the model"; }
}

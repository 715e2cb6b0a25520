# --- packet rules of a router, where the cluster asks for them -----------------------------------------------------

settle_filter() { # the rules are what the release says, before the heartbeat may be active by it
  [ -f "$release/lvs-packet-filter" ] || return 0
  if [ ! -L "$SYSTEM/multi-user.target.wants/$FILTER" ]; then
    systemctl enable --no-reload --quiet "$FILTER" || die 1 "can't enable $FILTER"
    changed=1
    reload_systemd
  fi
  if [ "$(systemctl is-active "$FILTER")" = active ]; then systemctl reload "$FILTER"; else systemctl start "$FILTER"; fi || die 1 "$FILTER does not start: $(HEARTBEAT=$FILTER journal)"
}

retire_filter() { # a release without one comes; the rules stay until it is confirmed, since peers may rely on them. Sets $changed
  [ ! -f "$release/lvs-packet-filter" ] && [ -L "$SYSTEM/multi-user.target.wants/$FILTER" ] || return 0
  rm -f "$SYSTEM/multi-user.target.wants/$FILTER"
  changed=1
}

settle_for_good() { # no other release than $digest counts any more: what only others wanted goes
  [ -e "$RUN/packet-rules" ] || return 0
  need_release
  if [ -f "$release/lvs-packet-filter" ]; then "$dir/current/lvs-packet-filter" prune || die 1 "lvs-packet-filter prune failed ($?)"
  else clear_filter; fi
  settle_settings
  forget_settings
}

clear_filter() {
  systemctl stop "$FILTER" 2>/dev/null
  [ -e "$RUN/packet-rules" ] || return 0
  for tool in "$dir"/releases/*/lvs-packet-filter; do
    [ -x "$tool" ] || continue
    "$tool" clear || die 1 "lvs-packet-filter clear failed ($?)"
    return
  done
}

has_filter() { # a router carries one cluster, but may be a real server of others
  for tool in "$dir"/releases/*/lvs-packet-filter; do [ ! -e "$tool" ] || return 0; done
  return 1
}

drop_filter() { # the host is left. Sets $changed
  has_filter || return 0
  [ -e "$SYSTEM/$FILTER" ] || [ -L "$SYSTEM/multi-user.target.wants/$FILTER" ] || [ -e "$RUN/packet-rules" ] || return 0
  clear_filter
  systemctl reset-failed "$FILTER" 2>/dev/null
  [ -L "$SYSTEM/multi-user.target.wants/$FILTER" ] || return 0
  rm -f "$SYSTEM/multi-user.target.wants/$FILTER"
  changed=1
}


# --- routers -----------------------------------------------------------------------------------------------------

activate() {
  need_release
  record_found
  changed=
  note_needs
  install_files "$release"
  for module in $(facts_of module "$release"); do [ -d "/sys/module/$module" ] || modprobe -q "$module"; done
  write_sysctls
  flip current "$digest"
  quiet_distribution_unit
  if [ ! -L "$SYSTEM/multi-user.target.wants/$HEARTBEAT" ]; then
    systemctl enable --no-reload --quiet "$HEARTBEAT" || die 1 "can't enable $HEARTBEAT"
    changed=1
  fi
  reload_systemd
  run_heartbeat
}

write_sysctls() { # only those that differ
  lines=$(awk '
    # the first separator decides how the others are read: net.ipv4.conf.eth0/100.x is net/ipv4/conf/eth0.100/x
    function path(key,  i, c, out) {
      match(key, /[.\/]/)
      if (substr(key, RSTART, 1) == "/") return key
      for (i = 1; i <= length(key); i++) { c = substr(key, i, 1); out = out (c == "." ? "/" : c == "/" ? "." : c) }
      return out
    }
    $1 == "sysctl" {
      key = $2; $1 = $2 = ""; $0 = $0; $1 = $1; wanted = $0; found = ""
      if ((getline found < ("/proc/sys/" path(key))) > 0) gsub(/[ \t]+/, " ", found)
      if (found != wanted) print key "=" wanted
    }' "$release/expected-state")
  [ -n "$lines" ] || return 0
  set --
  while IFS= read -r line; do set -- "$@" "$line"; done <<END
$lines
END
  # what can't be set shows when the host is looked at
  sysctl -q -w "$@"
}

quiet_distribution_unit() { # the package's own unit stays away, also after an upgrade of the package
  [ "$(readlink "$SYSTEM/$DISTRIBUTION")" = /dev/null ] && return 0
  systemctl stop "$DISTRIBUTION" 2>/dev/null
  systemctl reset-failed "$DISTRIBUTION" 2>/dev/null
  # one that an administrator wrote stands in the way of masking; it was recorded
  [ ! -f "$SYSTEM/$DISTRIBUTION" ] || rm -f "$SYSTEM/$DISTRIBUTION"
  systemctl mask --no-reload --quiet "$DISTRIBUTION" || die 1 "can't mask $DISTRIBUTION"
  changed=1
}

# What the running daemon has still to do stands under /run, because a reboot does it. Beside it what the daemon runs meanwhile, so that
# a way back before it was told costs it nothing.
note_needs() {
  installed=$SYSTEM/$HEARTBEAT
  mkdir -p "$RUN/loaded"
  if ! same_meaning "$installed" "$release/root$installed"; then need restart "$installed"; fi
  if ! same_meaning "$dir/current/keepalived.conf" "$release/keepalived.conf"; then need reload "$dir/current/keepalived.conf"; fi
}

need() { # what $1, with file $2 being what the daemon runs unless something is open already
  [ -e "$RUN/heartbeat.needs-$1" ] && return
  rm -f "$RUN/loaded/$1"
  if [ -s "$2" ]; then cp "$2" "$RUN/loaded/$1"; daemon_pid >"$RUN/loaded/$1.pid"; fi
  : >"$RUN/heartbeat.needs-$1"
}

daemon_pid() { cat /run/lvs-heartbeat/keepalived.pid 2>/dev/null; }

needs() { # is $1 to be done for $2 to run? Not if the daemon never left it
  [ -e "$RUN/heartbeat.needs-$1" ] || return 1
  [ -s "$RUN/loaded/$1" ] && [ "$(cat "$RUN/loaded/$1.pid")" = "$(daemon_pid)" ] && same_meaning "$RUN/loaded/$1" "$2" || return 0
  rm -f "$RUN/heartbeat.needs-$1"
  return 1
}

run_heartbeat() {
  state=$(systemctl is-active "$HEARTBEAT")
  if [ "$state" != active ] && [ "$state" != reloading ]; then
    systemctl reset-failed "$HEARTBEAT" 2>/dev/null
    systemctl start "$HEARTBEAT" || die 1 "$HEARTBEAT does not start: $(journal)"
  elif needs restart "$release/root$SYSTEM/$HEARTBEAT"; then
    systemctl restart "$HEARTBEAT" || die 1 "$HEARTBEAT does not restart: $(journal)"
  elif needs reload "$release/keepalived.conf"; then
    reload_heartbeat || { [ "$verb" = rollback ] && systemctl restart "$HEARTBEAT"; } || die 1 "$HEARTBEAT does not reload: $why"
  else return 0; fi
  rm -f "$RUN/heartbeat.needs-restart" "$RUN/heartbeat.needs-reload"
}

reload_heartbeat() { # a reload is asked for by signal: whether it was done, or refused after keepalived's own test, is said in files and journal only
  why=
  rm -f "$REFUSAL"
  since=$(date +%s)
  systemctl reload "$HEARTBEAT" || { why=$(journal); return 1; }
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.1
    case $(journalctl -u "$HEARTBEAT" --since "@$since" -o cat --no-pager 2>/dev/null) in *'Reload complete'*) return 0 ;; esac
    [ ! -s "$REFUSAL" ] || break
  done
  [ -s "$REFUSAL" ] || return 0
  why=$(tr '\n' '|' <"$REFUSAL")
  return 1
}
REFUSAL=/run/lvs-heartbeat/reload-check.log

journal() { journalctl -u "$HEARTBEAT" -n 8 -o cat --no-pager 2>/dev/null | tr '\n' '|'; }

repair() { # targeted ipvsadm commands, for what no reload would mend
  while IFS= read -r line; do
    [ -z "$line" ] && continue
    # shellcheck disable=SC2086  # a command line of plain words, made by our own renderer
    ipvsadm $line || die 1 "ipvsadm $line"
    logger -t lvs-host "cluster $cluster: ipvsadm $line" 2>/dev/null
  done
  return 0
}


# --- routers -----------------------------------------------------------------------------------------------------

activate() {
  need_release
  let_in
  record_found
  changed=
  note_needs
  rest_monitor
  retire_watch
  retire_filter
  install_files "$release"
  for module in $(facts_of module "$release"); do [ -d "/sys/module/$module" ] || modprobe -q "$module"; done
  settle_settings
  flip current "$digest"
  forget_settings
  quiet_distribution_unit
  if [ ! -L "$SYSTEM/multi-user.target.wants/$HEARTBEAT" ]; then
    systemctl enable --no-reload --quiet "$HEARTBEAT" || die 1 "can't enable $HEARTBEAT"
    changed=1
  fi
  reload_systemd
  settle_filter
  run_heartbeat
  settle_watch
  settle_monitor
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
  if [ -s "$2" ]; then cp "$2" "$RUN/loaded/$1"; daemon_pid >"$RUN/loaded/$1.pid"; vrrp_pid >"$RUN/loaded/$1.vrrp"; fi
  : >"$RUN/heartbeat.needs-$1"
}

daemon_pid() { cat /run/lvs-heartbeat/keepalived.pid 2>/dev/null; }
vrrp_pid() { cat /run/lvs-heartbeat/vrrp.pid 2>/dev/null; }

needs() { # is $1 to be done for $2 to run? Not if the daemon never left it
  [ -e "$RUN/heartbeat.needs-$1" ] || return 1
  [ -s "$RUN/loaded/$1" ] && [ -s "$RUN/loaded/$1.pid" ] && [ "$(cat "$RUN/loaded/$1.pid")" = "$(daemon_pid)" ] && same_meaning "$RUN/loaded/$1" "$2" || return 0
  rm -f "$RUN/heartbeat.needs-$1"
  return 1
}

run_heartbeat() {
  state=$(systemctl is-active "$HEARTBEAT")
  if [ "$state" != active ] && [ "$state" != reloading ]; then
    systemctl reset-failed "$HEARTBEAT" 2>/dev/null
    systemctl start "$HEARTBEAT" || die 1 "$HEARTBEAT does not start: $(journal)"
  elif needs restart "$release/root$SYSTEM/$HEARTBEAT"; then
    restart_heartbeat || die 1 "$HEARTBEAT does not restart: $(journal)"
  elif needs reload "$release/keepalived.conf"; then
    if gains_path; then restart_heartbeat; else reload_and_hold; fi || { [ "$verb" = rollback ] && restart_heartbeat; } || die 1 "$HEARTBEAT does not reload: ${why:-$(journal)}"
  else return 0; fi
  # a VRRP process that hung and was killed meanwhile left what it held, and the one after it knows the new file alone
  if [ -e "$RUN/heartbeat.needs-reload" ] && [ -s "$RUN/loaded/reload" ] && [ "$(cat "$RUN/loaded/reload.vrrp" 2>/dev/null)" != "$(vrrp_pid)" ]; then drop_addresses "$dir/current/keepalived.conf" "$RUN/loaded/reload"; fi
  rm -f "$RUN/heartbeat.needs-restart" "$RUN/heartbeat.needs-reload"
}

restart_heartbeat() { # an active router hands over by it: new connections wait for that, as at a switchover. Where nobody takes over, they wait for its own return. "unheld" if they can't
  echo restarts
  silence=$(silence_ahead)
  # among peers who don't know it any more, or have stood down; or alone
  if [ -n "$silence" ]; then hold_floating
  elif grep -qs unicast_peer "$dir/current/keepalived.conf"; then let_go
  else
    silence=$(silence_of "$dir/current/keepalived.conf")
    hold_floating
  fi
  systemctl restart "$HEARTBEAT" &
  # the addresses go first of all; whoever hangs after that must not keep clients waiting
  [ ! -e "$RUN/held" ] || sleep "$GONE_SECONDS"
  if [ -e "$RUN/held" ] && [ -n "$silence" ]; then await_return "$silence"; fi
  let_in 2>/dev/null || let_in || exit 1
  rm -f "$RUN/lvs-host.$cluster"
  wait "$!"
}

let_go() { # before a heartbeat with addresses and peers is stopped
  grep -qs unicast_peer "$dir/current/keepalived.conf" || return 0
  hold_floating
  # who is under way ends meanwhile
  [ ! -e "$RUN/held" ] || sleep "$HOLD_SECONDS"
}

hold_floating() { # new connections to the addresses of an active router. The copy of this program is for `resume`, however this ends
  # shellcheck disable=SC2046  # words
  set -- $(floating_of "$dir/current/keepalived.conf" "$RUN/loaded/reload")
  holds_any "$@" || return 0
  if ! { cp "$dir/current/lvs-host" "$RUN/lvs-host.$cluster" && grep -q '^resume()' "$RUN/lvs-host.$cluster"; } 2>/dev/null; then unheld="no program to let them in again if this one ends"
  elif hold_back "$@"; then return 0; fi
  echo "unheld: $unheld"
}
# what `cdktf-lvs failover` waits
HOLD_SECONDS=0.7
GONE_SECONDS=1.5
floating_of() { # the addresses that clients and real servers know, each once
  awk '/virtual_ipaddress_excluded/ { listed = 1 } /}/ { listed = 0 } listed && $1 ~ /^[0-9A-Fa-f:.]+\/[0-9]+$/ && !seen[$1]++ { sub(/\/.*/, "", $1); print $1 }' "$@" 2>/dev/null
}

# At a reload that ties its instance to one that it did not have (another interface or address is another one), keepalived begins as backup and says nothing
# of it: nobody serves until its own timer is over. One that is stopped says so, and the peer takes over at once.
gains_path() {
  grep -q '^vrrp_sync_group' "$release/keepalived.conf" && [ -s "$RUN/loaded/reload" ] || return
  paths_of "$release/keepalived.conf" | while read -r path; do paths_of "$RUN/loaded/reload" | grep -qxF "$path" || { echo gained; break; }; done | grep -q gained || ! grep -q '^vrrp_sync_group' "$RUN/loaded/reload"
}
paths_of() { awk '/^vrrp_instance/ { path = "by" } $1 == "interface" || $1 == "virtual_router_id" { path = path " " $2 } $1 == "unicast_src_ip" { print path, $2 }' "$1"; }

# Who comes while an active router can't serve waits for it, and tries again by himself, as at a switchover. Else he is refused: between two schedulers a virtual server has none
# (ip_vs_edit_service), and an instance that begins anew, as backup, leaves its addresses to be forwarded to, where nobody answers ARP: after three seconds, "no route to host".
reload_and_hold() {
  silence=$(silence_ahead)
  if [ -z "$silence" ] && ! changes_scheduler; then reload_heartbeat; return; fi
  hold_floating
  reload_heartbeat
  outcome=$?
  if [ "$outcome" = 0 ] && [ -e "$RUN/held" ]; then
    if [ -n "$silence" ]; then await_return "$silence"; else sleep 0.2; fi
  fi
  let_in 2>/dev/null || let_in || exit 1
  rm -f "$RUN/lvs-host.$cluster"
  return "$outcome"
}
# a file that takes keepalived longer to read is not worth that clients wait
HELD_SECONDS=5
RETURN_SECONDS=40

silence_ahead() { # seconds for which the instance with the addresses waits for adverts of others; nothing if it stays what it is
  [ -s "$RUN/loaded/reload" ] || return 0
  new=$(serving_of "$dir/current/keepalived.conf")
  [ "$(serving_of "$RUN/loaded/reload")" = "$new" ] || silence_of "$dir/current/keepalived.conf"
}
silence_of() { # three adverts, up to one more by priority, and the delay at a start
  awk '$1 == "vrrp_startup_delay" { delay = $2 } $1 == "advert_int" { print int(4 * $2 + delay) + 1; exit }' "$1"
}
serving_of() { # by what keepalived knows it again: VRID, interface, own address, and whether it has peers
  awk '/^vrrp_instance/ { path = "by" } $1 == "interface" || $1 == "virtual_router_id" || $1 == "unicast_src_ip" { path = path " " $2 } /virtual_ipaddress_excluded/ { print path }' "$1"
}

changes_scheduler() { # of a virtual server that stays
  [ -s "$RUN/loaded/reload" ] || return 1
  ! { schedulers_of "$RUN/loaded/reload"; schedulers_of "$dir/current/keepalived.conf"; } | sort -u | awk 'seen[$1]++ { changes = 1 } END { exit changes }'
}
schedulers_of() { # a line for each virtual server: address,port,protocol and scheduler
  awk '$1 == "virtual_server" { service = $2 "," $3 } $1 == "protocol" { service = service "," $2 } $1 == "lvs_sched" { print service, $2 }' "$1"
}

await_return() { # of the addresses: an instance that begins anew drops them at once, and takes up to $1 seconds to have them again; twice that on a busy host
  read_clock
  gone_by=$((clock + 2)) back_by=$((clock + 2 * $1))
  # whoever waits for this program doesn't do so for ever
  [ "$back_by" -le $((clock + RETURN_SECONDS)) ] || back_by=$((clock + RETURN_SECONDS))
  # shellcheck disable=SC2046  # words
  set -- $(floating_of "$dir/current/keepalived.conf")
  while holds_any "$@" && read_clock && [ "$clock" -lt "$gone_by" ]; do sleep 0.1; done
  while ! holds_any "$@" && read_clock && [ "$clock" -lt "$back_by" ]; do sleep 0.1; done
}

reload_heartbeat() { # a reload is asked for by signal: whether it was done, or refused after keepalived's own test, is said in journal and file only. Sets $why
  # once told, the daemon may take the new file at any time, so nobody may go by what it ran before
  told=$(cat "$RUN/loaded/reload.pid" 2>/dev/null)
  rm -f "$RUN/loaded/reload.pid"
  tell_to_reload || { why=$(journal); as_it_was; return 1; }
  told_at=$clock
  first=$cursor
  while :; do
    # asking the journal is work, too, which a busy host had better not do five times a second
    if [ $((clock - told_at)) -lt 2 ]; then sleep 0.2; else sleep 2; fi
    read_clock
    # "Reloading ..." first, because an earlier reload may have been late to end. Of a slow daemon that was told again the first time may be what it has done
    case $(since "$first") in *'Reloading ...'*'Reload complete'*) return 0 ;; esac
    case $(since "$cursor") in
      # keepalived stops its own test of the file after five seconds (reload_check_child_thread in its main.c), and forgets the reload with it: on a host
      # that is that busy it is told again. The file has passed our test
      *'config check timed out'*'reload_check exited'* | *'config check timed out'*'config check (PID '*' lost'*) [ $((clock - told_at)) -ge "$RELOAD_SECONDS" ] || tell_to_reload || { why=$(journal); return 1; } ;;
      # not even systemd's own word that it has told: then the journal is late (it waits for a busy disk), and keepalived may be done
      '') [ $((clock - told_at)) -ge "$JOURNAL_SECONDS" ] || deadline=$((clock + RELOAD_SECONDS)) ;;
    esac
    [ $((clock - told_at)) -lt "$HELD_SECONDS" ] || let_in 2>/dev/null
    if [ -s "$REFUSAL" ]; then why=$(tr '\n' '|' <"$REFUSAL"); as_it_was; return 1; fi
    [ "$clock" -le "$deadline" ] || break
  done
  why="neither done nor refused within $((clock - told_at)) s; its last words: $(journal)"
  return 1
}
since() { journalctl -u "$HEARTBEAT" ${1:+"--after-cursor=$1"} -o cat --no-pager 2>/dev/null; } # the heartbeat's words after that cursor
tell_to_reload() { # sets $cursor, $clock and $deadline
  rm -f "$REFUSAL"
  # where the journal ends now: the word of an earlier reload, maybe of this very second, does not count
  cursor=$(journalctl -u "$HEARTBEAT" -n 0 --show-cursor --quiet --no-pager 2>/dev/null)
  cursor=${cursor##*cursor: }
  systemctl reload "$HEARTBEAT" || return
  read_clock
  deadline=$((clock + RELOAD_SECONDS))
}
REFUSAL=/run/lvs-heartbeat/reload-check.log
# it takes tenths of a second; on a busy host keepalived's processes come to it late
RELOAD_SECONDS=30
# both together end before whoever waits for this program does
JOURNAL_SECONDS=45

as_it_was() { # it could not be told, or refused: it runs what it ran
  [ -z "$told" ] || echo "$told" >"$RUN/loaded/reload.pid"
}

read_clock() { read -r clock _ </proc/uptime; clock=${clock%%.*}; } # seconds, whatever becomes of the date

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

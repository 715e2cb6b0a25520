
# --- the way back ------------------------------------------------------------------------------------------------

rollback() {
  before=$digest
  digest=$(link_target confirmed)
  # a run that died before it confirmed may have left a release that serves
  # where it was not the only one that ran something unconfirmed, they return together to what they ran together
  if { [ "$digest" = none ] || [ "$nonce" = as-it-was ]; } && [ -n "$before" ] && [ -s "$dir/releases/$before/expected-state" ]; then digest=$before; fi
  if [ "$digest" = none ]; then remove
  elif [ -f "$dir/releases/$digest/keepalived.conf" ]; then
    activate
    settle_for_good
  else
    # what the newer release's program has put, an older one may know nothing of
    newer=$(link_target pending)
    rm -f "$dir/pending"
    [ ! -x "$dir/releases/$newer/lvs-real-server" ] || LVS_FOR=$cluster "$dir/releases/$newer/lvs-real-server" apply
    finish
  fi
}

remove() {
  if [ -d "$dir/found" ]; then leave_as_found; fi
  keys=${STORE%/clusters}/load-monitor.known_hosts
  # while it can still be seen whose they are
  ! alone_has_monitor || rm -f "$keys"
  rm -rf "$dir"
  rm -f "$RUN/lvs-host.$cluster"
  # nobody is left who may have had one
  ! rmdir "$STORE" 2>/dev/null || rm -f "$keys"
  rmdir "${STORE%/clusters}" 2>/dev/null
  return 0
}

alone_has_monitor() { # is this the only cluster on the host with a load monitor? They share the host keys of those that they ask
  own=
  for conf in "$STORE"/*/releases/*/load-monitor.conf; do
    [ -e "$conf" ] || continue
    case $conf in "$dir"/*) own=1 ;; *) return 1 ;; esac
  done
  [ -n "$own" ]
}

leave_as_found() {
  changed=
  stopped=
  ! runs_heartbeat || stopped=/run/lvs-heartbeat.stopped
  stop_heartbeat
  [ -z "$stopped" ] || rm -f "$stopped"
  # also where somebody took away the heartbeat that it is a part of
  ! grep -qsF "$dir/current/" "$SYSTEM/$WATCH" || systemctl stop "$WATCH" 2>/dev/null
  # a router that leaves alone is sent nothing by now; of a whole cluster the active one goes last, and sends until then
  drop_filter
  strip_real_server
  for path in $(outside "$dir"/releases/*/manifest); do put_back "$path"; done
  was_active=
  give_units_back
  reload_systemd
  # on a real server lvs-real-server gives values back, since other clusters may still want them
  [ -n "$is_real_server" ] || [ ! -s "$dir/found/sysctl" ] || sysctl -q -p "$dir/found/sysctl" >/dev/null 2>&1
  for unit in $was_active; do systemctl start "$unit" || say "$unit ran before, but does not start"; done
  # a running keepalived makes its own table again; one that was made by hand is put back. A real server's is not ours: it may be another cluster's router
  [ -n "$is_real_server" ] || [ -n "$was_active" ] || [ ! -s "$dir/found/ipvs" ] || ipvsadm --restore <"$dir/found/ipvs"
  rm -rf "$dir/current" "$dir/leaving" "$dir/leaving-pending" "$dir/found"
}

runs_heartbeat() { grep -qsF "$dir/current/" "$SYSTEM/$HEARTBEAT"; } # is the installed unit this cluster's?

stand_down() { # the files stay, so that a rollback or an activation starts it again; a boot does not, since its peers may run what it doesn't know
  changed=
  let_go
  stop_heartbeat
  rm -f "$RUN/lvs-host.$cluster"
  reload_systemd
}

stop_heartbeat() {
  runs_heartbeat || return 0
  stop_monitor
  stop_daemon
  # it is stopped with it
  rm -f "$RUN/heartbeat-watch.runs"
  [ -L "$SYSTEM/multi-user.target.wants/$HEARTBEAT" ] || return 0
  rm -f "$SYSTEM/multi-user.target.wants/$HEARTBEAT"
  changed=1
}

stop_daemon() {
  systemctl stop "$HEARTBEAT" 2>/dev/null || ! systemctl is-active --quiet "$HEARTBEAT" || die 1 "$HEARTBEAT does not stop: $(journal)"
  # one whose start failed is tried again and again; it must not be remembered as failed
  systemctl reset-failed "$HEARTBEAT" "$WATCH" 2>/dev/null
  # a stopped daemon takes its addresses and entries along; what one that had to be killed could not goes here
  set --
  for file in "$dir/current/keepalived.conf" "$RUN/loaded/reload"; do [ ! -s "$file" ] || set -- "$@" "$file"; done
  [ "$#" = 0 ] || drop_addresses /dev/null "$@"
  drop_entries
  let_in
  # the next start reads everything anew
  rm -f "$RUN"/heartbeat.needs-*
  rm -rf "$RUN/loaded"
}

drop_addresses() { # those that the daemon's files $2... say it holds, but none that file $1 says
  stays=$1
  shift
  ip -o address show | awk '
    from != "kernel" {
      if (/virtual_ipaddress/) listed = 1
      else if (/}/) listed = 0
      else if (listed) for (i = 2; i < NF; i++) if ($i == "dev") { if (from == "kept") kept[$1 " " $(i + 1)]; else floating[$1 " " $(i + 1)] }
      next
    }
    ($4 " " $2) in floating && !(($4 " " $2) in kept) { print $4, $2 }' from=kept "$stays" from=daemon "$@" from=kernel - | while read -r address device; do
    ip address del "$address" dev "$device" || say "$address stays on $device"
  done
}

drop_entries() { # the cluster's alone
  [ -e /proc/net/ip_vs ] || return 0
  for service in $(ipvsadm --save -n 2>/dev/null | sed -n 's/^-A \(-[tufw]*\) \([^ ]*\).*/\1=\2/p'); do
    ! grep -qsF -- "-A ${service%%=*} ${service#*=} " "$dir/current/ipvs.rules" || ipvsadm -D "${service%%=*}" "${service#*=}"
  done
}

strip_real_server() { # sets $is_real_server
  is_real_server=
  for tool in "$dir"/releases/*/lvs-real-server; do [ ! -e "$tool" ] || is_real_server=1; done
  [ -n "$is_real_server" ] || return 0
  unit=lvs-real-server-$cluster.service
  # Under these names no other cluster, whose own change may come at any time until all is gone, unites it with what it wants
  drop_dangling
  # one that is left of a removal that was cut off, before the cluster was deployed again
  [ ! -L "$dir/current" ] || rm -f "$dir/leaving-pending"
  rename_link current leaving
  rename_link pending leaving-pending
  # the newest program knows all that was put
  newest=$dir/leaving
  [ ! -x "$newest-pending/lvs-real-server" ] || newest=$newest-pending
  if [ -x "$newest/lvs-real-server" ]; then LVS_FOR=$cluster "$newest/lvs-real-server" release "$cluster" || not_released $?; fi
  if [ -e "$SYSTEM/$unit" ]; then
    # what it would run at its stop is done already, and not found where it looks for it
    systemctl stop "$unit" 2>/dev/null
    systemctl reset-failed "$unit" 2>/dev/null
    rm -f "$SYSTEM/multi-user.target.wants/$unit"
    changed=1
  fi
}

not_released() { # what was refused, with nothing changed, is still wanted by all that comes after: each as what it was
  case $1 in [3-6]) rename_link leaving-pending pending; rename_link leaving current ;; esac
  die 1 "lvs-real-server release failed ($1)"
}

rename_link() { [ ! -L "$dir/$1" ] || mv -Tf "$dir/$1" "$dir/$2" || die 1 "can't rename $dir/$1"; }

give_units_back() { # only the package's unit is not ours; sets $was_active
  while read -r _ unit enabled active; do
    [ "$unit" = "$DISTRIBUTION" ] || continue
    [ "$enabled" = masked ] || [ "$(readlink "$SYSTEM/$unit")" != /dev/null ] || { rm -f "$SYSTEM/$unit"; changed=1; }
    put_back_if_found "$SYSTEM/$unit"
    [ "$active" != active ] || was_active=$unit
  done <"$dir/found/units"
}

put_back_if_found() { ! is_there "$dir/found/root$1" || put_back "$1"; }

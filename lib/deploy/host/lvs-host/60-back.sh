
# --- the way back ------------------------------------------------------------------------------------------------

rollback() {
  digest=$(link_target confirmed)
  if [ "$digest" = none ]; then remove
  elif [ -f "$dir/releases/$digest/keepalived.conf" ]; then activate
  else
    rm -f "$dir/pending"
    finish
  fi
}

remove() {
  if [ -d "$dir/found" ]; then leave_as_found; fi
  rm -rf "$dir"
  rmdir "$STORE" "${STORE%/clusters}" 2>/dev/null
  return 0
}

leave_as_found() {
  changed=
  stop_heartbeat
  strip_real_server
  for path in $(outside "$dir"/releases/*/manifest); do put_back "$path"; done
  was_active=
  give_units_back
  reload_systemd
  # on a real server lvs-real-server gives values back, since other clusters may still want them
  [ -n "$is_real_server" ] || [ ! -s "$dir/found/sysctl" ] || sysctl -q -p "$dir/found/sysctl" >/dev/null 2>&1
  for unit in $was_active; do systemctl start "$unit" || say "$unit ran before, but does not start"; done
  # a running keepalived makes its own table again; one that was made by hand is put back
  [ -n "$was_active" ] || [ ! -s "$dir/found/ipvs" ] || ipvsadm --restore <"$dir/found/ipvs"
  rm -rf "$dir/current" "$dir/found"
}

stop_heartbeat() { # only if it is this cluster's
  grep -qsF "$dir/current/" "$SYSTEM/$HEARTBEAT" || return 0
  systemctl stop "$HEARTBEAT" 2>/dev/null
  # one whose start failed is tried again and again; it must not be remembered as failed
  systemctl reset-failed "$HEARTBEAT" 2>/dev/null
  rm -f "$SYSTEM/multi-user.target.wants/$HEARTBEAT" "$RUN"/heartbeat.needs-*
  rm -rf "$RUN/loaded"
  changed=1
  [ -e /proc/net/ip_vs ] || return 0
  # a stopped daemon takes its entries along; what it could not, and it alone, goes here
  for service in $(ipvsadm --save -n 2>/dev/null | sed -n 's/^-A \(-[tufw]*\) \([^ ]*\).*/\1=\2/p'); do
    ! grep -qsF -- "-A ${service%%=*} ${service#*=} " "$dir/current/ipvs.rules" || ipvsadm -D "${service%%=*}" "${service#*=}"
  done
}

strip_real_server() { # sets $is_real_server
  is_real_server=
  for tool in "$dir"/releases/*/lvs-real-server; do [ ! -e "$tool" ] || is_real_server=1; done
  [ -n "$is_real_server" ] || return 0
  unit=lvs-real-server-$cluster.service
  for tool in "$dir/pending/lvs-real-server" "$dir/current/lvs-real-server"; do
    [ -x "$tool" ] || continue
    "$tool" release "$cluster" || die 1 "lvs-real-server release failed ($?)"
    break
  done
  if [ -e "$SYSTEM/$unit" ]; then
    systemctl stop "$unit" 2>/dev/null
    rm -f "$SYSTEM/multi-user.target.wants/$unit"
    changed=1
  fi
  rm -f "$dir/pending"
}

give_units_back() { # only the package's unit is not ours; sets $was_active
  while read -r _ unit enabled active; do
    [ "$unit" = "$DISTRIBUTION" ] || continue
    [ "$enabled" = masked ] || [ "$(readlink "$SYSTEM/$unit")" != /dev/null ] || { rm -f "$SYSTEM/$unit"; changed=1; }
    put_back_if_found "$SYSTEM/$unit"
    [ "$active" != active ] || was_active=$unit
  done <"$dir/found/units"
}

put_back_if_found() { ! is_there "$dir/found/root$1" || put_back "$1"; }

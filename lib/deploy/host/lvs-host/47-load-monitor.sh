# --- the load monitor, where a pool has one ----------------------------------------------------------------------

settle_monitor() { # it runs what the release says, or not at all
  [ -f "$release/lvs-load-monitor" ] || return 0
  if [ ! -L "$SYSTEM/multi-user.target.wants/$MONITOR" ]; then
    systemctl enable --no-reload --quiet "$MONITOR" || die 1 "can't enable $MONITOR"
    changed=1
    reload_systemd
  fi
  wanted=$(cat "$SYSTEM/$MONITOR" "$release/load-monitor.conf" "$release/lvs-load-monitor" | cksum)
  if [ "$(systemctl is-active "$MONITOR")" = active ] && [ "$(cat "$RUN/load-monitor.runs" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  rm -f "$RUN/load-monitor.runs"
  systemctl restart "$MONITOR" || die 1 "$MONITOR does not start: $(HEARTBEAT=$MONITOR journal)"
  echo "$wanted" >"$RUN/load-monitor.runs"
}

rest_monitor() { # before anything changes, by what it was told so far: an offset is one to the weight that it was made for
  [ -e "$SYSTEM/$MONITOR" ] || return 0
  [ -f "$release/lvs-load-monitor" ] || { stop_monitor; return; }
  if cmp -s "$release/load-monitor.conf" "$dir/current/load-monitor.conf" && cmp -s "$release/lvs-load-monitor" "$dir/current/lvs-load-monitor"; then return 0; fi
  rm -f "$RUN/load-monitor.runs"
  systemctl stop "$MONITOR" 2>/dev/null
}

stop_monitor() { # the weights go back to what was configured. Sets $changed
  [ -e "$SYSTEM/$MONITOR" ] || [ -L "$SYSTEM/multi-user.target.wants/$MONITOR" ] || return 0
  rm -f "$RUN/load-monitor.runs"
  systemctl stop "$MONITOR" 2>/dev/null
  systemctl reset-failed "$MONITOR" 2>/dev/null
  [ -L "$SYSTEM/multi-user.target.wants/$MONITOR" ] || return 0
  rm -f "$SYSTEM/multi-user.target.wants/$MONITOR"
  changed=1
}

can_ask() { # has this host the programs that the release's load monitor asks by?
  while read -r word _ type _; do
    case $word$type in
      pooluptime) tool=ssh package=openssh-client ;;
      poolrup) tool=rup package=rstat-client ;;
      poolruptime) tool=ruptime package=rwho ;;
      poolagent | poolhttp) tool=bash package=bash ;;
      *) continue ;;
    esac
    command -v "$tool" >/dev/null 2>&1 || die 4 "the load monitor by $type needs $tool, of the package $package, which is not here"
  done <"$1"
}


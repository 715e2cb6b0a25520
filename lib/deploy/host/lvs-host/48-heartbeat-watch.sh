# --- the watch over the heartbeat --------------------------------------------------------------------------------

settle_watch() { # the heartbeat starts it; a changed one is to be told
  [ -f "$release/lvs-heartbeat-watch" ] || return 0
  wanted=$(cat "$SYSTEM/$WATCH" "$release/lvs-heartbeat-watch" | cksum)
  if [ "$(systemctl is-active "$WATCH")" = active ] && [ "$(cat "$RUN/heartbeat-watch.runs" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  rm -f "$RUN/heartbeat-watch.runs"
  systemctl restart "$WATCH" || die 1 "$WATCH does not start: $(HEARTBEAT=$WATCH journal)"
  echo "$wanted" >"$RUN/heartbeat-watch.runs"
}

retire_watch() { # a release of before there was one
  [ ! -f "$release/lvs-heartbeat-watch" ] && [ -e "$SYSTEM/$WATCH" ] || return 0
  rm -f "$RUN/heartbeat-watch.runs"
  systemctl stop "$WATCH" 2>/dev/null
}



# --- real servers ------------------------------------------------------------------------------------------------

# What another cluster on this host can't have is named, but is no reason to fail (LVS_FOR). By the environment, which an older release's program passes over.
prepare() {
  need_release
  drop_dangling
  record_found
  [ "$(link_target current)" = "$digest" ] || flip pending "$digest"
  LVS_FOR=$cluster "$release/lvs-real-server" apply && return 0
  failure=$?
  # one that was refused as a whole, with nothing changed, must not keep other clusters from theirs, nor be put in place by a boot
  case $failure in 3 | 5 | 6) rm -f "$dir/pending" ;; esac
  die 1 "lvs-real-server apply failed ($failure)"
}

finish() {
  need_release
  changed=
  unit=lvs-real-server-$cluster.service
  install_files "$release"
  flip current "$digest"
  rm -f "$dir/pending"
  if [ ! -L "$SYSTEM/multi-user.target.wants/$unit" ]; then
    systemctl enable --no-reload --quiet "$unit" || die 1 "can't enable $unit"
    changed=1
  fi
  reload_systemd
  # starting the unit applies as well
  if [ "$(systemctl is-active "$unit")" != active ]; then systemctl start "$unit" || die 1 "$unit does not start: $(HEARTBEAT=$unit journal)"
  else LVS_FOR=$cluster "$release/lvs-real-server" apply || die 1 "lvs-real-server apply failed ($?)"; fi
}


# --- files outside the store, and what was found before us -------------------------------------------------------

outside() { # paths outside the store that the manifests $@ name
  sed -n 's/^[0-9a-f]*  root//p' "$@" 2>/dev/null | sort -u
}

install_files() { # those of release $1, atomically and only what differs; those that only an older release had go. Sets $changed
  wanted=$(outside "$1/manifest")
  names=$(printf '%s\n' "$wanted" | sed 's:^/::')
  # shellcheck disable=SC2086  # paths of ours hold no blanks
  { modes=$(cd "$1/root" && stat -c '%a /%n' $names); live=$newline$(cd / && stat -c '%a /%n' $names 2>/dev/null)$newline; }
  fresh=
  while read -r mode path; do
    case $live in *"$newline$mode $path$newline"*) if [ ! -L "$path" ] && cmp -s "$1/root$path" "$path"; then continue; fi ;; esac
    { mkdir -p "${path%/*}" && cp "$1/root$path" "$path.lvs-new" && chmod "$mode" "$path.lvs-new"; } || die 1 "can't write $path"
    fresh="$fresh $path"
  done <<END
$modes
END
  # all contents are on the disk before the first of them gets its name
  if [ -n "$fresh" ]; then sync; changed=1; fi
  for path in $fresh; do mv -fT "$path.lvs-new" "$path" || die 1 "can't write $path"; done
  for path in $(outside "$dir"/releases/*/manifest); do
    case $newline$wanted$newline in *"$newline$path$newline"*) ;; *) put_back "$path" ;; esac
  done
}

put_back() { # the file as it was found, or none. Sets $changed
  if is_there "$dir/found/root$1"; then
    cmp -s "$dir/found/root$1" "$1" && return 0
    { cp -a "$dir/found/root$1" "$1.lvs-new" && mv -fT "$1.lvs-new" "$1"; } || die 1 "can't put $1 back"
  elif is_there "$1"; then rm -f "$1"
  else return 0; fi
  changed=1
}

reload_systemd() { # it reads every unit again, which takes seconds on a small host
  [ -z "$changed" ] || systemctl daemon-reload || die 1 "systemd can't read its units again"
  changed=
}

unit_states() { # "unit NAME ENABLED ACTIVE" for each of the units
  systemctl show --property=Id,UnitFileState,ActiveState -- "$@" | while IFS='=' read -r property value; do
    case $property in
      Id) id=$value ;;
      ActiveState) active=$value ;;
      UnitFileState) printf 'unit %s %s %s\n' "$id" "${value:-absent}" "$active" ;;
    esac
  done
}

record_found() { # once per cluster and host, before the first change; complete or not there at all
  [ -d "$dir/found" ] && return 0
  new=$dir/.found.new
  rm -rf "$new"
  mkdir -p "$new/root" || die 1 "can't record what was found"
  # shellcheck disable=SC2046  # names hold no blanks
  unit_states $(facts_of unit "$release") >"$new/units"
  # on a real server IPVS is somebody else's
  [ ! -f "$release/keepalived.conf" ] || [ ! -e /proc/net/ip_vs ] || ipvsadm --save -n >"$new/ipvs" 2>/dev/null
  paths="$(outside "$release/manifest") $SYSTEM/$DISTRIBUTION"
  # shellcheck disable=SC2086  # paths of ours hold no blanks
  if left_by_us $paths; then forget_ours; fi
  for path in $paths; do
    is_there "$path" || continue
    { mkdir -p "$new/root${path%/*}" && cp -a "$path" "$new/root$path"; } || die 1 "can't record $path"
  done
  { sync -f "$new" && mv -T "$new" "$dir/found" && sync -f "$dir"; } || die 1 "can't record what was found"
}

left_by_us() { # is one of the paths $@ a unit that says it is this cluster's?
  for path in "$@"; do
    case $path in "$SYSTEM"/*) ! grep -qs "^Description=.*LVS cluster $cluster\( \|\$\)" "$path" || return 0 ;; esac
  done
  return 1
}

forget_ours() { # somebody removed the store, and the record with it: what we had put was not found. Sets $paths
  sed "s/^unit $DISTRIBUTION masked/unit $DISTRIBUTION disabled/" "$new/units" >"$new/.units" && mv -f "$new/.units" "$new/units"
  rm -f "$new/ipvs"
  paths=
  [ "$(readlink "$SYSTEM/$DISTRIBUTION")" = /dev/null ] || paths=$SYSTEM/$DISTRIBUTION
}


# --- kernel settings of a router ---------------------------------------------------------------------------------
# found/sysctl holds the value from before us of every key that the running release sets: a key comes in before it is written for the first
# time, and goes when a release that does without it runs. What runs may be an older release again, so it is asked what is, never what was done.

plan_settings() { # prints "record KEY = VALUE" for found/sysctl, "write KEY=VALUE" for the kernel, and "forget KEY" for later
  set --
  [ ! -s "$dir/found/sysctl" ] || set -- "$@" from=found "$dir/found/sysctl"
  [ ! -s "$dir/current/expected-state" ] || set -- "$@" from=current "$dir/current/expected-state"
  # VIPs that are still served must not be answered for meanwhile
  quiet=
  grep -qs mangle "$RUN/packet-rules" && quiet=1
  awk -v quiet="$quiet" '
    # the first separator decides how the others are read: net.ipv4.conf.eth0/100.x is net/ipv4/conf/eth0.100/x
    function path(key,  i, c, out) {
      match(key, /[.\/]/)
      if (substr(key, RSTART, 1) == "/") return key
      for (i = 1; i <= length(key); i++) { c = substr(key, i, 1); out = out (c == "." ? "/" : c == "/" ? "." : c) }
      return out
    }
    function is(key,  file, value) { # what the kernel has; sets there
      file = "/proc/sys/" path(key)
      there = (getline value < file) > 0
      close(file)
      gsub(/[ \t]+/, " ", value)
      return value
    }
    from == "found" && $2 == "=" { key = $1; $1 = $2 = ""; $0 = $0; $1 = $1; keys[++count] = key; found[path(key)] = $0 }
    from == "current" && $1 == "sysctl" { runs[path($2)] }
    from == "release" && $1 == "sysctl" {
      key = $2; $1 = $2 = ""; $0 = $0; $1 = $1; wanted[path(key)]
      live = is(key)
      # what the running release sets without a record is a value of ours, from before this was recorded
      if (there && !(path(key) in found) && !(path(key) in runs)) print "record " key " = " live
      if (live != $0) print "write " key "=" $0
    }
    END {
      for (i = 1; i <= count; i++) if (!(path(keys[i]) in wanted) && !(quiet && keys[i] ~ /arp_[a-z]+$/)) {
        live = is(keys[i])
        if (there && live != found[path(keys[i])]) print "write " keys[i] "=" found[path(keys[i])]
        print "forget " keys[i]
      }
    }' "$@" from=release "$release/expected-state"
}

settle_settings() { # those that differ from what this release wants, or from what was found where it wants nothing. Sets $forgotten
  plan=$(plan_settings) || die 1 "can't read the kernel's settings"
  forgotten=; recorded=
  set --
  while read -r what setting; do
    case $what in
      record) recorded=$recorded$setting$newline ;;
      write) set -- "$@" "$setting" ;;
      forget) forgotten="$forgotten $setting" ;;
    esac
  done <<END
$plan
END
  [ -z "$recorded" ] || keep_record "$(cat "$dir/found/sysctl" 2>/dev/null)$newline$recorded"
  # what can't be set shows when the host is looked at
  [ $# = 0 ] || sysctl -q -w "$@"
}

forget_settings() { # only once the release runs: a way back from half-way needs the record
  [ -n "$forgotten" ] || return 0
  kept=
  while read -r key rest; do
    case "$forgotten " in *" $key "*) ;; *) kept="$kept$key $rest$newline" ;; esac
  done <"$dir/found/sysctl"
  keep_record "$kept"
}

keep_record() { # $1 becomes found/sysctl, whole or not at all
  { printf '%s\n' "$1" | sed '/^$/d' >"$dir/found/.sysctl.new" && sync "$dir/found/.sysctl.new" &&
    mv -f "$dir/found/.sysctl.new" "$dir/found/sysctl" && sync -f "$dir"; } || die 1 "can't record the settings that were found"
}

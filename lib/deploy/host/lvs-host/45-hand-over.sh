# --- a planned switchover ----------------------------------------------------------------------------------------

# Requests just under way are known to nobody but this router: a peer hears of a connection when it is established and the kernel's message to it is full, or
# up to three seconds old. So new connections are held back for a moment, and their clients try again by themselves (RFC 6298: after one second); most of what is
# under way ends meanwhile. One that goes on is reset unless it was there for three seconds. Whatever ends this verb, systemd runs `resume` after it, by the copy of this program that is kept for that.
hand_over() { # $1 ms later the heartbeat stops, and after $2 ms more it starts again, as a backup when a peer has taken over; $3... are the VIPs. Standard input: this program
  runs_heartbeat || die 3 "this host runs no heartbeat of $cluster"
  cat >"$RUN/lvs-host.$cluster" || die 1 "can't keep the way back"
  hold=$1; away=$2
  shift 2
  # asked again after a lost connection, it has nothing to hand over any more
  holds_any "$@" || return 0
  hold_back "$@" || echo "unheld: $unheld"
  sleep "$(seconds_of "$hold")"
  stop_daemon
  sleep "$(seconds_of "$away")"
  systemctl start "$HEARTBEAT" || die 1 "$HEARTBEAT does not start again: $(journal)"
}

resume() { # however a hand-over ended
  let_in
  # one that was told to stand down stays so
  if runs_heartbeat && [ -L "$SYSTEM/multi-user.target.wants/$HEARTBEAT" ] && [ "$(systemctl is-active "$HEARTBEAT")" != active ]; then systemctl start "$HEARTBEAT"; fi
  rm -f "$RUN/lvs-host.$cluster"
}

holds_any() {
  own=$(ip -o address show)
  for address in "$@"; do case $own in *" $address/"*) return 0 ;; esac; done
  return 1
}

seconds_of() { printf '%d.%03d' "$(($1 / 1000))" "$(($1 % 1000))"; }

hold_back() { # drops TCP's first packet to each of the addresses $@, by nftables or by iptables. What is held stands in $RUN/held, from before it is. Sets $unheld
  let_in
  # nothing may be held back that is not on record: /run may be full
  echo nft >"$RUN/held" || { unheld="$RUN can't be written to"; return 1; }
  unheld=$(nft_hold "$@" | nft -f - 2>&1) && return 0
  rm -f "$RUN/held"
  for address in "$@"; do hold_back_by_iptables "$address" || { let_in; return 1; }; done
}

hold_back_by_iptables() { # the one that this kernel takes; the newer one fails where the kernel lacks nftables
  case $1 in *:*) tables=ip6tables ;; *) tables=iptables ;; esac
  for tool in "$tables" "$tables-legacy"; do
    echo "$tool $1" >>"$RUN/held" || { unheld="$RUN can't be written to"; return 1; }
    if problem=$(syn_rule -I 2>&1); then return 0; fi
    unheld="$unheld; $problem"
    sed -i '$d' "$RUN/held"
  done
  return 1
}

syn_rule() { "$tool" -w 5 -t mangle "$1" PREROUTING -d "$address" -p tcp --syn -j DROP; } # of $tool for $address

nft_hold() {
  printf '%s\n' 'table inet lvs_hand_over {' 'chain new_connections {' 'type filter hook prerouting priority -150; policy accept;'
  for address in "$@"; do
    case $address in *:*) family=ip6 ;; *) family=ip ;; esac
    echo "$family daddr $address tcp flags & (fin | syn | rst | ack) == syn drop"
  done
  printf '}\n}\n'
}

let_in() { # whatever a hand-over holds back, also one that was cut off; what can't be let in stays on record
  [ -e "$RUN/held" ] || return 0
  left=
  while read -r tool address; do
    if [ "$tool" = nft ]; then
      nft delete table inet lvs_hand_over 2>/dev/null
      ! nft list table inet lvs_hand_over >/dev/null 2>&1 || left=$left$tool$newline
    else
      while syn_rule -D 2>/dev/null; do :; done
      syn_rule -C 2>/dev/null
      # 1 is "no such rule"; anything else is no answer
      [ $? = 1 ] || left=$left$tool\ $address$newline
    fi
  done <"$RUN/held"
  [ -n "$left" ] || { rm -f "$RUN/held"; return 0; }
  printf '%s' "$left" >"$RUN/held"
  say "new connections are still held back by $left"
  return 1
}


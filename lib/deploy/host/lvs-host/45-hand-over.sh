# --- a planned switchover ----------------------------------------------------------------------------------------

# Requests just under way are known to nobody but this router: a peer hears of a connection when it is established and the kernel's message to it is full, or
# up to three seconds old. So new connections are held back for a moment, and their clients try again by themselves (RFC 6298: after one second); what is
# under way ends meanwhile, or is known to the peers.
hand_over() { # $1 ms later the heartbeat stops, and after $2 ms more it starts again, as a backup when a peer has taken over; $3... are the VIPs
  runs_heartbeat || die 3 "this host runs no heartbeat of $cluster"
  hold=$1; away=$2
  shift 2
  trap let_in EXIT
  hold_back "$@" || echo "unheld"
  sleep "$(seconds_of "$hold")"
  systemctl stop "$HEARTBEAT" || die 1 "$HEARTBEAT does not stop: $(journal)"
  let_in
  sleep "$(seconds_of "$away")"
  systemctl start "$HEARTBEAT" || die 1 "$HEARTBEAT does not start again: $(journal)"
}

seconds_of() { printf '%d.%03d' "$(($1 / 1000))" "$(($1 % 1000))"; }

hold_back() { # drops TCP's first packet to each of the addresses $@, by nftables or by iptables; what was held stands in $RUN/held
  let_in
  mkdir -p "$RUN"
  if printf '%s\n' "$(nft_hold "$@")" | nft -f - 2>/dev/null; then echo nft >"$RUN/held"; return; fi
  for address in "$@"; do hold_back_by_iptables "$address" || { let_in; return 1; }; done
}

hold_back_by_iptables() { # the one that this kernel takes; the newer one fails where the kernel lacks nftables
  case $1 in *:*) tables=ip6tables ;; *) tables=iptables ;; esac
  for tool in "$tables" "$tables-legacy"; do
    echo "$tool $1" >>"$RUN/held"
    if "$tool" -w 5 -t mangle -I PREROUTING -d "$1" -p tcp --syn -j DROP 2>/dev/null; then return; fi
  done
  return 1
}

nft_hold() {
  echo "table inet lvs_hand_over {
    chain new_connections {
      type filter hook prerouting priority -150; policy accept;"
  for address in "$@"; do
    case $address in *:*) family=ip6 ;; *) family=ip ;; esac
    echo "$family daddr $address tcp flags & (fin | syn | rst | ack) == syn drop"
  done
  echo "} }"
}

let_in() { # whatever a hand-over holds back, also one that was cut off
  [ -e "$RUN/held" ] || return 0
  while read -r tool address; do
    case $tool in
      nft) nft delete table inet lvs_hand_over ;;
      *) "$tool" -w 5 -t mangle -D PREROUTING -d "$address" -p tcp --syn -j DROP ;;
    esac 2>/dev/null
  done <"$RUN/held"
  rm -f "$RUN/held"
}



# --- looking -----------------------------------------------------------------------------------------------------

section() { printf '@@ %s\n' "$1"; }

dead_legs() { # interfaces of legs that keepalived takes for dead; asked anew, whatever its own runs remember
  # shellcheck disable=SC2086  # words
  leg_checks "$dir/current" | while read -r program rest; do TMPDIR=/nonexistent "$program" $rest || echo "${rest%% *} dead"; done
}

advertised() { # interfaces that have their IPv6 default route, or an address, from advertisements that the kernel heeds only while it doesn't forward
  { ip -6 route show default proto ra; ip -6 -o address show mngtmpaddr | sed 's/^[0-9]*: /dev /'; } 2>/dev/null | sed -n 's/.*dev \([^ ]*\).*/\1/p' | sort -u | while read -r name; do
    read -r accepts <"/proc/sys/net/ipv6/conf/$name/accept_ra"
    [ "$accepts" != 1 ] || echo "$name"
  done
}

observe() { # every section is one program's own output; what starts slowly and is seldom wanted is shown when $LVS_EXTRAS names it
  section lvs-host; echo 3
  section uptime; read -r uptime _ </proc/uptime; echo "$uptime"
  section missing
  for tool in keepalived ipvsadm ip arping flock tar sha256sum systemctl systemd-run base64 sysctl modprobe awk ping; do
    command -v "$tool" >/dev/null 2>&1 || echo "$tool"
  done
  # packet rules are put in by any of these
  command -v nft >/dev/null 2>&1 || command -v iptables >/dev/null 2>&1 || command -v iptables-legacy >/dev/null 2>&1 || echo nft
  if wanted keepalived; then section keepalived; keepalived --version 2>&1; section advertised; advertised; fi
  section links; find "$dir" -maxdepth 1 -type l -printf '%f %l\n' 2>/dev/null
  section heartbeats; for other in "$STORE"/*/current/keepalived.conf; do [ ! -e "$other" ] || echo "$other"; done
  section network; printf '%s\n' 'link show' 'address show' | ip -o -force -batch -
  if wanted route; then section route; ip -4 route show default; ip -6 route show default; fi
  if wanted source-routes && [ -x "$dir/current/lvs-real-server" ]; then section source-routes; "$dir/current/lvs-real-server" source-routes; fi
  if wanted clamps && [ -x "$dir/current/lvs-real-server" ]; then section clamps; "$dir/current/lvs-real-server" clamps; fi
  if wanted packet-rules && [ -x "$dir/current/lvs-packet-filter" ]; then section packet-rules; "$dir/current/lvs-packet-filter" list; fi 2>/dev/null
  if wanted legs; then section legs; dead_legs 2>/dev/null; fi
  # shellcheck disable=SC2086  # lists of plain words
  { section unit; [ -z "${LVS_UNITS:-}" ] || systemctl show --property=Id,UnitFileState,ActiveState -- $LVS_UNITS
    section sysctl; [ -z "${LVS_SYSCTLS:-}" ] || sysctl $LVS_SYSCTLS; } 2>/dev/null
  section module; for module in ${LVS_MODULES:-}; do if [ -d "/sys/module/$module" ]; then echo "$module"; fi; done
  section needs; for need in reload restart; do [ ! -e "$RUN/heartbeat.needs-$need" ] || echo "$need"; done; [ ! -e "$RUN/held" ] || echo 'let new connections in'
  if [ -e /proc/net/ip_vs ]; then
    section ipvs; ipvsadm --save -n
    if wanted connections; then section connections; ipvsadm -L -n; fi
  fi 2>/dev/null
  section files
  printf '%s\n' "${LVS_PATHS:-}" "$dir/model.json" "$dir/begun.json" | tar -c -h --no-recursion --ignore-failed-read --verbatim-files-from -T - 2>/dev/null | base64 -w0; echo
  section end
}

wanted() { case " ${LVS_EXTRAS:-} " in *" $1 "*) ;; *) return 1 ;; esac; }

arp() { # all at once: each takes two seconds
  own=$(ip -o address show)
  for question in "$@"; do arp_of "${question%%/*}" "${question#*/}" & done
  wait
}

arp_of() { # two requests, so that a second answerer is heard; an address that we hold ourselves is asked as for a duplicate
  case $2 in *:*) neighbour_of "$1" "$2"; return ;; esac
  case $own in *" $2/"*) mode=-D ;; *) mode=-b ;; esac
  macs=$(arping "$mode" -c 2 -w 2 -I "$1" "$2" 2>/dev/null | sed -n 's/.*\[\([0-9A-Fa-f:]*\)\].*/\1/p' | tr 'A-F' 'a-f' | sort -u | tr '\n' ' ')
  printf 'arp %s %s\n' "$2" "$macs"
}

neighbour_of() { # by neighbour discovery, which any packet there begins; what was heard of it before doesn't count
  macs=
  case $own in
    *" $2/"*) ;;
    *)
      ip -6 neigh del "$2" dev "$1" 2>/dev/null
      ping -6 -n -q -c 2 -i 0.5 -W 1 -I "$1" "$2" >/dev/null 2>&1
      macs=$(ip -6 neigh show "$2" dev "$1" | sed -n 's/.*lladdr \([0-9a-f:]*\).*/\1/p')
      ;;
  esac
  printf 'arp %s %s\n' "$2" "$macs"
}

return_path() { # on the router that holds the gateway: does a packet from its other leg find its way back through it?
  gateway=$1; source=$2; shift 2
  command -v ping >/dev/null 2>&1 || return 0
  ip -o address show | grep -qF " $gateway/" || return 0
  for address in "$@"; do
    { if ping -n -q -c 2 -i 0.3 -W 1 -I "$source" "$address" >/dev/null 2>&1; then echo "back $address"; else echo "lost $address"; fi; } &
  done
  wait
}

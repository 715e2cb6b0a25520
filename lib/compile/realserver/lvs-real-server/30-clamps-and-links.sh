
# Sets $filters to what this kernel takes for IP family $1 (ip or ip6), the preferred one first: nft, and the paths of each iptables. What was put by one stays there
# when another one comes.
find_filters() {
  [ "$1" != "$filtered" ] || [ -z "$filters" ] || return 0
  filtered=$1 filters=
  nft=$(program nft) && "$nft" --check add table "$1" lvs_real_server 2>/dev/null && filters=nft
  for name in "${1}tables-legacy" "${1}tables-nft" "${1}tables"; do
    tables=$(program "$name") && "$tables" -w 5 -t mangle -S OUTPUT >/dev/null 2>&1 && filters="$filters $tables"
  done
  [ -n "$filters" ]
}
family_of() { case $1 in *:*) echo ip6 ;; *) echo ip ;; esac; }
# "ADDRESS BYTES" of each clamp of ours of IP family $1.
clamped_of() {
  find_filters "$1" || return 0
  for filter in $filters; do
    if [ "$filter" = nft ]; then "$nft" list table "$1" lvs_real_server 2>/dev/null | sed -n 's/^.*ip6* saddr \([0-9a-f.:]*\) tcp flags .* size set \([0-9]*\).*$/\1 \2/p'
    else "$filter" -w 5 -t mangle -S OUTPUT 2>/dev/null | sed -n 's/^-A OUTPUT -s \([0-9a-f.:]*\)\/[0-9]* .*lvs-real-server.* --set-mss \([0-9]*\)$/\1 \2/p'; fi
  done
}
# Of the families of the addresses $@, each of which may come several times.
clamped() {
  for family in ip ip6; do
    for address in "$@"; do [ "$(family_of "$address")" != "$family" ] || { clamped_of "$family"; break; }; done
  done | sort -u
}
# What the answer to a SYN announces is what clients send at most; no filter ever makes it longer. $1 is add or delete.
clamp() {
  family=$(family_of "$2")
  find_filters "$family" || { echo "needs nft or iptables, and a kernel that takes their rules"; return 1; }
  for filter in $filters; do
    case $1:$filter in
      add:nft) add_to_nft "$2" "$3" && return ;;
      add:*) in_tables -A "$2" "$3" && return ;;
      delete:nft) delete_from_nft "$2" "$3" || return ;;
      *) while in_tables -C "$2" "$3" 2>/dev/null; do in_tables -D "$2" "$3" || return; done ;;
    esac
  done
  [ "$1" = delete ]
}
in_tables() { "$filter" -w 5 -t mangle "$1" OUTPUT -s "$2" -p tcp --tcp-flags SYN,RST SYN -m comment --comment lvs-real-server -j TCPMSS --set-mss "$3"; }
# One transaction: all of it is there, or nothing. -150 is what newer ones call mangle.
add_to_nft() {
  "$nft" -f - <<END
add table $family lvs_real_server
add chain $family lvs_real_server output { type filter hook output priority -150 ; }
add rule $family lvs_real_server output $family saddr $1 tcp flags syn tcp option maxseg size set $2
END
}
delete_from_nft() {
  rules=$("$nft" --handle list table "$family" lvs_real_server 2>/dev/null | grep ' size set ')
  ours=$(printf '%s\n' "$rules" | grep "$family saddr $1 tcp flags .* size set $2 ")
  if [ "$rules" = "$ours" ]; then [ -z "$rules" ] || "$nft" delete table "$family" lvs_real_server
  else printf '%s\n' "$ours" | sed -n "s/^.* # handle \\([0-9]*\\)\$/delete rule $family lvs_real_server output handle \\1/p" | "$nft" -f -; fi
}
link_up() {
  case $1 in tunl0) module=ipip ;; ip6tnl0) module=ip6_tunnel ;; *) module= ;; esac
  "$ip" link show dev "$1" >/dev/null 2>&1 || [ -z "$module" ] || "$(program modprobe || echo modprobe)" "$module" || return
  "$ip" link set "$1" up
}

# Policy routing (ip-rule(8)): what leaves from an address goes by a table of its own, after the main one was asked for everything but its default route. The
# priorities lie before 32766, that of main.
MAIN_FIRST=20998
THEN_OWN=20999
# Lines "is rule …" and "is way …" for the pairs $@ of address and table.
source_ways() {
  while [ $# -ge 2 ]; do
    case $1 in *:*) family=6 ;; *) family=4 ;; esac
    "$ip" "-$family" rule show | awk -v address="$1" -v first="$MAIN_FIRST:" -v own="$THEN_OWN:" '
      $2 != "from" || $3 != address || $4 != "lookup" { next }
      $1 == first && $5 == "main" && $6 " " $7 == "suppress_prefixlength 0" { print "is rule " address " main" }
      $1 == own { print "is rule " address " " $5 }'
    # A table that nobody has put a route into is an error to ip.
    "$ip" "-$family" route show table "$2" 2>/dev/null | awk -v table="$2" '$1 == "default" && $2 == "via" && $4 == "dev" { print "is way " table " " $3 " " $5; exit }'
    shift 2
  done
}
# "ADDRESS GATEWAY DEVICE TABLE" for each that is whole.
source_routes() {
  for family in 4 6; do
    "$ip" "-$family" rule show 2>/dev/null | awk -v own="$THEN_OWN:" '$1 == own && $2 == "from" && $4 == "lookup" { print $3, $5 }'
  done | while read -r address table; do
    source_ways "$address" "$table" | awk -v address="$address" -v table="$table" '
      $2 == "rule" { has[$4] }
      $2 == "way" { way = $4 " " $5 }
      END { if (way != "" && "main" in has && table in has) print address, way, table }'
  done
}

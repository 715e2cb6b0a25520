#!/bin/sh
# What an LVS router does with packets beside IPVS, as the facts snat-…, untracked-… and serve-vip of expected-state want it: source NAT, and VIPs that it serves itself.
# Rules stand in a table (nft) or in chains (iptables) of their own; nothing else of the host's packet filter is touched. POSIX sh with awk, iproute2, and nft
# or iptables.
set -u
umask 022
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

usage() {
  cat <<'END'
usage: lvs-packet-filter VERB [EXPECTED-STATE]

  apply    make rules and routes equal to the facts in EXPECTED-STATE (default: the file beside this program). VIPs that the confirmed release
           serves stay served until another one is confirmed: peers may send there until then
  prune    the same without those: what runs is confirmed
  clear    take all of it away
  list     print the facts that are fulfilled now
  can      say whether this host's kernel takes what the facts want, by trying it in a network namespace of its own; change nothing

  snat-outbound NETWORK DEVICE ADDRESS     packets from NETWORK that leave it through DEVICE get the source ADDRESS
  snat-local NETWORK DEVICE ADDRESS VIP    packets from NETWORK to VIP that are sent on through DEVICE get the source ADDRESS
  untracked-request NETWORK VIP PROTOCOL PORT      clients outside NETWORK and their answers cost no entry in the kernel's table of
  untracked-reply NETWORK GATEWAY PROTOCOL PORT    connections, whose size would limit the service; nor do checks of real servers,
  untracked-heartbeat                              nor does VRRP, which a full table would silence
  serve-vip VIP DEVICE MARK                packets to VIP are for this host, and those that come by DEVICE while VIP is no address of it have MARK

exit codes: 0 done, 1 something refuses, 2 wrong usage, 3 neither nft nor iptables here, with a kernel that takes the rules
END
}
say() { printf 'lvs-packet-filter: %s\n' "$*" >&2; }
die() { code=$1; shift; say "$*"; exit "$code"; }

TABLE=lvs_router
CHAIN=LVS-ROUTER
# Best of all that are not an address: that one has no metric.
METRIC=1000
# Which filter was used, and for what tables: only those are looked at, since to look at nat makes the kernel track every connection.
record=${LVS_ROOT:-}/run/lvs/packet-rules
# In a network namespace that ends with this program?
alone=${LVS_ALONE:-}
here=${0%/*}
store=${here%/*}

tables_for() { sed -n -e 's/^snat-.*/nat/p' -e 's/^untracked-.*/raw/p' -e 's/^serve-vip .*/mangle/p' | sort -u; }

takes() { # does the kernel take rules of filter $1 in table $2?
  case $1$2 in
    nftnat) nft --check -f - <<END 2>/dev/null ;;
add table ip lvs_check
add chain ip lvs_check postrouting { type nat hook postrouting priority 99 ; }
add rule ip lvs_check postrouting ct original ip daddr 192.0.2.1 snat to 192.0.2.2
END
    nftmangle) nft --check -f - <<END 2>/dev/null ;;
add table ip lvs_check
add chain ip lvs_check prerouting { type filter hook prerouting priority -150 ; }
add rule ip lvs_check prerouting ip daddr 192.0.2.1 fib daddr . iif type != local meta mark set 1
END
    nftraw) nft --check -f - <<END 2>/dev/null ;;
add table ip lvs_check
add chain ip lvs_check prerouting { type filter hook prerouting priority -300 ; }
add rule ip lvs_check prerouting ip protocol 112 notrack
END
    # iptables-nft lists tables of kernels that have none; only a change is refused.
    *) if [ -n "$alone" ]; then "$1" -w 5 -t "$2" -N "$CHAIN-CAN"; else "$1" -w 5 -t "$2" -S; fi >/dev/null 2>&1 ;;
  esac
}
takes_all() { for each in $tables; do takes "$1" "$each" || return; done; }

find_filter() { # sets $filter to one that takes $tables
  filter=
  for candidate in nft iptables-legacy iptables-nft iptables; do
    if command -v "$candidate" >/dev/null 2>&1 && takes_all "$candidate"; then filter=$candidate; return; fi
  done
  die 3 "this needs nft or iptables, and a kernel that takes their rules"
}

# Before everybody else's source NAT: the first that translates a packet has the only word.
to_nft() {
  nft -f - <<END
add table ip $TABLE
delete table ip $TABLE
add table ip $TABLE
$(awk -v table="ip $TABLE" '
  function rule(chain, text) { print "add rule", table, chain, text }
  function chain(name, head) { if (!(name in made)) { made[name]; print "add chain", table, name, "{ " head " ; }" } }
  $1 ~ /^snat-/ { chain("postrouting", "type nat hook postrouting priority 99") }
  $1 == "snat-outbound" { rule("postrouting", "ip saddr " $2 " ip daddr != " $2 " oifname \"" $3 "\" snat to " $4) }
  $1 == "snat-local" { rule("postrouting", "ip saddr " $2 " oifname \"" $3 "\" ct original ip daddr " $5 " snat to " $4) }
  $1 ~ /^untracked-/ { chain("untracked_in", "type filter hook prerouting priority -300"); chain("untracked_out", "type filter hook output priority -300") }
  $1 == "untracked-request" { rule("untracked_in", "ip saddr != " $2 " ip daddr " $3 " " $4 " dport " $5 " notrack") }
  $1 == "untracked-reply" { rule("untracked_in", "ip saddr " $2 " ip daddr != " $3 " " $4 " sport " $5 " notrack"); rule("untracked_out", "ip daddr " $2 " " $4 " dport " $5 " notrack") }
  $1 == "untracked-heartbeat" { rule("untracked_in", "ip protocol 112 notrack"); rule("untracked_out", "ip protocol 112 notrack") }
  $1 == "serve-vip" { chain("prerouting", "type filter hook prerouting priority -150"); rule("prerouting", "ip daddr " $2 " iifname \"" $3 "\" fib daddr . iif type != local meta mark set " $4) }')
END
}
# A chain that is named with --noflush is emptied and filled again in one step.
tables_text() {
  awk -v chain="$CHAIN" '
    $1 == "snat-outbound" { nat = nat "-A " chain " -s " $2 " ! -d " $2 " -o " $3 " -j SNAT --to-source " $4 "\n" }
    $1 == "snat-local" { nat = nat "-A " chain " -s " $2 " -o " $3 " -m conntrack --ctorigdst " $5 " -j SNAT --to-source " $4 "\n" }
    $1 == "untracked-request" { raw = raw "-A " chain " ! -s " $2 " -d " $3 " -p " $4 " -m " $4 " --dport " $5 " -j CT --notrack\n" }
    $1 == "untracked-reply" {
      raw = raw "-A " chain " -s " $2 " ! -d " $3 " -p " $4 " -m " $4 " --sport " $5 " -j CT --notrack\n"
      raw = raw "-A " chain "-OUT -d " $2 " -p " $4 " -m " $4 " --dport " $5 " -j CT --notrack\n"
    }
    $1 == "untracked-heartbeat" { raw = raw "-A " chain " -p 112 -j CT --notrack\n-A " chain "-OUT -p 112 -j CT --notrack\n" }
    $1 == "serve-vip" { mangle = mangle "-A " chain " -d " $2 " -i " $3 " -m addrtype ! --dst-type LOCAL --limit-iface-in -j MARK --set-mark " $4 "\n" }
    END {
      if (nat != "") printf "*nat\n:%s - [0:0]\n%sCOMMIT\n", chain, nat
      if (raw != "") printf "*raw\n:%s - [0:0]\n:%s-OUT - [0:0]\n%sCOMMIT\n", chain, chain, raw
      if (mangle != "") printf "*mangle\n:%s - [0:0]\n%sCOMMIT\n", chain, mangle
    }'
}
to_tables() {
  tables_text | "$filter-restore" -w 5 --noflush || return
  for each in $tables; do
    for hook in $(hooks_of "$each"); do
      hooked || { while in_table -D 2>/dev/null; do :; done; in_table -I; } || return
    done
  done
}
hooks_of() { # HOOK:CHAIN of table $1
  case $1 in
    nat) echo "POSTROUTING:$CHAIN" ;;
    mangle) echo "PREROUTING:$CHAIN" ;;
    raw) echo "PREROUTING:$CHAIN OUTPUT:$CHAIN-OUT" ;;
  esac
}
# Of several source translations the first counts.
hooked() { if [ "$each" = nat ]; then [ "$("$filter" -w 5 -t nat -S "${hook%:*}" 2>/dev/null | grep -m 1 '^-A')" = "-A ${hook%:*} -j ${hook#*:}" ]; else in_table -C 2>/dev/null; fi; }
in_table() { "$filter" -w 5 -t "$each" "$1" "${hook%:*}" -j "${hook#*:}"; } # the jump of $hook in table $each of $filter

clear_of() { # rules of filter $1 in the tables $2…
  if [ "$1" = nft ]; then
    ! nft list table ip "$TABLE" >/dev/null 2>&1 || nft delete table ip "$TABLE"
    return
  fi
  (
    filter=$1; shift
    for each; do
      for hook in $(hooks_of "$each"); do
        chain=${hook#*:}
        "$filter" -w 5 -t "$each" -S "$chain" >/dev/null 2>&1 || continue
        while in_table -D 2>/dev/null; do :; done
        { "$filter" -w 5 -t "$each" -F "$chain" && "$filter" -w 5 -t "$each" -X "$chain"; } || exit
      done
    done
  )
}
clear_recorded() {
  [ -r "$record" ] || return 0
  read -r recorded <"$record"
  # shellcheck disable=SC2086  # words
  clear_of $recorded && rm -f "$record"
}

served() { ip -4 route show table local 2>/dev/null | sed -n "s/^local \([0-9.]*\) dev lo .*metric $METRIC\( .*\)\{0,1\}\$/\1/p"; }
serve() { ip -4 route "$1" local "$2/32" dev lo table local metric "$METRIC"; }

# What the kernel says, in the words of the facts; an option that we never write makes a rule another one. A fact of two rules needs both.
rules_listed() {
  [ -r "$record" ] || return 0
  read -r filter tables <"$record"
  if [ "$filter" = nft ]; then nft_listed; else tables_listed; fi | awk '
    $1 == "out" { out[$2 " " $3 " " $4]; next }
    { lines[++count] = $0; keys[count] = $1 == "untracked-reply" ? $2 " " $4 " " $5 : $1 == "untracked-heartbeat" ? "112  " : "" }
    END { for (i = 1; i <= count; i++) if (keys[i] == "" || keys[i] in out) print lines[i] }'
}
nft_listed() {
  nft list table ip "$TABLE" 2>/dev/null | awk '
    { gsub(/"/, ""); sub(/protocol vrrp/, "protocol 112") }
    $1 == "chain" { chain = $2 }
    NF == 12 && $1 == "ip" && $2 == "saddr" && $4 == "ip" && $5 == "daddr" && $6 == "!=" && $7 == $3 && $8 == "oifname" && $10 == "snat" { print "snat-outbound", $3, $9, $12 }
    NF == 13 && $1 == "ip" && $2 == "saddr" && $4 == "oifname" && $6 == "ct" && $7 == "original" && $9 == "daddr" && $11 == "snat" { print "snat-local", $3, $5, $13, $10 }
    NF == 11 && chain == "untracked_in" && $3 == "!=" && $9 == "dport" && $11 == "notrack" { print "untracked-request", $4, $7, $8, $10 }
    NF == 11 && chain == "untracked_in" && $6 == "!=" && $9 == "sport" && $11 == "notrack" { print "untracked-reply", $3, $7, $8, $10 }
    NF == 7 && chain == "untracked_out" && $2 == "daddr" && $5 == "dport" && $7 == "notrack" { print "out", $3, $4, $6 }
    NF == 4 && $2 == "protocol" && $3 == 112 && $4 == "notrack" { print chain == "untracked_out" ? "out 112" : "untracked-heartbeat" }
    $1 == "ip" && $2 == "daddr" && $4 == "iifname" && $6 == "fib" && $11 == "!=" && $12 == "local" && $15 == "set" { print "serve-vip", $3, $5, $16 }'
}
tables_listed() {
  for each in $tables; do
    for hook in $(hooks_of "$each"); do
      hooked || continue
      "$filter" -w 5 -t "$each" -S "${hook#*:}" 2>/dev/null | sed 's/-p vrrp /-p 112 /' | awk -v out="$CHAIN-OUT" '
        NF == 13 && $3 == "-s" && $5 == "!" && $6 == "-d" && $7 == $4 && $8 == "-o" && $10 == "-j" && $11 == "SNAT" { print "snat-outbound", $4, $9, $13 }
        NF == 14 && $3 == "-s" && $5 == "-o" && $7 == "-m" && $8 == "conntrack" && $9 == "--ctorigdst" && $11 == "-j" && $12 == "SNAT" { print "snat-local", $4, $6, $14, $10 }
        NF == 16 && $3 == "!" && $4 == "-s" && $6 == "-d" && $12 == "--dport" && $15 == "CT" && $16 == "--notrack" { sub(/\/32$/, "", $7); print "untracked-request", $5, $7, $9, $13 }
        NF == 16 && $3 == "-s" && $5 == "!" && $6 == "-d" && $12 == "--sport" && $15 == "CT" && $16 == "--notrack" { sub(/\/32$/, "", $7); print "untracked-reply", $4, $7, $9, $13 }
        NF == 13 && $2 == out && $3 == "-d" && $9 == "--dport" && $12 == "CT" && $13 == "--notrack" { print "out", $4, $6, $10 }
        NF == 7 && $3 == "-p" && $4 == 112 && $6 == "CT" && $7 == "--notrack" { print $2 == out ? "out 112" : "untracked-heartbeat" }
        NF == 16 && $3 == "-d" && $5 == "-i" && $8 == "addrtype" && $9 == "!" && $11 == "LOCAL" && $12 == "--limit-iface-in" && $14 == "MARK" { sub(/\/32$/, "", $4); sub(/\/.*$/, "", $16); print "serve-vip", $4, $6, $16 }'
    done
  done
}
list() { # marks as the facts have them; a VIP whose route is gone is not served
  rules_listed | while read -r kind first second third rest; do
    if [ "$kind" != serve-vip ]; then printf '%s\n' "$kind${first:+ $first $second $third}${rest:+ $rest}"
    elif served | grep -qxF "$first"; then printf 'serve-vip %s %s %d\n' "$first" "$second" "$third"; fi
  done
}

apply() { # sets true what $facts say
  tables=$(printf '%s\n' "$facts" | tables_for)
  status=0
  if [ -n "$tables" ]; then put_rules || return; else clear_recorded || status=1; fi
  # Served only once packets that a peer has scheduled are told apart.
  wanted=$(printf '%s\n' "$facts" | sed -n 's/^serve-vip \([^ ]*\) .*/\1/p')
  for vip in $wanted; do served | grep -qxF "$vip" || serve add "$vip" || status=1; done
  for vip in $(served); do printf '%s\n' "$wanted" | grep -qxF "$vip" || serve del "$vip" || status=1; done
  return "$status"
}
put_rules() {
  find_filter
  before=$(cat "$record" 2>/dev/null)
  # shellcheck disable=SC2086  # words
  set -- $filter $tables
  { mkdir -p "${record%/*}" && echo "$*" >"$record"; } || { say "can't write $record"; return 1; }
  if [ "$(rules_listed | sort)" != "$(printf '%s\n' "$facts" | hexed | sort)" ]; then
    if [ "$filter" = nft ]; then printf '%s\n' "$facts" | to_nft; else printf '%s\n' "$facts" | to_tables; fi || { say "$filter refuses the rules"; return 1; }
  fi
  # What an earlier run put elsewhere goes last, so that at no time nothing is there.
  for table in ${before#* }; do
    if [ "${before%% *}" = "$filter" ]; then
      # nft's was replaced as a whole.
      [ "$filter" != nft ] || continue
      case " $* " in *" $table "*) continue ;; esac
    fi
    clear_of "${before%% *}" "$table" || return
  done
}
hexed() { # marks as the kernel's tools print them
  while read -r kind first second third; do
    if [ "$kind" = serve-vip ]; then printf 'serve-vip %s %s 0x%x\n' "$first" "$second" "$third"; else printf '%s\n' "$kind${first:+ $first $second $third}"; fi
  done
}

facts_of() { # the file's, and the VIPs that the confirmed release serves
  confirmed=$store/confirmed/expected-state
  sed -n '/^snat-/p;/^untracked-/p;/^serve-vip /p' "$1"
  [ "$here" != "$store/current" ] || [ ! -r "$confirmed" ] || sed -n '/^serve-vip /p' "$confirmed"
}

verb=${1:-}
file=${2:-$here/expected-state}
case $verb in
  -h | --help) usage ;;
  apply | prune)
    [ -r "$file" ] || die 2 "can't read $file"
    [ "$verb" = apply ] || here=
    facts=$(facts_of "$file" | sort -u)
    apply
    ;;
  clear)
    status=0
    for vip in $(served); do serve del "$vip" || status=1; done
    clear_recorded || status=1
    exit "$status"
    ;;
  list) list ;;
  can)
    [ -r "$file" ] || die 2 "can't read $file"
    # Not here: to look at nat is enough to make the kernel track every connection.
    [ -n "$alone" ] || ! unshare -n true 2>/dev/null || LVS_ALONE=yes exec unshare -n sh "$0" can "$file"
    facts=$(facts_of "$file" | sort -u)
    tables=$(printf '%s\n' "$facts" | tables_for)
    find_filter
    if [ -n "$alone" ]; then refusal=$(printf '%s\n' "$facts" | if [ "$filter" = nft ]; then to_nft; else to_tables; fi 2>&1)
    else [ "$filter" = nft ] || refusal=$(printf '%s\n' "$facts" | tables_text | "$filter-restore" -w 5 --noflush --test 2>&1); fi ||
      die 3 "$filter refuses the rules: $(printf '%s\n' "$refusal" | head -n 1)"
    ;;
  *) usage >&2; exit 2 ;;
esac

#!/bin/sh
# lvs-host: what is done on a host during a transaction, and how it is looked at. POSIX sh, run as root.
# Every verb may be run again after it was cut off anywhere: it looks first, then makes true what is not true yet.
#
#   observe CLUSTER                what is there now; $LVS_PATHS (one a line), $LVS_UNITS, $LVS_SYSCTLS and $LVS_MODULES say what to look at
#   stage CLUSTER DIGEST NONCE     releases/.staging-NONCE, just unpacked, becomes releases/DIGEST once every file is proved whole
#   check CLUSTER DIGEST           would this host run that release? Changes nothing
#   activate CLUSTER DIGEST        a router runs that release
#   prepare CLUSTER DIGEST         a real server gets what that release needs, beside what it has
#   finish CLUSTER DIGEST          a real server runs that release and nothing older
#   confirm CLUSTER DIGEST         that release is what a boot and a rollback return to; old releases go
#   rollback CLUSTER               back to the confirmed release, or to what was found before the first one
#   remove CLUSTER                 the host is left as it was found
#   repair CLUSTER                 ipvsadm command lines on standard input, one a line
#   arp INTERFACE ADDRESS...       who answers ARP there: "ADDRESS MAC..." a line each
#   install PACKAGE...             by the host's own package manager
#
# Exit: 0 done; 1 failed, said on standard error; 2 wrong call; 3 not here (release or tool missing); 4 the check says no.
set -u
umask 022
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

STORE=${LVS_ROOT:-}/var/lib/lvs/clusters
RUN=${LVS_ROOT:-}/run/lvs
HEARTBEAT=lvs-heartbeat.service
KEEP_RELEASES=3

say() { printf '%s\n' "$*" >&2; }
die() { code=$1; shift; say "lvs-host: $*"; exit "$code"; }

# --- small tools -------------------------------------------------------------------------------------------------

link_target() { # name of the release a link of the cluster leads to, or "none"
  target=$(readlink "$dir/$1" 2>/dev/null) || { echo none; return; }
  basename "$target"
}

flip() { # $1 -> releases/$2, atomically
  [ "$(link_target "$1")" = "$2" ] && return 0
  ln -sfn "releases/$2" "$dir/.$1.new" && mv -Tf "$dir/.$1.new" "$dir/$1" && sync -f "$dir"
}

put() { # install file $1 at $2 with mode $3, atomically and only when something differs; sets $changed
  if cmp -s "$1" "$2" && [ "$(stat -c %a "$2")" = "$3" ] && [ ! -L "$2" ]; then return 0; fi
  { mkdir -p "$(dirname "$2")" && cp "$1" "$2.lvs-new" && chmod "$3" "$2.lvs-new" && sync "$2.lvs-new" && mv -f "$2.lvs-new" "$2"; } || die 1 "can't write $2"
  changed=1
}

without_comments() { grep -v -e '^[[:space:]]*[#!;]' -e '^[[:space:]]*$' "$1" 2>/dev/null; }

same_meaning() { [ "$(without_comments "$1")" = "$(without_comments "$2")" ]; }

module_is_there() { [ -d "/sys/module/$1" ] || modprobe -n -q "$1"; }

b64() { base64 -w0; }

sysctl_value() { # several numbers in one setting stand apart by one blank
  value=$(sysctl -n "$1" 2>/dev/null) || value=absent
  printf '%s' "$value" | tr '\t' ' '
}

unit_fact() {
  enabled=$(systemctl is-enabled "$1" 2>/dev/null); active=$(systemctl is-active "$1" 2>/dev/null)
  printf 'unit %s %s %s\n' "$1" "${enabled:-absent}" "${active:-inactive}"
}

# --- observe -----------------------------------------------------------------------------------------------------

section() { printf '@@ %s\n' "$1"; }

observe() { # every section is one program's own output: starting programs is what costs time on a small host
  section lvs-host; echo 2
  section uptime; cat /proc/uptime
  section missing
  for tool in keepalived ipvsadm ip arping flock tar sha256sum systemctl systemd-run base64 sysctl modprobe; do
    command -v "$tool" >/dev/null 2>&1 || echo "$tool"
  done
  section keepalived; keepalived --version 2>&1
  section links; find "$dir" -maxdepth 1 -type l -printf '%f %l\n' 2>/dev/null
  section heartbeats; for other in "$STORE"/*/current/keepalived.conf; do [ ! -e "$other" ] || echo "$other"; done
  section link; ip -o link show
  section address; ip -o address show
  section route; ip -4 route show default; ip -6 route show default
  # shellcheck disable=SC2086  # lists of plain words
  { section unit; [ -z "${LVS_UNITS:-}" ] || systemctl show --property=Id,UnitFileState,ActiveState -- $LVS_UNITS
    section sysctl; [ -z "${LVS_SYSCTLS:-}" ] || sysctl $LVS_SYSCTLS; } 2>/dev/null
  section module; for module in ${LVS_MODULES:-}; do if [ -d "/sys/module/$module" ]; then echo "$module"; fi; done
  section needs; for need in reload restart; do [ ! -e "$RUN/heartbeat.needs-$need" ] || echo "$need"; done
  if [ -e /proc/net/ip_vs ]; then section ipvs; ipvsadm --save -n; section connections; ipvsadm -L -n; fi 2>/dev/null
  section files
  printf '%s\n' "${LVS_PATHS:-}" "$dir/model.json" | tar -c -h --ignore-failed-read --verbatim-files-from -T - 2>/dev/null | base64 -w0; echo
  section end
}

# --- stage and check ---------------------------------------------------------------------------------------------

whole() { # does the release in $1 hold exactly what its manifest says?
  (cd "$1" 2>/dev/null && [ -s manifest ] && sha256sum --quiet --strict -c manifest >/dev/null 2>&1) || return 1
}

stage() {
  staging=$dir/releases/.staging-$nonce
  whole "$staging" || die 1 "what arrived is not whole: $staging"
  if whole "$dir/releases/$digest"; then rm -rf "$staging"; else keep_staged; fi
  # what an earlier run left half-way
  find "$dir/releases" -maxdepth 1 -name '.staging-*' -mmin +60 -exec rm -rf {} +
}

keep_staged() { # an edited release of that name goes aside; its daemon may have loaded the edit
  release=$dir/releases/$digest
  sync -f "$staging"
  if [ -e "$release" ]; then
    [ "$(link_target current)" != "$digest" ] || : >"$RUN/heartbeat.needs-reload"
    mv -T "$release" "$dir/releases/.staging-old-$nonce" || die 1 "can't move the edited release $digest aside"
  fi
  { mv -T "$staging" "$release" && sync -f "$dir"; } || die 1 "can't keep the release $digest"
  rm -rf "$dir/releases/.staging-old-$nonce"
}

check() {
  release=$dir/releases/$digest
  whole "$release" || die 3 "release $digest is not here, or not whole"
  if [ -f "$release/lvs-real-server" ]; then sh -n "$release/lvs-real-server" || die 4 "lvs-real-server does not parse"; fi
  [ -f "$release/keepalived.conf" ] || return 0
  # keepalived's own test passes a missing or empty file (exit 0), so look first
  grep -qs '^vrrp_instance' "$release/keepalived.conf" || die 4 "keepalived.conf of $digest is empty or without a heartbeat"
  output=$(keepalived --config-test --use-file "$release/keepalived.conf" 2>&1) || { say "$output"; die 4 "keepalived refuses keepalived.conf of $digest"; }
  sed -n 's/^module //p' "$release/expected-state" | while IFS= read -r module; do
    module_is_there "$module" || die 4 "this kernel lacks the module $module"
  done || exit $?
}

# --- what was found before us ------------------------------------------------------------------------------------

record_found() { # once per cluster and host, before the first change; complete or not there at all
  [ -d "$dir/found" ] && return 0
  release=$1; rm -rf "$dir/.found.new"; mkdir -p "$dir/.found.new/root"
  sed -n 's/^unit \([^ ]*\) .*/\1/p' "$release/expected-state" | while IFS= read -r unit; do unit_fact "$unit"; done >"$dir/.found.new/units"
  sed -n 's/^sysctl \([^ ]*\) .*/\1/p' "$release/expected-state" | while IFS= read -r key; do
    value=$(sysctl -n "$key" 2>/dev/null) && printf '%s = %s\n' "$key" "$value"
  done >"$dir/.found.new/sysctl"
  (cd "$release/root" 2>/dev/null && find . -type f) | while IFS= read -r path; do
    path=${path#.}
    if [ -e "$path" ] || [ -L "$path" ]; then mkdir -p "$dir/.found.new/root$(dirname "$path")" && cp -a "$path" "$dir/.found.new/root$path"; fi
  done
  sync -f "$dir/.found.new" && mv -T "$dir/.found.new" "$dir/found" && sync -f "$dir"
}

install_files() { # files of the release in $1 that live outside the store; those only an older one had go
  changed=0
  (cd "$1/root" && find . -type f | sort) >"$RUN/$cluster.files"
  while IFS= read -r path; do put "$1/root/${path#./}" "${LVS_ROOT:-}/${path#./}" "$(stat -c %a "$1/root/${path#./}")"; done <"$RUN/$cluster.files"
  for old in "$dir"/releases/*/root; do
    [ -d "$old" ] || continue
    (cd "$old" && find . -type f) | while IFS= read -r path; do
      grep -qxF "$path" "$RUN/$cluster.files" || put_back "${path#.}"
    done
  done
  [ "$changed" = 0 ] || systemctl daemon-reload
}

put_back() { # the file as it was found, or none
  if [ -e "$dir/found/root$1" ] || [ -L "$dir/found/root$1" ]; then cp -a "$dir/found/root$1" "$1"; else rm -f "$1"; fi
}

# --- routers -----------------------------------------------------------------------------------------------------

activate() {
  release=$dir/releases/$digest
  whole "$release" || die 3 "release $digest is not here, or not whole"
  record_found "$release" || die 1 "can't record what was found"
  note_needs "$release"
  install_files "$release"
  sed -n 's/^module //p' "$release/expected-state" | while IFS= read -r module; do modprobe -q "$module"; done
  wanted_sysctls "$release"
  flip current "$digest" || die 1 "can't flip current"
  quiet_distribution_unit
  run_heartbeat "$release"
}

wanted_sysctls() { # only those that differ are written
  sed -n 's/^sysctl //p' "$1/expected-state" | while read -r key value; do
    [ "$(sysctl_value "$key")" = "$value" ] || sysctl -q -w "$key=$value" || say "lvs-host: can't set $key to $value"
  done
}

quiet_distribution_unit() { # our unit runs keepalived; the package's own stays away, also after an upgrade of the package
  if [ "$(systemctl is-enabled keepalived.service 2>/dev/null)" != masked ]; then
    systemctl stop keepalived.service 2>/dev/null
    systemctl mask keepalived.service >/dev/null 2>&1 || die 1 "can't mask keepalived.service"
  fi
}

note_needs() { # what the running daemon will have to do for this release
  installed=/etc/systemd/system/$HEARTBEAT
  same_meaning "$installed" "$1/root$installed" || : >"$RUN/heartbeat.needs-restart"
  same_meaning "$dir/current/keepalived.conf" "$1/keepalived.conf" || : >"$RUN/heartbeat.needs-reload"
}

run_heartbeat() {
  [ "$(systemctl is-enabled "$HEARTBEAT" 2>/dev/null)" = enabled ] || systemctl enable "$HEARTBEAT" >/dev/null 2>&1 || die 1 "can't enable $HEARTBEAT"
  if [ "$(systemctl is-active "$HEARTBEAT")" != active ]; then
    systemctl reset-failed "$HEARTBEAT" 2>/dev/null; systemctl start "$HEARTBEAT" || die 1 "$HEARTBEAT does not start: $(journal)"
  elif [ -e "$RUN/heartbeat.needs-restart" ]; then systemctl restart "$HEARTBEAT" || die 1 "$HEARTBEAT does not restart: $(journal)"
  elif [ -e "$RUN/heartbeat.needs-reload" ]; then systemctl reload "$HEARTBEAT" || die 1 "$HEARTBEAT does not reload: $(journal)"
  else return 0; fi
  sleep 0.5
  [ "$(systemctl is-active "$HEARTBEAT")" = active ] || die 1 "$HEARTBEAT went away after it took the release: $(journal)"
  rm -f "$RUN/heartbeat.needs-restart" "$RUN/heartbeat.needs-reload"
}

journal() { journalctl -u "$HEARTBEAT" -n 8 -o cat --no-pager 2>/dev/null | tr '\n' '|'; }

repair() { # targeted ipvsadm commands, for what no reload would mend
  while IFS= read -r line; do
    [ -z "$line" ] && continue
    say "lvs-host: ipvsadm $line"
    # shellcheck disable=SC2086  # a command line of plain words, made by our own renderer
    ipvsadm $line || die 1 "ipvsadm $line"
    logger -t lvs-host "cluster $cluster: ipvsadm $line" 2>/dev/null
  done
  return 0
}

# --- real servers ------------------------------------------------------------------------------------------------

prepare() {
  release=$dir/releases/$digest
  whole "$release" || die 3 "release $digest is not here, or not whole"
  record_found "$release" || die 1 "can't record what was found"
  [ "$(link_target current)" = "$digest" ] || flip pending "$digest" || die 1 "can't link pending"
  "$release/lvs-real-server" apply || die 1 "lvs-real-server apply failed ($?)"
}

finish() {
  release=$dir/releases/$digest
  whole "$release" || die 3 "release $digest is not here, or not whole"
  install_files "$release"
  flip current "$digest" || die 1 "can't flip current"
  rm -f "$dir/pending"
  unit=lvs-real-server-$cluster.service
  [ "$(systemctl is-enabled "$unit" 2>/dev/null)" = enabled ] || systemctl enable "$unit" >/dev/null 2>&1 || die 1 "can't enable $unit"
  "$release/lvs-real-server" apply || die 1 "lvs-real-server apply failed ($?)"
  [ "$(systemctl is-active "$unit")" = active ] || systemctl start "$unit" || die 1 "$unit does not start"
}

# --- confirm, rollback, remove -----------------------------------------------------------------------------------

confirm() {
  [ "$(link_target current)" = "$digest" ] || die 3 "this host does not run $digest but $(link_target current)"
  flip confirmed "$digest" || die 1 "can't link confirmed"
  find "$dir/releases" -mindepth 1 -maxdepth 1 ! -name "$digest" ! -name '.*' -printf '%T@ %f\n' | sort -rn | tail -n "+$KEEP_RELEASES" | while read -r _ old; do rm -rf "$dir/releases/$old"; done
}

store_model() { # model.json on standard input; written only when it differs
  cat >"$dir/.model.new"
  if cmp -s "$dir/.model.new" "$dir/model.json"; then rm -f "$dir/.model.new"; else chmod 600 "$dir/.model.new" && sync "$dir/.model.new" && mv -f "$dir/.model.new" "$dir/model.json"; fi
}

rollback() {
  digest=$(link_target confirmed)
  if [ "$digest" = none ]; then leave_as_found; return; fi
  if [ -f "$dir/releases/$digest/keepalived.conf" ]; then activate; else rm -f "$dir/pending"; finish; fi
}

leave_as_found() {
  [ -d "$dir/found" ] || { rm -f "$dir/pending" "$dir/current"; return 0; }
  if [ -f "/etc/systemd/system/$HEARTBEAT" ] && grep -qF "$dir/current/" "/etc/systemd/system/$HEARTBEAT"; then
    systemctl disable --now "$HEARTBEAT" >/dev/null 2>&1
    rm -f "$RUN/heartbeat.needs-reload" "$RUN/heartbeat.needs-restart"
    [ ! -e /proc/net/ip_vs ] || clear_table
  fi
  unit=lvs-real-server-$cluster.service
  if [ -f "/etc/systemd/system/$unit" ]; then systemctl disable --now "$unit" >/dev/null 2>&1; fi
  for tool in "$dir/pending/lvs-real-server" "$dir/current/lvs-real-server"; do
    [ -x "$tool" ] && { "$tool" release "$cluster" || die 1 "lvs-real-server release failed ($?)"; break; }
  done
  rm -f "$dir/pending"
  for release in "$dir"/releases/*/root; do
    [ -d "$release" ] || continue
    (cd "$release" && find . -type f) | while IFS= read -r path; do put_back "${path#.}"; done
  done
  systemctl daemon-reload
  if [ ! -x "$dir/current/lvs-real-server" ] && [ -s "$dir/found/sysctl" ]; then sysctl -q -p "$dir/found/sysctl" >/dev/null 2>&1; fi
  restore_units
  rm -rf "$dir/current" "$dir/found"
}

clear_table() { # a stopped daemon takes its entries along; what it could not, and it alone, goes here
  ipvsadm --save -n 2>/dev/null | sed -n 's/^-A \(-[tuf] [^ ]*\).*/\1/p' | while IFS= read -r service; do
    grep -qF -- "-A $service " "$dir/current/ipvs.rules" 2>/dev/null || continue
    # shellcheck disable=SC2086  # "-t ADDRESS:PORT" is two words
    ipvsadm -D $service
  done
}

restore_units() {
  while read -r _ unit enabled active; do
    case $unit in lvs-*) continue ;; esac
    case $enabled in masked) ;; *) systemctl unmask "$unit" >/dev/null 2>&1 ;; esac
    [ "$enabled" != enabled ] || systemctl enable "$unit" >/dev/null 2>&1
    [ "$active" != active ] || systemctl start "$unit"
  done <"$dir/found/units"
}

remove() {
  leave_as_found || return 1
  rm -rf "$dir" "$RUN/$cluster.files"
  rmdir "$STORE" "${STORE%/clusters}" 2>/dev/null
  return 0
}

# --- network and packages ----------------------------------------------------------------------------------------

arp() { # two requests each, so that a second answerer is heard; an address that we hold ourselves is asked with -D
  device=$1; shift
  for address in "$@"; do
    if ip -o address show dev "$device" | tr -s ' ' | grep -qF " $address/"; then mode=-D; else mode=-b; fi
    macs=$(arping "$mode" -c 2 -w 3 -I "$device" "$address" 2>/dev/null | sed -n 's/.*\[\([0-9A-Fa-f:]*\)\].*/\1/p' | tr 'A-F' 'a-f' | sort -u | tr '\n' ' ')
    printf 'arp %s %s\n' "$address" "$macs"
  done
}

install_packages() {
  if command -v apt-get >/dev/null 2>&1; then
    # the package would start its own daemon; ours is the only one that may
    case " $* " in *' keepalived '*) systemctl mask keepalived.service >/dev/null 2>&1 ;; esac
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2 || { apt-get update -q >&2; DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2; } || die 1 "apt-get could not install $*"
  elif command -v dnf >/dev/null 2>&1; then dnf install -y -q "$@" >&2 || die 1 "dnf could not install $*"
  else die 1 "no package manager known here (apt-get, dnf)"; fi
}

# --- main --------------------------------------------------------------------------------------------------------

verb=${1:-}; [ $# -gt 0 ] && shift
case $verb in
  arp) arp "$@"; exit ;;
  install) install_packages "$@"; exit ;;
esac
cluster=${1:-}; digest=${2:-}; nonce=${3:-}
case $cluster in '' | *[!a-z0-9-]*) die 2 "not a cluster's name: '$cluster'" ;; esac
case $digest$nonce in *[!a-z0-9-]*) die 2 "not a digest: '$digest'" ;; esac
dir=$STORE/$cluster
case $verb in
  observe) observe; exit ;;
  stage | check | activate | prepare | finish | confirm | rollback | remove | repair | store-model) ;;
  *) die 2 "unknown verb '$verb'" ;;
esac
mkdir -p "$RUN" "$dir/releases" || die 1 "can't make $dir"
# a verb that was cut off from its caller may still run: the next one waits for it
exec 9>"$RUN/$cluster.lock"
flock -w 60 9 || die 1 "another change of $cluster still runs on this host"
case $verb in store-model) store_model ;; *) "$verb" ;; esac

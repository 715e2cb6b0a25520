# lvs-look: shows what is on this host of a cluster, and changes nothing. For a login that may do nothing else: sshd runs it instead of whatever is asked for
# (sshd_config(5), ForceCommand), as root through sudo. POSIX sh; behind lvs_main, which is all of lvs-host, as one function.
# What it is asked comes on standard input and is not trusted, a line each:
#
#   MARKER      32 hexadecimal digits, said again on both streams before anything else
#   FORMAT      of the answer
#   CLUSTER
#   UNITS, SYSCTLS, MODULES, EXTRAS     words
#   PATH...     to the end
#
# Exit: as lvs-host; 2 for what it doesn't show.
set -u
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL

refuse() { printf '%s\n' "lvs-look: $*" >&2; exit 2; }

words() { # of $2, which may have characters of $3 beside letters and digits, and none may be taken for an option
  set -f
  for word in $2; do
    case $word in -* | *[!A-Za-z0-9"$3"]*) refuse "not $1: '$word'" ;; esac
  done
  set +f
}

line() { IFS= read -r "$1" || refuse "the question ends too early"; }

# Whoever holds a connection open holds no more of this host than this: so long, and so much.
[ -n "${LVS_LOOK_LIMITED:-}" ] || LVS_LOOK_LIMITED=1 exec nice -n 19 timeout -k 5 120 /bin/sh "$0"
question=$(timeout 10 head -c 65536; printf .)
[ "${#question}" -le 65536 ] || refuse "the question is too long"

marker='' format='' cluster='' units='' sysctls='' modules='' extras='' paths=''

sysctl_shown() { # the settings that lvs-host ever asks for; none of them is a secret
  case $1 in
    *[./][./]* | [./]* | *[./]) return 1 ;; # no way to a parent, nor to all that is below
    net[./]ipv[46][./]conf[./]*[./]arp_ignore | net[./]ipv[46][./]conf[./]*[./]arp_announce) ;;
    net[./]ipv[46][./]conf[./]*[./]rp_filter | net[./]ipv[46][./]conf[./]*[./]accept_local) ;;
    net[./]ipv[46][./]conf[./]*[./]send_redirects | net[./]ipv[46][./]conf[./]*[./]forwarding) ;;
    net[./]ipv4[./]ip_forward | net[./]ipv4[./]ping_group_range | net[./]ipv4[./]vs[./]*) ;;
    *) return 1 ;;
  esac
}

path_shown() { # files that a deployment of that cluster has put there
  case $1 in
    *[!A-Za-z0-9/@._-]* | */.. | */../*) return 1 ;;
    "/var/lib/lvs/clusters/$cluster/current/"*/*) return 1 ;;
    "/var/lib/lvs/clusters/$cluster/current/"* | "/var/lib/lvs/check-$cluster-"*) ;;
    /etc/systemd/system/lvs-*/*) return 1 ;;
    /etc/systemd/system/lvs-*.service | "/etc/sysctl.d/60-lvs-$cluster.conf" | "/etc/modules-load.d/lvs-$cluster.conf") ;;
    *) return 1 ;;
  esac
}

read_question() {
  line marker
  case $marker in *[!0-9a-f]*) refuse "not a marker" ;; esac
  [ "${#marker}" = 32 ] || refuse "not a marker"
  printf %s "$marker"; printf %s "$marker" >&2
  for name in format cluster units sysctls modules extras; do line "$name"; done
  [ "$format" = 3 ] || refuse "this host's lvs-look answers in format 3 and is asked for '$format': install the login again, by the cdktf-lvs that asks"
  case $cluster in '' | *[!a-z0-9-]*) refuse "not a cluster's name: '$cluster'" ;; esac
  words "a unit" "$units" '@._-'
  words "a sysctl" "$sysctls" '@:._/-'
  words "a module" "$modules" '_-'
  words "anything to show" "$extras" '-'
  set -f
  # as many as there are hosts' units in any cluster, and no more: systemd loads each that it is asked for
  # shellcheck disable=SC2086  # words
  set -- $units
  [ "$#" -le 16 ] || refuse "too many units"
  for word in $units; do case $word in keepalived.service | lvs-*.service) ;; *) refuse "not shown: '$word'" ;; esac; done
  for word in $sysctls; do sysctl_shown "$word" || refuse "not shown: '$word'"; done
  set +f
  while IFS= read -r path; do
    [ "$path" != . ] || return 0
    path_shown "$path" || refuse "not shown: '$path'"
    paths="$paths$path
"
  done
  refuse "the question ends too early"
}

read_question <<LVS_QUESTION
$question
LVS_QUESTION

# Looking for a packet rule can load the kernel's modules for them: only where there is one.
grep -q '^clamp-mss ' "/var/lib/lvs/clusters/$cluster/current/expected-state" 2>/dev/null || extras=$(for word in $extras; do [ "$word" = clamps ] || printf ' %s' "$word"; done)

# lvs_main reads them; shellcheck can't see that.
# shellcheck disable=SC2034
LVS_PATHS=${paths%?} LVS_UNITS=$units LVS_SYSCTLS=$sysctls LVS_MODULES=$modules LVS_EXTRAS=$extras
lvs_main observe "$cluster" </dev/null

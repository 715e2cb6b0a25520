
observe_fact() {
  case $1 in
    sysctl)
      key=$2
      first=${key%%[./]*}
      case ${key#"$first"} in .*) key=$(printf '%s\n' "$key" | tr './' '/.') ;; esac
      printf 'sysctl %s %s\n' "$2" "$(sysctl_value "$key" || echo absent)"
      ;;
    address)
      if "$ip" -o addr show dev "$3" 2>/dev/null | awk -v wanted="$2" '$4 == wanted { found = 1 } END { exit !found }'; then
        printf 'address %s %s\n' "$2" "$3"
      else
        printf 'address %s %s absent\n' "$2" "$3"
      fi
      ;;
    default-route)
      family=4
      case $2 in *:*) family=6 ;; esac
      "$ip" -o "-$family" route show default 2>/dev/null | awk '
        NR == 1 { gateway = "none"; device = "-"
                  for (i = 1; i < NF; i++) { if ($i == "via") gateway = $(i + 1); if ($i == "dev") device = $(i + 1) }
                  if ($0 ~ / nexthop /) { gateway = "several"; device = "-" } }
        END { print "default-route", NR ? gateway : "none", NR ? device : "-" }'
      ;;
    link)
      case $("$ip" -o link show dev "$2" up 2>/dev/null) in ?*) printf 'link %s\n' "$2" ;; *) printf 'link %s absent\n' "$2" ;; esac
      ;;
    source-route) source_routes | grep -qxF "$2 $3 $4 $5" && printf 'source-route %s %s %s %s\n' "$2" "$3" "$4" "$5" || printf 'source-route %s absent\n' "$2" ;;
    clamp-mss) clamped "$2" | grep -qxF "$2 $3" && printf 'clamp-mss %s %s\n' "$2" "$3" || printf 'clamp-mss %s absent\n' "$2" ;;
    unit) printf 'unit %s %s %s\n' "$2" "$(unit_state is-enabled "$2")" "$(unit_state is-active "$2")" ;;
    '' | '#'* | module) ;;
    *) say "ignored, of a newer version: $*" ;;
  esac
}
unit_state() {
  state=$(systemctl "$1" "$2" 2>/dev/null </dev/null)
  printf '%s\n' "${state:-unknown}"
}

# One line for each line of file $1, in its order.
observe_file() {
  while read -r line || [ -n "$line" ]; do
    # shellcheck disable=SC2086
    observe_fact $line
  done <"$1"
}
observe() {
  if [ -n "$1" ]; then
    [ -r "$store/$1/current/expected-state" ] || die 3 "cluster $1 has no running expected-state"
    observe_file "$store/$1/current/expected-state"
    return
  fi
  set +f
  set -- "$store"/*/current/expected-state
  set -f
  for file in "$@"; do [ ! -e "$file" ] || observe_file "$file"; done | sort -u
}

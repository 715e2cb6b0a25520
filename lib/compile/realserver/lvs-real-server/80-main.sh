
wrong() { say "$1"; usage >&2; exit 2; }
cluster_name() { case $1 in '' | .* | */*) wrong "not a cluster's name: '$1'" ;; esac; }

newline='
'
wait=90 whose=${LVS_FOR:-} allow_cut_off='' filters='' filtered=''
while :; do
  case ${1:-} in
    --help | -h) usage; exit 0 ;;
    --wait)
      case ${2:-} in '' | *[!0-9]*) wrong "--wait takes whole seconds" ;; esac
      wait=$2
      shift 2
      ;;
    --for)
      cluster_name "${2:-}"
      whose=$2
      shift 2
      ;;
    --allow-cut-off) allow_cut_off=yes; shift ;;
    *) break ;;
  esac
done
if ! { ip=$(program ip) && sysctl=$(program sysctl) && flock=$(program flock); }; then
  die 2 "needs ip (iproute2), sysctl (procps) and flock (util-linux)"
fi
case $("$ip" -V 2>&1) in *iproute2*) ;; *) die 2 "$ip is not iproute2's" ;; esac
case "$#:${1:-}" in
  1:apply) apply '' ;;
  2:release) cluster_name "$2"; apply "$2" ;;
  1:plan) plan ;;
  1:observe) observe '' ;;
  1:source-routes) source_routes | sed 's/^/source-route /' ;;
  1:clamps) clamped 0.0.0.0 :: | sed 's/^/clamp-mss /' ;;
  2:observe) cluster_name "$2"; observe "$2" ;;
  *) wrong "no such call: $*" ;;
esac

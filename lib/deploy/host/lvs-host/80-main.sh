
# --- packages, and main ------------------------------------------------------------------------------------------

install_packages() {
  wait_for_packages
  if command -v apt-get >/dev/null 2>&1; then apt_get_packages "$@"
  elif command -v dnf >/dev/null 2>&1; then
    # shellcheck disable=SC2046  # names hold no blanks
    set -- $(for package in "$@"; do dnf_name "$package"; done)
    dnf install -y -q "$@" >&2 || die 1 "dnf could not install $*"
  else die 1 "no package manager known here (apt-get, dnf)"; fi
}

wait_for_packages() { # clusters that share a host may all miss something there
  command -v flock >/dev/null 2>&1 || return 0
  mkdir -p "$RUN" || die 1 "can't make $RUN"
  exec 8>"$RUN/packages.lock"
  flock -w 240 8 || die 1 "another deployment still installs packages on this host"
}

dnf_name() { # of what Debian calls $1, or of what brings the tool $1, which every Debian has
  case $1 in
    iproute2 | ip) echo iproute ;;
    iputils-arping | arping | iputils-ping | ping) echo iputils ;;
    procps | sysctl) echo procps-ng ;;
    modprobe) echo kmod ;;
    flock) echo util-linux ;;
    base64 | sha256sum) echo coreutils ;;
    awk) echo gawk ;;
    systemctl | systemd-run) echo systemd ;;
    *) echo "$1" ;;
  esac
}

apt_get_packages() {
  # the package would start its own daemon at once
  case " $* " in *' keepalived '*) systemctl mask --quiet "$DISTRIBUTION" ;; esac
  apt_install "$@" || { apt-get update -q >&2; apt_install "$@"; }
  status=$?
  case " $* " in *' keepalived '*) systemctl unmask --quiet "$DISTRIBUTION" ;; esac
  [ "$status" = 0 ] || die 1 "apt-get could not install $*"
}

# What the host updates by itself is waited for, too.
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends "$@" >&2; }

verb=${1:-}; [ $# -gt 0 ] && shift
case $verb in
  arp) arp "$@"; exit ;;
  return-path) return_path "$@"; exit ;;
  install) install_packages "$@"; exit ;;
esac
cluster=${1:-}; digest=${2:-}; nonce=${3:-}
case $cluster in '' | *[!a-z0-9-]*) die 2 "not a cluster's name: '$cluster'" ;; esac
case $digest$nonce in *[!a-z0-9-]*) die 2 "not a digest: '$digest'" ;; esac
dir=$STORE/$cluster
case $verb in
  observe) observe; exit ;;
  end) end; exit ;;
  hand-over | resume | begin | stage | check | activate | prepare | finish | confirm | rollback | stand-down | remove | repair | store-model) ;;
  *) die 2 "unknown verb '$verb'" ;;
esac
[ -d "$RUN" ] && [ -d "$dir/releases" ] || mkdir -p "$RUN" "$dir/releases" || die 1 "can't make $dir"
# a verb that was cut off from its caller may still run: the next one waits for it
exec 9>"$RUN/$cluster.lock"
flock -w 60 9 || die 1 "another change of $cluster still runs on this host"
case $verb in store-model) store_model ;; stand-down) stand_down ;; hand-over) shift; hand_over "$@" ;; *) "$verb" ;; esac

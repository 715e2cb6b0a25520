#!/bin/sh
# Turns a freshly installed Debian tree into the image every lab node starts from, and writes it as ext4.
# Runs as mmdebstrap's customise hook: as root, in a user namespace, or under fakechroot — so: no mounts, no mknod.
#   customise.sh ROOT     with LAB_OVERLAY, LAB_MODULES (a directory with one of modules for each kernel, named by its version), LAB_IMAGE, LAB_IMAGE_SIZE
set -eu
root=$1
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

copy_modules() { # of kernel $1
  modules=$LAB_MODULES/$1
  target=$root/lib/modules/$1
  mkdir -p "$target/kernel"
  # Only what a router can need: the whole tree is four times as big.
  for part in net lib crypto drivers/net/dummy.ko drivers/net/veth.ko drivers/net/macvlan.ko drivers/net/tun.ko \
    drivers/net/vxlan drivers/watchdog fs/autofs; do
    [ -e "$modules/kernel/$part" ] || continue
    mkdir -p "$target/kernel/$(dirname "$part")"
    cp -r "$modules/kernel/$part" "$target/kernel/$(dirname "$part")/"
  done
  cp "$modules"/modules.builtin* "$modules/modules.order" "$target/"
  chroot "$root" depmod "$1"
}

copy_overlay() {
  cp -r "$LAB_OVERLAY/." "$root/"
  # A source checkout or an npm package may have lost modes and owners on its way here.
  (cd "$LAB_OVERLAY" && find . -type f -print) | while IFS= read -r file; do
    case $file in
      ./usr/local/*bin/*) mode=0755 ;;
      ./etc/sudoers.d/*) mode=0440 ;;
      *) mode=0644 ;;
    esac
    chown 0:0 "$root/$file"
    chmod "$mode" "$root/$file"
  done
  (cd "$LAB_OVERLAY" && find . -type d -print) | while IFS= read -r folder; do
    chown 0:0 "$root/$folder"
    chmod 0755 "$root/$folder"
  done
}

add_operator() {
  # The password field is "*", not "!": no password matches, yet sshd does not take the account for a locked one.
  chroot "$root" useradd --create-home --shell /bin/bash --password '*' ops
  for home in root home/ops; do mkdir -p "$root/$home/.ssh"; chmod 0700 "$root/$home/.ssh"; done
  chroot "$root" chown ops:ops /home/ops/.ssh
}

enable_units() {
  wants=$root/etc/systemd/system
  mkdir -p "$wants/sysinit.target.wants" "$wants/multi-user.target.wants"
  ln -sf ../lab-net.service "$wants/sysinit.target.wants/lab-net.service"
  for service in http https echo; do
    ln -sf ../lab-server@.service "$wants/multi-user.target.wants/lab-server@$service.service"
  done
  ln -sf /lib/systemd/system/multi-user.target "$wants/default.target"
}

# Masked is only what costs boot time and has no bearing on a router: consoles, package timers, kernel debugging mounts, what an image that is
# complete and writable from the start need not be given at each boot.
# What a deployment relies on (sysctl, modules-load, keepalived, ipvsadm with its System V script, tmpfiles) stays as Debian ships it.
mask_units() {
  for unit in getty@tty1.service console-getty.service serial-getty@.service getty-static.service \
    systemd-ask-password-wall.path systemd-ask-password-console.path \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
    sys-fs-fuse-connections.mount modprobe@.service proc-sys-fs-binfmt_misc.automount systemd-binfmt.service \
    systemd-pstore.service systemd-pcrphase.service systemd-pcrphase-sysinit.service systemd-boot-update.service \
    systemd-logind.service systemd-networkd.service systemd-timesyncd.service systemd-firstboot.service \
    systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-user-sessions.service \
    kmod-static-nodes.service systemd-random-seed.service systemd-sysusers.service systemd-journal-flush.service \
    systemd-tmpfiles-setup-dev.service systemd-remount-fs.service systemd-machine-id-commit.service; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
  done
  # Who refuses logins until systemd-user-sessions has run
  ln -sf /dev/null "$root/etc/tmpfiles.d/systemd-nologin.conf"
}

# What some machines run and most don't: `systemctl unmask` and `start` bring them (rstatd by way of inetd).
mask_daemons() {
  for unit in named.service named-resolvconf.service rpcbind.socket rpcbind.service openbsd-inetd.service inetd.service rwhod.service prometheus-node-exporter.service; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
  done
}

# They run at each boot and each daemon-reload, where they take two of three seconds, and find nothing to make units of.
mask_generators() {
  mkdir -p "$root/etc/systemd/system-generators"
  for generator in "$root"/lib/systemd/system-generators/*; do
    case ${generator##*/} in
      systemd-sysv-generator) ;; # ipvsadm has a System V script only
      *) ln -sf /dev/null "$root/etc/systemd/system-generators/${generator##*/}" ;;
    esac
  done
}

# Nobody reads a greeting here, and each login would start half a dozen programs to write one.
drop_greetings() {
  sed -i -e '/pam_motd/d' -e '/pam_mail/d' "$root/etc/pam.d/sshd"
}

write_identity() {
  # Name, machine-id and keys belong to a node, not to the image: lab-net fills them in at a node's first boot.
  rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id"
  : >"$root/etc/machine-id"
  : >"$root/etc/fstab"
  echo lab >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n' >"$root/etc/hosts"
  printf '# a lab has no name servers\n' >"$root/etc/resolv.conf"
}

drop_ballast() {
  : >"$root/etc/default/locale" # pam_env asks for it at every login
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/cache/debconf/*-old "$root"/var/log/*.log
  rm -rf "$root"/usr/share/locale/* "$root"/usr/share/zoneinfo/right "$root"/usr/lib/udev/hwdb.d
  # mmdebstrap's copy of the host's proxy settings is of no use in here.
  rm -f "$root"/etc/apt/apt.conf.d/99mmdebstrap
}

# What keeps packages from starting their daemons while the image is made; a host on which they never start is no Debian host.
let_daemons_start() {
  rm -f "$root"/usr/sbin/policy-rc.d
  [ ! -e "$root"/sbin/start-stop-daemon.REAL ] || mv "$root"/sbin/start-stop-daemon.REAL "$root"/sbin/start-stop-daemon
}

# Under fakechroot, an absolute link made inside carries the tree's own place on the host in front.
straighten_links() {
  find "$root" -xdev -type l -lname "$root/*" | while IFS= read -r link; do
    target=$(readlink "$link")
    ln -sfn "${target#"$root"}" "$link"
  done
}

# mmdebstrap has /proc, /sys and device nodes mounted in the tree (not under fakechroot); a bind mount shows it without them.
write_image() {
  view=$root
  if [ -e "$root/proc/self" ]; then
    view=$(mktemp -d)
    mount --bind "$root" "$view"
  fi
  mke2fs -q -t ext4 -m 0 -L lab -d "$view" "$LAB_IMAGE" "$LAB_IMAGE_SIZE"
  if [ "$view" != "$root" ]; then
    umount "$view"
    rmdir "$view"
  fi
}

for kernel in "$LAB_MODULES"/*; do copy_modules "${kernel##*/}"; done
copy_overlay
add_operator
enable_units
mask_units
mask_daemons
mask_generators
drop_greetings
write_identity
drop_ballast
let_daemons_start
straighten_links
write_image

import { quote } from "../command-line";
import { LVS_HOST } from "./lvs-host.generated";
import { LVS_LOOK } from "./lvs-look.generated";

/** Where the program is that such a login gets to see. */
const PROGRAM = "/usr/local/sbin/lvs-look";

/** A login that may look at clusters and nothing else. */
export interface LookLogin {
  /** Made if it isn't there. */
  readonly user: string;
  /** Lines as in authorized_keys, without options. */
  readonly publicKeys: readonly string[];
}

/** The program that sshd runs for such a login: everything that `lvs-host` can, behind a door that opens for looking only. */
export function lookProgram(): string {
  return `#!/bin/sh\nlvs_main() {\n${LVS_HOST}\n}\n${LVS_LOOK}`;
}

/** A script for root on a host that gives it such a login; run again it renews program and keys. */
export function lookLoginScript({ user, publicKeys }: LookLogin): string {
  const forced = `command="sudo -n ${PROGRAM}",restrict`;
  return script(user, `
  command -v sudo >/dev/null 2>&1 || fail "sudo is missing: install it first"
  command -v visudo >/dev/null 2>&1 || fail "visudo is missing: install sudo as a whole"
  # What a script that was cut off has left in a place that is nobody else's does no harm.
  if ! is_ours; then
    ! getent passwd "$user" >/dev/null || fail "there is a login $user already, which is somebody else's: choose another name (--user)"
    mkdir -p "${HOMES}"
    useradd --system --no-create-home --home-dir "$home" --comment "${MARK}" --shell /bin/sh "$user"
  fi
  # No password that anybody could know, which is no locked account to sshd either.
  usermod --password '*' --expiredate '' "$user"
  put 0755 ${PROGRAM} <<'${END}'
${lookProgram().replace(/\n*$/, "")}
${END}
  # root's, so that the login itself can't change what it may do.
  for folder in "$home" "$home/.ssh"; do mkdir -p "$folder"; chown root:root "$folder"; chmod 0755 "$folder"; done
  put 0644 "$home/.ssh/authorized_keys" <<'${END}'
${publicKeys.map((key) => `${forced} ${key}`).join("\n")}
${END}
  # Where SELinux is, sshd reads keys in files of this type only.
  if command -v selinuxenabled >/dev/null 2>&1 && selinuxenabled; then chcon -R -t ssh_home_t "$home/.ssh"; fi
  # Proved before it counts: older versions of sudo do nothing at all for anybody while a file of theirs is wrong.
  cat >"$rule.new" <<'${END}'
${user} ALL=(root) NOPASSWD: ${PROGRAM} ""
${END}
  chmod 0440 "$rule.new"
  visudo -cqf "$rule.new" || { rm -f "$rule.new"; fail "sudo does not take the rule"; }
  mv -f "$rule.new" "$rule"
  echo "$user may look at this host's clusters"
`);
}

/** Takes it away again, and the program with the last such login. */
export function lookLoginRemoval(user: string): string {
  return script(user, `
  if getent passwd "$user" >/dev/null && ! is_ours; then fail "$user is a login of somebody else's, and stays"; fi
  # The account goes last, so that a removal which was cut off can be done again; and its connections, or it could not go.
  rm -f "$rule" "$rule.new"
  rm -rf "$home"
  others=''
  for other in /etc/sudoers.d/lvs-look-login-*; do case $other in *.new) ;; *) [ ! -e "$other" ] || others=yes ;; esac; done
  [ -n "$others" ] || rm -f ${PROGRAM} ${PROGRAM}.new
  rmdir "${HOMES}" 2>/dev/null || true
  if is_ours; then
    usermod --expiredate 1 "$user"
    pkill -KILL -u "$user" || true
    i=0
    until userdel "$user" 2>/dev/null; do
      i=$((i + 1))
      [ "$i" -lt 20 ] || fail "$user can't log in any more, but its account can't be deleted: userdel $user says why"
      sleep 0.5
    done
  fi
  echo "$user can't log in to this host any more"
`);
}

const END = "LVS_LOOK_END";

/** Nobody else's, so that a login with its home there was made by this. */
const HOMES = "/var/lib/lvs-look-logins";
const MARK = "looks at clusters of cdktf-lvs";

/** All of it is one function that the last line calls: a script that was cut off on its way does nothing. */
function script(user: string, body: string): string {
  return `#!/bin/sh
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
user=${quote(user)}
home=${HOMES}/$user
rule=/etc/sudoers.d/lvs-look-login-$user
fail() { echo "$*" >&2; exit 1; }
is_ours() { [ "$(getent passwd "$user" | cut -d: -f5,6)" = "${MARK}:$home" ]; }
# Whole or not at all.
put() { cat >"$2.new" && chown root:root "$2.new" && chmod "$1" "$2.new" && mv -f "$2.new" "$2"; }
main() {
  [ "$(id -u)" = 0 ] || fail "run this as root"
${body.replace(/^\n/, "")}}
main
`;
}

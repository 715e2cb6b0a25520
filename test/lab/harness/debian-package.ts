/**
 * Shell text that packs an installed package again, its maintainer scripts included, as `/srv/shelf/NAME.deb`: a lab has no network to fetch one from.
 * @param version of the new package; default: the installed one's
 */
export function packAgain(name: string, version?: string): string {
  const renumbered = version === undefined ? "" : ` -e 's/^Version: .*/Version: ${version}/'`;
  return `set -e
mkdir -p /srv/shelf/${name}/DEBIAN; cd /srv/shelf
dpkg-query -L ${name} | while read -r file; do [ ! -f "$file" ] || cp --parents "$file" ${name}/; done
dpkg -s ${name} | sed -e '/^Status:/d' -e '/^Conffiles:/,/^[A-Z]/{/^Conffiles:/d;/^ /d}'${renumbered} >${name}/DEBIAN/control
for script in preinst postinst prerm postrm conffiles; do [ ! -e /var/lib/dpkg/info/${name}.$script ] || cp /var/lib/dpkg/info/${name}.$script ${name}/DEBIAN/$script; done
dpkg-deb --build ${name} ${name}.deb >/dev/null
`;
}

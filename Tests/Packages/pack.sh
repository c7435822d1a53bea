#!/usr/bin/env bash
# Packs the built programs as two Debian packages.
# pack.sh BUILT OUT [VERSION]: BUILT is the scratch folder of `make static`, OUT where the .deb files go.
set -euo pipefail
built=$1 out=$2
version=${3:-$("$built/release/candour" --version)}
here=$(cd "$(dirname "$0")/../.." && pwd)
for tool in dpkg-deb dpkg-shlibdeps strip; do
  command -v "$tool" >/dev/null || { echo "pack.sh: $tool is missing: apt-get install dpkg-dev binutils" >&2; exit 1; }
done
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
out=$(cd "$out" && pwd)

# finish PACKAGE SOURCE NEEDS: the control file, with the libraries that the program is linked to and NEEDS.
finish() {
  local root=$work/$1 source=$2 libraries
  install -d "$root/DEBIAN" "$work/debian"
  : >"$work/debian/control"
  libraries=$(cd "$work" && dpkg-shlibdeps -O "$1/usr/bin/$1" 2>/dev/null | sed 's/^shlibs:Depends=//')
  [ -n "$libraries" ] || { echo "pack.sh: dpkg-shlibdeps found no library of $1" >&2; exit 1; }
  sed "s/^Priority:.*/&\nVersion: $version\nArchitecture: $architecture\nDepends: $libraries, $3\n\
Installed-Size: $(du -ks --exclude=DEBIAN "$root" | cut -f1)/" "$source/control" >"$root/DEBIAN/control"
  for script in postinst prerm postrm; do
    [ ! -e "$source/$script" ] || install -m 0755 "$source/$script" "$root/DEBIAN/$script"
  done
  install -m 0644 "$source/conffiles" "$root/DEBIAN/conffiles"
  dpkg-deb --root-owner-group --build -Zxz -z"${XZ_LEVEL:-6}" "$root" "$out/$1_${version}_$architecture.deb"
}

bash "$here/Tests/Packages/stage.sh" candour "$built" /usr "$work/candour"
install -D -m 0644 "$here/Client/package/default" "$work/candour/etc/default/candour"
install -D -m 0644 "$here/Client/package/sysusers.conf" "$work/candour/usr/lib/sysusers.d/candour.conf"
# What the programs ask of these two at run time is more than their symbols show.
needs='libsqlite3-0 (>= 3.40), libcurl4 (>= 7.88), tzdata'
finish candour "$here/Client/package" "$needs, passwd"

bash "$here/Tests/Packages/stage.sh" candour-server "$built" /usr "$work/candour-server"
install -D -m 0644 "$here/Server/package/sysusers.conf" "$work/candour-server/usr/lib/sysusers.d/candour-server.conf"
install -D -m 0640 "$here/Server/package/settings.json" "$work/candour-server/etc/candour/settings.json"
finish candour-server "$here/Server/package" "$needs, passwd"

#!/usr/bin/env bash
# Packs the built programs as Debian packages.
# pack.sh PROGRAMS OUT [VERSION]: PROGRAMS is the folder of the release programs, OUT where the .deb files go.
set -euo pipefail
programs=$1 out=$2
version=${3:-$("$programs/candour" --version)}
here=$(cd "$(dirname "$0")/../.." && pwd)
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
out=$(cd "$out" && pwd)

# stage PACKAGE SOURCE: the program, stripped, its manual page and its papers.
stage() {
  local root=$work/$1
  install -D -m 0755 "$programs/$1" "$root/usr/bin/$1"
  strip --strip-all "$root/usr/bin/$1"
  install -d "$root/usr/share/man/man1" "$root/DEBIAN"
  "$programs/$1" manual | gzip -9n >"$root/usr/share/man/man1/$1.1.gz"
  install -D -m 0644 "$here/LICENSE" "$root/usr/share/doc/$1/copyright"
  gzip -9nc "$here/CHANGELOG.md" >"$root/usr/share/doc/$1/changelog.gz"
}

# finish PACKAGE SOURCE: the control file with what the program is linked to, then the package.
finish() {
  local root=$work/$1 source=$2 needs
  mkdir -p "$work/debian"
  : >"$work/debian/control"
  needs=$(cd "$work" && dpkg-shlibdeps -O "$1/usr/bin/$1" 2>/dev/null | sed 's/^shlibs:Depends=//')
  {
    cat "$source/control"
    echo "Version: $version"
    echo "Architecture: $architecture"
    echo "Depends: $needs${3:+, $3}"
    echo "Installed-Size: $(du -ks --exclude=DEBIAN "$root" | cut -f1)"
  } >"$root/DEBIAN/control"
  for script in postinst prerm postrm; do
    [ ! -e "$source/$script" ] || install -m 0755 "$source/$script" "$root/DEBIAN/$script"
  done
  [ ! -e "$source/conffiles" ] || install -m 0644 "$source/conffiles" "$root/DEBIAN/conffiles"
  dpkg-deb --root-owner-group --build -Zxz "$root" "$out/$1_${version}_$architecture.deb"
}

site=$here/Client/package
stage candour
install -d "$work/candour/usr/share/"{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
"$programs/candour" completions bash >"$work/candour/usr/share/bash-completion/completions/candour"
"$programs/candour" completions zsh >"$work/candour/usr/share/zsh/vendor-completions/_candour"
"$programs/candour" completions fish >"$work/candour/usr/share/fish/vendor_completions.d/candour.fish"
install -D -m 0644 -t "$work/candour/usr/lib/systemd/system" "$site"/candour-sync@.{service,timer}
finish candour "$site"

centre=$here/Server/package
stage candour-server
install -D -m 0644 -t "$work/candour-server/usr/lib/systemd/system" \
  "$centre"/candour-server.service "$centre"/candour-backup.{service,timer}
install -D -m 0644 "$centre/sysusers.conf" "$work/candour-server/usr/lib/sysusers.d/candour-server.conf"
install -D -m 0640 "$centre/settings.json" "$work/candour-server/etc/candour/settings.json"
install -D -m 0644 -t "$work/candour-server/usr/share/doc/candour-server" "$here/Docs/operations.md"
finish candour-server "$centre" passwd

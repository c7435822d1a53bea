#!/usr/bin/env bash
# Puts one program with its manual page, completions and services under a prefix.
# stage.sh PROGRAM BUILT PREFIX [DESTDIR]: PROGRAM is candour or candour-server; BUILT is the scratch folder of
# `make static`, with release/PROGRAM and manuals/PROGRAM.1.
set -euo pipefail
program=$1 built=$2 prefix=$3 root=${4:-}
here=$(cd "$(dirname "$0")/../.." && pwd)
share=$root$prefix/share
case $program in
  candour) source=$here/Client/package ;;
  candour-server) source=$here/Server/package ;;
  *) echo "stage.sh: $program is no program of this package" >&2; exit 2 ;;
esac

install -D -m 0755 -s -t "$root$prefix/bin" "$built/release/$program"
install -d "$share/man/man1"
gzip -9nc "$built/manuals/$program.1" >"$share/man/man1/$program.1.gz"
install -D -m 0644 "$here/LICENSE" "$share/doc/$program/copyright"
gzip -9nc "$here/CHANGELOG.md" >"$share/doc/$program/changelog.gz"
install -D -m 0644 -t "$share/doc/$program" "$here"/Docs/operations/*.md

# Debian's own folder for zsh is for packages alone.
zsh=$share/zsh/site-functions
[ "$prefix" != /usr ] || zsh=$share/zsh/vendor-completions
fish=$share/fish/vendor_completions.d
install -d "$share/bash-completion/completions" "$zsh" "$fish"
complete() { "$built/release/$program" --generate-completion-script "$1"; }
complete bash >"$share/bash-completion/completions/$program"
complete zsh >"$zsh/_$program"
complete fish >"$fish/$program.fish"

# unit FOLDER FILE: a unit that names the programs where they are.
unit() {
  install -d "$root$prefix/lib/systemd/$1"
  sed "s,/usr/\(bin\|lib\)/candour,$prefix/\1/candour,g" "$2" >"$root$prefix/lib/systemd/$1/$(basename "$2")"
}
if [ "$program" = candour ]; then
  for file in "$source"/candour-sync@.{service,timer} "$source/candour-share.service"; do unit system "$file"; done
  unit user "$source/candour-open.service"
  install -D -m 0644 -t "$share/applications" "$source/candour.desktop"
else
  for file in "$source"/candour-server.service "$source"/candour-{backup,scrub}.{service,timer}; do unit system "$file"; done
  install -D -m 0755 "$source/backup.sh" "$root$prefix/lib/candour-server/backup"
  sed -i "s,/usr/bin/,$prefix/bin/," "$root$prefix/lib/candour-server/backup"
  install -D -m 0644 -t "$share/doc/$program" "$here/Docs/operations.md"
  # The page for nginx is the one of Docs/operations.md, which a test runs.
  sed -n '/^```nginx$/,/^```$/{/^```/!p}' "$here/Docs/operations.md" >"$share/doc/$program/nginx.conf"
  [ -s "$share/doc/$program/nginx.conf" ]
fi

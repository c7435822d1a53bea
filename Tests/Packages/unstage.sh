#!/usr/bin/env bash
# Takes away what `make install` put under a prefix; never a store, a backup or a setting.
# unstage.sh BUILT PREFIX [DESTDIR]
set -euo pipefail
built=$1 prefix=$2 root=${3:-}
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for program in candour candour-server; do
  bash "$here/Tests/Packages/stage.sh" "$program" "$built" "$prefix" "$work"
done
(cd "$work" && find . -type f) | while read -r file; do rm -f "$root/${file#./}"; done
rmdir --ignore-fail-on-non-empty "$root$prefix/share/doc/candour" "$root$prefix/share/doc/candour-server" \
  "$root$prefix/lib/candour-server" 2>/dev/null || true
echo "Stores and backups were kept: ~/.local/share/candour of each user, and the centre's data folder."

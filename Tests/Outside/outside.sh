#!/usr/bin/env bash
# Builds, in a package outside this repository, the manifest and the program that SiteClient's documentation
# prints, and runs it. outside.sh REPOSITORY WHERE: WHERE is kept, so that a second run builds little.
set -euo pipefail
repository=$(cd "$1" && pwd) where=$2
page=$repository/Client/SiteClient/SiteClient.docc/SiteClient.md
mkdir -p "$where/Sources/ward"

# The first block of code is the manifest, the second the program.
awk -v manifest="$where/Package.swift" -v program="$where/Sources/ward/Ward.swift" '
  /^```swift$/ { block++; file = block == 1 ? manifest : block == 2 ? program : "/dev/null"; printf "" > file; next }
  /^```$/ { file = ""; next }
  file != "" { print > file }' "$page"

# The printed address is a trust's own: here the repository stands in its place, and nothing else is changed.
printed='.package(url: "https://github.com/your-trust/candour", branch: "main")'
grep -qF "$printed" "$where/Package.swift" || { echo "the printed manifest has another address" >&2; exit 1; }
PRINTED=$printed LOCAL=".package(name: \"candour\", path: \"$repository\")" python3 - "$where/Package.swift" <<'PY'
import os, sys
path = sys.argv[1]
text = open(path).read()
open(path, "w").write(text.replace(os.environ["PRINTED"], os.environ["LOCAL"]))
PY

swift build --package-path "$where" --quiet
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT
output=$("$where/.build/debug/ward" "$store/store")
echo "$output"
grep -q ': tell CQC$' <<<"$output" && grep -qx 'pending: 2' <<<"$output" \
  || { echo "the outside program did not log, list and edit" >&2; exit 1; }
echo "a package outside the repository builds and runs the printed program"

#!/usr/bin/env bash
# Builds the documentation of every module that has a page, from the modules of the last build; fails at any
# warning, such as a link that leads nowhere. One is not meant: we do not describe a parameter that its name
# describes, even where another is described.
set -euo pipefail
cd "$(dirname "$0")/../.."
where=$(mktemp -d)
trap 'rm -rf "$where"' EXIT
includes=(-I .build/debug/Modules)
# A target of C has a map of its own, or the build makes one.
while read -r map; do includes+=(-I "$(dirname "$map")"); done \
  < <(find Sources .build/checkouts .build/debug/C[A-Z]*.build -name module.modulemap -not -path '*/Tests/*')
mkdir "$where/pages"
failed=0
for page in Sources/*/*.docc Client/*/*.docc; do
  module=$(basename "$page" .docc)
  mkdir -p "$where/$module"
  swift-symbolgraph-extract -module-name "$module" "${includes[@]}" \
    -target "$(uname -m)-unknown-linux-gnu" -minimum-access-level public -output-dir "$where/$module"
  [ -s "$where/$module/$module.symbols.json" ] || { echo "$module: no symbols" >&2; exit 1; }
  docc convert "$page" --additional-symbol-graph-dir "$where/$module" --output-dir "$where/pages/$module" \
    --ide-console-output > "$where/$module.log" 2>&1 || failed=1
  grep -E '(warning|error): ' "$where/$module.log" | grep -v "Parameter '.*' is missing documentation" && failed=1
done
[ $failed = 0 ] && echo "documentation: $(ls "$where/pages" | wc -l) modules without a warning"
exit $failed

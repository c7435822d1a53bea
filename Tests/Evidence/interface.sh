#!/usr/bin/env bash
# Compares what a program that embeds SiteClient may use with the committed list, and with KEEP=1 writes
# the list anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
swift build --target SiteClient --quiet
mkdir -p .build-evidence/interface
includes=(-I .build/debug/Modules)
# A target of C has a map of its own, or the build makes one.
while read -r map; do includes+=(-I "$(dirname "$map")"); done \
  < <(find Sources .build/checkouts .build/debug/C[A-Z]*.build -name module.modulemap -not -path '*/Tests/*')
dumps=()
# `SiteClient` and what it re-exports.
for module in SiteClient RecordStore RecordTables Records Replication IRMER Deidentification; do
  dumps+=(".build-evidence/interface/$module.json")
  swift-api-digester -dump-sdk -module "$module" "${includes[@]}" -sdk / \
    -target "$(uname -m)-unknown-linux-gnu" -o ".build-evidence/interface/$module.json"
done
python3 Tests/Evidence/interface.py Tests/Evidence/interface.txt "${dumps[@]}"

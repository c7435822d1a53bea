#!/usr/bin/env bash
# Tests under a sanitizer: KIND=address (what reads bytes, files and C libraries) or thread (what has
# threads). Any report fails; a module's whole output is in .build-KIND/MODULE.log. SUITES= names others.
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=${KIND:-address}
scratch=$PWD/.build-$kind
options=(--build-tests --quiet "--sanitize=$kind" --scratch-path "$scratch")
case $kind in
  # `Package.swift` leaves out the modules above them. The rules and the search for names hold no
  # pointer, and their exhaustive tests would take hours.
  address)
    suites=${SUITES:-Storage CentreStore SyncProtocol Replication RecordStore Records}
    export CANDOUR_PART=shared ;;
  thread)
    suites=${SUITES:-Storage RecordStore Aggregation SiteClient}
    mkdir -p "$scratch"
    "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -c -fPIC -O1 -Wall -Werror \
      Tests/Sanitizers/thread.c -o "$scratch/thread.o"
    options+=(-Xlinker --wrap=__tsan_external_write -Xlinker "$scratch/thread.o") ;;
  *) echo "KIND is address or thread, not $kind" >&2; exit 64 ;;
esac
# The linker warns of every function of the sanitizer that has no name outside.
swift build "${options[@]}" 2> >(grep -v 'Cannot export local symbol' >&2)

# What the runtime of Swift allocates once it keeps for the life of the process.
export ASAN_OPTIONS=detect_leaks=0
failed=0
for suite in $suites; do
  log=$scratch/$suite.log
  status=0
  "$scratch/debug/candourPackageTests.xctest" --disable-xctest --testing-library swift-testing \
    --experimental-maximum-parallelization-width 4 --filter "^${suite}Tests\." >"$log" 2>&1 || status=$?
  reports=$(grep -cE '^SUMMARY: (Thread|Address)Sanitizer' "$log" || true)
  echo "$suite: $reports reports of the $kind sanitizer, exit code $status; $(grep -oE 'Test run .*' "$log" | tail -1)"
  grep -E '^SUMMARY: |recorded an issue' "$log" | sort | uniq -c || true
  [ "$status" = 0 ] && [ "$reports" = 0 ] || failed=1
done
exit $failed

#!/usr/bin/env bash
# Fuzzes every decoder with coverage guidance (libFuzzer), from the golden files.
#
#   RUNS=1000000 bash Tests/Fuzz/fuzz.sh          prints the number of runs and what it found
#   bash Tests/Fuzz/fuzz.sh FILE                  runs one input again
#
# Finds are left in .build/fuzz/finds; the corpus grows in .build/fuzz/corpus.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work="$root/.build/fuzz"
runs=${RUNS:-200000}
mkdir -p "$work/corpus" "$work/finds"

# A package of its own, so that only what is fuzzed is built with the fuzzer's instruments.
for folder in Replication SyncProtocol CZstd; do ln -sfn "$root/Sources/$folder" "$work/$folder"; done
ln -sfn "$root/Tests/Fuzz" "$work/Fuzz"
cp "$root/Package.resolved" "$work/Package.resolved" 2>/dev/null || true
cat > "$work/Package.swift" <<'SWIFT'
// swift-tools-version: 6.2
import PackageDescription
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-sanitize=fuzzer"]),
]
let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    .target(
      name: "Replication", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      path: "Replication", swiftSettings: settings),
    .systemLibrary(name: "CZstd", path: "CZstd", pkgConfig: "libzstd"),
    .target(
      name: "SyncProtocol",
      dependencies: [
        "CZstd", "Replication", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      path: "SyncProtocol", exclude: ["candour.proto", "generate.sh"], swiftSettings: settings),
    .executableTarget(
      name: "FuzzDecoders", dependencies: ["Replication", "SyncProtocol"], path: "Fuzz",
      exclude: ["fuzz.sh", "seed.py"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
  ]
)
SWIFT
swift build --package-path "$work" --configuration release --product FuzzDecoders
python3 "$root/Tests/Fuzz/seed.py" "$root/Tests" "$work/corpus"

fuzzer="$work/.build/release/FuzzDecoders"
if [ $# -gt 0 ]; then exec "$fuzzer" "$@"; fi
"$fuzzer" -runs="$runs" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
  -artifact_prefix="$work/finds/" "$work/corpus"

#!/bin/sh
# Generates Generated/candour.pb.swift from candour.proto, with the plugin of the very version of
# SwiftProtobuf that the package resolves to. Needs protoc (Debian: protobuf-compiler).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
plugin=${PROTOC_GEN_SWIFT:-}
if [ -z "$plugin" ]; then
  checkout="$root/.build/checkouts/swift-protobuf"
  [ -d "$checkout" ] || swift package --package-path "$root" resolve
  swift build --package-path "$checkout" --scratch-path "$root/.build/protoc-plugin" \
    --configuration release --product protoc-gen-swift
  plugin="$root/.build/protoc-plugin/release/protoc-gen-swift"
fi
protoc --plugin=protoc-gen-swift="$plugin" --proto_path="$here" \
  --swift_opt=Visibility=Internal --swift_out="$here/Generated" candour.proto

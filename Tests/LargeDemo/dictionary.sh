#!/usr/bin/env bash
# dictionary.sh LARGE_DEMO NUMBER: trains the dictionary of that number from what LargeDemo makes.
#
# Stores hold bytes that only the dictionaries of Sources/RecordStore/Packing unpack: one that has
# shipped is never trained again.
set -euo pipefail
demo=$1 number=$2
target=Sources/RecordStore/Packing/Dictionaries/records-$number.zdict
[ ! -e "$target" ] || { echo "$target has shipped: train the next number" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$demo" "$work/centre" 5000 "$work/samples"
# 32 KiB: twice as many shorten payloads by a hundredth more.
zstd -q --train -r "$work/samples" --maxdict=32768 --dictID="$number" -o "$target"
ls -l "$target"

#!/usr/bin/env bash
# Installs the system libraries that Candour builds on and the tools that its tests use, if any is
# missing. Debian and its kin.
set -euo pipefail
declare -A library=(
  [libsqlite3-dev]=sqlite3 [libcurl4-openssl-dev]=libcurl [libzstd-dev]=libzstd [zlib1g-dev]=zlib
  [libpq-dev]=libpq
)
missing=()
command -v pkg-config >/dev/null || missing+=(pkg-config)
for package in "${!library[@]}"; do
  pkg-config --exists "${library[$package]}" 2>/dev/null || missing+=("$package")
done
for tool in curl sqlite3 openssl python3 strace; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
# The documented reverse proxy is tried with a real one.
[ -x /usr/sbin/nginx ] || missing+=(nginx-light)
# The tests of PostgreSQL start clusters of their own.
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
if [ "${#missing[@]}" -eq 0 ]; then
  echo "setup: every system library is here"
  exit 0
fi
echo "setup: installing ${missing[*]}"
command -v apt-get >/dev/null || { echo "setup: please install ${missing[*]}" >&2; exit 1; }
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
# RUNLEVEL=1: nothing that is installed begins to serve.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq "${missing[@]}" >/dev/null
echo "setup: done"

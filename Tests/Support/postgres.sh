#!/usr/bin/env bash
# A scratch PostgreSQL cluster for tests, run as an ordinary user. Prints the folder of its socket when it
# accepts connections; stops and removes it when standard input ends, so none outlives its test. The lines
# "stop" and "start" there do that meanwhile, and are printed when it is done.
# Arguments: settings for postgres, such as -c synchronous_standby_names=nobody.
set -euo pipefail
bin="$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -1)"
[ -x "$bin/initdb" ] || { echo "no PostgreSQL: make setup installs it" >&2; exit 1; }
base="$(mktemp -d "${TMPDIR:-/tmp}/candour-pg.XXXXXX")"
# The path of a socket has at most 107 characters, and postgres must reach it.
if [ "${#base}" -gt 80 ] || { [ "$(id -u)" -eq 0 ] && ! runuser -u postgres -- test -x "${TMPDIR:-/tmp}"; }; then
  rmdir "$base"
  base="$(mktemp -d /tmp/candour-pg.XXXXXX)"
fi
as=()
if [ "$(id -u)" -eq 0 ]; then
  as=(runuser -u postgres --)
  chown postgres "$base"
fi
chmod 755 "$base"
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$base/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$base"
}
trap stop EXIT
cd "$base"
"${as[@]}" "$bin/initdb" -D data -U candour -A trust -E UTF8 --locale=C.UTF-8 --data-checksums \
  >initdb.log 2>&1 || { cat initdb.log >&2; exit 1; }
start() {
  "${as[@]}" "$bin/pg_ctl" -D data -w -l "$base/data/log" \
    -o "-k '$base' -c listen_addresses= -c max_connections=300 -c shared_buffers=32MB $*" start \
    >/dev/null || { cat data/log >&2; exit 1; }
}
start "$@"
echo "$base"
while read -r line; do
  case "$line" in
    stop) "${as[@]}" "$bin/pg_ctl" -D data -m immediate -w stop >/dev/null ;;
    start) start "$@" ;;
  esac
  echo "$line"
done

#!/usr/bin/env bash
# The main job on real input: a trust with a hospital and two satellite clinics logs off line,
# synchronises over HTTPS, and the centre says what must be notified, to whom and by when.
# `make demo` runs it to its end; `make serve` leaves the server running. BIN: the built programs.
set -euo pipefail
examples="$(cd "$(dirname "$0")" && pwd)"
bin="$(cd "${BIN:?BIN names the folder of the built programs}" && pwd)"
work="$(mktemp -d "${TMPDIR:-/tmp}/candour-demo.XXXXXX")"
serve=no; [ "${1:-}" = --serve ] && serve=yes
server_pid=""
export CANDOUR_NOW="${CANDOUR_NOW:-2026-02-09T09:00:00+00:00}"

finish() {
  [ -n "$server_pid" ] && kill "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null
  [ "$serve" = yes ] || rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

step() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }
show() { printf '$ %s\n' "$*"; }
centre() { "$bin/candour-server" "$1" --data "$work/centre" "${@:2}"; }
# A site's command line: `at RBD01 incident list`.
at() { local store="$1"; shift; "$bin/candour" "$@" --store "$work/$store"; }
# One clinical audit of a site, from the example, under the site's own title: `plan RBD01 "General Hospital"`.
plan() {
  sed "s/\"title\": \"\(.*\)\"/\"title\": \"\1 ($2)\"/" "$examples/5-audit-clinical-evaluation.json" |
    at "$1" audit plan --from -
}

# Logs the list that a site kept in the first weeks of the year (`make examples` writes it). A row that
# cannot be is named with its line, and the rest are logged.
log_weeks() {
  local code=0
  at "$1" incident log --from "$examples/weeks/$1.csv" >"$work/$1.log" || code=$?
  # 1: some lines were saved and some refused.
  [ "$code" -eq 0 ] || [ "$code" -eq 1 ]
  echo "$1: $(tail -1 "$work/$1.log")"
}

start_server() {
  : >"$work/server.out"  # it is looked at before a busy machine has begun the server
  "$bin/candour-server" serve --data "$work/centre" --address "$1" \
    >"$work/server.out" 2>"$work/server.err" &
  server_pid=$!
  for _ in $(seq 1 200); do
    url="$(sed -n 's/^listening on //p' "$work/server.out")"
    [ -n "$url" ] && return
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.05
  done
  cat "$work/server.err" >&2
  echo "the server did not start" >&2
  exit 1
}
stop_server() { kill "$server_pid"; wait "$server_pid" || true; server_pid=""; }

step "1. A centre for the trust RBD, with a certificate authority of its own"
centre init --trust RBD
start_server 127.0.0.1:0
echo "the centre listens on $url"

step "2. A hospital and two satellite clinics, each with its own store and key"
for site in RBD01:"General Hospital" RBD02:"Harbour Clinic" RBD03:"Moorland Clinic"; do
  code="${site%%:*}"
  at "$code" init --site "$code" --trust RBD --nation england --name "${site#*:}" --as radiographer
  at "$code" enrol --server "$url" --ca "$work/centre/tls/ca.pem" \
    --code "$("$bin/candour-server" enrolment-code --data "$work/centre" --site "$code")"
done
# The hospital's physics office keeps a second replica of the clinic's records.
at desk init --site RBD02 --trust RBD --nation england --name "Physics office" --as medical-physics-expert
at desk enrol --server "$url" --ca "$work/centre/tls/ca.pem" \
  --code "$("$bin/candour-server" enrolment-code --data "$work/centre" --site RBD02)"

step "3. The network goes. Every site logs all the same"
stop_server
at RBD01 incident log --from "$examples/1-set-up-error.json"
at RBD01 incident log --from "$examples/4-wrong-tracer.json"
plan RBD01 "General Hospital"
logged="$(at RBD02 incident log --from "$examples/2-sabr-immobilisation.json")"
echo "$logged"
plan RBD02 "Harbour Clinic"
at RBD03 incident log --from "$examples/3-collimator-fault.json"
plan RBD03 "Moorland Clinic"
echo
echo "and from CSV what they had written down since New Year:"
for site in RBD01 RBD02 RBD03; do log_weeks "$site"; done
show candour sync
code=0; at RBD02 sync || code=$?
echo "(exit code $code: the centre could not be reached; everything is safe and queued)"
[ "$code" -eq 3 ]
at RBD02 status

step "4. The network is back: each site synchronises by hand"
start_server "${url#https://}"
for store in RBD01 RBD02 RBD03 desk; do echo "$store:"; at "$store" sync; done

step "5. The clinic and the physics office change the same field, unseen by each other"
id="$(sed -n "s/.* as \([A-Z0-9-]*\), .*/\1/p" <<<"$logged")"
at RBD02 incident set "$id" individuals/0/ageAtExposure=55
at desk incident set "$id" individuals/0/ageAtExposure=45
for store in RBD02 desk RBD02; do at "$store" sync --quiet; done
echo "Nothing is decided for them: both values are kept until a person takes one."
at RBD02 incident show "$id"

step "6. What the trust must notify, the state of its audits, what waits for a decision, when each site synchronised"
centre overview

step "7. Every store is verified"
for store in RBD01 RBD02 RBD03 desk; do printf '%s: ' "$store"; at "$store" verify; done
printf 'centre: '; centre verify

# Where a person sits at a desktop, the clinic's own screen is the end of the story.
if [ "$serve" != yes ] && [ -t 1 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then
  step "8. The clinic's own screen, in the browser of this computer (Ctrl-C ends the demo)"
  at RBD02 open
fi

if [ "$serve" = yes ]; then
  step "The server goes on"
  password="$(head -c 12 /dev/urandom | base64 | tr '+/' '-_')"
  printf '%s\n' "$password" | "$bin/candour-server" user add --data "$work/centre" --email governance@example.org --role governance >/dev/null
  echo "address:   $url        (its authority: $work/centre/tls/ca.pem)"
  echo "log in as: governance@example.org   password: $password"
  echo "API token: $("$bin/candour-server" token create --data "$work/centre" --role governance --name demo)"
  echo "data:      $work    (kept; Ctrl-C stops the server)"
  wait "$server_pid"
fi

#!/usr/bin/env bash
# Installs, uses, upgrades and removes the packages in a clean Debian root.
# test.sh BUILT: the scratch folder of `make static`. Wants root, debootstrap, curl and a Debian mirror; there is no
# systemd in the root, so that programs are started by hand and the units are checked by systemd-analyze outside.
set -euo pipefail
built=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")/../.." && pwd)
incident='{"discoveredOn":"2026-02-01","modality":"ct","individuals":[{"exposure":"accidental","ageAtExposure":40,"effectiveDose":{"total":"9"}}]}'
data=/var/lib/candour-server
work=$(mktemp -d)
root=$work/root
started=()
passed=0

# stop PID...: ends what this test started, and waits for its end.
stop() { for id in "$@"; do kill "$id" 2>/dev/null || true; wait "$id" 2>/dev/null || true; done; }
clean() {
  stop "${started[@]}"
  ! mountpoint -q "$root/proc" || umount "$root/proc"
  rm -rf "$work"
}
trap clean EXIT

# Programs see nothing of this machine's environment but what leads to a mirror.
mapfile -t proxies < <(env | grep -iE '^(https?|no)_proxy=' || true)
in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "${proxies[@]}" "$@"; }
as() { local user=$1; shift; in_root runuser -u "$user" -- env HOME="/home/$user" "$@"; }
# In the background, so that $! is the program itself: BACKGROUND HOME USER PROGRAM...
background() {
  local home=$1 user=$2; shift 2
  exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" LANG=C.UTF-8 \
    runuser -u "$user" -- "$@"
}
must() {
  local what=$1; shift
  "$@" >"$work/said" 2>&1 || { echo "FAILED: $what" >&2; cat "$work/said" >&2; exit 1; }
  passed=$((passed + 1)); echo "ok: $what"
}
# The same, and what it says holds these words.
must_say() {
  local what=$1 words=$2; shift 2
  must "$what" "$@"
  says "$words"
}
says() { grep -qF -- "$1" "$work/said" || { echo "FAILED: it does not say “$1”" >&2; cat "$work/said" >&2; exit 1; }; }
gone() { ! test -e "$1"; }
# The line of a file that begins with words, once it is there; the program that writes it must go on.
line_of() {
  for _ in $(seq 600); do
    sed -n "s/^$2//p" "$1" | grep -m1 . && return
    kill -0 "$3" && sleep 0.1
  done
  return 1
}

make_root() {
  local cache=$built/debian.tar
  if [ ! -e "$cache" ]; then
    if ! command -v debootstrap >/dev/null; then
      echo "test.sh: installing debootstrap"
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq debootstrap >/dev/null
    fi
    debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" >"$built/debootstrap.log"
    tar -C "$work/debian" -cf "$cache" .
    rm -rf "$work/debian"
  fi
  mkdir "$root"
  tar -C "$root" -xf "$cache"
  mount -t proc proc "$root/proc"
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  in_root apt-get update -qq
}
install_debs() {
  # shellcheck disable=SC2046
  in_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(cd "$root" && printf '/%s ' "$1"/*.deb)
}
installed_files() {
  for program in candour candour-server; do
    must "$program says its version" in_root "$program" --version
    must "$program has a manual page that man can read" sh -c \
      "zcat '$root/usr/share/man/man1/$program.1.gz' | man --warnings=all -l - >/dev/null"
    must "$program completes in bash" in_root bash -c ". /usr/share/bash-completion/completions/$program && complete -p $program"
    must "$program completes in zsh and fish" test -s "$root/usr/share/zsh/vendor-completions/_$program" \
      -a -s "$root/usr/share/fish/vendor_completions.d/$program.fish"
    must "$program needs no Swift runtime" sh -c "! readelf -d '$root/usr/bin/$program' | grep -i 'needed.*swift\|foundation'"
  done
  must "the centre has a user of its own" in_root getent passwd candour
  must "its settings are for it and root alone" test "$(stat -c %a "$root/etc/candour/settings.json")" = 640
  must "the page for nginx is there" grep -q proxy_pass "$root/usr/share/doc/candour-server/nginx.conf"
  # Half past midnight in London is the day before in UTC; a day to come is refused.
  in_root candour init --store /tmp/summer --site RBD03 --trust RBD --nation england >/dev/null
  must "the program knows London's summer time" in_root env CANDOUR_NOW=2026-07-01T23:30:00Z \
    candour incident log --from /tmp/july.json --store /tmp/summer
  must "… and its winter" in_root sh -c '! CANDOUR_NOW=2026-01-31T23:30:00Z candour incident log \
    --from /tmp/incident.json --store /tmp/summer'
}

# A centre on a port that the system picks, as its service starts it.
serve() {
  background /home/candour candour candour-server serve --config /etc/candour/settings.json --address 127.0.0.1:0 >"$work/serving" 2>"$work/log" &
  server=$!; started+=("$server")
  url=$(line_of "$work/serving" 'listening on ' "$server")
}
begin() {
  must "the centre begins" as candour candour-server init --config /etc/candour/settings.json --trust RBD
  serve
  in_root useradd --create-home --shell /bin/bash radiographer
  cp "$root$data/tls/ca.pem" "$root/tmp/ca.pem"; chmod 644 "$root/tmp/ca.pem"
  must "a site begins" as radiographer candour init --site RBD01 --trust RBD --nation england
  must "a site logs an incident" as radiographer candour incident log --from /tmp/incident.json
  local code
  code=$(as candour candour-server enrolment-code --data $data --site RBD01)
  must "the site joins the centre" as radiographer candour enrol --server "$url" --ca /tmp/ca.pem --code "$code"
  must_say "the site synchronises" "Up to date" as radiographer candour sync
  must_say "the centre has the incident" "RBD01" as candour candour-server overview --data $data
}
# A login of the root, as a program outside it sees it: by number. Outside is curl.
outside_as() { local user=$1; shift; setpriv --reuid="$(id_of "$user")" --regid="$(id_of "$user")" --clear-groups "$@"; }
id_of() { in_root id -u "$1"; }
# The screen of a login, once it is there; the file that opens it, as its owner reads it.
open_screen() {
  local user=$1; shift
  background "/home/$user" "$user" candour open --no-browser --json "$@" >"$work/opened-$user" 2>"$work/opening" &
  started+=("$!")
  screen=$!
  file=$(line_of "$work/opened-$user" '{"file":"' "$screen" | sed 's,\\/,/,g; s/"}$//') || { cat "$work/opening" >&2; exit 1; }
  address=$(sed -n 's,.*action="\(http://127.0.0.1:[0-9]*\)/open".*,\1,p' "$root$file")
  token=$(sed -n 's,.*name="token" value="\([0-9a-f]*\)".*,\1,p' "$root$file")
}
# What a browser of a login gets at the opened screen: USER PATH [OPTION...].
browse() {
  local user=$1 path=$2; shift 2
  outside_as "$user" curl -sS --noproxy '*' -b "$work/cookies-$user" -H 'Sec-Fetch-Site: same-origin' "$@" "$address$path"
}
enter() {
  outside_as "$1" curl -sSf --noproxy '*' -c - -o /dev/null -H 'Origin: null' -H 'Sec-Fetch-Site: cross-site' \
    -d "token=$token" "$address/open" >"$work/cookies-$1"
  chmod 644 "$work/cookies-$1"
}
screens() {
  chmod 755 "$work"
  open_screen radiographer
  must "the screen's file is its owner's alone" test "$(stat -c '%a %u' "$root$file")" = "600 $(id_of radiographer)"
  must "the installed screen opens in a browser" enter radiographer
  must_say "… and asks who is working" "Who is working now?" browse radiographer / -L
  must_say "another login gets nothing, even with the cookie" "does not answer" \
    outside_as visitor curl -sS --noproxy '*' -b "$work/cookies-radiographer" "$address/"
  must "the file is gone once it was used" gone "$root$file"
  stop "$screen"
  must "the screen ends when it is told to" sh -c "! curl -sS --noproxy '*' '$address/'"
}
# The walk of Tests/EndToEnd/Browser through the installed program, by a browser of the same login, in a network that
# leads nowhere: only loopback is up.
browser() {
  local python=$here/.build-browser/bin/python id
  [ -x "$python" ] && command -v chromium >/dev/null ||
    { echo "FAILED: no browser to walk through the installed screen: make setup-browser" >&2; exit 1; }
  in_root useradd --create-home --shell /bin/bash walker
  as walker candour init --site RBD05 --trust RBD --nation england >/dev/null
  id=$(as walker candour incident log --json --from /tmp/knee.json | sed 's/.*"id": *"\([^"]*\)".*/\1/')
  as walker cp -r /home/walker/.local/share/candour /home/walker/desk
  as walker candour incident set "$id" individuals/0/effectiveDose/total=9.6 >/dev/null
  as walker candour incident set "$id" individuals/0/effectiveDose/total=0.2 --store /home/walker/desk >/dev/null
  as walker candour export /home/walker/desk.bundle --store /home/walker/desk >/dev/null
  as walker candour import /home/walker/desk.bundle >/dev/null
  # What this function needs of this file, in a shell with a network of its own.
  # shellcheck disable=SC2016
  must_say "a person walks through the installed screen with the network off" "checked" env root="$root" work="$work" \
    here="$here" python="$python" unshare -n bash -c "set -euo pipefail; proxies=(); started=()
      $(declare -f in_root as background line_of open_screen id_of outside_as)"'
      ip link set lo up
      open_screen walker
      HOME=$root/home/walker CANDOUR_OPENING=$root$file outside_as walker \
        "$python" "$here/Tests/EndToEnd/Browser/site.py"
      kill "$screen"; wait "$screen" || true'
  must "… and the store is sound after it" as walker candour verify
}
# Several logins of one computer, with one store; the service is started as its unit starts it.
shared_screens() {
  in_root useradd --create-home --shell /bin/bash --groups candour-site clerk
  in_root useradd --create-home --shell /bin/bash --groups candour-site doctor
  site_as() { in_root runuser -u candour-site -- env HOME=/var/lib/candour-site "$@"; }
  must "the shared store begins" site_as candour init --site RBD04 --trust RBD --nation england
  in_root install -d -o candour-site -m 0755 /run/candour
  background /var/lib/candour-site candour-site candour share >"$work/sharing" 2>&1 &
  sharing=$!; started+=("$sharing")
  line_of "$work/sharing" 'Logins of the group' "$sharing" >/dev/null
  open_screen clerk
  must "a login of the group opens a screen of the shared store" enter clerk
  must_say "… which is the shared one" "RBD04" browse clerk /role
  must_say "… and answers no other login of the group" "does not answer" \
    outside_as doctor curl -sS --noproxy '*' -b "$work/cookies-clerk" "$address/"
  local first=$address
  open_screen doctor
  must "a second login has a screen of its own at the same time" test "$address" != "$first"
  must "… and opens it" enter doctor
  must "a login outside the group is refused" sh -c "! chroot '$root' runuser -u visitor -- \
    env HOME=/nethome candour open --shared --no-browser >'$work/refused' 2>&1"
  must "… and is told whom to ask" grep -q "Ask IT to add it to the group" "$work/refused"
  must "nobody of the group can read the store" sh -c \
    "! chroot '$root' runuser -u clerk -- ls /var/lib/candour-site 2>/dev/null"
  stop "$sharing"
  must "the screens end with the service" sh -c "! curl -sS --noproxy '*' '$first/'"
}
# A home that nobody may write to: the store is elsewhere.
read_only_home() {
  in_root useradd --no-create-home --home-dir /nethome --shell /bin/bash visitor
  mkdir "$root/nethome"
  in_root install -d -o visitor -m 0700 /var/lib/candour-visitor
  must "a store works beside a home that is read-only" in_root runuser -u visitor -- env HOME=/nethome \
    CANDOUR_STORE=/var/lib/candour-visitor/store sh -c \
    "candour init --site RBD02 --trust RBD --nation england && candour incident log --from /tmp/incident.json && candour verify"
  must "nothing was written into that home" test -z "$(ls -A "$root/nethome")"
}
upgrade() {
  install -D -m 0600 "$here/Tests/RecordStore/Golden/store-0001.sqlite" "$root/home/radiographer/golden/store.sqlite"
  in_root chown -R radiographer: /home/radiographer/golden
  in_root sed -i 's/^#CANDOUR_STORE.*/CANDOUR_STORE=\/changed/' /etc/default/candour
  local before
  before=$(as radiographer candour incident list --json)
  must "both packages are upgraded while the centre serves" install_debs tmp/new
  must "the later version is installed" test "$(in_root dpkg-query -W -f '${Version}' candour)" = "$(in_root candour --version)"
  must "a setting that was changed is kept" grep -q '^CANDOUR_STORE=/changed' "$root/etc/default/candour"
  stop "$server"; serve
  must "every record is as it was" test "$(as radiographer candour incident list --json)" = "$before"
  must "the site's store is sound" as radiographer candour verify
  must "the centre's store is sound" as candour candour-server verify --data $data
  must "a store of the first version opens, and is sound" as radiographer candour verify --store /home/radiographer/golden
  must_say "… with its records" "CT 3b" as radiographer candour incident list --json --store /home/radiographer/golden
  must "the site logs another incident" as radiographer candour incident log --from /tmp/incident.json
  as radiographer candour enrol --server "$url"
  must_say "the site still synchronises" "sent 1" as radiographer candour sync
}
backup() {
  must "a backup is written as its timer does it" as candour /usr/lib/candour-server/backup /var/lib/candour-backup
  touch -d '3 weeks ago' "$root/var/lib/candour-backup/candour-old"
  must "another one is written" as candour /usr/lib/candour-server/backup /var/lib/candour-backup
  must "… and one of three weeks ago is gone" gone "$root/var/lib/candour-backup/candour-old"
  must "the backup can be restored" as candour sh -c \
    'candour-server restore --data /tmp/restored "$(ls /var/lib/candour-backup/candour-* | tail -1)" && candour-server verify --data /tmp/restored'
}
remove() {
  stop "$server"
  must_say "the packages are removed" "$data" in_root apt-get remove -y candour candour-server
  says ".local/share/candour"
  must "the programs are gone" gone "$root/usr/bin/candour"
  must_say "purging says where the data is" "$data" in_root apt-get purge -y candour candour-server
  must "the settings went with it" gone "$root/etc/default/candour"
  must "the data was kept" test -s "$root$data/store.sqlite" -a -s "$root/home/radiographer/.local/share/candour/store.sqlite"
  must "… the shared one, too" test -s "$root/var/lib/candour-site/.local/share/candour/store.sqlite"
}
# Units are checked where systemd is; the programs that they name are those of this build.
units() {
  local unit copy
  bash "$here/Tests/Packages/stage.sh" candour "$built" "$work/units"
  bash "$here/Tests/Packages/stage.sh" candour-server "$built" "$work/units"
  for unit in "$work"/units/lib/systemd/*/*; do
    copy=${unit/@./@daemon.}; [ "$copy" = "$unit" ] || cp "$unit" "$copy"
    case $unit in */user/*) mode=--user ;; *) mode=--system ;; esac
    must "$(basename "$unit") is verified" env XDG_RUNTIME_DIR="$work" systemd-analyze verify $mode --man=no "$copy"
    ! grep -F "$(basename "$copy")" "$work/said" || { echo "FAILED: a warning about $unit" >&2; exit 1; }
    case $unit in */system/*.service)
      must "… and is hardened" systemd-analyze security --offline=true --threshold=25 "$copy" ;;
    esac
  done
  ! command -v desktop-file-validate >/dev/null ||
    must "the desktop entry is valid" desktop-file-validate "$work/units/share/applications/candour.desktop"
}

# Fast packing: these files are thrown away.
XZ_LEVEL=0 bash "$here/Tests/Packages/pack.sh" "$built" "$work/old" 0.0.1 >/dev/null
XZ_LEVEL=0 bash "$here/Tests/Packages/pack.sh" "$built" "$work/new" >/dev/null
make_root
cp -r "$work/old" "$work/new" "$root/tmp/"
echo "$incident" >"$root/tmp/incident.json"
echo "${incident/2026-02-01/2026-07-02}" >"$root/tmp/july.json"
echo '{"discoveredOn":"2026-02-02","modality":"plain-x-ray","narrative":"The left knee was imaged.","individuals":[{"kind":"patient","ageAtExposure":61,"exposure":"accidental"}]}' >"$root/tmp/knee.json"
chmod 644 "$root"/tmp/*.json
must "both packages install with what they depend on" install_debs tmp/old
installed_files
begin
read_only_home
screens
browser
shared_screens
upgrade
backup
remove
units
echo "$passed passed, 0 failed"

#!/usr/bin/env bash
# Installs, upgrades and removes the packages in a clean Debian root, and uses what they install.
# test.sh PROGRAMS: the release programs, linked statically. Wants root and debootstrap.
set -euo pipefail
programs=$1
here=$(cd "$(dirname "$0")/../.." && pwd)
cache=$here/.build-package
work=$(mktemp -d)
root=$work/root
server=
passed=0

clean() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  ! mountpoint -q "$root/proc" || umount "$root/proc"
  rm -rf "$work"
}
trap clean EXIT

in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }
ok() { passed=$((passed + 1)); echo "ok: $1"; }
must() { local what=$1; shift; "$@" >"$work/said" 2>&1 || { echo "FAILED: $what" >&2; cat "$work/said" >&2; exit 1; }; ok "$what"; }

mkdir -p "$cache"
if [ ! -e "$cache/debian.tar" ]; then
  command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq debootstrap >/dev/null
  mirror=$(grep -rhoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1)
  debootstrap --variant=minbase --include=ca-certificates bookworm "$cache/debian" "$mirror" >"$cache/debootstrap.log"
  cp /etc/apt/sources.list "$cache/debian/etc/apt/" 2>/dev/null || true
  cp -r /etc/apt/sources.list.d /etc/apt/apt.conf.d "$cache/debian/etc/apt/" 2>/dev/null || true
  cp -r /etc/ssl/certs /usr/local/share/ca-certificates "$cache/debian/tmp/" 2>/dev/null || true
  tar -C "$cache/debian" -cf "$cache/debian.tar" .
  rm -rf "$cache/debian"
fi
mkdir "$root"
tar -C "$root" -xf "$cache/debian.tar"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true

bash "$here/Tests/Packages/pack.sh" "$programs" "$root/tmp/old" 0.0.1 >/dev/null
bash "$here/Tests/Packages/pack.sh" "$programs" "$root/tmp/new" >/dev/null
env | grep -i _proxy >"$work/proxy" || true

install_debs() {
  # shellcheck disable=SC2046
  in_root $(cat "$work/proxy") DEBIAN_FRONTEND=noninteractive apt-get install -y --allow-downgrades \
    $(cd "$root" && printf '/%s ' "$1"/*.deb)
}
in_root $(cat "$work/proxy") apt-get update -qq >"$work/said" 2>&1 || true
must "the packages install with what they depend on" install_debs tmp/old
must "candour says its version" in_root candour --version
must "the rules know London's summer time" in_root sh -c \
  'printf %s "{\"nation\":\"england\",\"discoveredOn\":\"2026-07-01\",\"modality\":\"ct\",\"individuals\":[{\"exposure\":\"accidental\",\"ageAtExposure\":40,\"effectiveDose\":{\"total\":\"9\"}}]}" | candour assess --json - | grep -q notifiable'
must "the manual page is there" test -s "$root/usr/share/man/man1/candour.1.gz"
must "completions for three shells are there" test -s "$root/usr/share/bash-completion/completions/candour" \
  -a -s "$root/usr/share/zsh/vendor-completions/_candour" -a -s "$root/usr/share/fish/vendor_completions.d/candour.fish"
must "nothing needs a Swift toolchain" sh -c "! ldd '$root/usr/bin/candour' '$root/usr/bin/candour-server' | grep -i swift"
must "the centre has a user of its own" in_root getent passwd candour

as_centre() { in_root runuser -u candour -- "$@"; }
data=/var/lib/candour-server
must "the centre begins" as_centre candour-server init --data $data --trust RBD
as_centre candour-server serve --data $data --address 127.0.0.1:0 >"$work/serving" 2>"$work/log" &
server=$!
for _ in $(seq 300); do grep -q listening "$work/serving" && break; kill -0 "$server"; sleep 0.1; done
url=$(sed -n 's/^listening on //p' "$work/serving")
must "a site begins" in_root candour init --site RBD01 --trust RBD --nation england
must "a site logs an incident" in_root sh -c \
  'printf %s "{\"discoveredOn\":\"2026-02-02\",\"modality\":\"ct\",\"individuals\":[{\"exposure\":\"accidental\",\"ageAtExposure\":40,\"effectiveDose\":{\"total\":\"9\"}}]}" | candour incident log --from -'
code=$(as_centre candour-server enrolment-code --data $data --site RBD01)
cp "$root$data/tls/ca.pem" "$root/tmp/ca.pem"
must "the site joins the centre" in_root candour enrol --server "$url" --ca /tmp/ca.pem --code "$code"
must "the site synchronises" in_root candour sync
must "both packages are upgraded over live data" install_debs tmp/new
must "the store opens after the upgrade" in_root candour verify
must "the centre's store opens after the upgrade" as_centre candour-server verify --data $data
must "the site still synchronises" in_root candour sync
kill "$server"; wait "$server" || true; server=
must "a backup is written" as_centre candour-server backup --data $data /var/lib/candour-backup/first
must "the packages are removed" in_root apt-get remove -y candour candour-server
must "removal says where the data is" grep -q '/var/lib/candour-server' "$work/said"
must "removal keeps the data" test -e "$root$data/store.sqlite" -a -e "$root/root/.local/share/candour/store.sqlite"
if command -v systemd-analyze >/dev/null; then
  install -D -m 0755 "$programs/candour-server" "$work/units/usr/bin/candour-server"
  for unit in "$here"/Server/package/*.service "$here"/Client/package/candour-sync@.service; do
    must "$(basename "$unit") is hardened" systemd-analyze security --offline=true --threshold=25 "$unit"
  done
fi
echo "$passed passed, 0 failed"

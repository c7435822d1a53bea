#!/usr/bin/env bash
# Installs what the browser tests need, if it is missing: Chromium and venv from Debian; Playwright and
# axe-core from PyPI into .build-browser/, which git ignores. Without them the tests are skipped, and
# say so; CANDOUR_BROWSER=required makes that a failure.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
venv="$(cd "$here/../../.." && pwd)/.build-browser"
fail() {
  echo "setup: the browser tests cannot run: $1" >&2
  [ "${CANDOUR_BROWSER:-}" = required ] && exit 1
  exit 0
}
missing=()
command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup: installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq || fail "no package lists"
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null || fail "${missing[*]} could not be installed"
fi
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  echo "setup: installing $(grep -v '^#' "$here/requirements.txt" | tr '\n' ' ')into ${venv##*/}"
  python3 -m venv "$venv" || fail "python3 -m venv"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$here/requirements.txt" \
    || fail "pip"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi

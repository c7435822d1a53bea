#!/bin/sh
# Writes one backup of the centre into a folder, or of every trust of a folder of trusts, then deletes those
# that are older than two weeks. Nothing is deleted when a new one could not be written. For
# candour-backup.service, as user candour. The second argument is the data folder, where that is elsewhere.
set -eu
umask 077
folder=${1:?the folder for the backups}
data=${2:-/var/lib/candour-server}
new="$folder/candour-$(date -u +%Y%m%dT%H%M%S.%3NZ)"
if [ -e "$data/store.sqlite" ] || [ -e "$data/store.url" ]; then
  /usr/bin/candour-server backup --config /etc/candour/settings.json "$new"
else
  /usr/bin/candour-server backup --config /etc/candour/settings.json --all "$new"
fi
find "$folder" -mindepth 1 -maxdepth 1 -name 'candour-*' -mtime +14 -exec rm -r {} +

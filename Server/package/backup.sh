#!/bin/sh
# Writes one backup of the centre into a folder, then deletes those that are older than two weeks.
# Nothing is deleted when the new one could not be written. For candour-backup.service, as user candour.
set -eu
umask 077
folder=${1:?the folder for the backups}
/usr/bin/candour-server backup --config /etc/candour/settings.json "$folder/candour-$(date -u +%Y%m%dT%H%M%S.%3NZ)"
find "$folder" -maxdepth 1 -type f -name 'candour-*' -mtime +14 -delete

#!/bin/sh
# Ends the agent of this folder, and removes the folder and the start with the session. `--purge` also deletes what was recorded and
# has not been sent.
set -e
folder=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
agents() {
  for process in /proc/[0-9]*; do
    program=$(readlink "$process/exe" 2> /dev/null) || continue
    case "$program" in "$folder"/*) echo "${process#/proc/}" ;; esac
  done
}
for process in $(agents); do kill "$process" 2> /dev/null || true; done
tries=50
while [ -n "$(agents)" ] && [ "$tries" -gt 0 ]; do
  sleep 0.2
  tries=$((tries - 1))
done
for process in $(agents); do kill -KILL "$process" 2> /dev/null || true; done
settings=${XDG_CONFIG_HOME:-$HOME/.config}
entry=$settings/autostart/touchledger.desktop
if grep -qsF "\"$folder/touchledger\"" "$entry"; then rm -f "$entry"; fi
if [ "$1" = --purge ]; then rm -rf "$settings/touchledger"; fi
rm -rf "$folder"

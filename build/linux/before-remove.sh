#!/bin/sh
# Before the files of the package go. deb: "remove"; rpm: 0, the number of versions that stay. An upgrade leaves the agents running.
set -e
case "$1" in remove | 0) ;; *) exit 0 ;; esac
agents() {
  for process in /proc/[0-9]*; do
    program=$(readlink "$process/exe" 2> /dev/null) || continue
    case "$program" in /opt/TouchLedger/*) echo "${process#/proc/}" ;; esac
  done
}
# Each ends within a second of being asked, with what it recorded saved.
for process in $(agents); do kill "$process" 2> /dev/null || true; done
tries=50
while [ -n "$(agents)" ] && [ "$tries" -gt 0 ]; do
  sleep 0.2
  tries=$((tries - 1))
done
for process in $(agents); do kill -KILL "$process" 2> /dev/null || true; done
rm -f /opt/TouchLedger/resources/installed

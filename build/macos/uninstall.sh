#!/bin/sh
# As root: ends the agents, and removes the app and its start with the session. What was recorded stays, unless --purge is given, which also deletes what
# has not been sent, for everybody at this Mac.
set -e
[ "$(/usr/bin/id -u)" = 0 ] || { echo 'uninstall.sh: run it with sudo' >&2; exit 1; }
case "${1-}" in '' | --purge) ;; *) echo 'usage: uninstall.sh [--purge]' >&2; exit 2 ;; esac
. "$(/usr/bin/dirname "$0")/end-agents.sh"
/bin/rm -f "$launchagent"
/bin/rm -rf /Applications/TouchLedger.app
/usr/sbin/pkgutil --forget app.touchledger.desktop > /dev/null 2>&1 || true
[ "${1-}" = --purge ] || exit 0
for home in /Users/*; do /bin/rm -rf "$home/Library/Application Support/touchledger"; done
/bin/rm -rf '/Library/Application Support/TouchLedger'

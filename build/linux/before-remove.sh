#!/bin/sh
# Before the files of the package go. deb: "remove"; rpm: 0, the number of versions that stay. An upgrade leaves the agents running.
set -e
case "$1" in remove | 0) ;; *) exit 0 ;; esac
if [ -e /opt/TouchLedger/install-update.sh ]; then sh /opt/TouchLedger/install-update.sh --off || true; fi
sh /opt/TouchLedger/end-agents.sh
rm -f /opt/TouchLedger/resources/installed

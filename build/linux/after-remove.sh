#!/bin/sh
# After the files of the package went. `apt-get purge` also deletes what the agents recorded and have not sent, for everybody whom
# `getent` lists, and the computer's settings. Any other removal keeps both.
set -e
[ "$1" = purge ] || exit 0
getent passwd | while IFS=: read -r _ _ _ _ _ home _; do
  case "$home" in /?*) rm -rf "$home/.config/touchledger" "$home/.config/autostart/touchledger.desktop" ;; esac
done
rm -rf /etc/touchledger /var/lib/touchledger

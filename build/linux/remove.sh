#!/bin/sh
# Ends the agent of this folder, and removes the folder and the start with the session. `--purge` also deletes what was recorded and
# has not been sent.
set -e
folder=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
sh "$folder/end-agents.sh"
settings=${XDG_CONFIG_HOME:-$HOME/.config}
entry=$settings/autostart/touchledger.desktop
if grep -qsF "\"$folder/touchledger\"" "$entry"; then rm -f "$entry"; fi
if [ "$1" = --purge ]; then rm -rf "$settings/touchledger"; fi
rm -rf "$folder"

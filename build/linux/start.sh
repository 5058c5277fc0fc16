#!/bin/sh
# Starts the version that is current. One that an update has just brought is on trial until it has worked for a minute: after three
# starts that ended with an error, the version before it takes its place again.
folder=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd -P)
updates=$folder/updates
most_tries=3

# The version before, while there is one to go back to.
version_before() {
  before=$(cat "$updates/trial" 2> /dev/null) || return 1
  current=$(readlink "$folder/current")
  [ -n "$before" ] && [ "$current" != "versions/$before" ] && [ -x "$folder/versions/$before/touchledger" ]
}
go_back() {
  echo "${current#versions/}" >> "$updates/crashed"
  ln -sfn "versions/$before" "$folder/current.next"
  mv -fT "$folder/current.next" "$folder/current"
  rm -f "$updates/trial" "$updates/tries"
}

export TOUCHLEDGER_ON_TRIAL=1
while version_before; do
  tries=$(cat "$updates/tries" 2> /dev/null | wc -l)
  if [ "$tries" -ge "$most_tries" ]; then
    go_back
    break
  fi
  # Before the start: one that takes the computer down counts, too.
  echo try >> "$updates/tries" || break
  "$folder/current/touchledger" "$@" &
  program=$!
  trap 'kill "$program" 2> /dev/null' TERM INT HUP
  status=0
  wait "$program" || status=$?
  # A signal ends the wait before the program has ended.
  while kill -0 "$program" 2> /dev/null; do wait "$program" || status=$?; done
  trap - TERM INT HUP
  if [ "$status" -eq 0 ]; then
    rm -f "$updates/tries"
    exit 0
  fi
  # Removed meanwhile.
  [ -x "$folder/current/touchledger" ] || exit "$status"
done
unset TOUCHLEDGER_ON_TRIAL
exec "$folder/current/touchledger" "$@"

#!/bin/sh
# Runs one virtual X display with a window manager and a session bus until standard input closes. The caller holds the
# other end of that pipe, so the display ends with the caller, even after `kill -9`.
#
# Arguments: width, height. Prints `DISPLAY=...`, `DBUS_SESSION_BUS_ADDRESS=...`, `XDG_RUNTIME_DIR=...` and `ready`.
set -eu
width=$1
height=$2
umask 077
directory=$(mktemp -d "${TMPDIR:-/tmp}/touchledger-display.XXXXXX")
children=

finish() {
  # In reverse order: the clients go before the server.
  for child in $children; do kill "$child" 2>/dev/null || true; done
  for child in $children; do wait "$child" 2>/dev/null || true; done
  rm -rf "$directory"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# Waits up to 20 s until the file holds a line, and fails early when the process is gone.
await_line() {
  tries=0
  until [ -s "$1" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 400 ] || ! kill -0 "$2" 2>/dev/null; then
      echo "$3 did not start" >&2
      return 1
    fi
    sleep 0.05
  done
  head -n 1 "$1"
}

exec 4<&0
mkdir "$directory/runtime"
Xvfb -displayfd 3 -screen 0 "${width}x${height}x24" -dpi 96 -nolisten tcp -noreset 3>"$directory/display" >/dev/null 2>"$directory/xvfb.log" </dev/null 4<&- &
server=$!
children=$server
number=$(await_line "$directory/display" "$server" Xvfb) || { cat "$directory/xvfb.log" >&2; exit 1; }
export DISPLAY=":$number"
echo "DISPLAY=$DISPLAY"

if command -v dbus-daemon >/dev/null; then
  dbus-daemon --session --nofork --nopidfile --print-address=3 3>"$directory/bus" >/dev/null 2>&1 </dev/null 4<&- &
  children="$! $children"
  bus=$(await_line "$directory/bus" "$!" dbus-daemon)
  echo "DBUS_SESSION_BUS_ADDRESS=$bus"
  # Containers have no system bus; Chromium complains about that at every start. An empty bus answers it.
  [ -S /run/dbus/system_bus_socket ] || echo "DBUS_SYSTEM_BUS_ADDRESS=$bus"
fi
echo "XDG_RUNTIME_DIR=$directory/runtime"

openbox --sm-disable >/dev/null 2>&1 </dev/null 4<&- &
children="$! $children"
manager=$!
tries=0
until xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'; do
  tries=$((tries + 1))
  if [ "$tries" -gt 400 ] || ! kill -0 "$manager" 2>/dev/null; then
    echo 'openbox did not start' >&2
    exit 1
  fi
  sleep 0.05
done
echo ready

# The user's end of the pipe closes: done.
while IFS= read -r line <&4; do :; done
exit 0

#!/bin/sh
# Runs one throwaway PostgreSQL for as long as standard input stays open. The test run holds the other end of that
# pipe, so the server ends and its files go when the run ends in any way, a `kill -9` included.
#
# Arguments: the folder of PostgreSQL's programs, the port. First line of standard input: the password.
set -eu
bin=$1
port=$2
umask 077
cd /
directory=$(mktemp -d "${TMPDIR:-/tmp}/touchledger-postgres.XXXXXX")
trap 'rm -rf "$directory"' EXIT
trap 'exit 1' HUP INT TERM
IFS= read -r password
printf '%s\n' "$password" > "$directory/password"

"$bin/initdb" --pgdata="$directory/data" --username=postgres --pwfile="$directory/password" --auth=scram-sha-256 \
  --encoding=UTF8 --locale=C --no-sync --no-instructions >&2

"$bin/postgres" -D "$directory/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$directory" \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c log_min_messages=error >&2 &
server=$!

# `read` is built in: no further process is left waiting when the server ends first. The data are thrown away, so the
# server may stop at once (SIGQUIT).
exec 3<&0
( while IFS= read -r line; do :; done; kill -QUIT "$server" ) <&3 2>/dev/null &
watcher=$!
wait "$server" || true
kill "$watcher" 2>/dev/null || true

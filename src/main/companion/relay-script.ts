/** Names of the FIFOs in a connection's folder. */
export const callParts = { up: 'up', down: 'down' } as const
/** A connection's folder while it waits for the agent. The relay creates it under another name and renames it when it is complete. */
export const isCall = (name: string): boolean => /^call-\d+$/.test(name)

/**
 * Native messaging host on Linux and macOS: copies data between browser and agent. Two `cat` processes take a quarter of a megabyte
 * each, the agent's executable at least 55 MB (docs/decisions/0010). It creates a folder with two FIFOs and waits until the agent
 * opens them.
 */
export const relayScript = `#!/bin/sh
# Part of TouchLedger, which writes this file: passes what the browser companion says to the agent on this computer, and its answer back.
umask 077
cd "$(dirname "$0")" || exit 1
new="new-$$"
call="call-$$"
rm -rf "$new" "$call"
mkdir "$new" && mkfifo "$new/up" "$new/down" || exit 1
trap 'rm -rf "$new" "$call"' EXIT
trap 'exit 1' HUP INT TERM

# "up" is open at both ends, so that the agent never finds it without a writer.
exec 3<>"$new/up"
exec 5>"$new/up"
mv "$new" "$call" || exit 1
# Waits here until the agent, which opens "up" first, is there. It removes the folder.
exec 4<"$call/down"
# Write-only from here: it ends with the agent.
exec 3>&-

# Who calls, as the browser says, then a blank line, then what the browser sends.
exec 6<&0
{ printf '%s\\n' "$@" '' && exec cat <&6; } >&5 4<&- &
exec 5>&- 6<&-
cat <&4
kill $! 2>/dev/null
`

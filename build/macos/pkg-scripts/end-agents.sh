# Ends the agents of everybody at this Mac, by path. Each ends within a second of being asked, with what it recorded saved.
program=/Applications/TouchLedger.app/Contents/MacOS/TouchLedger
launchagent=/Library/LaunchAgents/app.touchledger.desktop.plist
agents() { /usr/bin/pgrep -f "^$program( |\$)" || true; }
for process in $(agents); do
  user=$(/bin/ps -o uid= -p "$process" | /usr/bin/tr -d ' ')
  /bin/launchctl bootout "gui/$user" "$launchagent" 2> /dev/null || true
  /bin/kill "$process" 2> /dev/null || true
done
tries=25
while [ -n "$(agents)" ] && [ "$tries" -gt 0 ]; do
  /bin/sleep 0.2
  tries=$((tries - 1))
done
for process in $(agents); do /bin/kill -KILL "$process" 2> /dev/null || true; done

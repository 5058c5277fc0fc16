import { activeWindow } from 'get-windows'

// The baseline of `agent-cpu`: what a tracker that asks once a second does, and nothing else.
setInterval(() => {
  activeWindow().catch(() => {})
}, 1000)
process.stdout.write('polling\n')

import { userInfo } from 'node:os'
import { app } from 'electron'
import { startAgent } from '../agent.ts'
import { pipeOf } from '../companion/pipe-calls.ts'
import { browserCall, pipeEnds, relay } from '../companion/relay.ts'
import { runShell } from './shell.ts'

/** On Windows browsers start this executable as the companion's relay. It then copies data until it ends and never becomes an app. */
const call = process.platform === 'win32' ? browserCall(process.argv) : null

if (call === null) {
  runShell(startAgent).catch((error: unknown) => {
    process.stderr.write(`touchledger: ${error instanceof Error ? error.message : 'failed to start'}\n`)
    app.exit(1)
  })
} else {
  try {
    relay(pipeEnds(pipeOf(userInfo().username)), call)
  } catch {
    // No agent is running; the companion retries.
  }
  process.exit(0)
}

import { app } from 'electron'
import { startAgent } from '../agent.ts'
import { runShell } from './shell.ts'

runShell(startAgent).catch((error: unknown) => {
  process.stderr.write(`touchledger: ${error instanceof Error ? error.message : 'failed to start'}\n`)
  app.exit(1)
})

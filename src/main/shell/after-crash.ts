import { app } from 'electron'
import type { Log } from '../agent.ts'
import { errorWord, framesOf } from '../support/error-facts.ts'
import { openLogFile } from '../support/log-file.ts'
import { mayRestart } from '../support/restarts.ts'

/**
 * Electron shows an uncaught error in a dialog whose text may quote a window title. Instead only its name and stack are logged, and the app starts
 * again without a window; the journal's checkpoint keeps the recorded data. An app that keeps crashing stays ended.
 * @param parameters to start again with
 */
export const restartOnFailure = (log: Log, parameters: () => string[]): void => {
  let failed = false
  const fail = (error: unknown) => {
    if (failed) return
    failed = true
    const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
    log('error', `stopped after ${error instanceof Error ? error.name : 'an error'}\n${frames.join('\n')}`)
    // Before it has a data folder, an error is one of the start: the next start would have it, too.
    // On trial, the starter starts it again, or the version before.
    if (app.isReady()) restart(error, process.env['TOUCHLEDGER_ON_TRIAL'] === undefined ? parameters() : null)
    app.exit(1)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
}

/** @param parameters of the next start; null: somebody else starts it */
const restart = (error: unknown, parameters: string[] | null): void => {
  const file = openLogFile(app.getPath('userData'))
  const at = Date.now()
  const earlier = file.read()
  file.write({ at, code: 'crashed', ...errorWord(error), ...framesOf(error) })
  if (parameters === null) return
  const again = mayRestart(earlier, at)
  file.write({ at, code: again ? 'restarting' : 'gave_up' })
  // What cannot be counted could crash forever.
  if (!again || file.read().at(-1)?.code !== 'restarting') return
  const image = process.env['APPIMAGE']
  app.relaunch({ args: parameters, ...(image !== undefined && { execPath: image }) })
}

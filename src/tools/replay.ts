import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ClaimToken, Observation } from '../shared/contract/index.ts'
import { printedReplay, replay } from '../shared/replay.ts'
import { activityWatchObservations, isActivityWatchExport } from './replay/activity-watch.ts'
import { parseObservationLines } from './replay/observation-lines.ts'
import { readRuleSet, starterRulesFile } from './rules-file.ts'

const USAGE = 'usage: npm run replay -- FILE [--rules RULES.json] [--host COMPUTER of an ActivityWatch export]'

/** Replay files are test data, so tokens must be stable, not secret. */
const REPLAY_KEY = 'touchledger replay'

/** `npm run replay`: prints what an agent would have recorded from a file of observations. Exit 2 on bad input. */
function main(args: readonly string[]): number {
  let output: string
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { rules: { type: 'string' }, host: { type: 'string' } },
      allowPositionals: true,
    })
    const [file] = positionals
    if (file === undefined || positionals.length !== 1) throw new Error(USAGE)
    const compiled = readRuleSet(values.rules ?? starterRulesFile)
    output = JSON.stringify(printedReplay(replay(readObservations(file, values.host), compiled, replayToken)))
  } catch (error) {
    process.stderr.write(`replay: ${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
  process.stdout.write(`${output}\n`)
  return 0
}

function readObservations(file: string, host: string | undefined): readonly Observation[] {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  try {
    const whole = wholeJson(text)
    if (!isActivityWatchExport(whole)) return parseObservationLines(text)
    const onLeftOut = (count: number) =>
      process.stderr.write(`replay: events with a negative duration that were left out: ${count}\n`)
    return activityWatchObservations(whole, { host, onLeftOut })
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'unreadable'}`, { cause: error })
  }
}

/** An export is one JSON document, observations are one per line. A file that is both holds one observation. */
function wholeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function replayToken(reference: string): ClaimToken {
  return createHmac('sha256', REPLAY_KEY).update(reference).digest('hex') as ClaimToken
}

process.exitCode = main(process.argv.slice(2))

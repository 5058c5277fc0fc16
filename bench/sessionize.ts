import { replay } from '../src/shared/replay.ts'
import type { BenchResult } from './result.ts'
import { interleaved } from './support/interleaved.ts'
import { dayOfObservations, tokenOf } from './support/made-up-work.ts'
import { twoHundredRules } from './support/rule-set.ts'

const OBSERVATIONS = 30_000
const ROUNDS = 9

/** A day, tick by tick, through classify -> sessionize -> touches, against only parsing its lines. */
export const run = async (): Promise<readonly BenchResult[]> => {
  const compiled = twoHundredRules()
  const day = dayOfObservations(OBSERVATIONS)
  const lines = day.map((line) => JSON.stringify(line))
  const { spans, touches } = replay(day, compiled, tokenOf)
  const times = await interleaved(
    ROUNDS,
    () => replay(day, compiled, tokenOf),
    () => {
      for (const line of lines) JSON.parse(line)
    },
  )
  return [
    {
      name: 'sessionize, a day of 30,000 observations',
      unit: 'ms',
      ...times,
      target: null,
      notes: [`baseline: JSON.parse of the same lines; it made ${spans.length} spans and ${touches.length} touches`],
    },
  ]
}

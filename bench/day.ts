import { compareDay } from './day/compare.ts'
import { shortDay, wholeDay } from './day/plan.ts'
import { runDay } from './day/run.ts'
import type { BenchOptions, BenchResult } from './result.ts'

/** A stretch recorded this far beside its place is still that stretch. */
const SLACK_MS = 50
/** A switch that lasted as long as this must not be missed where the platform has events. */
const SEEN_FROM_MS = 100

/**
 * Twenty minutes of a scripted day with 200 switches, held against the script's own log, and replayed from what was observed.
 */
export const run = async ({ small, said }: BenchOptions): Promise<readonly BenchResult[]> => {
  const size = small ? shortDay : wholeDay
  const day = await runDay(size, said)
  const error = compareDay(day.log, day.recorded, SLACK_MS)
  const name = `day, ${size.switches} switches in ${size.seconds} s`
  const missed = error.missed.filter(({ leastMs }) => leastMs >= SEEN_FROM_MS)
  const closed = day.stored.slice(0, -1)
  const differing = closed.filter((span, index) => JSON.stringify(span) !== JSON.stringify(day.replayed[index])).length
  return [
    {
      name: `${name}: time in the wrong kind`,
      unit: 'ms',
      measured: error.byKindMs,
      baseline: error.lengthMs,
      target: { atMost: 0.001 },
      notes: [
        'the sum over all kinds of stretches of what is recorded less what the script logged, beside the length of the day',
        `in all ${error.sumMs.toFixed(1)} ms more than the day; ${error.misplacedMs.toFixed(1)} ms of the day are recorded as something else, a switch seen a little late among them; a stretch begins ${error.worstLateMs} ms late at worst`,
        `the script itself was served ${day.latenessMs.toFixed(0)} ms late at worst`,
      ],
    },
    {
      name: `${name}: missed of ${SEEN_FROM_MS} ms or more`,
      unit: 'switches',
      measured: missed.length,
      baseline: size.switches,
      target: { atMost: 0 },
      notes: [
        `of the shorter ones ${error.missed.length - missed.length} were missed; ${error.invented.length} stretches are recorded that are not in the log${error.invented.map(({ what, startedAt, endedAt }) => `, ${what} for ${(endedAt - startedAt).toFixed(0)} ms`).join('')}`,
      ],
    },
    {
      name: `${name}: replayed otherwise than stored`,
      unit: 'spans',
      measured: differing + Math.max(0, Math.abs(day.replayed.length - day.stored.length) - 1),
      baseline: closed.length,
      target: { atMost: 0 },
      notes: [`${day.observations} observations; ${day.sent} bytes sent at one look a second`],
    },
  ]
}

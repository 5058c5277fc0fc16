import { startDisplay } from '../scripts/display.mjs'
import { cleanUps } from '../tests/e2e/support/clean-up.ts'
import { compareClaims, LATE_MS } from './claims/compare.ts'
import { planClaimsDay } from './claims/plan.ts'
import { recordClaims } from './claims/run.ts'
import type { BenchOptions, BenchResult } from './result.ts'
import { startEndpoint } from './support/electron-apps.ts'

const DAYS = 20

/**
 * Days of denial work, half of it in pages that name no claim in title or address, with two calls each and hands off, held against the script's
 * own log.
 */
export const run = async ({ small, said }: BenchOptions): Promise<readonly BenchResult[]> => {
  const undo = cleanUps()
  try {
    const display = await startDisplay()
    undo.add(display.stop)
    Object.assign(process.env, display.env)
    const endpoint = await startEndpoint()
    undo.add(() => endpoint.stop())
    const plans = Array.from({ length: small ? 1 : DAYS }, (_, day) => planClaimsDay(day + 1))
    const { days, spans, latenessMs } = await recordClaims(undo, endpoint, plans, said)
    const found = days.map(({ log }) => compareClaims(log, spans, LATE_MS + latenessMs))
    const total = (of: (result: (typeof found)[number]) => number) => found.reduce((ms, result) => ms + of(result), 0)
    const [work, call] = [total(({ workMs }) => workMs), total(({ callMs }) => callMs)]
    const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)}%`
    const least = (of: (plan: (typeof plans)[number]) => number) => share(Math.min(...plans.map(of)), 1)
    const name = `claims, ${days.length} days`
    return [
      {
        name: `${name}: denial work that names the right claim`,
        unit: 'ms',
        measured: total(({ rightMs }) => rightMs),
        baseline: work,
        target: { atLeast: 0.85 },
        notes: [
          `${share(
            total(({ seenMs }) => seenMs),
            work,
          )} seen, ${share(
            total(({ inferredMs }) => inferredMs),
            work,
          )} inferred; on the worst day ${share(Math.min(...found.map(({ rightMs, workMs }) => rightMs / workMs)), 1)} right`,
          `${least(({ unnamedShare }) => unnamedShare)} of the work at least is in pages without a claim in title or address, ${least(({ changesShare }) => changesShare)} of these at least are about another claim than what was on the screen before`,
        ],
      },
      {
        name: `${name}: stretches with a wrong claim`,
        unit: 'stretches',
        measured: total(({ wrong }) => wrong.length),
        baseline: total(({ workMs }) => workMs / 1000),
        target: { atMost: 0 },
        notes: [
          `beside seconds of work; a change seen up to ${(LATE_MS + latenessMs).toFixed(0)} ms late is none: ${share(
            total(({ wrongMs }) => wrongMs),
            work,
          )} of the work in all`,
          ...found.flatMap(({ wrong }) => wrong),
        ],
      },
      {
        name: `${name}: calls recorded as calls`,
        unit: 'ms',
        measured: total(({ callRightMs }) => callRightMs),
        baseline: call,
        target: { atLeast: 0.9 },
        notes: [`${total(({ callInventedMs }) => callInventedMs)} ms beside a call are recorded as one`],
      },
    ]
  } finally {
    await undo.run()
  }
}

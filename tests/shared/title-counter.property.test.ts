import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken, Observation } from '../../src/shared/contract/index.ts'
import { replay } from '../../src/shared/replay.ts'
import { amount } from '../setup/amount.ts'

const rule = (id: string, title: string) => ({
  id,
  when: { title },
  then: { activity: id, rating: 'core' },
  claimRef: 'account #(?<ref>[A-Z0-9]{6,12})',
})
const result = compileRuleSet({
  version: 1,
  rules: [rule('claim_status', 'status'), rule('account_review', 'account')],
})
if (!result.ok) throw new Error('the rules do not compile')
const { compiled } = result
const totals = (lines: readonly Observation[]) => replay(lines, compiled, (reference) => reference as ClaimToken)

const visit = fc.record({
  title: fc.constantFrom('status account #ABC123', 'status', 'account #DEF456', 'something else'),
  ms: fc.integer({ min: 1, max: 400_000 }),
  idle: fc.boolean(),
  counter: fc.constantFrom(' %', '\u202e \u05d0 %', ' \u{1f600} %', ` ${'x'.repeat(3000)} %`),
})

/** One line a second, and one at the start of every visit. A counter adds title changes every `everyMs`. */
function day(
  visits: readonly (typeof visit extends fc.Arbitrary<infer V> ? V : never)[],
  everyMs: number | null,
): Observation[] {
  const lines: Observation[] = []
  let at = 0
  for (const { title, ms, idle, counter } of visits) {
    const since = at
    const see = (when: number) => {
      const shown = everyMs === null ? title : `${title}${counter}${Math.floor((when - since) / everyMs)}`
      lines.push({
        t: 1_795_000_000_000 + when,
        mono: 5000 + when,
        app: 'edge',
        title: shown,
        idleMs: idle ? when - since : 0,
        locked: false,
      })
    }
    for (let when = since; when < since + ms; when += 1000) {
      see(when)
      // A few of the hundred changes of this second.
      if (everyMs !== null)
        for (let more = 1; more <= 3; more += 1)
          if (when + more * everyMs < Math.min(when + 1000, since + ms)) see(when + more * everyMs)
    }
    at = since + ms
    see(at - 0)
  }
  return lines
}

test('a counter in a title cuts no span and changes no millisecond', () => {
  fc.assert(
    fc.property(
      fc.array(visit, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 5, max: 300 }),
      (visits, everyMs) => {
        expect(totals(day(visits, everyMs))).toEqual(totals(day(visits, null)))
      },
    ),
    { numRuns: amount(40, 1000) },
  )
})

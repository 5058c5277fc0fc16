import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleSet, createClassifier } from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'
import { printedReplay, replay } from '../../src/shared/replay.ts'
import { windowOf } from '../oracle/classify.ts'
import { oracle } from '../oracle/oracle.ts'
import { arbitraryCase } from '../oracle/random-days.ts'
import { amount } from '../setup/amount.ts'

const tokenOf = (reference: string) => `token ${reference}` as ClaimToken

describe('against a second implementation, written from the contract alone', () => {
  it('prints the same to the millisecond on random days', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ ruleSet, lines }) => {
        const result = compileRuleSet(ruleSet)
        if (!result.ok) throw new Error(JSON.stringify(result.errors))
        expect(printedReplay(replay(lines, result.compiled, tokenOf))).toEqual(oracle(lines, ruleSet, tokenOf))
        // What is known of remote windows is stored and sent, but not printed.
        const classify = createClassifier(result.compiled, tokenOf)
        for (const line of lines) {
          if ('event' in line) continue
          const { remote = false } = classify(line).classification
          expect(remote).toBe(windowOf(line, ruleSet, tokenOf).classification.remote)
        }
      }),
      { numRuns: Number(process.env['ORACLE_RUNS'] ?? amount(1000, 20_000)) },
    )
  })
})

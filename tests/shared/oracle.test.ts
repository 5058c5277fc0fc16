import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'
import { printedReplay, replay } from '../../src/shared/replay.ts'
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
      }),
      { numRuns: Number(process.env['ORACLE_RUNS'] ?? amount(1000, 20_000)) },
    )
  })
})

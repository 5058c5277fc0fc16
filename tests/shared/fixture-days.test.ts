import { describe, expect, it } from 'vitest'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'
import { printedReplay, replay } from '../../src/shared/replay.ts'
import { fixtureDays } from '../oracle/days.ts'

describe('days with hand-made results', () => {
  it.each(fixtureDays().map((day) => [day.name, day] as const))('%s', (_name, { ruleSet, lines, expected }) => {
    const result = compileRuleSet(ruleSet)
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    expect(printedReplay(replay(lines, result.compiled, (reference) => reference as ClaimToken))).toEqual(expected)
  })
})

import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareClaims, LATE_MS, type ClaimsResult } from '../../bench/claims/compare.ts'
import { planClaimsDay } from '../../bench/claims/plan.ts'
import { recordClaims } from '../../bench/claims/run.ts'
import { cleanUps } from './support/clean-up.ts'
import { runEndpoint } from './support/endpoints.ts'
import { artefact } from './support/product.ts'

// One of the days of `npm run bench -- claims`: half of the work in pages without a claim in title or address, a remote window, two calls with
// hands off the keyboard; recorded by the real agent and compared with the script's own log.

const undo = cleanUps()
const plan = planClaimsDay(3)
let result: ClaimsResult
let latenessMs: number

afterAll(() => undo.run())
beforeAll(async () => {
  const recorded = await recordClaims(undo, await runEndpoint(undo), [plan])
  latenessMs = recorded.latenessMs
  result = compareClaims(recorded.days[0]?.log ?? [], recorded.spans, LATE_MS + latenessMs)
  writeFileSync(artefact('claims-day.json'), JSON.stringify({ plan, result, ...recorded }, null, 1))
})

test('half of the work is in pages that name no claim, and two of five of these are about another claim than before', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { unnamedShare, changesShare } = planClaimsDay(seed)
    expect([seed, unnamedShare >= 0.5, changesShare >= 0.4]).toEqual([seed, true, true])
  }
})

test('at least 85% of the denial work names the right claim, and none a wrong one', () => {
  expect(result.wrong).toEqual([])
  expect(result.rightMs / result.workMs).toBeGreaterThanOrEqual(0.85)
})

test('a call with hands off the keyboard is a call, with the claim that it is about', () => {
  expect(result.callMs).toBeGreaterThan(10_000)
  expect(result.callMs - result.callRightMs).toBeLessThanOrEqual(2 * (LATE_MS + latenessMs))
  expect(result.callInventedMs).toBeLessThanOrEqual(2 * (LATE_MS + latenessMs))
})

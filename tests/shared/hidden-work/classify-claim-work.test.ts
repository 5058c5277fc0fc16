import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyClaimWork, type ClaimSpan, type ClaimWork } from '../../../src/shared/hidden-work/index.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const policy = { visitGapMs: 5 * MINUTE, recheckWithinMs: 168 * HOUR }
const check = (userId: string, hour: number, minutes = 5, fields: Partial<ClaimSpan> = {}): ClaimSpan => ({
  userId,
  startedAt: hour * HOUR,
  endedAt: hour * HOUR + minutes * MINUTE,
  activity: 'claim_status',
  systemKind: 'payer_portal',
  ...fields,
})
const work = (spans: readonly ClaimSpan[], fields: Partial<ClaimWork> = {}): ClaimWork => ({
  spans,
  changes: [],
  followUps: [],
  expectedCents: null,
  laborCentsPerHour: null,
  ...fields,
})
/** Kind, person and hour of each tag. */
const tags = (of: ClaimWork) =>
  classifyClaimWork(of, policy).map(({ kind, span }) => `${kind} ${span.userId} ${span.startedAt / HOUR}`)

describe('two people on one denial', () => {
  test('the second one to look within 72 hours does it twice, and looks again at what is known', () => {
    expect(tags(work([check('ana', 0), check('ben', 24)]))).toEqual([
      'repeat_status_check ben 24',
      'duplicate_follow_up ben 24',
    ])
  })
  test('after 72 hours it is a repeated look only, after a week neither', () => {
    expect(tags(work([check('ana', 0), check('ben', 73)]))).toEqual(['repeat_status_check ben 73'])
    expect(tags(work([check('ana', 0), check('ben', 169)]))).toEqual([])
  })
  test('an answer of the payer between them is a reason', () => {
    expect(tags(work([check('ana', 0), check('ben', 24)], { changes: [12 * HOUR] }))).toEqual([])
    expect(tags(work([check('ana', 0), check('ben', 24)], { changes: [30 * HOUR] }))).toHaveLength(2)
  })
  test('a follow-up day that has come is a reason to look, not to do it twice', () => {
    expect(tags(work([check('ana', 0), check('ben', 24)], { followUps: [24 * HOUR] }))).toEqual([
      'duplicate_follow_up ben 24',
    ])
  })
  test('one person alone is the device’s business', () => {
    expect(tags(work([check('ana', 0), check('ana', 24)]))).toEqual([])
    // Ana's second look repeats her own first, whoever looked between.
    expect(tags(work([check('ana', 0), check('ben', 12), check('ana', 24)]))).toEqual([
      'repeat_status_check ben 12',
      'duplicate_follow_up ben 12',
      'duplicate_follow_up ana 24',
    ])
  })
  test('a letter or an account is no contact with the payer, a call is', () => {
    const letter = check('ben', 24, 5, { activity: 'appeal_drafting', systemKind: 'office' })
    const call = check('ben', 24, 5, { activity: 'payer_call', systemKind: 'phone' })
    expect(tags(work([check('ana', 0), letter]))).toEqual([])
    expect(tags(work([check('ana', 0), call]))).toEqual(['duplicate_follow_up ben 24'])
  })
  test('all of a visit is tagged, and is one record', () => {
    const visit = [check('ben', 24), check('ben', 24 + 6 / 60)]
    const duplicates = classifyClaimWork(work([check('ana', 0), ...visit]), policy).filter(
      ({ kind }) => kind === 'duplicate_follow_up',
    )
    expect(duplicates.map(({ span, first }) => [span, first])).toEqual(visit.map((span) => [span, visit[0]]))
  })
})

describe('effort beyond what a denial can bring back', () => {
  const hours = [check('ana', 0, 60), check('ana', 2, 60), check('ana', 4, 60)]
  test('begins where the labor reaches it', () => {
    // $30 an hour: $45 are spent in the middle of the second hour, so that the third begins beyond it.
    const fields = { expectedCents: 45_00, laborCentsPerHour: 30_00 }
    expect(tags(work(hours, fields))).toEqual(['low_value_effort ana 4'])
    expect(tags(work(hours, { ...fields, expectedCents: 0 }))).toEqual([
      'low_value_effort ana 2',
      'low_value_effort ana 4',
    ])
    expect(tags(work(hours, { ...fields, expectedCents: 1000_00 }))).toEqual([])
  })
  test('without a denial or without a cost nothing is too little', () => {
    expect(tags(work(hours, { expectedCents: 0 }))).toEqual([])
    expect(tags(work(hours, { laborCentsPerHour: 30_00 }))).toEqual([])
  })
})

test('no span is tagged twice with a kind; more answers never make more tags', () => {
  const span = fc
    .tuple(fc.constantFrom('ana', 'ben', 'cleo'), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 30 }))
    .map(([user, hour, minutes]) => check(user, hour, minutes))
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 20 }),
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 5 }),
      (spans, answers) => {
        const sorted = spans.toSorted((one, other) => one.startedAt - other.startedAt)
        const without = classifyClaimWork(work(sorted), policy)
        const keys = without.map(({ kind, span: tagged }) => `${kind} ${sorted.indexOf(tagged)}`)
        expect(new Set(keys).size).toBe(keys.length)
        const answered = classifyClaimWork(work(sorted, { changes: answers.map((hour) => hour * HOUR) }), policy)
        const kept = new Set(keys)
        expect(answered.every(({ kind, span: tagged }) => kept.has(`${kind} ${sorted.indexOf(tagged)}`))).toBe(true)
      },
    ),
  )
})

import { expect, test } from 'vitest'
import { PrivateTimes } from '../../../src/main/private-time/private-times.ts'
import { Recorder } from '../../../src/main/recorder.ts'
import { compileRuleSet } from '../../../src/shared/classify/index.ts'
import {
  laterKinds,
  type ClaimToken,
  type DeviceRecord,
  type SpanRecord,
  type TouchRecord,
} from '../../../src/shared/contract/index.ts'
import { FakeClock } from '../capture/fakes.ts'
import { openTestJournal } from '../journal/support/open.ts'

const MINUTE = 60_000
const NOON = new Date(2026, 11, 1, 12).getTime()

const rule = (title: string, activity: string) => ({
  ...{ id: activity, when: { title }, then: { activity, rating: 'core', system: activity } },
  claimRef: '#(?<ref>[A-Z0-9]{4,20})',
})
const result = compileRuleSet({ version: 1, rules: [rule('status', 'claim_status'), rule('notes', 'documentation')] })
if (!result.ok) throw new Error(JSON.stringify(result.errors))
const { compiled } = result
const tokenOf = (reference: string) =>
  reference
    .toLowerCase()
    .replaceAll(/[^0-9a-f]/g, 'a')
    .padEnd(64, '0') as ClaimToken

function desk() {
  const clock = new FakeClock()
  clock.wall = NOON
  const journal = openTestJournal()
  const ack = { ackedThrough: 0, rejected: [], durableThrough: 0, rulesVersion: 1, policyVersion: 1, serverTime: NOON }
  journal.settings.set('lastAck', { at: NOON, ack: { ...ack, takes: [...laterKinds] } })
  let recorder = new Recorder({ journal, compiled, tokenOf, clock })
  const times = new PrivateTimes({
    ...{ journal, clock },
    endSpans: () => recorder.end(),
    onTakenOut: () => recorder.forgetTakenOut(),
  })
  const work = (title: string, minutes: number) => {
    const see = () =>
      recorder.observe({ t: clock.now(), mono: clock.mono(), app: 'msedge', title, idleMs: 0, locked: false })
    see()
    for (let second = 0; second < minutes * 60; second += 5) {
      clock.advance(5000)
      see()
    }
  }
  const mark = (from: number, to: number) =>
    times.mark({ from: NOON + from * MINUTE, to: NOON + to * MINUTE, reason: 'personal' })
  const restart = () => (recorder = new Recorder({ journal, compiled, tokenOf, clock }))
  return { clock, journal, work, mark, restart, times }
}

type Journal = ReturnType<typeof desk>['journal']
const recordsOf = (journal: Journal): DeviceRecord[] => journal.recordsBetween(0, Number.MAX_SAFE_INTEGER)
const minutesOf = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }) => [
  (startedAt - NOON) / MINUTE,
  (endedAt - NOON) / MINUTE,
]
const spansOf = (journal: Journal) =>
  recordsOf(journal)
    .filter((record): record is SpanRecord => record.kind === 'span')
    .toSorted((one, other) => one.startedAt - other.startedAt)
const latestTouches = (journal: Journal) => [
  ...new Map(
    recordsOf(journal)
      .filter((record): record is TouchRecord => record.kind === 'touch')
      .map((touch) => [touch.touchId, touch]),
  ).values(),
]

test('what was recorded in it is gone from every record, and what lies beside it stays exactly', () => {
  const { journal, work, mark } = desk()
  work('status #ABC41', 10)
  work('notes #SECRET99', 10)
  work('status #ABC41', 10)
  mark(8, 22)
  expect(spansOf(journal).map(minutesOf)).toEqual([
    [0, 8],
    [22, 30],
  ])
  const all = journal.newest({ limit: 1000 })
  expect(JSON.stringify(all)).not.toContain('documentation')
  expect(JSON.stringify(all)).not.toContain(tokenOf('SECRET99'))
  expect(latestTouches(journal).map((touch) => [touch.claimToken, touch.activeMs / MINUTE, touch.spanCount])).toEqual([
    [tokenOf('ABC41'), 16, 2],
  ])
  expect(recordsOf(journal).filter(({ kind }) => kind === 'private_time')).toMatchObject([
    { startedAt: NOON + 8 * MINUTE, endedAt: NOON + 22 * MINUTE, reason: 'personal' },
  ])
  // Nothing says what the records that went were.
  for (const { record } of all.filter((sent) => sent.record.kind === 'removed'))
    expect(minutesOf(record)).toEqual([8, 22])
})

test('a record that was delivered is sent again as one that says nothing', () => {
  const { journal, work, mark } = desk()
  work('notes #SECRET99', 10)
  work('status #ABC41', 1)
  const delivered = journal.waiting(100).map(({ seq }) => seq)
  journal.acknowledge({ through: Math.max(...delivered), rejected: [] })
  const before = journal.removals
  mark(0, 10)
  expect(journal.removals).toBeGreaterThan(before)
  const waiting = journal.waiting(100)
  const again = waiting.filter(({ seq }) => delivered.includes(seq))
  expect(again.length).toBeGreaterThan(1)
  expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['removed']))
  expect(JSON.stringify(waiting)).not.toContain('documentation')
})

test('work on the same claim afterward is a new touch, also after a restart', () => {
  for (const restarts of [false, true]) {
    const { journal, work, mark, restart } = desk()
    work('status #ABC41', 10)
    mark(2, 4)
    if (restarts) restart()
    work('status #ABC41', 5)
    work('notes', 1)
    const touches = latestTouches(journal).map((touch) => [...minutesOf(touch), touch.activeMs / MINUTE])
    expect(touches).toEqual([
      [0, 10, 8],
      [10, 15, 5],
    ])
  }
})

test('what cannot be marked is refused, and nothing changes', () => {
  const { clock, journal, work, mark, times } = desk()
  work('status #ABC41', 10)
  const before = JSON.stringify(recordsOf(journal))
  expect(() => mark(5, 5)).toThrow('The end time must be after the start time.')
  expect(() => mark(5, 11)).toThrow('The end time must not be in the future.')
  expect(() => mark(-25 * 60, 0)).toThrow('Mark at most 24 hours at once.')
  expect(() => mark(-7 * 24 * 60, -7 * 24 * 60 + 5)).toThrow('This computer no longer has every record of that day.')
  journal.settings.remove('lastAck')
  expect(() => mark(1, 2)).toThrow('The endpoint has not answered yet')
  expect(JSON.stringify(recordsOf(journal))).toBe(before)
  expect(times.day(recordsOf(journal))).toEqual([])
  expect(clock.now()).toBe(NOON + 10 * MINUTE)
})

test('what an earlier local log delivered cannot be taken out from here', () => {
  const { journal, work, mark } = desk()
  work('status #ABC41', 10)
  work('notes', 1)
  journal.acknowledge({ through: Math.max(...journal.waiting(100).map(({ seq }) => seq)), rejected: [] })
  journal.newGeneration()
  work('notes', 1)
  expect(() => mark(1, 2)).toThrow('This time was sent from an earlier local log.')
})

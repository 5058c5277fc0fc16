import { expect, test } from 'vitest'
import { planReports, type KnownSchedule } from '../../../src/server/performance-report/schedule/plan.ts'
import { reportScheduleSchema } from '../../../src/shared/contract/settings.ts'

const zone = 'America/New_York'
const at = (text: string) => Date.parse(text)
const schedule = (more: object = {}) =>
  reportScheduleSchema.parse({ id: 'weekly', name: 'Weekly', to: ['lead@example.org'], ...more })
const monday = (week: number) => at('2026-11-02T07:00:00-05:00') + week * 7 * 86_400_000
const saved = monday(0) - 60_000

const planAt = (now: number, known: readonly KnownSchedule[], more: object = {}, when: object = {}) =>
  planReports([schedule(more)], known, { zone, changedAt: saved, now, ...when })

test('a new schedule begins with its next due time, not with the one before it was saved', () => {
  const { schedules, due, nextAt } = planAt(saved + 1, [])
  expect([due, nextAt]).toEqual([[], monday(0)])
  expect(planAt(monday(0), schedules).due).toEqual([{ scheduleId: 'weekly', dueAt: monday(0) }])
})

test('one that was saved just before it was due, by an endpoint that stopped then, is sent by the next', () => {
  expect(planAt(monday(0) + 60_000, []).due).toEqual([{ scheduleId: 'weekly', dueAt: monday(0) }])
})

test('of several that were missed only the last is due', () => {
  const { schedules } = planAt(saved, [])
  expect(planAt(monday(3) + 3_600_000, schedules).due).toEqual([{ scheduleId: 'weekly', dueAt: monday(3) }])
})

test('one with another time, and one that is active again, begin when they are saved', () => {
  const { schedules } = planAt(monday(1), [])
  const changed = { changedAt: monday(1) + 7_200_000 }
  expect(planAt(monday(1) + 7_200_001, schedules, { time: '08:00' }, changed).due).toEqual([])
  const off = planAt(monday(1), schedules, { enabled: false })
  expect(off).toEqual({ schedules: [], due: [], nextAt: null })
  expect(planAt(monday(1) + 7_200_001, off.schedules, {}, changed).due).toEqual([])
})

test('other recipients and another period do not send it again, and neither does another zone', () => {
  const { schedules } = planAt(monday(1), [])
  const later = { changedAt: monday(1) + 1 }
  expect(planAt(monday(1) + 2, schedules, { to: ['two@example.org'], period: 'last_month' }, later).due).toEqual([
    { scheduleId: 'weekly', dueAt: monday(1) },
  ])
  // It is due an hour later there.
  const moved = planAt(monday(1) + 3_600_000, schedules, {}, { zone: 'America/Chicago' })
  expect(moved.due).toEqual([])
  expect(planAt(monday(2) + 3_600_000, moved.schedules, {}, { zone: 'America/Chicago' }).due).toEqual([
    { scheduleId: 'weekly', dueAt: monday(2) + 3_600_000 },
  ])
})

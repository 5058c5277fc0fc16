import { expect, test } from 'vitest'
import { WeeklyCounts } from '../../../src/main/unclassified/weekly-counts.ts'
import { MINUTE_MS, WEEK_MS } from '../../../src/shared/time.ts'
import { memorySettings } from './memory-settings.ts'

/** A Wednesday. */
const NOW = Date.UTC(2026, 11, 2, 15)
const sheet = { program: 'claimtrack', shape: 'claim # • - •' }

test('a week is sent once it has ended, in whole minutes, and until it was taken', () => {
  const journal = { settings: memorySettings() }
  const counts = new WeeklyCounts(journal, () => true)
  for (let second = 0; second < 200; second += 1) counts.add(sheet, 1000, NOW + second * 1000)
  counts.add({ program: 'brief', shape: '' }, 20_000, NOW)
  expect(counts.unsent(NOW)).toEqual([])
  // A crash: at most a minute of counted time is lost.
  const again = new WeeklyCounts(journal, () => true)
  const nextMonday = Date.UTC(2026, 11, 7)
  expect(again.unsent(nextMonday - 1)).toEqual([])
  const week = { week: '2026-11-30', windows: [{ ...sheet, minutes: 3 }] }
  expect(again.unsent(nextMonday)).toEqual([week])
  expect(again.unsent(nextMonday)).toEqual([week])
  again.add(sheet, MINUTE_MS, nextMonday)
  again.markSent(week)
  expect(again.unsent(nextMonday)).toEqual([])
  expect(again.unsent(nextMonday + WEEK_MS)).toEqual([{ week: '2026-12-07', windows: [{ ...sheet, minutes: 1 }] }])
})

test('at most 50 windows of a week, those with most time, and no more weeks than the endpoint takes', () => {
  const counts = new WeeklyCounts({ settings: memorySettings() }, () => true)
  for (let each = 1; each <= 60; each += 1) counts.add({ program: `p${each}`, shape: '' }, each * MINUTE_MS, NOW)
  const [week] = counts.unsent(NOW + WEEK_MS)
  expect(week?.windows.map(({ minutes }) => minutes)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index))
  for (let later = 1; later <= 9; later += 1) counts.add(sheet, MINUTE_MS, NOW + later * WEEK_MS)
  expect(counts.unsent(NOW + 9 * WEEK_MS)).toHaveLength(4)
})

test('nothing is left of a private time, nor where the policy has nothing counted', () => {
  let isAllowed = true
  const counts = new WeeklyCounts({ settings: memorySettings() }, () => isAllowed)
  counts.add(sheet, MINUTE_MS, NOW)
  counts.forget()
  expect(counts.unsent(NOW + WEEK_MS)).toEqual([])
  counts.add(sheet, MINUTE_MS, NOW)
  isAllowed = false
  counts.followPolicy()
  counts.add(sheet, MINUTE_MS, NOW)
  isAllowed = true
  expect(counts.unsent(NOW + WEEK_MS)).toEqual([])
})

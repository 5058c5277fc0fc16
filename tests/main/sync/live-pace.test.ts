import { setImmediate as breathe } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIVE_EVERY_MS, maySendSooner, withSooner } from '../../../src/main/sync/live-pace.ts'
import { realSleep } from '../../../src/main/sync/interruptible-sleep.ts'
import { startSync } from '../../../src/main/sync/sync.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/shared/time.ts'
import { openTestJournal } from '../journal/support/open.ts'
import { appendSpans } from './support/device.ts'

const FIVE_MINUTES_MS = 5 * MINUTE_MS
const START = Date.UTC(2026, 11, 2, 8)

/**
 * Requests of an agent that runs this long while a biller works: a record every 50 seconds, as in the benchmark's day.
 * @param shown whether a panel shows its person at a time since the start, ms
 */
async function requestsOf(runsMs: number, shown: (sinceMs: number) => boolean, journal = openTestJournal()) {
  let now = START
  let recorded = 0
  const sent: number[] = []
  const sync = startSync({
    journal,
    everyMs: FIVE_MINUTES_MS,
    clock: { now: () => now },
    random: () => 0.5,
    sleep: async (ms, signal) => {
      now += ms
      if (now - START >= runsMs) return realSleep(HOUR_MS, signal)
      const due = Math.floor((now - START) / 50_000)
      if (due > recorded) appendSpans(journal, due - recorded, recorded)
      recorded = due
      await breathe()
    },
    transport: {
      send: async ({ records }) => {
        sent.push(now - START)
        const through = records.at(-1)?.seq ?? 0
        const ack = { ackedThrough: through, rejected: [], durableThrough: through, rulesVersion: 1, policyVersion: 1 }
        const watched = shown(now - START) ? { watched: true } : {}
        return { kind: 'acked', ack: { ...ack, ...watched, serverTime: now } }
      },
    },
  })
  await until(() => now - START >= runsMs)
  await sync.stop()
  return sent
}

async function until(isSo: () => boolean) {
  while (!isSo()) await breathe()
}

test('a panel that is open all day at most doubles the requests of a quiet day, of a working day and of 24 hours', async () => {
  const quiet = await requestsOf(8 * HOUR_MS, () => false)
  const watched = await requestsOf(8 * HOUR_MS, () => true)
  expect([quiet.length, watched.length]).toEqual([96, 176])
  const quietAllDay = await requestsOf(DAY_MS, () => false)
  const watchedAllDay = await requestsOf(DAY_MS, () => true)
  expect([quietAllDay.length, watchedAllDay.length]).toEqual([288, 368])
  for (const [few, many] of [
    [quiet, watched],
    [quietAllDay, watchedAllDay],
  ] as const) {
    expect(many.length / few.length).toBeLessThanOrEqual(2)
  }
})

test('while a panel shows the person, a record is sent within ten seconds; before and after it within five minutes', async () => {
  const from = HOUR_MS
  const to = from + 20 * MINUTE_MS
  const sent = await requestsOf(2 * HOUR_MS, (since) => since >= from && since < to)
  const gaps = sent.slice(1).map((at, index) => ({ at, gap: at - (sent[index] ?? 0) }))
  const live = gaps.filter(({ at }) => at > from + FIVE_MINUTES_MS && at < to)
  // A record every 50 seconds.
  for (const { gap } of live) expect(gap).toBe(50_000)
  expect(live.length).toBeGreaterThanOrEqual(15)
  for (const { gap } of gaps.filter(({ at }) => at <= from || at > to + FIVE_MINUTES_MS))
    expect(gap).toBe(FIVE_MINUTES_MS)
})

test('a restart of the agent gives no requests back', async () => {
  const journal = openTestJournal()
  await requestsOf(4 * HOUR_MS, () => true, journal)
  expect(journal.settings.get('soonerRequests')).toHaveLength(96)
  const again = await requestsOf(2 * HOUR_MS, () => true, journal)
  expect(again).toHaveLength(24)
})

test('in any 24 hours, whatever the pace of the policy and the clock, no more is sent sooner than a quiet working day sends', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 500, max: DAY_MS }),
      fc.array(fc.integer({ min: LIVE_EVERY_MS, max: 4 * HOUR_MS }), { maxLength: 400 }),
      (quietMs, waits) => {
        let now = START
        let sooner: number[] = []
        const all: number[] = []
        for (const wait of waits) {
          now += wait
          if (!maySendSooner(sooner, quietMs, now)) continue
          sooner = withSooner(sooner, now)
          all.push(now)
        }
        const most = quietMs <= LIVE_EVERY_MS ? 0 : Math.min(96, (8 * HOUR_MS) / quietMs)
        for (const end of all) {
          const inWindow = all.filter((at) => at <= end && at > end - DAY_MS)
          expect(inWindow.length).toBeLessThanOrEqual(most)
        }
      },
    ),
  )
})

import { expect, test } from 'vitest'
import type { MetricAnswer, Page, SpanRow } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { claimStatus, Desk, enrollCode, notes, until } from './support/desk.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

test.each(storesOfPlainSql)(
  'a pause is neither work nor idle time, outlasts a restart, and ends by itself (%s)',
  async (store) => {
    const began = new Date(2026, 11, 1, 9).getTime()
    const at = await Desk.at(began)
    cleanUps.push(() => at.leave())
    const endpoint = await freshEndpoint(store, { now: () => at.clock.now() })
    cleanUps.push(endpoint.close)
    const first = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Q. Biller') })
    at.work(claimStatus('PCN-10001'), 10 * MINUTE)
    first.pause(30)
    expect(first.status()).toMatchObject({ state: 'paused', pause: { until: began + 40 * MINUTE } })
    at.work(claimStatus('PCN-20002'), 10 * MINUTE)
    expect(at.windows.subscribed).toBe(false)
    await first.stop()

    const second = await at.start({ acceptNotice: true })
    await until(() => second.status().pause !== undefined, 'the agent has started')
    expect(second.status()).toMatchObject({ state: 'paused', pause: { until: began + 40 * MINUTE } })
    at.clock.advance(20 * MINUTE)
    await until(() => at.windows.subscribed, 'it resumes by itself')
    await until(() => second.status().lastCaptureAt !== null, 'the first window is seen')
    expect(second.status().state).toBe('recording')
    at.work(notes, 5 * MINUTE)
    at.work(claimStatus('PCN-10001'), MINUTE)

    const spansOf = async () => (await ask<Page<SpanRow>>(endpoint, '/v1/spans?limit=500')).body.rows
    await until(
      async () => (await spansOf()).some(({ activity }) => activity === 'documentation'),
      'the day is at the endpoint',
    )
    const spans = await spansOf()
    const paused = spans.filter(({ presence }) => presence === 'paused')
    expect(paused.map(({ startedAt, endedAt }) => [startedAt - began, endedAt - began])).toEqual([
      [10 * MINUTE, 15 * MINUTE],
      [15 * MINUTE, 30 * MINUTE],
      [30 * MINUTE, 40 * MINUTE],
    ])
    expect(
      paused.every(({ activity, app, payer, claimToken }) =>
        [activity, app, payer, claimToken].every((each) => each === null),
      ),
    ).toBe(true)
    const minutesOf = async (metric: string) =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${metric}`)).body.rows[0]?.value ?? 0
    const lengthOf = (presence: string) =>
      spans
        .filter((span) => span.presence === presence)
        .reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0) / MINUTE
    expect(await minutesOf('active_minutes')).toBeCloseTo(lengthOf('active'), 6)
    expect(lengthOf('active')).toBeGreaterThanOrEqual(15)
    expect(await minutesOf('idle_minutes')).toBe(0)
    const day = second.day({ from: began, to: began + 24 * 60 * MINUTE })
    expect(day.byShade['paused']).toBe(30 * MINUTE)
    expect([day.idleMs, day.awayMs]).toEqual([0, 0])
  },
)

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/shared/contract/alerts.ts'
import { recentWeeks } from '../../../src/server/findings/read-findings.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { send, setZone } from '../denials/support.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim } from '../x835/make835.ts'

const DAY = 86_400_000
const ZONE = 'America/New_York'
/** Monday, November 30, 2026, 10 AM in New York. */
const NOW = Date.UTC(2026, 10, 30, 15)

test('the recent weeks end yesterday, or with the period; they are days of the zone, also over a clock change', () => {
  const day = (text: string) => Date.parse(text)
  expect(recentWeeks(NOW + 3 * DAY, { zone: ZONE, now: NOW })).toEqual({
    ...{ from: day('2026-11-02T00:00-05:00'), to: day('2026-11-30T00:00-05:00') },
    ...{ firstDay: '2026-11-02', lastDay: '2026-11-29', lastDayText: 'Nov 29' },
    before: { from: day('2026-09-07T00:00-04:00'), to: day('2026-11-02T00:00-05:00') },
  })
  expect(recentWeeks(day('2026-11-08T00:00-05:00'), { zone: ZONE, now: NOW })).toMatchObject({
    ...{ firstDay: '2026-10-11', lastDay: '2026-11-07', to: day('2026-11-08T00:00-05:00') },
  })
})

describe.each(storesOfPlainSql)('denials that rise on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, ZONE)
    // A remittance each Wednesday, twelve weeks long.
    for (let week = 0; week < 12; week += 1) {
      const date = new Date(Date.UTC(2026, 8, 9) + week * 7 * DAY).toISOString().slice(0, 10).replaceAll('-', '')
      const recent = week >= 8
      const claims = (payer: string, carc: string, count: number) =>
        Array.from({ length: count }, (_, index): MadeClaim => ({
          claimRef: `${payer}${carc}W${week}N${index}`,
          payerClaimRef: `I${carc}${week}-${index}`,
          lines: [{ charge: 60_000, paid: 0, adjustments: [['CO', carc, 60_000]] }],
        }))
      const file = make835([
        {
          payer: 'UNITEDHEALTHCARE',
          date,
          claims: [...claims('U', '197', recent ? 11 : 4), ...claims('U', '16', recent ? 5 : 4)],
        },
        { payer: 'AETNA', date, claims: claims('A', '16', 6) },
      ])
      expect((await send(endpoint, `week-${week}.835`, file)).status).toBe(200)
    }
  })
  afterAll(() => endpoint.close())

  const risen = async () => {
    const { body } = await ask<{ rows: Finding[] }>(endpoint, `/v1/findings?from=${NOW - 2 * DAY}&to=${NOW}`)
    return body.rows.filter(({ rule }) => rule === 'denials-rising')
  }

  test('one sentence, whose link leads to exactly the denials it counts', async () => {
    const [finding, ...others] = await risen()
    expect(others).toEqual([])
    expect(finding?.sentence.map(({ text }) => text).join('')).toBe(
      'Denials from UNITEDHEALTHCARE rose to 64 in the 4 weeks to Nov 29, from an average of 32 per 4 weeks in the 8 weeks before; 87.5% of the rise is CARC 197 (authorization).',
    )
    const link = new URL(finding?.link.to ?? '', endpoint.url)
    const { from, to, payer } = Object.fromEntries(link.searchParams)
    expect([link.pathname, from, to, payer]).toEqual(['/root-causes', '2026-11-02', '2026-11-29', 'UNITEDHEALTHCARE'])
    const query = `from=${finding?.from}&to=${finding?.to}&payer=${payer}&limit=500`
    const { body } = await ask<{ rows: unknown[] }>(endpoint, `/v1/metrics/denials_received/rows?${query}`)
    expect(body.rows).toHaveLength(64)
  })

  test('with twice the claims submitted there is no finding', async () => {
    const rows = Array.from({ length: 84 }, (_, index) => ({
      day: new Date(Date.UTC(2026, 8, 7) + index * DAY).toISOString().slice(0, 10),
      ...{ payer: 'UNITEDHEALTHCARE', submitted: index < 56 ? 10 : 22, accepted: 1, clean: 1 },
    }))
    expect((await ask(endpoint, '/v1/claim-counts', { method: 'PUT', json: { rows } })).status).toBe(200)
    // Another period, since findings are cached for a minute.
    const { body } = await ask<{ rows: Finding[] }>(endpoint, `/v1/findings?from=${NOW - 3 * DAY}&to=${NOW}`)
    expect(body.rows.filter(({ rule }) => rule === 'denials-rising')).toEqual([])
  })
})

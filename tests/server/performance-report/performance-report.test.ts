import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import { keyMetrics } from '../../../src/server/performance-report/figures.ts'
import { metricText } from '../../../src/server/performance-report/texts.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { metricDefinition } from '../../../src/shared/metrics/index.ts'
import { makeWorld, now, week } from '../metrics/world.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { textOf } from './read-pdf.ts'

const WEEK = week.to - week.from

describe.each(storesOfPlainSql)('the Performance screen as a PDF on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await makeWorld(endpoint)
  })
  afterAll(() => endpoint.close())

  const fetchPdf = (query: string, token = endpoint.adminToken) =>
    fetch(`${endpoint.url}/v1/reports/performance.pdf?${query}`, { headers: { authorization: `Bearer ${token}` } })
  const linesOf = async (query: string) => {
    const response = await fetchPdf(query)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    return textOf(Buffer.from(await response.arrayBuffer()))
  }
  const period = `from=${week.from}&to=${week.to}`

  test('has the numbers of the metrics, of this period and the one before', async () => {
    const lines = await linesOf(period)
    expect(lines).toContain('Nov 16, 2026 – Nov 22, 2026, compared to Nov 9, 2026 – Nov 15, 2026')
    expect(lines).toContain('All teams and payers')
    expect(lines).toContain('As of Nov 20, 2026, 3:00 PM EST')
    for (const id of keyMetrics) {
      const { name, unit } = metricDefinition(id)
      const at = lines.indexOf(name)
      const valueIn = async (from: number, to: number) => {
        const { body } = await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${from}&to=${to}`)
        return metricText(unit, body.rows[0]?.value ?? null)
      }
      expect(lines.slice(at, at + 3), name).toEqual([
        name,
        await valueIn(week.from, week.to),
        await valueIn(week.from - WEEK, week.from),
      ])
    }
    // D, $2,500, and B, $600.
    expect(lines).toEqual(
      expect.arrayContaining(['$3,250 denied. 2 of 4 root causes account for 80%.', 'Medical necessity']),
    )
  })

  test('says its filters by name, and which numbers they do not apply to', async () => {
    const lines = await linesOf(`${period}&payer=Aetna&category=coding_bundling&state=new,in_progress&user=Ana`)
    expect(lines).toContain('Biller: Ana · Payer: Aetna · Denial category: coding/bundling · Status: new, in progress')
    expect(lines.some((line) => line.startsWith('* Not filtered by '))).toBe(true)
    expect(lines.some((line) => line.startsWith('Not filtered by biller'))).toBe(true)
    // A figure of everybody misses no target of hers.
    expect(lines.filter((line) => line.startsWith('Missed:') && line.includes('denial rate'))).toEqual([])
  })

  test('compares with the period that is asked for', async () => {
    const lines = await linesOf(`${period}&compareFrom=${week.from - 4 * WEEK}&compareTo=${week.to - 4 * WEEK}`)
    expect(lines[2]).toContain('compared to Oct 1')
  })

  test('says of each part that there is no data, where there is none', async () => {
    const lines = await linesOf('from=1400000000000&to=1400600000000')
    expect(lines).toEqual(
      expect.arrayContaining([
        'No metric with a target has data in this period.',
        'No first touches with an SLA in these weeks.',
        'No work, denials or recovery by payer in this period.',
        'No denials match this period and these filters.',
        'Nothing stands out: no insight has enough data in this period.',
      ]),
    )
  })

  test('names no claim, no patient and no token', async () => {
    const text = (await linesOf(period)).join('\n')
    expect(text).not.toMatch(/PCN|ICN|aaaa|\bAna\b|\bBen\b/)
  })

  test.each([
    ['compareFrom=5', '/compareTo'],
    ['from=5&to=4', '/to'],
    ['from=yesterday', '/from'],
    ['page=1', ''],
  ])('answers a problem to ?%s', async (query, pointer) => {
    const response = await fetchPdf(query)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const problem = (await response.json()) as { code: string; errors: { pointer: string }[] }
    expect(problem.code).toBe('bad_parameter')
    if (pointer !== '') expect(problem.errors[0]?.pointer).toBe(pointer)
  })

  test.each([
    ['team', 'unknown_team', 'Use a name from GET /v1/people'],
    ['payer', 'unknown_payer', 'Use a name as the screens'],
  ])('answers a problem to a %s that does not exist', async (parameter, code, advice) => {
    const response = await fetchPdf(`${period}&${parameter}=Nobody`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      ...{ code, detail: expect.stringContaining(advice), errors: [{ pointer: `/${parameter}` }] },
    })
    const known = { team: 'North', payer: 'Aetna' }[parameter] ?? ''
    expect((await fetchPdf(`${period}&${parameter}=${known}`)).status).toBe(200)
  })

  test('leaves out the SLA weeks from before recording began', async () => {
    const lines = await linesOf(period)
    const at = lines.indexOf('Are we within SLA, week by week?')
    const end = lines.indexOf('Is it worth it?')
    const weeks = lines.slice(at, end).filter((line) => /^[A-Z][a-z]{2} \d+$/.test(line))
    expect(weeks).toEqual(['Sep 28', 'Oct 5', 'Oct 12', 'Oct 19', 'Oct 26', 'Nov 2', 'Nov 9', 'Nov 16'])
    expect(lines[at + 1]).toContain('recorded since the week of Sep 28')
  })

  test('is for supervisors', async () => {
    expect((await fetchPdf(period, 'some-other-token')).status).toBe(401)
    expect((await fetchPdf(`${period}&user=Nobody`)).status).toBe(404)
  })
})

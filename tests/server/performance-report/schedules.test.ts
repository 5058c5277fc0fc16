import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { createFindingsSource } from '../../../src/server/findings/read-findings.ts'
import { startTenant } from '../../../src/server/identity/tenant.ts'
import { createMetricReader } from '../../../src/server/metrics/answer-metric.ts'
import { runReportSchedules } from '../../../src/server/performance-report/schedule/run-schedules.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import { startEndpoint, type Endpoint } from '../../../src/server/start-endpoint.ts'
import type { ReportScheduleStatus } from '../../../src/shared/contract/performance-report.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import { freshDatabase } from '../../setup/postgres.ts'
import { mailReceiver } from '../alerts/receivers.ts'
import { ask } from '../support/device.ts'
import { lastingPlace, openOnly, runToEnd } from '../support/killed.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { textOf } from './read-pdf.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const due = Date.parse('2026-11-16T07:00:00-05:00')
const saved = due - DAY
const weekly = {
  id: 'weekly',
  name: 'Weekly denials',
  to: ['director@example.org', 'lead@example.org'],
  payer: 'Aetna',
}
const settings = (...schedules: object[]) => ({ from: 'touchledger@example.org', schedules })

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function mailServer(refusals: number[] = []) {
  const server = await mailReceiver(refusals)
  closing.push(server.close)
  return server
}

const sourcesAt = (now: () => number) => ({
  readMetric: createMetricReader(null, now),
  findings: createFindingsSource(now),
})

/** One round of a process at an instant. */
const round = (database: Database, now: number, smtpUrl: string | undefined) =>
  runReportSchedules({
    ...{ database, smtpUrl, now: () => now, sources: sourcesAt(() => now), stop: new AbortController().signal },
  })

const setUp = async (database: Database, ...schedules: object[]) => {
  await writeSettings(
    database,
    'calendar',
    { zone: 'America/New_York' },
    { baseVersion: undefined, by: 'test', now: saved, record: byEndpoint(saved) },
  )
  await database.query(sql`insert into payers (name, comparable) values ('Aetna', '{aetna}') on conflict do nothing`)
  await writeSettings(database, 'reports', settings(...schedules), {
    baseVersion: undefined,
    by: 'test',
    now: saved,
    record: byEndpoint(saved),
  })
}

/** The file that came with a message. */
function attachmentOf(message: string): { readonly name: string; readonly content: Buffer } {
  const name = /filename=([^\r;]+)/.exec(message)?.[1] ?? ''
  const body = /Content-Type: application\/pdf[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(message)?.[1] ?? ''
  return { name, content: Buffer.from(body, 'base64') }
}
const subjectOf = (message: string) => /^Subject: (.*)\r$/m.exec(message)?.[1]
const idOf = (message: string) => /^Message-ID: (.*)\r$/m.exec(message)?.[1]

describe.each(storesOfPlainSql)('scheduled reports on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = due
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now, smtpUrl: 'smtp://127.0.0.1:1' })
  })
  afterEach(async () => {
    now = due
    await endpoint.database.query(sql`delete from deliveries`)
    await endpoint.database.query(sql`delete from report_schedules`)
  })
  afterAll(() => endpoint.close())
  const status = async () => (await ask<Page<ReportScheduleStatus>>(endpoint, '/v1/report-schedules')).body.rows

  test('one that is due goes to its recipients once, with the page as a PDF and the key figures as text', async () => {
    const mail = await mailServer()
    await setUp(endpoint.database, weekly)
    expect(await round(endpoint.database, due - 1, mail.url)).toBe(due)
    expect(mail.received).toEqual([])
    expect(await round(endpoint.database, due, mail.url)).toBe(due + 7 * DAY)
    expect(await round(endpoint.database, due + 1, mail.url)).toBe(due + 7 * DAY)
    expect(mail.received).toMatchObject([{ from: 'touchledger@example.org', to: weekly.to }])
    const [{ text } = { text: '' }] = mail.received
    expect(subjectOf(text)).toBe('Weekly denials, Nov 9, 2026 to Nov 15, 2026')
    expect(text.includes('Denials received: ')).toBe(true)
    expect(idOf(text)).toBe(`<report.weekly.${due}@touchledger>`)
    const { name, content } = attachmentOf(text)
    expect(name).toBe('performance-2026-11-09-to-2026-11-15.pdf')
    expect(textOf(content)).toEqual(
      expect.arrayContaining(['Nov 9, 2026 – Nov 15, 2026, compared to Nov 2, 2026 – Nov 8, 2026', 'Payer: Aetna']),
    )
    now = due + 1
    expect(await status()).toEqual([
      {
        ...{ id: 'weekly', name: 'Weekly denials', state: 'sent', lastError: null, nextAttemptAt: null },
        ...{ nextAt: due + 7 * DAY, lastDueAt: due, lastSentAt: due },
      },
    ])
  })

  test.each<readonly [readonly object[], string, string]>([
    ...['Weekly\r\nBcc: x@example.org', 'Weekly\u0000', 'Weekly\u0085denials', 'Weekly\u2028denials'].map(
      (name) => [[{ ...weekly, name }], '/schedules/0/name', 'one line of text'] as const,
    ),
    [[{ ...weekly, team: 'North\nSouth' }], '/schedules/0/team', 'one line of text'],
    [[{ ...weekly, to: ['a@example.org', 'A@example.org'] }], '/schedules/0/to/1', 'remove one of the two'],
    [[weekly, { ...weekly, id: 'other', name: 'weekly DENIALS ' }], '/schedules/1/name', 'give each its own'],
  ])('settings that would break or repeat a message are refused', async (schedules, pointer, advice) => {
    const json = settings(...schedules)
    const { status: code, body } = await ask(endpoint, '/v1/settings/reports', { method: 'PUT', json })
    expect([code, body.errors]).toMatchObject([422, [{ pointer, detail: expect.stringContaining(advice) }]])
  })

  test('while the mail server is down it waits, visibly, and is sent once when it is up again', async () => {
    await setUp(endpoint.database, weekly)
    expect(await round(endpoint.database, due, 'smtp://127.0.0.1:1')).toBeLessThanOrEqual(due + MINUTE / 2)
    expect(await status()).toMatchObject([
      { state: 'waiting', lastSentAt: null, lastError: expect.stringContaining('could not be reached') },
    ])
    const mail = await mailServer([451])
    await round(endpoint.database, due + MINUTE, mail.url)
    expect(await status()).toMatchObject([{ state: 'waiting', lastError: 'the mail server answered 451' }])
    await round(endpoint.database, due + 5 * MINUTE, mail.url)
    await round(endpoint.database, due + 10 * MINUTE, mail.url)
    expect(mail.received).toHaveLength(1)
    expect(await status()).toMatchObject([{ state: 'sent', lastSentAt: due + 5 * MINUTE, lastError: null }])
  })

  test.each([{ team: 'Nowhere' }, { payer: 'Aetna Better' }])(
    'one of a team or payer that is not there is not sent as an empty page: %o',
    async (names) => {
      const mail = await mailServer()
      await setUp(endpoint.database, { ...weekly, ...names })
      await round(endpoint.database, due, mail.url)
      expect(mail.received).toEqual([])
      const [name = ''] = Object.values(names)
      expect(await status()).toMatchObject([{ state: 'given_up', lastError: expect.stringContaining(name) }])
      expect((await status())[0]?.lastError).toContain('change the schedule in Settings')
    },
  )

  test('after three days of failures it is given up, and the next one goes out', async () => {
    await setUp(endpoint.database, weekly)
    await round(endpoint.database, due, 'smtp://127.0.0.1:1')
    await round(endpoint.database, due + 3 * DAY, 'smtp://127.0.0.1:1')
    expect(await status()).toMatchObject([{ state: 'given_up', lastError: expect.stringContaining('given up') }])
    const mail = await mailServer()
    await round(endpoint.database, due + 7 * DAY, mail.url)
    expect(mail.received.map(({ text }) => idOf(text))).toEqual([`<report.weekly.${due + 7 * DAY}@touchledger>`])
  })

  test('what was missed while the endpoint was down is sent once at its start: only the last', async () => {
    const mail = await mailServer()
    await setUp(endpoint.database, weekly)
    await round(endpoint.database, saved, mail.url)
    await round(endpoint.database, due + 15 * DAY, mail.url)
    await round(endpoint.database, due + 15 * DAY + 1, mail.url)
    expect(mail.received.map(({ text }) => idOf(text))).toEqual([`<report.weekly.${due + 14 * DAY}@touchledger>`])
  })

  test('processes that run at once send it once', async () => {
    const mail = await mailServer()
    await setUp(endpoint.database, weekly, {
      ...weekly,
      ...{ id: 'monthly', name: 'Monthly denials' },
      every: 'month',
      monthDay: 16,
      period: 'last_month',
    })
    await Promise.all([1, 2, 3].map(() => round(endpoint.database, due, mail.url)))
    // A round that found another one claiming looks again.
    await round(endpoint.database, due + 5_000, mail.url)
    expect(mail.received).toHaveLength(2)
    expect(new Set(mail.received.map(({ text }) => idOf(text)))).toEqual(
      new Set([`<report.monthly.${due}@touchledger>`, `<report.weekly.${due}@touchledger>`]),
    )
  })

  test('one that was removed before it could be sent is given up', async () => {
    await setUp(endpoint.database, weekly)
    await round(endpoint.database, due, 'smtp://127.0.0.1:1')
    await setUp(endpoint.database)
    const mail = await mailServer()
    expect(await round(endpoint.database, due + MINUTE, mail.url)).toBeNull()
    expect(mail.received).toEqual([])
    const [row] = await endpoint.database.query(sql`select last_error as error from deliveries`)
    expect(row).toEqual({ error: 'the schedule is no longer in the settings; given up after 2 attempts' })
  })

  test('settings name the field that is wrong', async () => {
    for (const [body, pointer] of [
      [{ schedules: [weekly] }, '/from'],
      [settings({ ...weekly, to: [] }), '/schedules/0/to'],
      [settings({ ...weekly, to: ['nobody'] }), '/schedules/0/to/0'],
      [settings({ ...weekly, time: '24:00' }), '/schedules/0/time'],
      [settings({ ...weekly, monthDay: 32 }), '/schedules/0/monthDay'],
      [settings(weekly, { ...weekly, name: 'The same id' }), '/schedules'],
    ] as const) {
      const { status: answered, body: problem } = await ask<{ errors: { pointer: string }[] }>(
        ...([endpoint, '/v1/settings/reports', { method: 'PUT', json: body }] as const),
      )
      expect([answered, problem.errors[0]?.pointer]).toEqual([422, pointer])
    }
  })

  test('a test of a schedule that is not saved, or that cannot be sent, answers why', async () => {
    await setUp(endpoint.database, weekly)
    const send = (id: string) => ask(endpoint, `/v1/report-schedules/${id}/test`, { method: 'POST' })
    expect(await send('other')).toMatchObject({ status: 404, body: { code: 'unknown_schedule' } })
    expect(await send('weekly')).toMatchObject({
      ...{ status: 502, body: { code: 'not_sent', detail: expect.stringContaining('could not be reached') } },
    })
    expect(await status()).toMatchObject([{ state: 'none' }])
  })
})

test('a running endpoint sends by itself what comes due, and a test at once', async () => {
  const mail = await mailServer()
  let now = due - 1000
  const endpoint = await freshEndpoint('postgres', { now: () => now, smtpUrl: mail.url, jobIntervals: { reports: 20 } })
  closing.push(endpoint.close)
  await setUp(endpoint.database, weekly)
  const { body } = await ask(endpoint, '/v1/report-schedules/weekly/test', { method: 'POST' })
  expect(body).toEqual({
    ...{ recipients: 2, from: Date.parse('2026-11-09T00:00:00-05:00'), to: Date.parse('2026-11-16T00:00:00-05:00') },
  })
  expect(subjectOf(mail.received[0]?.text ?? '')).toBe('Test: Weekly denials, Nov 9, 2026 to Nov 15, 2026')
  now = due
  await vi.waitUntil(() => mail.received.length === 2, 60_000)
  expect(idOf(mail.received[1]?.text ?? '')).toBe(`<report.weekly.${due}@touchledger>`)
})

test('an endpoint without a mail server says so', async () => {
  const endpoint = await freshEndpoint('postgres', { now: () => due })
  closing.push(endpoint.close)
  await setUp(endpoint.database, weekly)
  const { body } = await ask<Page<ReportScheduleStatus>>(endpoint, '/v1/report-schedules')
  expect(body.rows).toMatchObject([{ lastError: expect.stringContaining('TOUCHLEDGER_SMTP_URL is not set') }])
})

test('two endpoints on one database send each report once', async () => {
  const mail = await mailServer()
  const place = await freshDatabase()
  closing.push(place.drop)
  let now = due - 1000
  const options = {
    ...{ databaseUrl: place.url, port: 0, logLevel: 'silent' as const, now: () => now, smtpUrl: mail.url },
    jobIntervals: { dirty_claims: null, due_status: null, alerts: null, upkeep: null, reports: 10 },
  }
  const endpoints = [await startEndpoint(options), await startEndpoint(options)]
  closing.push(() => Promise.all(endpoints.map((endpoint) => endpoint.close())))
  await setUp(endpoints[0]?.database as Database, weekly)
  const ids = () => mail.received.map(({ text }) => idOf(text))
  for (const week of [0, 1, 2]) {
    now = due + week * 7 * DAY
    await vi.waitUntil(() => ids().length > week, 60_000)
  }
  expect(ids()).toEqual([0, 1, 2].map((week) => `<report.weekly.${due + week * 7 * DAY}@touchledger>`))
})

describe.each(storesOfPlainSql)('an endpoint that is killed, on the %s store', (store) => {
  test.each(['claimed', 'taken'] as const)('once a report is %s: it is sent, once', async (when) => {
    const mail = await mailServer()
    const where = await lastingPlace(store, closing)
    const before = await openOnly(where)
    await startTenant(before.database, 'main', undefined, 0)
    await setUp(before.database, weekly)
    await before.close()

    const script = new URL('support/claim-and-die.ts', import.meta.url)
    expect(await runToEnd(script, where, when, String(due))).toEqual([null, 'SIGKILL'])
    expect(mail.received).toEqual([])

    const after = await openOnly(where)
    // After the lease of the process that died.
    await round(after.database, due + 5 * MINUTE, mail.url)
    await round(after.database, due + 10 * MINUTE, mail.url)
    await after.close()
    expect(mail.received.map(({ text }) => idOf(text))).toEqual([`<report.weekly.${due}@touchledger>`])
  })
})

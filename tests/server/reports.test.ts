import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  HiddenWorkRow,
  Page,
  PanelAnswer,
  RibbonsAnswer,
  SpanRow,
  TouchRow,
} from '../../src/shared/contract/reports.ts'
import type { MetricAnswer } from '../../src/shared/contract/metrics.ts'
import { unpackRibbons } from '../../src/shared/touches/index.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice, token } from './support/device.ts'
import { awayRecord, spanRecord, tagOf, touchRecord } from './support/records.ts'
import { storedTokensOf } from './support/stored-token.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const MINUTE = 60_000
/** 2026-11-20T15:00:00Z, a quarter hour. */
const T = Date.UTC(2026, 10, 20, 15)
const at = (minute: number) => T + minute * MINUTE

// Ana checks Aetna claim A, writes it down, and checks again; then she is idle, and away.
const check = {
  ...spanRecord({ seq: 1, startedAt: at(0), endedAt: at(5), claimToken: token('a') }),
  attributedToken: token('a'),
  attribution: 'seen',
  call: true,
} as const
const sheet = {
  ...spanRecord({
    seq: 2,
    startedAt: at(5),
    endedAt: at(8),
    activity: 'documentation',
    rating: 'support',
    system: 'Excel',
    systemKind: 'office',
    payer: null,
    app: 'excel',
    ruleId: 'excel',
  }),
  attributedToken: token('a'),
  attribution: 'inferred',
  remote: true,
} as const
const again = spanRecord({ seq: 3, startedAt: at(8), endedAt: at(10), claimToken: token('a') })
const idle = spanRecord({ seq: 4, startedAt: at(10), endedAt: at(15), presence: 'idle', claimToken: token('a') })
const away = awayRecord({ seq: 5, startedAt: at(15), endedAt: at(25) })
const ana = [
  check,
  sheet,
  again,
  idle,
  away,
  touchRecord({ seq: 6, touchId: 't1', revision: 1, startedAt: at(0), endedAt: at(5), activeMs: 5 * MINUTE }),
  touchRecord({
    seq: 7,
    touchId: 't1',
    revision: 2,
    startedAt: at(0),
    endedAt: at(10),
    activeMs: 7 * MINUTE,
    spanCount: 2,
  }),
  tagOf(again, { seq: 8, hiddenId: 'repeat', hiddenKind: 'repeat_status_check' }),
  tagOf(sheet, { seq: 9, hiddenId: 'sheet', hiddenKind: 'manual_documentation' }),
  // The check is, for the sake of the union, tagged twice.
  tagOf(again, { seq: 10, hiddenId: 'switch', hiddenKind: 'portal_switching' }),
]
// Ben works a Cigna claim half an hour before, in the period before Ana's.
const ben = [
  spanRecord({ seq: 1, startedAt: at(-30), endedAt: at(-20), payer: 'Cigna', claimToken: token('b') }),
  touchRecord({ seq: 2, startedAt: at(-30), endedAt: at(-20), claimToken: token('b'), activeMs: 10 * MINUTE }),
]
const period = `from=${at(0)}&to=${at(30)}`

describe.each(storesOfPlainSql)('reports on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  const get = async <Body>(path: string) => (await ask<Body>(endpoint, path)).body

  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await endpoint.database.query(sql`update tenant set zone = 'America/New_York'`)
    const anasDevice = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    const bensDevice = await enrolledDevice(endpoint, { user: 'Ben', team: 'South', sample: true })
    await anasDevice.send(batchOf(ana))
    await bensDevice.send(batchOf(ben))
  })
  afterAll(() => endpoint.close())

  test('the panel sums the period, compares it with the prior one, and names the last day in the tenant’s zone', async () => {
    const panel = await get<PanelAnswer>(`/v1/panel?${period}`)
    const none = { touches: 0, denials: 0, hiddenMs: 0 }
    expect({ ...panel, people: panel.people.map(({ id: _id, ...person }) => person) }).toEqual({
      from: at(0),
      to: at(30),
      zone: 'America/New_York',
      ribbonFrom: Date.UTC(2026, 10, 20, 5),
      ribbonTo: Date.UTC(2026, 10, 21, 5),
      ribbonHours: { from: at(0), to: at(15) },
      totals: {
        activeMs: 10 * MINUTE,
        idleMs: 5 * MINUTE,
        awayMs: 10 * MINUTE,
        coreMs: 7 * MINUTE,
        supportMs: 3 * MINUTE,
        nonWorkMs: 0,
        denialWorkMs: 10 * MINUTE,
        manualWorkMs: 0,
        hiddenMs: 5 * MINUTE,
        touches: 1,
        denials: 1,
        unattributedMs: 3 * MINUTE,
        inferredMs: 3 * MINUTE,
      },
      previous: {
        ...none,
        activeMs: 10 * MINUTE,
        idleMs: 0,
        awayMs: 0,
        coreMs: 10 * MINUTE,
        supportMs: 0,
        nonWorkMs: 0,
        denialWorkMs: 10 * MINUTE,
        manualWorkMs: 0,
        touches: 1,
        denials: 1,
        unattributedMs: 0,
        inferredMs: 0,
      },
      people: [
        {
          name: 'Ana',
          team: 'North',
          sample: false,
          observable: true,
          activeMs: 10 * MINUTE,
          idleMs: 5 * MINUTE,
          awayMs: 10 * MINUTE,
          coreMs: 7 * MINUTE,
          touches: 1,
          denials: 1,
          hiddenMs: 5 * MINUTE,
        },
        {
          ...none,
          name: 'Ben',
          team: 'South',
          sample: true,
          observable: true,
          activeMs: 0,
          idleMs: 0,
          awayMs: 0,
          coreMs: 0,
        },
      ],
      hiddenByKind: [
        { kind: 'repeat_status_check', ms: 2 * MINUTE, previousMs: 0, records: 1 },
        { kind: 'portal_switching', ms: 2 * MINUTE, previousMs: 0, records: 1 },
        { kind: 'manual_documentation', ms: 3 * MINUTE, previousMs: 0, records: 1 },
        { kind: 'duplicate_follow_up', ms: 0, previousMs: 0, records: 0 },
        { kind: 'low_value_effort', ms: 0, previousMs: 0, records: 0 },
      ],
      hiddenByPayer: [
        { payer: null, hiddenMs: 3 * MINUTE, activeMs: 3 * MINUTE },
        { payer: 'Aetna', hiddenMs: 2 * MINUTE, activeMs: 7 * MINUTE },
      ],
      byActivity: [
        { activity: 'claim_status', rating: 'core', activeMs: 7 * MINUTE },
        { activity: 'documentation', rating: 'support', activeMs: 3 * MINUTE },
      ],
      payers: ['Aetna'],
      teams: ['North', 'South'],
      recordedFrom: at(0),
      latestEndedAt: at(25),
    })
  })

  test('a ribbon shows what somebody did in the course of a day, equal neighbors as one segment', async () => {
    const { people } = await get<PanelAnswer>(`/v1/panel?${period}`)
    const [anasId, bensId] = people.map(({ id }) => id)
    const ribbons = unpackRibbons(await get<RibbonsAnswer>(`/v1/panel/ribbons?${period}&users=${bensId},${anasId}`))
    expect(ribbons).toEqual([
      { userId: bensId, segments: [] },
      {
        userId: anasId,
        segments: [
          { ...segment(0, 5, 'core', 'claim_status', 'Availity', 'Aetna', []), call: true },
          segment(5, 8, 'hidden', 'documentation', 'Excel', null, ['manual_documentation']),
          segment(8, 10, 'hidden', 'claim_status', 'Availity', 'Aetna', ['portal_switching', 'repeat_status_check']),
          segment(10, 15, 'idle', 'claim_status', 'Availity', 'Aetna', []),
          segment(15, 25, 'away', null, null, null, []),
        ],
      },
    ])
  })

  test('who is asked for twice has one ribbon', async () => {
    const { people } = await get<PanelAnswer>(`/v1/panel?${period}`)
    const id = people[0]?.id ?? ''
    const { ribbons } = await get<RibbonsAnswer>(`/v1/panel/ribbons?${period}&users=${id},${id}`)
    expect(ribbons.map(({ userId, segments }) => [userId, segments.length])).toEqual([[id, 5]])
  })

  test('ribbons of more than a day or of too many people are refused with what is allowed', async () => {
    const refused = async (query: string) => {
      const { status, body } = await ask<{ errors?: { pointer: string; detail: string }[] }>(
        endpoint,
        `/v1/panel/ribbons?${query}`,
      )
      return [status, body.errors]
    }
    const days = `from=${at(0)}&to=${at(0) + 27 * 60 * MINUTE}`
    expect(await refused(`${days}&users=a`)).toEqual([
      400,
      [{ pointer: '/to', detail: 'is more than a day after from' }],
    ])
    const many = Array.from({ length: 51 }, (_, index) => index).join(',')
    expect(await refused(`${period}&users=${many}`)).toEqual([
      400,
      [{ pointer: '/users', detail: expect.stringContaining('50') }],
    ])
    expect((await refused(period))[0]).toBe(400)
  })

  test('a period that cuts quarter hours is exact: a span belongs to where it starts', async () => {
    const totals = async (from: number, to: number) => {
      const panel = await get<PanelAnswer>(`/v1/panel?from=${at(from)}&to=${at(to)}`)
      return [panel.totals.activeMs, panel.totals.idleMs, panel.totals.awayMs, panel.totals.hiddenMs].map(
        (ms) => ms / MINUTE,
      )
    }
    expect(await totals(1, 11)).toEqual([5, 5, 0, 5])
    expect(await totals(5, 8)).toEqual([3, 0, 0, 3])
    expect(await totals(-29, 16)).toEqual([10, 5, 10, 5])
    expect(await totals(-31, 16)).toEqual([20, 5, 10, 5])
  })

  test('the panel is filtered by a payer, by no payer, by a team and by a user', async () => {
    const totals = async (filter: string) => (await get<PanelAnswer>(`/v1/panel?${period}&${filter}`)).totals
    expect(await totals('payer=Aetna')).toMatchObject({
      activeMs: 7 * MINUTE,
      hiddenMs: 2 * MINUTE,
      touches: 1,
      denials: 1,
    })
    expect(await totals('payer=')).toMatchObject({
      activeMs: 3 * MINUTE,
      hiddenMs: 3 * MINUTE,
      awayMs: 10 * MINUTE,
      touches: 0,
    })
    expect(await totals('team=South')).toMatchObject({ activeMs: 0, touches: 0 })
    expect(await totals('user=Ana')).toMatchObject({ activeMs: 10 * MINUTE })
    const filtered = await get<PanelAnswer>(`/v1/panel?${period}&payer=Cigna`)
    expect(filtered.payers).toEqual(['Aetna'])
  })

  test('the rows behind a number add up to it', async () => {
    const rows = async (path: string) =>
      (await get<Page<SpanRow>>(`${path}${path.includes('?') ? '&' : '?'}${period}`)).rows
    const minutes = (list: readonly SpanRow[]) =>
      list.reduce((sum, row) => sum + row.endedAt - row.startedAt, 0) / MINUTE
    expect(minutes(await rows('/v1/spans?presence=active'))).toBe(10)
    expect(minutes(await rows('/v1/spans?presence=active&rating=core,support,hidden&denial=none'))).toBe(3)
    expect(minutes(await rows('/v1/spans?hiddenKind=any'))).toBe(5)
    expect(minutes(await rows('/v1/spans?hiddenKind=portal_switching'))).toBe(2)
    expect(minutes(await rows('/v1/spans?payer=&activity=documentation'))).toBe(3)
    const [first] = await rows('/v1/spans?user=Ana&limit=1')
    const { kind: _kind, ruleSetVersion: _version, ...shown } = check
    const storedTokenOf = await storedTokensOf(endpoint.database)
    expect(first).toEqual({
      ...shown,
      claimToken: storedTokenOf(check.claimToken ?? ''),
      attributedToken: storedTokenOf(check.attributedToken ?? ''),
      userId: first?.userId,
      deviceId: first?.deviceId,
      userName: 'Ana',
      hiddenKinds: [],
    })
    expect((await rows('/v1/spans')).filter(({ call }) => call)).toEqual([first])
    expect(await rows('/v1/spans?call=true')).toEqual([first])
    // Only what counts depends on it.
    for (const row of await rows('/v1/spans')) expect(row).not.toHaveProperty('remote')

    const touches = await get<Page<TouchRow>>(`/v1/touches?${period}`)
    expect(touches.rows.map(({ userId: _userId, ...row }) => row)).toEqual([
      {
        userName: 'Ana',
        touchId: 't1',
        claimToken: storedTokenOf(token('a')),
        startedAt: at(0),
        endedAt: at(10),
        activeMs: 7 * MINUTE,
        spanCount: 2,
      },
    ])
    const hidden = await get<Page<HiddenWorkRow>>(`/v1/hidden-work?${period}`)
    expect(hidden.rows.map(({ kind, ms, payer, claimToken }) => ({ kind, ms, payer, claimToken }))).toEqual([
      { kind: 'manual_documentation', ms: 3 * MINUTE, payer: null, claimToken: null },
      { kind: 'repeat_status_check', ms: 2 * MINUTE, payer: 'Aetna', claimToken: storedTokenOf(token('a')) },
      { kind: 'portal_switching', ms: 2 * MINUTE, payer: 'Aetna', claimToken: storedTokenOf(token('a')) },
    ])
    expect((await get<Page<HiddenWorkRow>>(`/v1/hidden-work?kind=portal_switching&payer=Aetna`)).rows).toHaveLength(1)
  })

  test.each(['/v1/spans', '/v1/touches', '/v1/hidden-work'])('%s pages without loss or repetition', async (path) => {
    const whole = await get<Page<unknown>>(path)
    const paged: unknown[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Page<unknown> = await get(`${path}?limit=1&cursor=${next}`)
      expect(page.rows).toHaveLength(1)
      paged.push(...page.rows)
      next = page.nextCursor
    }
    expect(paged).toEqual(whole.rows)
    expect(whole.nextCursor).toBeNull()
  })

  test('metrics answer by dimension, and null where nothing was recorded', async () => {
    const metric = async (path: string) =>
      (await get<MetricAnswer>(`/v1/metrics/${path}`)).rows.map(({ key, value, numerator, denominator }) => ({
        key,
        value,
        numerator,
        denominator,
      }))
    const row = (key: string | null, value: number) => ({ key, value, numerator: value, denominator: null })
    expect(await metric(`active_minutes?${period}`)).toEqual([row('', 10)])
    expect(await metric('active_minutes?by=user')).toEqual([row('Ana', 10), row('Ben', 10)])
    expect(await metric(`active_minutes?${period}&by=payer`)).toEqual([row(null, 3), row('Aetna', 7)])
    expect(await metric(`idle_minutes?by=team`)).toEqual([row('North', 5), row('South', 0)])
    expect(await metric('touches?by=user')).toEqual([row('Ana', 1), row('Ben', 1)])
    expect(await metric('denials_touched')).toEqual([row('', 2)])
    expect(await metric(`hidden_minutes?${period}`)).toEqual([row('', 5)])
    expect(await metric(`hidden_minutes?${period}&by=kind`)).toEqual([
      row('manual_documentation', 3),
      row('portal_switching', 2),
      row('repeat_status_check', 2),
    ])
    expect(await metric(`hidden_work_tax?${period}`)).toEqual([{ key: '', value: 0.5, numerator: 5, denominator: 10 }])
    expect(await metric(`hidden_work_tax?by=user`)).toEqual([
      { key: 'Ana', value: 0.5, numerator: 5, denominator: 10 },
      { key: 'Ben', value: 0, numerator: 0, denominator: 10 },
    ])
    const nothing = [{ key: '', value: null, numerator: null, denominator: null }]
    for (const id of [
      'active_minutes',
      'idle_minutes',
      'manual_minutes',
      'touches',
      'denials_touched',
      'hidden_minutes',
      'hidden_work_tax',
    ]) {
      expect(await metric(`${id}?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z`)).toEqual(nothing)
    }
  })

  test('periods are taken in ISO 8601 with a zone as well', async () => {
    const panel = await get<PanelAnswer>('/v1/panel?from=2026-11-20T10:00:00-05:00&to=2026-11-20T15:30:00Z')
    expect([panel.from, panel.to]).toEqual([at(0), at(30)])
  })

  test.each([
    ['/v1/spans?from=yesterday', 'from'],
    ['/v1/spans?from=2026-11-20T10:00:00', 'from'],
    ['/v1/panel?from=2000&to=1000', 'to'],
    ['/v1/touches?limit=0', 'limit'],
    ['/v1/touches?cursor=nonsense', 'cursor'],
    ['/v1/hidden-work?kind=laziness', 'kind'],
    ['/v1/spans?rating=core,great', 'rating'],
    ['/v1/metrics/active_minutes?by=mood', 'by'],
    ['/v1/panel?tema=North', 'tema'],
  ])('%s is a 400 that names the parameter', async (path, parameter) => {
    const { status, headers, body } = await ask(endpoint, path)
    expect(status).toBe(400)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(body.code).toBe('bad_parameter')
    expect(body.detail).toBe(`Not valid: ${parameter}`)
    expect(body.errors?.[0]?.pointer).toMatch(new RegExp(`^/${parameter}`))
  })

  test('an unknown user or metric is not an empty report', async () => {
    expect(await ask(endpoint, '/v1/spans?user=Nobody')).toMatchObject({ status: 404, body: { code: 'unknown_user' } })
    expect(await ask(endpoint, '/v1/metrics/happiness')).toMatchObject({
      status: 404,
      body: { code: 'unknown_metric' },
    })
  })
})

function segment(
  from: number,
  to: number,
  shade: string,
  activity: string | null,
  system: string | null,
  payer: string | null,
  hiddenKinds: string[],
) {
  return { startedAt: at(from), endedAt: at(to), shade, activity, system, payer, hiddenKinds }
}

import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEndpoint } from '../../src/server/start-endpoint.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken, HiddenWorkRow, Page, RuleSet, SpanRow, TouchRow } from '../../src/shared/contract/index.ts'
import { replay } from '../../src/shared/replay.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint, stores } from '../server/support/stores.ts'
import { Desk, account, claimStatus, enrollCode, notes, uhcLogin, until } from './support/desk.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { storedTokensOf } from '../server/support/stored-token.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

async function desk(): Promise<Desk> {
  const made = await Desk.at(Date.now() - 6 * 60 * MINUTE)
  cleanUps.push(() => made.leave())
  return made
}

type Asked = { url: string; adminToken: string }

async function all<Row>(endpoint: Asked, path: string): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { body: Page<Row> } = await ask<Page<Row>>(
      endpoint,
      `${path}?from=0&to=8000000000000000&limit=200${next}`,
    )
    rows.push(...page.body.rows)
    cursor = page.body.nextCursor
  } while (cursor !== null)
  return rows
}

const spanKey = (span: Omit<SpanRow, 'userId'>) => {
  const { startedAt, endedAt, presence, activity, ruleId, claimToken, attributedToken, attribution } = span
  return { startedAt, endedAt, presence, activity, ruleId, claimToken, attributedToken, attribution }
}

/** A morning with repeat checks, another portal, notes and a break. */
function morning(at: Desk): void {
  for (const reference of ['PCN-20418', 'PCN-20377', 'PCN-20361']) {
    at.work(account(reference), 70_000)
    at.work(claimStatus(reference), 95_000)
    at.work(notes, 25_000)
    at.work(uhcLogin, 20_000)
    at.work(account(reference), 7 * MINUTE)
    at.work(claimStatus(reference), 40_000)
  }
}

describe.each(stores)('agent to endpoint, %s store', (store) => {
  it('delivers a morning to the endpoint exactly as its replay, to the millisecond', async () => {
    const at = await desk()
    const endpoint = await freshEndpoint(store, { now: () => at.clock.now() })
    cleanUps.push(endpoint.close)
    const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'D. Okafor') })
    morning(at)
    at.power.tell('shutdown')
    await until(() => agent.status().backlog === 0, 'everything is delivered')

    const starter: unknown = JSON.parse(readFileSync('assets/rules/starter-rules.json', 'utf8'))
    const rules = compileRuleSet(starter)
    if (!rules.ok) throw new Error('the starter rules do not compile')
    const { tokenKey } = JSON.parse(readFileSync(join(at.directory, 'identity.sealed'), 'utf8')) as { tokenKey: string }
    const storedTokenOf = await storedTokensOf(endpoint.database)
    const expected = replay(at.lines, rules.compiled, (reference) => {
      const deviceToken = createHmac('sha256', Buffer.from(tokenKey, 'base64')).update(reference).digest('hex')
      return storedTokenOf(deviceToken) as ClaimToken
    })
    const spans = await all<SpanRow>(endpoint, '/v1/spans')
    const byTime = <T extends { startedAt: number }>(rows: readonly T[]) =>
      rows.toSorted((a, b) => a.startedAt - b.startedAt)
    expect(byTime(spans).map(spanKey)).toEqual(expected.spans.map((span) => spanKey(span as unknown as SpanRow)))
    expect(spans.every(({ userName }) => userName === 'D. Okafor')).toBe(true)
    expect(new Set(spans.map(({ attribution }) => attribution))).toEqual(new Set(['seen', 'inferred']))

    const touches = await all<TouchRow>(endpoint, '/v1/touches')
    expect(
      byTime(touches).map(({ claimToken, startedAt, endedAt, activeMs, spanCount }) => ({
        claimToken,
        startedAt,
        endedAt,
        activeMs,
        spanCount,
      })),
    ).toEqual(
      expected.touches.map(({ claimToken, startedAt, endedAt, activeMs, spanCount }) => ({
        claimToken,
        startedAt,
        endedAt,
        activeMs,
        spanCount,
      })),
    )
    const hidden = await all<HiddenWorkRow>(endpoint, '/v1/hidden-work')
    expect(byTime(hidden).map(({ kind, startedAt, endedAt, ms }) => ({ kind, startedAt, endedAt, ms }))).toEqual(
      expected.hiddenWork.map(({ kind, startedAt, endedAt, ms }) => ({ kind, startedAt, endedAt, ms })),
    )
    expect(new Set(hidden.map(({ kind }) => kind))).toEqual(
      new Set(['repeat_status_check', 'portal_switching', 'manual_documentation']),
    )
    const { body: tax } = await ask<{ rows: { numerator: number; denominator: number }[] }>(
      endpoint,
      '/v1/metrics/hidden_work_tax?from=0&to=8000000000000000',
    )
    expect(tax.rows[0]?.numerator).toBeCloseTo(expected.totals.hiddenMs / MINUTE, 9)
    expect(tax.rows[0]?.denominator).toBeCloseTo((expected.totals.byPresence['active'] ?? 0) / MINUTE, 9)
  })

  it('applies new rules while recording, without losing time', async () => {
    const at = await desk()
    const endpoint = await freshEndpoint(store, { now: () => at.clock.now() })
    cleanUps.push(endpoint.close)
    const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'A. Brandt') })
    const intranet = { app: 'msedge', title: 'Denials wiki', url: 'https://intranet.example/wiki' }
    at.work(intranet, MINUTE)

    const { body: rules } = await ask<RuleSet>(endpoint, '/v1/rules')
    const wiki = { id: 'wiki', when: { host: 'intranet.example' }, then: { activity: 'reference', rating: 'support' } }
    const { status } = await ask(endpoint, '/v1/rules', {
      method: 'PUT',
      json: { ...rules, rules: [wiki, ...rules.rules] },
    })
    expect(status).toBe(200)
    // A heartbeat's acknowledgment has the new version, unless it was on its way when the rules were published: then the next one.
    let minutes = 1
    await until(() => {
      if (agent.status().rulesVersion === rules.version + 1) return true
      at.work(intranet, MINUTE)
      minutes += 1
      return false
    }, 'the agent applies the new version')
    at.work(intranet, MINUTE)
    minutes += 1
    at.power.tell('shutdown')
    await until(() => agent.status().backlog === 0, 'everything is delivered')

    const spans = await all<SpanRow>(endpoint, '/v1/spans')
    const msOf = (activity: string) =>
      spans.filter((span) => span.activity === activity).reduce((sum, span) => sum + span.endedAt - span.startedAt, 0)
    expect(msOf('reference')).toBeGreaterThanOrEqual(MINUTE)
    expect(msOf('reference') + msOf('unclassified')).toBe(minutes * MINUTE)
  })

  it('delivers the last records when it ends cleanly', async () => {
    const at = await desk()
    const endpoint = await freshEndpoint(store, { now: () => at.clock.now() })
    cleanUps.push(endpoint.close)
    const enrollCodeOf = await enrollCode(endpoint, 'S. Lund')
    const agent = await at.sitDown({
      ...{ endpointUrl: endpoint.url, enrollCode: enrollCodeOf, syncEveryMs: 600_000 },
      // A busy machine may need longer than the half second that a person is made to wait.
      lastDeliveryMs: 60_000,
    })
    at.work(notes, MINUTE)
    await agent.stop()
    const spans = await all<SpanRow>(endpoint, '/v1/spans')
    expect(spans.reduce((sum, span) => sum + span.endedAt - span.startedAt, 0)).toBe(MINUTE)
  })

  it('refuses invalid rules with their location, and no device gets them', async () => {
    const endpoint = await freshEndpoint(store)
    cleanUps.push(endpoint.close)
    const { body: before } = await ask<RuleSet>(endpoint, '/v1/rules')
    const rule = { id: 'a', when: { title: '(' }, then: { activity: 'reference', rating: 'support' } }
    const { status, body } = await ask(endpoint, '/v1/rules', {
      method: 'PUT',
      json: { version: 1, rules: [rule, rule] },
    })
    expect(status).toBe(422)
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual([
      '/rules/0/when/title',
      '/rules/1/id',
      '/rules/1/when/title',
    ])
    expect((await ask<RuleSet>(endpoint, '/v1/rules')).body).toEqual(before)
  })
})

describe('while the endpoint is unreachable', () => {
  it('ten minutes of work wait in the journal, and every span arrives once afterwards', async () => {
    const at = await desk()
    const { folder, remove } = await embeddedFolder()
    cleanUps.push(remove)
    const adminToken = 'a-token-that-outlives-the-outage'
    const start = async (port: number) => ({
      ...(await startEndpoint({ dataFolder: folder, port, adminToken, logLevel: 'silent', now: () => at.clock.now() })),
      adminToken,
    })
    const first = await start(0)
    const agent = await at.sitDown({ endpointUrl: first.url, enrollCode: await enrollCode(first, 'J. Kim') })
    morning(at)
    await until(() => agent.status().backlog === 0, 'the work before the outage is delivered')
    await first.close()

    const before = agent.sent({ limit: 10_000 }).length
    for (let minute = 0; minute < 10; minute += 1)
      at.work(minute % 2 ? notes : claimStatus(`PCN-3000${minute}`), MINUTE)
    at.power.tell('shutdown')
    await until(() => agent.status().reason !== null, 'the agent reports that it cannot deliver')
    expect(agent.status().backlog).toBeGreaterThan(before / 10)

    const second = await start(Number(new URL(first.url).port))
    cleanUps.push(second.close)
    await until(() => agent.status().backlog === 0, 'the work of the outage is delivered')

    const recorded = agent.sent({ limit: 10_000 }).filter(({ record }) => record.kind === 'span')
    const arrived = await all<SpanRow>(second, '/v1/spans')
    expect(arrived.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      recorded.map(({ record }) => record.seq).reverse(),
    )
    const total = (rows: readonly { startedAt: number; endedAt: number }[]) =>
      rows.reduce((sum, row) => sum + row.endedAt - row.startedAt, 0)
    expect(total(arrived)).toBe((at.lines.at(-1)?.t ?? 0) - (at.lines[0]?.t ?? 0))
    expect(agent.status()).toMatchObject({ state: 'recording', quarantined: 0 })
  })
})

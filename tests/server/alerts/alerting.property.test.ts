import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { acknowledgeAlert, snoozeAlert } from '../../../src/server/alerts/alert-rows.ts'
import { alertChannels, deliverDue } from '../../../src/server/alerts/deliver.ts'
import { evaluateAlerts } from '../../../src/server/alerts/evaluate.ts'
import { takeDeliveries } from '../../../src/server/delivery/outbox.ts'
import { nothing, sql, type Sql } from '../../../src/server/database/sql.ts'
import { everything } from '../../../src/server/identity/scope.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { businessCalendar, endOfDayAfter, overdueAt } from '../../../src/shared/business-time/index.ts'
import { calendarSchema } from '../../../src/shared/contract/settings.ts'
import type { AlertLevel } from '../../../src/shared/contract/alerts.ts'
import { seededRandom } from '../../../src/tools/sample/random.ts'
import { amount } from '../../setup/amount.ts'
import { at, author, forgetAll, makeDenials, makeTouch, setCalendar, setSlas, zone } from '../deadlines/world.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { thisMachine, webhookReceiver } from './receivers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = at('2026-11-02T00:00:00-05:00')
const oneDay = { amount: 1, unit: 'business_days' } as const
const aWeek = { amount: 7, unit: 'calendar_days' } as const
const calendar = businessCalendar(calendarSchema.parse({ zone }), null, 'UTC')

/** The test's own model of a denial. */
interface ModelDenial {
  readonly no: number
  readonly received: number
  readonly appealDue: number | null
  open: boolean
  appealed: boolean
  touches: number[]
}

/** The expected levels by SLA, denial and due time. */
function expected(denials: readonly ModelDenial[], now: number): Map<string, AlertLevel> {
  const found = new Map<string, AlertLevel>()
  const add = (slaId: string, no: number, due: number | null, warnMs: number) => {
    if (due !== null && now >= due - warnMs) found.set(`${slaId}.${no}.${due}`, now >= due ? 'overdue' : 'at_risk')
  }
  for (const { no, received, appealDue, open, appealed, touches } of denials) {
    if (!open) continue
    const since = touches.filter((touch) => touch >= received)
    if (since.length === 0) add('first', no, overdueAt(received, oneDay, calendar), 4 * HOUR)
    add('weekly', no, overdueAt(Math.max(received, ...since), aWeek, calendar), DAY)
    if (appealDue !== null && !appealed) add('appeal-limit', no, endOfDayAfter(appealDue, 0, zone), 7 * DAY)
  }
  return found
}

/** Fails at a statement of the evaluation, as when the process dies there. */
function dying(database: Database, after: number): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (queries) => {
        let left = after
        return work({
          query: async (statement) => {
            if (left === 0) throw new Error('the process died here')
            left -= 1
            return queries.query(statement)
          },
        })
      }),
  }
}

describe.each(storesOfPlainSql)('alerts through a month of work and failures, on the %s store', (store) => {
  let endpoint: Endpoint
  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await setCalendar(endpoint.database, {})
    await setSlas(endpoint.database, [
      { id: 'first', kind: 'first_touch', within: oneDay, warnHours: 4 },
      { id: 'weekly', kind: 'follow_up', within: aWeek, warnHours: 24 },
    ])
  })
  afterAll(() => endpoint.close())

  // Each store has seeds of its own: the rules that they try know nothing of the store.
  const seeds = store === 'postgres' ? amount([1, 3], [1, 3, 5, 7, 9]) : amount([2], [2, 4, 6, 8, 10])
  test.each(seeds)('seed %i: none twice, none missing, none open for closed denials', async (seed) => {
    const { database } = endpoint
    const scope = everything(database)
    await forgetAll(database)
    const random = seededRandom(seed)
    const hook = await webhookReceiver()
    await writeSettings(
      database,
      'alerting',
      { webhooks: [{ id: 'pager', url: hook.url, secret: 'a-secret-of-sixteen' }], digestAbove: 1000 },
      author,
    )
    const denials: ModelDenial[] = []
    const everLevels = new Map<string, Set<AlertLevel>>()
    let now = start

    const steps = {
      import: async () => {
        const received = start + Math.floor((now - start) / DAY) * DAY
        const denial: ModelDenial = {
          no: denials.length + 1,
          received,
          appealDue: random.chance(0.5) ? received + random.between(3, 20) * DAY : null,
          open: true,
          appealed: false,
          touches: [],
        }
        denials.push(denial)
        await makeDenials(
          database,
          [denial].map(({ no, appealDue }) => ({ no, received, appealDue })),
        )
      },
      touch: async () => {
        if (denials.length === 0) return
        const denial = random.pick(denials)
        denial.touches.push(now)
        await makeTouch(database, denial.no, { at: now })
      },
      change: async () => {
        if (denials.length === 0) return
        const denial = random.pick(denials)
        const to = random.pick(['upheld', 'reopened', 'appealed'] as const)
        denial.open = to !== 'upheld'
        denial.appealed ||= to === 'appealed'
        await database.query(
          sql`update denials set state = ${to}, resolved_at = ${denial.open ? null : now}, first_appealed_at = ${denial.appealed ? now : null}
            where denial_no = ${denial.no}`,
        )
      },
      acknowledge: () => handleOne((id) => acknowledgeAlert(scope, id, { by: 'test', now, record: byEndpoint(now) })),
      snooze: () =>
        handleOne((id) =>
          snoozeAlert(scope, id, {
            until: now + random.between(1, 72) * HOUR,
            by: 'test',
            now,
            record: byEndpoint(now),
          }),
        ),
      die: async () => {
        const evaluation = evaluateAlerts(dying(database, random.between(0, 3)), now)
        await evaluation.catch((error: unknown) => expect(String(error)).toContain('the process died here'))
        // Another process dies with messages under lease.
        if (random.chance(0.5)) await takeDeliveries(database, alertChannels, now, 20)
      },
    }
    const handleOne = async (work: (id: string) => Promise<unknown>) => {
      const rows = await alertRows(sql`where a.state <> 'resolved'`)
      if (rows.length > 0) await work(random.pick(rows).id)
    }
    const alertRows = (condition: Sql = nothing) =>
      database.query<{ id: string; level: AlertLevel; state: string; until: number | null }>(
        sql`select a.sla_id || '.' || a.denial_no || '.' || a.due_at as id, a.level, a.state, a.snoozed_until as until
          from alerts a ${condition} order by 1`,
      )
    const deliver = () =>
      deliverDue(database, {
        mailer: null,
        timeoutMs: 60_000,
        networks: thisMachine,
        now: () => now,
        random: random.next,
        stop: new AbortController().signal,
      })

    for (let step = 0; step < 120; step += 1) {
      const names = ['import', 'import', 'touch', 'touch', 'change', 'acknowledge', 'snooze', 'die'] as const
      await steps[random.pick(names)]()
      if (random.chance(0.5)) now += random.between(1, 20) * HOUR
      const level = expected(denials, now)
      const { nextAt } = await evaluateAlerts(database, now)
      // Until the next round has work, time alone changes no level.
      expect(nextAt ?? now + 1).toBeGreaterThan(now)
      expect(expected(denials, (nextAt ?? now + 365 * DAY) - 1)).toEqual(level)
      for (const [id, each] of level) everLevels.set(id, (everLevels.get(id) ?? new Set()).add(each))
      const holding = (await alertRows()).filter(({ state }) => state !== 'resolved')
      expect(holding.map(({ id, level: kept }) => [id, kept])).toEqual(
        [...level].sort(([one], [other]) => (one < other ? -1 : 1)),
      )
      expect(holding.filter(({ state, until }) => state === 'snoozed' && (until ?? 0) <= now)).toEqual([])
      if (random.chance(0.3)) await deliver()
    }
    now += HOUR
    await deliver()
    await hook.close()
    // Each level has one message; a repetition has the id of the first attempt.
    const messages = new Map(
      hook.received.map(({ headers, body }) => [String(headers['webhook-id']), JSON.parse(body) as TestMessage]),
    )
    const sent = [...messages.values()].map(({ alert }) => `${alert.id} ${alert.level}`).sort()
    expect(sent).toEqual([...everLevels].flatMap(([id, levels]) => [...levels].map((each) => `${id} ${each}`)).sort())
    expect(sent.length).toBeGreaterThan(20)
  })
})

interface TestMessage {
  readonly alert: { readonly id: string; readonly level: string }
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import { countTouches } from '../../../src/server/claim-activity/count-touches.ts'
import { sql, type Sql } from '../../../src/server/database/sql.ts'
import { readDeadlines } from '../../../src/server/deadlines/deadline-terms.ts'
import { dueStatusRows, isCurrent } from '../../../src/server/deadlines/due-status.ts'
import { evaluatedDeadlines, mostPressing } from '../../../src/server/deadlines/evaluate-deadlines.ts'
import { refreshDueStatus, refreshSome } from '../../../src/server/deadlines/refresh-due-status.ts'
import { changeDenial } from '../../../src/server/denials/change-denial.ts'
import { markDirty } from '../../../src/server/jobs/dirty-claims.ts'
import { DAY_MS as DAY, HOUR_MS as HOUR } from '../../../src/shared/time.ts'
import { storesOfPlainSql } from '../support/stores.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'
import { at, makeDenials, makePerson, makeTouch, setCalendar, setSlas, tokenOf, type MadeSla } from './world.ts'

const now = at('2026-11-20T10:00:00-05:00')
const slas: MadeSla[] = [
  { id: 'first', kind: 'first_touch' },
  { id: 'weekly', kind: 'follow_up', within: { amount: 7, unit: 'calendar_days' }, warnHours: 24 },
]

describe.each(storesOfPlainSql)('the cached due status of denials, on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    const { database } = tenant
    await setCalendar(database, { teams: { West: { zone: 'America/Los_Angeles' } } })
    await setSlas(database, slas)
    await makePerson(database, 'u1', 'Ana', null)
    await makeDenials(
      database,
      Array.from({ length: 12 }, (_, no) => ({
        no: no + 1,
        received: now - no * DAY,
        owner: no % 2 === 0 ? 'Ana' : null,
        followUpDue: no % 3 === 0 ? now + (no - 5) * DAY : null,
        appealDue: no % 4 === 0 ? now + no * DAY : null,
      })),
    )
  })
  afterAll(() => tenant.close())

  /** The keys by denial, as read and as evaluated, and how many cached ones are current. */
  async function look(instant: number) {
    const { database, scope } = tenant
    const deadlines = await readDeadlines(database, instant)
    const evaluation = { deadlines, only: null, columns: [] }
    const read = async (statement: Sql) =>
      (await database.query<{ no: number; key: string | null }>(statement)).map(({ no, key }) => [no, key])
    return {
      due: await read(
        sql`with ${dueStatusRows(scope, evaluation)} select denial_no as no, key::text as key from due order by no`,
      ),
      evaluated: await read(
        sql`with ${evaluatedDeadlines(scope, evaluation)}
          select f.denial_no as no, ${mostPressing(deadlines)}::text as key from evaluated f order by no`,
      ),
      current: (await database.query(sql`select d.denial_no from denials d where ${isCurrent(deadlines)}`)).length,
    }
  }

  test('is stored for all, and gives at any moment what an evaluation gives', async () => {
    expect((await refreshDueStatus(tenant.database, now)).changed).toBe(12)
    expect((await look(now)).current).toBe(12)
    for (const later of [-3 * DAY, -HOUR, 0, 5 * HOUR, 20 * HOUR, 30 * HOUR, 5 * DAY]) {
      const { due, evaluated } = await look(now + later)
      expect(due, `${later}`).toEqual(evaluated)
      expect(evaluated).toHaveLength(12)
    }
  })

  test('says when time alone changes it next: until then a round has nothing to do', async () => {
    const { database } = tenant
    const { nextAt } = await refreshDueStatus(database, now)
    if (nextAt === null) throw new Error('something is due in time')
    expect(nextAt).toBeGreaterThan(now)
    expect(await refreshDueStatus(database, nextAt - 1)).toEqual({ changed: 0, nextAt })
    const then = await refreshDueStatus(database, nextAt)
    expect(then.changed).toBeGreaterThan(0)
    expect(then.nextAt).toBeGreaterThan(nextAt)
  })

  const changes: Readonly<Record<string, { readonly does: () => Promise<unknown>; readonly stillCurrent: number }>> = {
    'an SLA changes': {
      does: () => setSlas(tenant.database, [{ ...slas[0], id: 'first', within: { amount: 3, unit: 'business_days' } }]),
      stillCurrent: 0,
    },
    'a day becomes a holiday': {
      does: () =>
        setCalendar(tenant.database, {
          holidays: ['2026-11-23'],
          teams: { West: { zone: 'America/Los_Angeles' } },
        }),
      stillCurrent: 0,
    },
    'an owner moves to a team with its own hours': {
      does: () => tenant.database.query(sql`update users set team = 'West' where user_id = 'u1'`),
      stillCurrent: 0,
    },
    'a denial is appealed by a person': {
      does: () => changeDenial(tenant.scope, 5, { state: 'appealed' }, { by: 'test', now, record: byEndpoint(now) }),
      stillCurrent: 11,
    },
    'a denial is touched': { does: () => makeTouch(tenant.database, 2, { at: now - 2 * HOUR }), stillCurrent: 11 },
    'a claim is dirty, and its denial is left until it has been processed': {
      does: async () => {
        const { database } = tenant
        await markDirty(database, [tokenOf(3)])
        await database.query(sql`update denials set due_basis = null where denial_no in (3, 4)`)
        await refreshDueStatus(database, now)
        const refreshed = await database.query<{ no: number }>(
          sql`select d.denial_no as no from denials d where d.denial_no in (3, 4) and d.due_basis is not null`,
        )
        expect(refreshed).toEqual([{ no: 4 }])
      },
      stillCurrent: 11,
    },
    'the touch is counted': {
      does: async () => {
        await countTouches(tenant.database, [tokenOf(2)])
        await tenant.database.query(sql`delete from dirty_claims`)
      },
      stillCurrent: 11,
    },
  }

  test.each(Object.keys(changes))('%s: what is stale is evaluated, then stored again', async (name) => {
    const { database } = tenant
    await database.query(sql`delete from dirty_claims`)
    await refreshDueStatus(database, now)
    await changes[name]?.does()
    const after = await look(now)
    expect(after.due).toEqual(after.evaluated)
    expect(after.current).toBe(changes[name]?.stillCurrent)
    await refreshDueStatus(database, now)
    expect((await look(now)).due).toEqual(after.evaluated)
  })

  test.runIf(store === 'postgres')('a locked denial is left for the next round, and nobody waits', async () => {
    const { database } = tenant
    await database.query(sql`update denials set due_basis = null`)
    await database.transaction(async (importing) => {
      await importing.query(sql`select denial_no from denials where denial_no = 1 for update`)
      await refreshSome(database, await readDeadlines(database, now))
    })
    expect((await look(now)).current).toBe(11)
    await refreshSome(database, await readDeadlines(database, now))
    expect((await look(now)).current).toBe(12)
  })
})

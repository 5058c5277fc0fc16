import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countTouches } from '../../../src/server/claim-activity/count-touches.ts'
import { queueClaims } from '../../../src/server/jobs/dirty-claims.ts'
import { statementParameters } from '../../../src/server/database/parameters.ts'
import { readDeadlines } from '../../../src/server/deadlines/deadline-terms.ts'
import { judgedSql, mostPressingSql } from '../../../src/server/deadlines/evaluate-deadlines.ts'
import { keepAllStandings, keepStandings } from '../../../src/server/deadlines/refresh-due-status.ts'
import { holdsNow, standingsSql } from '../../../src/server/deadlines/due-status.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { at, makeDenials, makePerson, makeTouch, setCalendar, setSlas, tokenOf } from './world.ts'
import type { MadeSla } from './world.ts'

const now = at('2026-11-20T10:00:00-05:00')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const slas: MadeSla[] = [
  { id: 'first', kind: 'first_touch' },
  { id: 'weekly', kind: 'follow_up', within: { amount: 7, unit: 'calendar_days' }, warnHours: 24 },
]

describe.each(stores)('what stands with a denial of what is due, on the %s store', (store) => {
  let endpoint: Awaited<ReturnType<typeof freshEndpoint>>
  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    const { database } = endpoint
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
  afterAll(() => endpoint.close())

  /** The keys by denial, as they stand and as they are judged, and how many of them hold. */
  async function look(instant: number) {
    const { database } = endpoint
    const deadlines = await readDeadlines(database, 'main', instant)
    const judging = { tenantId: 'main', deadlines, only: '', columns: [] }
    const read = async (sql: string, values: readonly unknown[]) =>
      (await database.query<{ no: number; key: number | null }>(sql, values)).map(({ no, key }) => [no, key])
    const standing = statementParameters()
    const judged = statementParameters()
    const held = statementParameters()
    return {
      standing: await read(
        `with ${standingsSql(judging, standing)} select denial_no as no, key::text as key from standings order by no`,
        standing.values,
      ),
      judged: await read(
        `with ${judgedSql(judging, judged)} select f.denial_no as no, ${mostPressingSql(deadlines)}::text as key from judged f order by no`,
        judged.values,
      ),
      held: (
        await database.query(
          `select d.denial_no from denials d where d.tenant_id = 'main' and ${holdsNow(deadlines, held.add('main'), held)}`,
          held.values,
        )
      ).length,
    }
  }

  test('is kept for all, and says at any moment what judging says', async () => {
    await keepAllStandings(endpoint.database, 'main', now)
    expect((await look(now)).held).toBe(12)
    for (const later of [-3 * DAY, -HOUR, 0, 5 * HOUR, 20 * HOUR, 30 * HOUR, 5 * DAY]) {
      const { standing, judged } = await look(now + later)
      expect(standing, `${later}`).toEqual(judged)
      expect(judged).toHaveLength(12)
    }
  })

  const changes: Readonly<Record<string, { readonly does: () => Promise<unknown>; readonly stillHold: number }>> = {
    'an SLA is another': {
      does: () =>
        setSlas(endpoint.database, [{ ...slas[0], id: 'first', within: { amount: 3, unit: 'business_days' } }]),
      stillHold: 0,
    },
    'a day is a holiday': {
      does: () =>
        setCalendar(endpoint.database, {
          holidays: ['2026-11-23'],
          teams: { West: { zone: 'America/Los_Angeles' } },
        }),
      stillHold: 0,
    },
    'an owner goes to a team with its own hours': {
      does: () => endpoint.database.query(`update users set team = 'West' where tenant_id = 'main' and user_id = 'u1'`),
      stillHold: 0,
    },
    'a denial is appealed by hand': {
      does: () => ask(endpoint, '/v1/denials/5', { method: 'PATCH', json: { state: 'appealed' } }),
      stillHold: 11,
    },
    'a denial is touched': { does: () => makeTouch(endpoint.database, 2, { at: now - 2 * HOUR }), stillHold: 11 },
    'a claim waits that nobody has looked at yet, and its denial is left until somebody has': {
      does: async () => {
        await queueClaims(endpoint.database, 'main', [tokenOf(3)])
        await endpoint.database.query(
          `update denials set due_basis = null where tenant_id = 'main' and denial_no in (3, 4)`,
        )
        await keepAllStandings(endpoint.database, 'main', now)
        const kept = await endpoint.database.query<{ no: number }>(
          `select d.denial_no as no from denials d where d.tenant_id = 'main' and d.denial_no in (3, 4) and d.due_basis is not null`,
        )
        expect(kept).toEqual([{ no: 4 }])
      },
      stillHold: 11,
    },
    'the touch is counted': {
      does: async () => {
        await countTouches(endpoint.database, 'main', [tokenOf(2)])
        await endpoint.database.query(`delete from claims_to_judge where tenant_id = 'main'`)
      },
      stillHold: 11,
    },
  }

  test.each(Object.keys(changes))('%s: what no longer holds is judged, then kept again', async (name) => {
    const { database } = endpoint
    await database.query(`delete from claims_to_judge where tenant_id = 'main'`)
    await keepAllStandings(database, 'main', now)
    await changes[name]?.does()
    const after = await look(now)
    expect(after.standing).toEqual(after.judged)
    expect(after.held).toBe(changes[name]?.stillHold)
    await keepAllStandings(database, 'main', now)
    const kept = await look(now)
    expect(kept.standing).toEqual(after.judged)
  })

  test.runIf(store === 'postgres')(
    'a denial somebody is changing is left for the next turn, and nobody waits',
    async () => {
      const { database } = endpoint
      await database.query(`update denials set due_basis = null where tenant_id = 'main'`)
      await database.transaction(async (importing) => {
        await importing.query(`select denial_no from denials where tenant_id = 'main' and denial_no = 1 for update`)
        await keepStandings(database, 'main', await readDeadlines(database, 'main', now))
      })
      expect((await look(now)).held).toBe(11)
      await keepStandings(database, 'main', await readDeadlines(database, 'main', now))
      expect((await look(now)).held).toBe(12)
    },
  )
})

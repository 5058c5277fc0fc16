import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import { readDeadlines } from '../../../src/server/deadlines/deadline-terms.ts'
import { dueColumns, dueOf, type DueColumns } from '../../../src/server/deadlines/due-key.ts'
import { evaluatedDeadlines, mostPressing } from '../../../src/server/deadlines/evaluate-deadlines.ts'
import type { DenialDue } from '../../../src/shared/contract/worklist.ts'
import { DAY_MS as DAY, HOUR_MS as HOUR } from '../../../src/shared/time.ts'
import { storesOfPlainSql } from '../support/stores.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'
import { at, forgetAll, makeDenials, makePerson, setCalendar, setSlas, type MadeDenial, type MadeSla } from './world.ts'

const monday = at('2026-11-16T00:00:00-05:00')
const firstTouch: MadeSla = { id: 'first', kind: 'first_touch' }
const followUp: MadeSla = {
  id: 'weekly',
  kind: 'follow_up',
  within: { amount: 7, unit: 'calendar_days' },
  warnHours: 24,
}
const appeal: MadeSla = { id: 'appeal', kind: 'appeal', within: { amount: 20, unit: 'calendar_days' }, warnHours: 72 }
const custom: MadeSla = {
  id: 'custom',
  kind: 'custom',
  within: { amount: 10, unit: 'business_hours' },
  warnHours: 1,
  states: ['in_progress', 'appealed'],
}

describe.each(storesOfPlainSql)('what is due on a denial, on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    await setCalendar(tenant.database, {
      holidays: ['2026-11-26'],
      teams: { West: { zone: 'America/Los_Angeles' } },
    })
    await makePerson(tenant.database, 'u1', 'Ana', 'West')
    await makePerson(tenant.database, 'u2', 'Bo', null)
  })
  afterEach(() => forgetAll(tenant.database))
  afterAll(() => tenant.close())

  async function dueAt(now: number, denials: readonly MadeDenial[], slas: readonly MadeSla[]) {
    await setSlas(tenant.database, slas)
    await makeDenials(tenant.database, denials)
    const deadlines = await readDeadlines(tenant.database, now)
    const evaluated = evaluatedDeadlines(tenant.scope, { deadlines, only: null, columns: [] })
    const rows = await tenant.database.query<DueColumns & { no: number }>(
      sql`with ${evaluated}
       select f.denial_no as no, ${dueColumns(mostPressing(deadlines))} from evaluated f order by f.denial_no`,
    )
    return rows.map(({ no, ...columns }) => [no, dueOf(columns, deadlines)] as const)
  }
  const due = (kind: DenialDue['kind'], slaId: string | null, instant: string, status: DenialDue['status']) => ({
    kind,
    slaId,
    at: at(instant),
    status,
  })

  test('a first touch by the calendar of the owner’s team; a touch on the day of receipt or later meets it', async () => {
    const now = at('2026-11-17T09:00:00-05:00')
    expect(
      await dueAt(
        now,
        [
          { no: 1, received: monday },
          { no: 2, received: monday, owner: 'Ana' },
          { no: 3, received: monday, owner: 'Bo', touches: [{ at: monday }] },
          { no: 4, received: monday, touches: [{ at: monday - 1 }] },
          { no: 5, received: monday, owner: 'Somebody without a device' },
        ],
        [firstTouch],
      ),
    ).toEqual([
      [1, due('first_touch', 'first', '2026-11-17T08:00:00-05:00', 'overdue')],
      [2, due('first_touch', 'first', '2026-11-17T08:00:00-08:00', 'at_risk')],
      [3, null],
      [4, due('first_touch', 'first', '2026-11-17T08:00:00-05:00', 'overdue')],
      [5, due('first_touch', 'first', '2026-11-17T08:00:00-05:00', 'overdue')],
    ])
  })

  test('a payer deadline that is over comes before every target of our own that was missed earlier', async () => {
    const now = at('2026-12-20T12:00:00-05:00')
    const denial = { received: monday }
    const [last, over] = [at('2026-12-18T00:00:00-05:00'), '2026-12-19T00:00:00-05:00']
    const [lapsed, open] = [
      { ...denial, appealDue: last },
      { ...denial, appealDue: monday + 90 * DAY },
    ]
    expect(
      await dueAt(
        now,
        [
          { no: 1, ...lapsed },
          { no: 2, ...open },
          { no: 3, ...denial, correctedClaimDue: last },
          { no: 4, ...lapsed, state: 'appealed', appealedAt: monday + DAY, touches: [{ at: monday }] },
        ],
        [appeal, firstTouch],
      ),
    ).toEqual([
      [1, due('appeal', null, over, 'overdue')],
      [2, due('appeal', 'appeal', '2026-12-07T00:00:00-05:00', 'overdue')],
      [3, due('corrected_claim', null, over, 'overdue')],
      [4, null],
    ])
  })

  test('an in-house target for appeals does not run while a corrected claim awaits its answer', async () => {
    const now = at('2026-12-20T12:00:00-05:00')
    const sent: MadeDenial = { no: 1, received: monday, state: 'corrected_claim_sent', appealDue: monday + 90 * DAY }
    expect(await dueAt(now, [sent], [appeal])).toEqual([
      [1, due('appeal', null, '2027-02-15T00:00:00-05:00', 'upcoming')],
    ])
  })

  test('a follow-up counts from the last touch or receipt; the denial’s own date decides where it is later', async () => {
    const now = at('2026-11-23T12:00:00-05:00')
    expect(
      await dueAt(
        now,
        [
          { no: 1, received: monday, followUpDue: monday + 7 * DAY },
          { no: 2, received: monday, followUpDue: monday + 7 * DAY, touches: [{ at: monday + 2 * DAY + HOUR }] },
          { no: 3, received: monday, followUpDue: monday + 30 * DAY, touches: [{ at: monday + HOUR }] },
          { no: 4, received: monday - 10 * DAY, touches: [{ at: monday - 9 * DAY }, { at: monday - 8 * DAY }] },
        ],
        [followUp],
      ),
    ).toEqual([
      [1, due('follow_up', 'weekly', '2026-11-24T00:00:00-05:00', 'at_risk')],
      [2, due('follow_up', 'weekly', '2026-11-26T00:00:00-05:00', 'upcoming')],
      [3, due('follow_up', null, '2026-12-17T00:00:00-05:00', 'upcoming')],
      [4, due('follow_up', 'weekly', '2026-11-16T00:00:00-05:00', 'overdue')],
    ])
  })

  test('without an SLA that applies, a follow-up date counts by itself until it is met', async () => {
    const onlyCigna = { ...followUp, scope: { payers: ['CIGNA'] } }
    const followUpDue = monday + 3 * DAY
    expect(
      await dueAt(
        at('2026-11-20T00:00:00-05:00'),
        [
          { no: 1, received: monday, followUpDue },
          { no: 2, received: monday, followUpDue, touches: [{ at: followUpDue - 1 }] },
          { no: 3, received: monday, followUpDue, touches: [{ at: followUpDue }] },
          { no: 4, received: monday, followUpDue, payer: 'Cigna', touches: [{ at: followUpDue }] },
        ],
        [onlyCigna],
      ),
    ).toEqual([
      [1, due('follow_up', null, '2026-11-20T00:00:00-05:00', 'overdue')],
      [2, due('follow_up', null, '2026-11-20T00:00:00-05:00', 'overdue')],
      [3, null],
      [4, due('follow_up', 'weekly', '2026-11-27T00:00:00-05:00', 'upcoming')],
    ])
  })

  test('an appeal is due until there is one; the payer deadline counts without an SLA and replaces an SLA that comes later', async () => {
    const now = at('2026-12-05T00:00:00-05:00')
    expect(
      await dueAt(
        now,
        [
          { no: 1, received: monday },
          { no: 2, received: monday, state: 'appealed' },
          { no: 3, received: monday, state: 'reopened', appealedAt: monday + DAY },
          { no: 4, received: monday, appealDue: monday + 10 * DAY },
          { no: 5, received: monday, appealDue: monday + 100 * DAY },
          { no: 6, received: monday, state: 'appealed', appealDue: monday + 10 * DAY },
          // Upheld on level 1: the next level has a deadline of its own.
          {
            no: 9,
            received: monday,
            state: 'reopened',
            appealedAt: monday,
            appealDue: monday,
            nextAppealDue: monday + 10 * DAY,
          },
          { no: 10, received: monday, correctedClaimDue: monday + 10 * DAY, appealDue: monday + 100 * DAY },
          { no: 11, received: monday, correctedClaimDue: monday, states: ['corrected_claim_sent'] },
          { no: 7, received: monday, rarcs: ['N1', 'MA130'] },
          { no: 8, received: monday, state: 'upheld', resolvedAt: monday + DAY },
        ],
        [appeal],
      ),
    ).toEqual([
      [1, due('appeal', 'appeal', '2026-12-07T00:00:00-05:00', 'at_risk')],
      [2, null],
      [3, null],
      [4, due('appeal', null, '2026-11-27T00:00:00-05:00', 'overdue')],
      [5, due('appeal', 'appeal', '2026-12-07T00:00:00-05:00', 'at_risk')],
      [6, null],
      [7, null],
      [9, due('appeal', null, '2026-11-27T00:00:00-05:00', 'overdue')],
      [10, due('corrected_claim', null, '2026-11-27T00:00:00-05:00', 'overdue')],
      [11, due('appeal', 'appeal', '2026-12-07T00:00:00-05:00', 'at_risk')],
    ])
  })

  test('a custom SLA is met by a state that the denial has, or had', async () => {
    expect(
      await dueAt(
        monday + 12 * HOUR,
        [
          { no: 1, received: monday },
          { no: 2, received: monday, state: 'in_progress' },
          { no: 3, received: monday, state: 'reopened', states: ['appealed', 'upheld', 'reopened'] },
        ],
        [custom],
      ),
    ).toEqual([
      [1, due('custom', 'custom', '2026-11-17T09:00:00-05:00', 'upcoming')],
      [2, null],
      [3, null],
    ])
  })

  test('the most pressing of several: overdue before at risk, then by kind, then the older; disabled SLAs and those of other scopes do not count', async () => {
    const now = at('2026-12-05T00:00:00-05:00')
    const slas: MadeSla[] = [
      custom,
      followUp,
      firstTouch,
      appeal,
      { ...firstTouch, id: 'off', within: { amount: 1, unit: 'business_hours' }, enabled: false },
      { ...firstTouch, id: 'north', scope: { teams: ['north'] } },
      {
        ...firstTouch,
        id: 'expensive',
        scope: { minDeniedCents: 500_00 },
        within: { amount: 1, unit: 'business_hours' },
      },
      { ...firstTouch, id: 'line', scope: { serviceLines: ['Cardiology'], queues: ['A'], categories: ['coding'] } },
    ]
    expect(
      await dueAt(
        now,
        [
          { no: 1, received: monday },
          { no: 2, received: monday, deniedCents: 500_00 },
          { no: 3, received: monday, touches: [{ at: at('2026-12-01T10:00:00-05:00') }], states: ['in_progress'] },
        ],
        slas,
      ),
    ).toEqual([
      [1, due('first_touch', 'first', '2026-11-17T08:00:00-05:00', 'overdue')],
      [2, due('first_touch', 'expensive', '2026-11-16T09:00:00-05:00', 'overdue')],
      [3, due('appeal', 'appeal', '2026-12-07T00:00:00-05:00', 'at_risk')],
    ])
  })
})

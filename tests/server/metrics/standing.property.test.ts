import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metricCatalogue } from '../../../src/shared/metrics/index.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { loadMetricQuery } from '../../../src/server/metrics/load-query.ts'
import { readMetric } from '../../../src/server/metrics/read-metric.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { countTouches } from '../../../src/server/claim-work/count-touches.ts'
import { keepTouchFacts } from '../../../src/server/claim-work/touch-facts.ts'
import { queueClaims } from '../../../src/server/claim-work/queue.ts'
import { readDeadlines } from '../../../src/server/standing/deadlines.ts'
import { keepAllStandings } from '../../../src/server/standing/keep-standings.ts'
import { everyDenial } from '../../../src/server/worklist/filter.ts'
import { readForecast } from '../../../src/server/worklist/recovery-forecast.ts'
import { readWorklist } from '../../../src/server/worklist/read-worklist.ts'
import { summariseWorklist } from '../../../src/server/worklist/summarise.ts'
import { freshEndpoint, runsOn, stores } from '../support/stores.ts'

// What stands with a denial, and what claim_work has of a claim, is a second way to the numbers that its touches tell. Both must say the
// same, of the past too, whatever lies where.

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 9, 5, 5)
const DAYS = 40
const NOW = START + DAYS * DAY
/** When what is due is looked at: as it was judged, when some of it has come due, and before it was judged. */
const looks = [NOW, NOW + 5 * HOUR, NOW + 3 * DAY, NOW - 2 * DAY]
const tokens = ['a', 'b', 'c'].map((letter) => letter.repeat(64))
const people = ['Ana', 'Ben', 'Cleo']

const instant = fc.integer({ min: 0, max: DAYS * 4 - 1 }).map((quarter) => START + quarter * 6 * HOUR)
const world = fc.record({
  denials: fc.array(
    fc.record({
      token: fc.constantFrom(...tokens),
      received: instant,
      openDays: fc.option(fc.integer({ min: 0, max: 30 })),
      category: fc.constantFrom('coding', 'duplicate'),
      owner: fc.option(fc.constantFrom(...people)),
      recovered: fc.option(fc.integer({ min: 0, max: 900_00 })),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  touches: fc.array(
    fc.record({
      token: fc.constantFrom(...tokens),
      person: fc.constantFrom(...people),
      at: instant,
      minutes: fc.integer({ min: 0, max: 500 }),
    }),
    { maxLength: 25 },
  ),
  // A period of the past, and one that runs.
  past: fc.integer({ min: 1, max: DAYS - 8 }),
})
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never

describe.each(stores)('what stands with denials on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await endpoint.database.query(
      `insert into imports (
         tenant_id, import_no, name, content_hash, format, imported_at, imported_by, claims, full_denials, partial_denials, reversals,
         imbalances, added, known, updated, unmatched_reversals, denied_cents
       ) values ('main', 1, 'a file', '', '835', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
    )
    for (const name of people) {
      await endpoint.database.query(
        `insert into users (tenant_id, user_id, name, team, sample, created_at) values ('main', $1, $1, $2, false, 0)`,
        [name, name === 'Ana' ? 'North' : 'South'],
      )
    }
  })
  afterAll(() => endpoint.close())

  test('tells what its touches tell', async () => {
    const { database } = endpoint
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        await fill(database, made)
        const standing = await answers(database, made)
        await queueClaims(database, 'main', tokens)
        expect(standing).toEqual(await answers(database, made))
      }),
      // A smaller example would be looked for beyond the test's time.
      { numRuns: runsOn(store, 10, 60), endOnFailure: true },
    )
  })
})

async function fill(database: Database, { denials, touches }: World): Promise<void> {
  for (const table of ['denials', 'touches', 'claim_work', 'claims_to_judge']) {
    await database.query(`delete from ${table} where tenant_id = 'main'`)
  }
  for (const [index, denial] of denials.entries()) {
    const resolved = denial.openDays === null ? null : denial.received + denial.openDays * DAY
    await database.query(
      `insert into denials (tenant_id, denial_no, import_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code,
         carcs, rarcs, billed_cents, paid_cents, denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, owner_since,
         last_event, state_since, resolved_at, recovered_cents)
       values ('main', $1, 1, 'Aetna', 'C', 'I', $2, 'full', $3, 'CO', '{16}', '{}', 90000, 0, 90000, true, $4, $5, $6, null, $7, $8, 1, $5,
         $9, $10)`,
      [
        index + 1,
        denial.token,
        denial.category,
        resolved === null ? 'in_progress' : 'recovered',
        denial.received,
        denial.received + 7 * DAY,
        denial.owner,
        denial.owner === null ? null : denial.received,
        resolved,
        resolved === null ? null : denial.recovered,
      ],
    )
  }
  for (const [index, { token, person, at, minutes }] of touches.entries()) {
    await database.query(
      `insert into touches (tenant_id, device_id, generation, touch_id, revision, seq, user_id, claim_token, started_at, ended_at, active_ms, span_count)
       values ('main', $1, 'e', $2, 1, $3, $1, $4, $5, $6, $7, 1)`,
      [person, `t${index}`, index + 1, token, at, at + minutes * 60_000, minutes * 60_000],
    )
  }
  await database.query(
    `insert into claim_work (tenant_id, claim_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
     select tenant_id, claim_token, user_id, min(started_at), max(ended_at), count(*), sum(active_ms)::bigint
     from touches where tenant_id = 'main' group by tenant_id, claim_token, user_id`,
  )
  await countTouches(database, 'main', tokens)
  await keepTouchFacts(database, 'main', tokens)
  await keepAllStandings(database, 'main', NOW)
}

async function answers(database: Database, { past }: World): Promise<Readonly<Record<string, unknown>>> {
  const now = NOW
  const periods = [
    { from: START + past * DAY, to: START + (past + 7) * DAY },
    { from: now - 7 * DAY, to: now + DAY },
  ]
  const found: Record<string, unknown> = {}
  for (const period of periods) {
    const slice = { tenantId: 'main', ...period, userId: null, team: null, payer: null }
    for (const definition of metricCatalogue) {
      const by = ['category', 'team'].filter((name) => definition.slices.some((known) => known === name))
      const question = { by, filter: {}, shift: undefined }
      const { query } = await loadMetricQuery(database, definition, slice, question, { zone: 'UTC', now })
      const { rows } = await readMetric(database, definition.id, query, undefined)
      found[`${definition.id} ${period.from}`] = rows
    }
  }
  for (const at of looks) {
    const deadlines = await readDeadlines(database, 'main', at)
    const basis = { deadlines, forecast: await readForecast(database, 'main', at) }
    found[`worklist ${at}`] = (
      await readWorklist(database, 'main', basis, everyDenial, { limit: 50, cursor: undefined })
    ).rows
    found[`worklist of a team ${at}`] = await summariseWorklist(database, 'main', deadlines, {
      ...everyDenial,
      team: 'North',
    })
  }
  return found
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateAlerts } from '../../src/server/alerts/evaluate.ts'
import { readRemittances } from '../../src/server/denials/x835/index.ts'
import { sql, type Sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ClaimBook } from '../../src/tools/sample/claim-book.ts'
import { federalHolidays, localDay } from '../../src/tools/sample/denials/calendar.ts'
import { makeDenialWorld, type DenialWorld } from '../../src/tools/sample/denials/index.ts'
import { sampleDays, sampleRecords } from '../../src/tools/sample/generate.ts'
import { makeSample, type SampleMade } from '../../src/tools/sample/index.ts'
import { sampleTeam } from '../../src/tools/sample/team.ts'
import { readRuleSet, starterRulesFile } from '../../src/tools/rules-file.ts'
import { everyDenial } from '../server/denials/support.ts'
import { freshEndpoint } from '../server/support/stores.ts'

describe('federal holidays', () => {
  // As listed by the Office of Personnel Management.
  it.each([
    [2026, '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
    [2027, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24'],
  ])('of %i', (year, days) =>
    expect(federalHolidays(year)).toEqual(days.split(' ').map((monthDay) => `${year}-${monthDay}`)),
  )
})

const now = new Date(2026, 10, 20, 14, 30)

function world(seed: number, workingDays = 5): DenialWorld {
  const compiled = readRuleSet(starterRulesFile)
  const book = new ClaimBook()
  const team = sampleTeam.slice(0, 5)
  for (const [index, biller] of team.entries()) {
    const days = sampleDays(now, workingDays)
    sampleRecords({ biller, days, now: now.getTime(), compiled, tokenKey: Buffer.from('key'), seed: index, book })
  }
  return makeDenialWorld(book, team, now.getTime(), seed)
}

describe('the sample practice', () => {
  const one = world(1)

  it('depends only on its seed', () => {
    expect(world(1)).toEqual(one)
    expect(world(2).files).not.toEqual(one.files)
  })

  it('denies about 15 of 100 claims, before they are worked, in files that balance', async () => {
    const { denials, files } = one
    expect(new Set(denials.map(({ reference }) => reference)).size).toBe(denials.length)
    for (const { received, steps, owners, payback } of denials) {
      const days = [received, ...steps.map(({ on }) => on)]
      expect([...days].sort()).toEqual(days)
      expect(owners.every(({ since }) => since >= received)).toBe(true)
      expect([...days, payback?.on ?? received].every((day) => day <= localDay(now.getTime()))).toBe(true)
    }
    let claims = 0
    for (const { name, content } of files) {
      if (!name.endsWith('.835')) continue
      for await (const item of readRemittances([Buffer.from(content)])) {
        if (item.kind === 'claim' && name.startsWith('remittances')) claims += 1
        if (item.kind === 'transaction_end') expect(item.imbalance).toBeNull()
        if (item.kind === 'transaction') expect(item.paymentCents).toBeGreaterThanOrEqual(0)
      }
    }
    expect(denials.length / claims).toBeGreaterThan(0.145)
    expect(denials.length / claims).toBeLessThan(0.155)
  })

  it('has payers that reverse an answer and pay, and payers that only pay', () => {
    const kinds = new Set(world(1, 12).denials.flatMap(({ payback }) => (payback === null ? [] : [payback.kind])))
    expect([...kinds].sort()).toEqual(['correction', 'payment'])
  })

  it('overturns about 55 of 100 appeals', () => {
    const ends = one.denials.flatMap(({ steps }) =>
      steps.filter(({ state }) => state === 'overturned' || state === 'upheld'),
    )
    const overturned = ends.filter(({ state }) => state === 'overturned').length / ends.length
    expect(ends.length).toBeGreaterThan(150)
    expect(overturned).toBeGreaterThan(0.45)
    expect(overturned).toBeLessThan(0.65)
  })
})

describe('a sample in an endpoint', () => {
  let endpoint: Endpoint & { adminToken: string }
  let made: SampleMade
  const evaluate = () => evaluateAlerts(endpoint.database, Date.now())
  beforeAll(async () => {
    // The same SQL on either store; this one is the quicker.
    endpoint = await freshEndpoint('postgres')
    const rounds: ReturnType<typeof evaluate>[] = []
    made = await makeSample({
      endpointUrl: endpoint.url,
      adminToken: endpoint.adminToken,
      workingDays: 3,
      // A round while files are imported.
      onFile: () => rounds.push(evaluate()),
    })
    await Promise.all(rounds)
  })
  afterAll(() => endpoint.close())
  const count = async (statement: Sql) => (await endpoint.database.query<{ n: number }>(statement))[0]?.n

  it('has a denial for every worked claim token, some of two people', async () => {
    const tokens = await count(sql`select count(distinct claim_token)::int as n from touches`)
    expect(tokens).toBeGreaterThan(500)
    const lost = sql`select count(*)::int as n from touches t where not exists (
      select 1 from denials d where d.claim_token = t.claim_token and d.received <= t.started_at)`
    expect(await count(lost)).toBe(0)
    const shared = await count(
      sql`select count(*)::int as n from (select 1 from touches group by claim_token
        having count(distinct user_id) > 1) s`,
    )
    expect(shared).toBeGreaterThan(0)
    expect(shared).toBeLessThan((tokens ?? 0) / 10)
  })

  it('alerts when all files are imported, not in between', async () => {
    expect(await count(sql`select count(*)::int as n from alerts`)).toBe(0)
    const { notified } = await evaluate()
    expect(notified).toBeGreaterThan(0)
    expect(await count(sql`select count(*)::int as n from alerts where state = 'open'`)).toBe(notified)
  })

  it('adds up: files and denials agree, and everything balances', async () => {
    const rows = await everyDenial(endpoint)
    expect(rows).toHaveLength(made.denials)
    const imports = await endpoint.database.query<{ cents: number; warnings: number }>(
      sql`select sum(denied_cents)::bigint as cents, sum(imbalances + unmatched_reversals)::int as warnings from imports`,
    )
    expect(imports).toEqual([{ cents: rows.reduce((sum, { deniedCents }) => sum + deniedCents, 0), warnings: 0 }])
    const categories = new Set(rows.map(({ category }) => category))
    expect(categories.size).toBe(11)
    expect(new Set(rows.map(({ payer }) => payer)).size).toBe(4)
    for (const row of rows) {
      const isPaid = row.state === 'overturned' || row.state === 'recovered' || row.state === 'reversed'
      expect([row.claimRef, (row.recoveredCents ?? 0) > 0]).toEqual([row.claimRef, isPaid])
    }
    const states = new Set(rows.map(({ state }) => state))
    // Whether there was time for a reversal depends on today.
    const reversed = made.world.denials.some(({ payback }) => payback?.kind === 'correction') ? ['reversed'] : []
    expect([...states].sort()).toEqual(
      ['appealed', 'in_progress', 'new', 'overturned', 'recovered', ...reversed, 'upheld', 'written_off'].sort(),
    )
    const denied = sql`select count(*)::int as n from claims where first_outcome like 'denied%'`
    expect(await count(denied)).toBe(rows.length)
    for (const { procedure, practice } of rows)
      expect([procedure, practice]).toEqual([expect.any(String), '1999999083'])
  })
})

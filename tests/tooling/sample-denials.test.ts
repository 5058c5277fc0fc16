import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { denialStates } from '../../src/shared/contract/denials.ts'
import type { DeviceRecord } from '../../src/shared/contract/index.ts'
import { addDays, type CalendarDay, type RemittanceClaim } from '../../src/shared/denials/index.ts'
import { evaluateAlerts } from '../../src/server/alerts/evaluate.ts'
import { readRemittances } from '../../src/server/denials/x835/index.ts'
import { sql, type Sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ClaimBook } from '../../src/tools/sample/claim-book.ts'
import { federalHolidays, localDay, mondayOf } from '../../src/tools/sample/denials/calendar.ts'
import { makeDenialWorld, type DenialWorld } from '../../src/tools/sample/denials/index.ts'
import type { DeniedClaim } from '../../src/tools/sample/denials/denied-claim.ts'
import { payers, worsening } from '../../src/tools/sample/denials/payers.ts'
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

interface MadeWorld extends DenialWorld {
  readonly firstDay: CalendarDay
  readonly records: readonly DeviceRecord[]
  readonly claims: readonly RemittanceClaim[]
}

/** Two billers, 13 weeks, of which the last days are recorded. */
async function world(seed: number, workingDays = 5): Promise<MadeWorld> {
  const compiled = readRuleSet(starterRulesFile)
  const since = addDays(mondayOf(localDay(now.getTime())), -91)
  const book = new ClaimBook(since)
  const team = sampleTeam.slice(0, 2)
  const days = sampleDays(now, workingDays)
  const work = { days, now: now.getTime(), compiled, tokenKey: Buffer.from('key'), book, since }
  const records = team.flatMap((biller, index) => sampleRecords({ ...work, biller, seed: seed * 100 + index }))
  const made = makeDenialWorld(book, team, now.getTime(), seed)
  return { ...made, firstDay: since, records, claims: await claimsOf(made) }
}

/** The claims of all remittances, which must balance. */
async function claimsOf({ files }: DenialWorld): Promise<RemittanceClaim[]> {
  const claims: RemittanceClaim[] = []
  for (const { name, content } of files) {
    if (!name.endsWith('.835')) continue
    for await (const item of readRemittances([Buffer.from(content)])) {
      if (item.kind === 'claim') claims.push(item.claim)
      if (item.kind === 'transaction_end') expect(item.imbalance).toBeNull()
      if (item.kind === 'transaction') expect(item.paymentCents).toBeGreaterThanOrEqual(0)
    }
  }
  return claims
}

const carcsOf = ({ adjustments }: RemittanceClaim['lines'][number]) => adjustments.map(({ carc }) => carc)
const share = (part: number, whole: number) => part / whole
const days = (steps: readonly { readonly on: string }[]) => steps.map(({ on }) => on)

describe('the sample practice', () => {
  let one: MadeWorld
  beforeAll(async () => {
    one = await world(1)
  })

  it('depends only on its seed', async () => {
    const { denials, files } = await world(1)
    expect(denials).toEqual(one.denials)
    expect(files).toEqual(one.files)
    expect((await world(2)).files).not.toEqual(one.files)
  })

  it('has every step and answer between the receipt and now, in order', () => {
    const today = localDay(now.getTime())
    expect(new Set(one.denials.map(({ claim }) => claim.reference)).size).toBe(one.denials.length)
    for (const { claim, steps, answers } of one.denials) {
      expect([...days(steps)].sort()).toEqual(days(steps))
      expect([...days(answers)].sort()).toEqual(days(answers))
      for (const day of [...days(steps), ...days(answers)])
        expect([day >= claim.received, day <= today]).toEqual([true, true])
    }
  })

  it('denies one payer more and more claims from the sixth week on, and the others about the same share', () => {
    const { payer, carc } = worsening
    const perWeek = (from: number, to: number, fits: (claim: DeniedClaim) => boolean) => {
      const [first, last] = [addDays(one.firstDay, 7 * (from - 1)), addDays(one.firstDay, 7 * to)]
      const received = one.denials.filter(({ claim }) => claim.received >= first && claim.received < last)
      return received.filter(({ claim }) => fits(claim)).length / (to - from + 1)
    }
    const isWorse = (claim: DeniedClaim) => claim.payer.name === payer && claim.reason.carc === carc
    const isOther = (claim: DeniedClaim) => claim.payer.name !== payer
    expect(perWeek(10, 13, isWorse)).toBeGreaterThan(2.5 * perWeek(1, 5, isWorse))
    const other = share(perWeek(10, 13, isOther), perWeek(1, 5, isOther))
    expect([other > 0.8, other < 1.25, other]).toEqual([true, true, other])
    const rate = share(one.denials.length, new Set(one.claims.map(({ claimRef }) => claimRef)).size)
    expect([rate > 0.13, rate < 0.2, rate]).toEqual([true, true, rate])
  })

  it('charges by service: no laboratory claim costs hundreds of dollars', () => {
    const largest = (name: string) =>
      Math.max(
        ...one.denials
          .filter(({ claim }) => claim.provider.serviceLine === name)
          .flatMap(({ claim }) => claim.lines.map(({ chargeCents }) => chargeCents)),
      )
    expect(largest('Laboratory')).toBeLessThan(100_00)
    expect(largest('Primary care')).toBeLessThan(350_00)
    expect(largest('Orthopedics')).toBeGreaterThan(4_000_00)
  })

  it.each(payers)('has $name pay its share of what is billed', ({ name, paysOfHundred }) => {
    const references = new Set(
      one.denials.filter(({ claim }) => claim.payer.name === name).map(({ claim }) => claim.reference),
    )
    const paid = one.claims.filter(({ claimRef, paidCents }) => references.has(claimRef) && paidCents > 0)
    const lines = paid.flatMap((claim) => claim.lines.filter(({ paidCents }) => paidCents > 0))
    expect(lines.length).toBeGreaterThan(15)
    const ratio = share(
      lines.reduce((sum, { paidCents }) => sum + paidCents, 0),
      lines.reduce((sum, { chargeCents }) => sum + chargeCents, 0),
    )
    expect([ratio > paysOfHundred / 100 - 0.1, ratio < paysOfHundred / 100 + 0.02]).toEqual([true, true])
  })

  it('has what real files have: split, replaced, reversed, pending and reduced claims, and lost appeals', () => {
    const carcs = new Set(one.claims.flatMap(({ lines }) => lines.flatMap(carcsOf)))
    expect(carcs).toContain('193')
    expect(carcs).toContain('133')
    expect(one.claims.filter(({ frequencyCode }) => frequencyCode === '7').length).toBeGreaterThan(50)
    expect(one.claims.filter(({ originalRef }) => originalRef !== null).length).toBeGreaterThan(50)
    expect(one.claims.filter(({ status }) => status === '22').length).toBeGreaterThan(20)
    expect(one.denials.filter(({ claim }) => claim.isSplit).length).toBeGreaterThan(10)
    const reduced = one.claims
      .flatMap(({ lines }) => lines)
      .filter((line) => line.paidCents > 0 && carcsOf(line).includes('151'))
    expect(reduced.length).toBeGreaterThan(10)
    const { claims } = one
    const rarcs = new Set(claims.flatMap(({ lines }) => lines.flatMap((line) => line.rarcs)))
    expect(rarcs.size).toBeGreaterThan(10)
  })

  it('wins about half of its appeals', () => {
    const appealed = one.denials.filter(({ appeals }) => appeals > 0)
    const won = appealed.filter(({ answers }) =>
      answers.some(({ way, pays }) => way !== 'replaced' && pays !== 'nothing'),
    )
    const lost = appealed.flatMap(({ answers, steps }) => [
      ...answers.filter(({ isUpheld }) => isUpheld),
      ...steps.filter(({ state }) => state === 'upheld'),
    ])
    const wonShare = share(won.length, won.length + lost.length)
    expect(won.length + lost.length).toBeGreaterThan(80)
    expect([wonShare > 0.4, wonShare < 0.65, wonShare]).toEqual([true, true, wonShare])
  })

  it('leaves people idle as they are: for some minutes of an hour', () => {
    const ms = (presence: string) =>
      one.records.reduce(
        (sum, record) =>
          record.kind === 'span' && record.presence === presence ? sum + record.endedAt - record.startedAt : sum,
        0,
      )
    const idle = share(ms('idle'), ms('idle') + ms('active'))
    expect([idle > 0.05, idle < 0.15, idle]).toEqual([true, true, idle])
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
      weeks: 7,
      team: sampleTeam.slice(0, 7),
      // Rounds while files are imported, none of which lasts until the end.
      onFile: (done, of) => {
        if (done < of / 2) rounds.push(evaluate())
      },
    })
    await Promise.all(rounds)
  })
  afterAll(() => endpoint.close())
  const count = async (statement: Sql) => (await endpoint.database.query<{ n: number }>(statement))[0]?.n

  it('has a denial for every worked claim token, some of two people', async () => {
    const tokens = await count(sql`select count(distinct claim_token)::int as n from touches`)
    expect(tokens).toBeGreaterThan(300)
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
    expect(categories.size).toBe(10)
    expect(new Set(rows.map(({ payer }) => payer)).size).toBe(payers.length)
    for (const row of rows) {
      // What is paid in part may be written off.
      const isWon = row.state === 'overturned' || row.state === 'recovered'
      if (isWon) expect([row.claimRef, (row.recoveredCents ?? 0) > 0]).toEqual([row.claimRef, true])
    }
    const states = new Set(rows.map(({ state }) => state))
    const reached = denialStates.filter((state) => !['payer_responded', 'voided', 'reversed'].includes(state))
    expect(reached.filter((state) => !states.has(state))).toEqual([])
    const denied = sql`select count(*)::int as n from claims where first_outcome like 'denied%'`
    expect(await count(denied)).toBe(rows.length)
    for (const { procedure, practice } of rows)
      expect([procedure, practice]).toEqual([expect.any(String), '1999999083'])
  })
})

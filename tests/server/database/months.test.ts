import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMonths, dropMonth, FIRST_MONTH, LAST_MONTH, monthOf } from '../../../src/server/database/months.ts'
import { factsByMonth } from '../../../src/server/database/schema/facts.ts'
import type { Queries } from '../../../src/server/database/database.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { DAY_MS } from '../../../src/shared/time.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { stores } from '../support/store-names.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const november = Date.UTC(2026, 10, 1)

test('a month is that of UTC, and months join on to each other', () => {
  expect(monthOf(november)).toEqual({ id: '2026_11', from: november, to: Date.UTC(2026, 11, 1) })
  expect(monthOf(november - 1).id).toBe('2026_10')
  for (let month = FIRST_MONTH; month.id !== LAST_MONTH.id; month = monthOf(month.to)) {
    expect(monthOf(month.to).from).toBe(month.to)
    expect(monthOf(month.to - 1)).toEqual(month)
  }
  expect([FIRST_MONTH.id, LAST_MONTH.id]).toEqual(['1970_01', '2099_12'])
})

describe.each(stores)('months of facts in the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    await tenant.addUser('ana')
  })
  afterAll(() => tenant.close())

  const partitions = async () =>
    (
      await tenant.database.query<{ name: string }>(
        sql`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1`,
      )
    ).map(({ name }) => name)

  test('are made once, also when several ask at once', async () => {
    const others = [createMonths(tenant.database), createMonths(tenant.database)]
    await Promise.all(others.map((months) => months.ensure([november, november + 1, november - 1])))
    await others[0]?.ensure([november])
    expect(await partitions()).toEqual(
      factsByMonth.flatMap(({ name }) => [`${name}_2026_10`, `${name}_2026_11`]).sort(),
    )
  })

  test('that are dropped take their facts with them; what comes late of them is too old and nothing else is lost', async () => {
    const span = (seq: number, startedAt: number) => spanRecord({ seq, startedAt, endedAt: startedAt + 1000 })
    const touch = (seq: number, startedAt: number, revision = 1) =>
      touchRecord({ seq, startedAt, endedAt: startedAt + 1000, revision, touchId: `t${startedAt}` })
    await tenant.send('ana device', [span(1, november - DAY_MS), touch(2, november - DAY_MS), span(3, november)])
    await dropMonth(tenant.database, monthOf(november - DAY_MS))
    const starts = () =>
      tenant.database.query(sql`select 'span' as of, started_at as at from spans union all
        select 'touch', started_at from touches union all select 'start', started_at from touch_starts order by 2, 1`)
    expect(await starts()).toEqual([{ of: 'span', at: november }])

    const ack = await tenant.send('ana device', [
      span(4, november - 1000),
      touch(5, november - DAY_MS, 2),
      span(6, november + DAY_MS),
    ])
    expect(ack).toMatchObject({ ackedThrough: 6, rejected: [], storedThrough: 6 })
    expect(await starts()).toEqual([
      { of: 'span', at: november },
      { of: 'span', at: november + DAY_MS },
    ])
    const journals = sql`select taken, refused, too_old as "tooOld" from journals`
    expect(await tenant.database.query(journals)).toEqual([{ taken: 4, refused: 0, tooOld: 2 }])
    // Sent again it is known, also what was too old.
    await tenant.send('ana device', [span(1, november - DAY_MS), span(4, november - 1000)])
    expect(await tenant.database.query(journals)).toEqual([{ taken: 4, refused: 0, tooOld: 2 }])
    expect((await partitions()).filter((name) => name.endsWith('2026_10'))).toEqual([])
  })

  test('a dropped month is not made again', async () => {
    await createMonths(tenant.database).ensure([november - DAY_MS])
    expect((await partitions()).filter((name) => name.endsWith('2026_10'))).toEqual([])
  })

  // The embedded store runs one transaction at a time.
  test.runIf(store === 'postgres')('are made and dropped without harm to what reads meanwhile', async () => {
    const months = createMonths(tenant.database)
    const december = Date.UTC(2026, 11, 1)
    const read = {
      touches: (at: Queries) => at.query(sql`select count(*) from touches`),
      spans: (at: Queries) => at.query(sql`select count(*) from spans`),
    }
    await tenant.database.transaction(async (reading) => {
      await read.touches(reading)
      // Does not wait for the read.
      await months.ensure([december])
      await read.spans(reading)
    })
    await tenant.database.transaction(async (reading) => {
      await read.touches(reading)
      // Gives up before the read, which waits for it, is found to be deadlocked.
      const dropping = dropMonth(tenant.database, monthOf(december), async () => true)
      await read.spans(reading)
      expect(await dropping).toBe(false)
    })
    expect((await partitions()).filter((partition) => partition.endsWith('2026_12'))).toHaveLength(factsByMonth.length)
    expect(await dropMonth(tenant.database, monthOf(december), async () => true)).toBe(true)
  })
})

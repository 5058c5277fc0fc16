import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import { tables } from '../../../src/server/database/schema/index.ts'
import { dropMonth, monthOf } from '../../../src/server/database/months.ts'
import { name, sql } from '../../../src/server/database/sql.ts'
import { deletePerson } from '../../../src/server/people/delete-person.ts'
import { DELETED_PERSON } from '../../../src/server/people/remove-person.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/shared/time.ts'
import { token } from '../support/device.ts'
import { spanRecord, tagOf, touchRecord } from '../support/records.ts'
import { storesOfPlainSql } from '../support/store-names.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const OCTOBER = Date.UTC(2026, 9, 20, 14)
const ZONE = 'America/Chicago'
const NOW = Date.UTC(2026, 11, 1)

/** Days of work that share claims, payers and kinds of hidden work with the days of others. */
function worked(by: number, days: readonly number[], from: number): DeviceRecord[] {
  const records: DeviceRecord[] = []
  for (const day of days) {
    for (const minute of [0, 20, 200]) {
      const startedAt = from + day * DAY_MS + (minute + by) * MINUTE_MS
      const claimToken = token(minute === 20 ? 'b' : 'a')
      const payer = (day + by) % 2 === 0 ? 'Aetna' : 'Cigna'
      const span = spanRecord({ seq: records.length + 1, startedAt, endedAt: startedAt + MINUTE_MS, claimToken, payer })
      records.push(span, tagOf(span, { seq: records.length + 2, hiddenKind: 'portal_switching', hiddenId: `h${day}` }))
      records.push(
        touchRecord({
          ...{ seq: records.length + 1, touchId: `t${day} ${minute}`, claimToken, startedAt, endedAt: span.endedAt },
        }),
      )
    }
  }
  return records
}

describe.each(storesOfPlainSql)('deleting a person on the %s store', (store) => {
  const opened: TestTenant[] = []
  beforeAll(async () => {
    for (let each = 0; each < 2; each += 1) opened.push(await freshTenant(store))
  })
  afterAll(async () => {
    for (const tenant of opened) await tenant.close()
  })
  const both = () => {
    const [one, other] = opened
    if (!one || !other) throw new Error('no tenants')
    return [one, other] as const
  }

  /** Ana and Ben of one team, and in one of the tenants Cleo, who works on the same claims. */
  async function twoMonths(tenant: TestTenant, people: readonly string[]): Promise<void> {
    await tenant.clear()
    await tenant.database.query(sql`update tenant set facts_from = 0`)
    for (const [by, person] of ['Ana', 'Ben', 'Cleo'].entries()) {
      if (!people.includes(person)) continue
      await tenant.addUser(person, person === 'Ben' ? 'Texas' : 'Ohio')
      const october = worked(by, [0, 1, 3], OCTOBER)
      const november = worked(by, [14, 15], OCTOBER).map((record) => ({ ...record, seq: record.seq + 100 }))
      await tenant.send(`${person} device`, october, { now: NOW })
      await tenant.send(`${person} device`, november.map(later), { now: NOW })
    }
    await rollUpAll(tenant.database, ZONE)
  }
  const later = (record: DeviceRecord): DeviceRecord =>
    record.kind === 'hidden_tag' ? { ...record, spanSeq: record.spanSeq + 100 } : record

  const shared = tables.filter(({ name: each }) =>
    /^(activity|person_.*days|touch_.*days|record_team|team|total|claim_days|hidden|tagged|distinct|rolled_up_members|claim_activity|spans|touches|input)/.test(
      each,
    ),
  )
  /** Journals are numbered, touches cached. */
  const rowsOf = async ({ database }: TestTenant) => {
    const rows: Record<string, string[]> = {}
    for (const { name: table } of shared) {
      const read = await database.query<{ row: Record<string, unknown> }>(
        sql`select to_jsonb(t) - 'journal' - 'record' as row from ${name(table)} t`,
      )
      // Records of hidden work are named by their journal.
      const isOfJournals = table === 'distinct_days'
      const kept = read
        .map(({ row }) => row)
        // Each store numbers its claims.
        .map((row) => ('claims' in row ? { ...row, claims: String(row['claims']).length } : row))
        .map(({ entity, ...row }) => (isOfJournals && row['kind'] === 'portal_switching' ? row : { entity, ...row }))
      rows[table] = kept.map((row) => JSON.stringify(row)).sort()
    }
    return rows
  }
  const acting = { by: 'an admin', now: NOW, record: byEndpoint(NOW) }
  const delete_ = (tenant: TestTenant, id: string) =>
    deletePerson({ id: 'main', database: tenant.database, deletions: null }, id, acting)

  test('leaves every sum as if the person had never been there', async () => {
    const [tenant, without] = both()
    await twoMonths(tenant, ['Ana', 'Ben', 'Cleo'])
    await twoMonths(without, ['Ana', 'Ben'])
    expect(await rowsOf(tenant)).not.toEqual(await rowsOf(without))
    await delete_(tenant, 'Cleo')
    expect(await rowsOf(tenant)).toEqual(await rowsOf(without))
    // What waits to be rolled up, too.
    await tenant.addUser('Cleo', 'Ohio')
    await tenant.database.query(sql`delete from person_deletions`)
    await tenant.send('Cleo device', worked(2, [0, 15], OCTOBER), { now: NOW })
    await delete_(tenant, 'Cleo')
    await rollUpAll(tenant.database, ZONE)
    expect(await rowsOf(tenant)).toEqual(await rowsOf(without))
  })

  test('leaves no trace of id or name in any table, and keeps the history of denials', async () => {
    const [tenant] = both()
    await twoMonths(tenant, ['Ana', 'Cleo'])
    const { database } = tenant
    const by = 'Cleo'
    await database.query(sql`insert into accounts (account_id, email, name, roles, user_id, created_at, created_by)
      values ('account_1', 'cleo@example.org', 'Cleo', '{biller}', 'Cleo', 1, 'first admin')`)
    await database.query(sql`insert into account_teams (account_id, team, from_at) values ('account_1', 'North', 1)`)
    await database.query(
      sql`insert into sessions (session_hash, account_id, created_at, last_seen_at) values ('h', 'account_1', 1, 1)`,
    )
    await database.query(
      sql`insert into access_tokens (token_id, token_hash, name, roles, account_id, created_at) values ('t', 'th', 'x', '{biller}', 'account_1', 1)`,
    )
    await database.query(sql`insert into denials (denial_no, import_no, payer, claim_ref, payer_claim_ref, kind, category, carcs, rarcs,
        billed_cents, paid_cents, denied_cents, balanced, state, received, owner, state_since, last_event)
      values (1, 1, 'Aetna', 'A1', '', 'full', 'other', '{}', '{}', 1, 0, 1, true, 'new', 1, ${by}, 1, 1)`)
    await database.query(sql`insert into denial_events (denial_no, event_no, kind, happened_at, recorded_at, recorded_by, recorded_by_account, from_value, to_value)
      values (1, 1, 'owner', 1, 1, ${by}, 'account_1', null, ${by}), (1, 2, 'queue', 1, 1, 'Ana', null, 'Cleo', 'Appeals')`)
    await database.query(sql`insert into worklist_claims (claim_token, import_no, position, claim_ref, lines)
      values ('\\xaa', 1, 1, 'A1', ${JSON.stringify([{ owner: by, row: 1 }])})`)
    await database.query(
      sql`insert into settings (name, version, body, changed_at, changed_by, changed_by_account) values ('calendar', 1, '{}', 1, ${by}, 'account_1')`,
    )

    await database.query(sql`insert into enrollment_codes (code_id, code_hash, sample, approval, uses, created_at, expires_at, created_by, created_by_account)
      values ('code_1', 'ch', false, true, 1, 1, 1, ${by}, 'account_1')`)
    // By names from before, too: authors stay as they were then.
    const renamed = { action: 'account_changed', object: 'account_1', before: { name: 'Cleopatra' } } as const
    await database.transaction((queries) => acting.record(queries, renamed))
    await database.query(
      sql`insert into settings (name, version, body, changed_at, changed_by, changed_by_account) values ('calendar', 2, '{}', 1, 'Cleopatra', 'account_1')`,
    )
    await database.query(sql`insert into enrollment_requests (request_id, code_id, public_key, platform, agent_version, user_name, address, asked_at)
      values ('request_1', 'code_1', 'k', 'linux', '1', 'Cleopatra', null, 1), ('request_2', 'code_1', 'l', 'linux', '1', null, 'Cleo@Example.org', 1)`)

    expect(await delete_(tenant, 'account_1')).toEqual({ id: 'account_1', deletedAt: NOW, keptOutside: false })
    const traces: string[] = []
    for (const { name: table } of tables) {
      const rows = await database.query<{ row: string }>(sql`select to_jsonb(t)::text as row from ${name(table)} t`)
      traces.push(...rows.filter(({ row }) => /cleo|account_1/i.test(row)).map(({ row }) => `${table} ${row}`))
    }
    // The queue is named by its office, and the deletion by ids alone, also in the audit log.
    const places = new Set(traces.map((each) => each.split(' ')[0]))
    expect(places).toEqual(new Set(['person_deletions', 'denial_events', 'audit_entries']))
    for (const trace of traces) expect(trace).not.toContain('example.org')
    const events = await database.query(
      sql`select recorded_by as by, to_value as to from denial_events order by event_no`,
    )
    expect(events).toEqual([
      { by: DELETED_PERSON, to: DELETED_PERSON },
      { by: 'Ana', to: 'Appeals' },
    ])
    await expect(delete_(tenant, 'Cleo')).rejects.toMatchObject({ body: { code: 'unknown_person' } })
  })

  // Last: what is dropped cannot be stored again.
  test('takes the person off the sums of months whose facts were dropped', async () => {
    const [tenant, without] = both()
    await twoMonths(tenant, ['Ana', 'Ben', 'Cleo'])
    await twoMonths(without, ['Ana', 'Ben'])
    for (const each of [tenant, without]) await dropMonth(each.database, monthOf(OCTOBER))
    await delete_(tenant, 'Cleo')
    expect(await rowsOf(tenant)).toEqual(await rowsOf(without))
  })

  test('refuses to delete the last admin', async () => {
    const [tenant] = both()
    await tenant.clear()
    await tenant.database.query(sql`insert into accounts (account_id, email, name, roles, created_at, created_by)
      values ('account_2', 'a@example.org', 'Admin', '{admin}', 1, 'first admin')`)
    await expect(delete_(tenant, 'account_2')).rejects.toMatchObject({ body: { code: 'last_admin' } })
    expect(await tenant.database.query(sql`select account_id from accounts`)).toHaveLength(1)
  })
})

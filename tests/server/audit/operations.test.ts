import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOOK_MS, type LookedAtRow } from '../../../src/shared/contract/audit.ts'
import { auditedTable, type Audited } from '../../../src/shared/contract/audited.ts'
import { everyRoute, type EveryOperation } from '../../../src/shared/contract/routes/every-route.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { hashPassword } from '../../../src/server/identity/passwords.ts'
import { newTotpSecret } from '../../../src/server/identity/second-factor.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { mailReceiver } from '../alerts/receivers.ts'
import { denied, send } from '../denials/support.ts'
import { ask, batchOf, enrolledDevice, token } from '../support/device.ts'
import { somebody, type Asking } from '../support/people.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { deeds } from './support/deeds.ts'
import { ownedEndpoint, type Owned } from './support/owned.ts'
import { after, entriesOf, lastSeq, verify } from './support/log.ts'

const START = Date.UTC(2026, 3, 15, 15)
const MINUTE = 60_000
const operations = Object.keys(auditedTable) as readonly EveryOperation[]
const rowOf = (operation: EveryOperation): Audited => auditedTable[operation]

test('the table has a row for each route, and none besides', () => {
  expect(operations.toSorted()).toEqual(Object.keys(everyRoute).toSorted())
  for (const operation of operations) {
    const row = rowOf(operation)
    if (row.kind === 'none') expect(row.because.length, operation).toBeGreaterThan(10)
    // What changes something is recorded, or says why not.
    if (row.kind === 'look') expect(['GET', 'POST']).toContain(everyRoute[operation].method)
  }
})

describe.each(storesOfPlainSql)('what is audited, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let chief: Asking
  let ana: string
  let own: Asking
  let device: Awaited<ReturnType<typeof enrolledDevice>>
  let mail: Awaited<ReturnType<typeof mailReceiver>>
  let asOwner: Owned['asOwner']
  let remove: Owned['remove']
  let now = START
  beforeAll(async () => {
    mail = await mailReceiver()
    ;({ endpoint, asOwner, remove } = await ownedEndpoint(store, { now: () => now, smtpUrl: mail.url }))
    chief = await somebody(endpoint, {
      roles: ['biller', 'supervisor', 'manager', 'admin', 'auditor'],
      name: 'Chief of all',
    })
    device = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    ana = device.userId
    own = await somebody(endpoint, { roles: ['biller', 'manager'], user: ana })
    const times = { startedAt: START - 60 * MINUTE, endedAt: START - 50 * MINUTE }
    const records = [
      spanRecord({ ...times, seq: 1 }),
      touchRecord({ ...times, seq: 2, activeMs: MINUTE, claimToken: token('1') }),
    ]
    expect((await device.send({ ...batchOf(records), sentAt: now }, { clock: now })).status).toBe(200)
    await send(endpoint, 'a.835', make835([{ date: '20260401', claims: [denied('CLAIM1')] }]))
  })
  afterAll(async () => {
    await remove()
    await mail.close()
  })

  const world = () => ({ endpoint, chief, now: () => now })

  test.each(Object.entries(deeds))('%s leaves one entry, and none where it fails', async (operation, deed) => {
    now += MINUTE
    const prepared = (await deed.before?.(world())) ?? ''
    const before = await lastSeq(endpoint.database)
    expect((await deed.fails(world(), prepared)).status).toBeGreaterThanOrEqual(400)
    expect(await after(chief, before)).toEqual([])
    const started = await lastSeq(endpoint.database)
    const done = await deed.does(world(), prepared)
    expect([done.status, done.body]).toEqual([expect.toBeOneOf([200, 201, 204]), expect.anything()])
    const found = await after(chief, started)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      ...{
        action: deed.action,
        operation,
        at: now,
        address: '127.0.0.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      ...(deed.by === undefined
        ? { actorKind: 'account', actorId: chief.account.id, actorName: 'Chief of all', tokenName: 'of a test' }
        : { actorKind: deed.by }),
    })
    expect(found[0]).toEqual(expect.objectContaining(deed.says(prepared)))
    // Neither secrets nor what names a patient. The name of today is beside the entry, not in it.
    const kept = found.map((entry) => ({ ...entry, objectName: null }))
    expect(JSON.stringify(kept)).not.toMatch(/seven quiet|a-secret-of|JANE|CLAIM/)
  })

  test('what is named by an id is shown by the name of today too', async () => {
    const found = await after(chief, 0)
    expect(
      found.find(({ action, object }) => action === 'device_enrolled' && object === device.deviceId),
    ).toMatchObject({
      ...{ actorKind: 'device', actorId: device.deviceId, deviceUser: 'Ana', objectName: 'Ana' },
    })
    const account = found.find(({ action, object }) => action === 'account_created' && object === chief.account.id)
    expect(account).toMatchObject({ deviceUser: null, objectName: 'Chief of all' })
    const imported = found.find(({ action }) => action === 'file_imported')
    expect(imported).toMatchObject({ objectName: 'a.835' })
    // Files can be named after patients, and the log is all that an auditor sees.
    const auditor = await somebody(endpoint, { roles: ['auditor'] })
    expect((await after(auditor, 0)).find(({ seq }) => seq === imported?.seq)).toMatchObject({ objectName: null })
  })

  test('a sign-in that is refused is told, without what was typed', async () => {
    const refused = async (json: object) => {
      const seq = await lastSeq(endpoint.database)
      const { status } = await ask(chief, '/v1/sign-in', { method: 'POST', json })
      expect(status).toBe(401)
      const found = await after(chief, seq)
      expect(found).toHaveLength(1)
      expect(JSON.stringify(found)).not.toMatch(/typed/)
      return found[0]
    }
    const typed = { password: 'typed password', code: '123456' }
    expect(await refused({ ...typed, email: 'typed@example.org' })).toMatchObject({
      ...{ action: 'sign_in_refused', actorKind: 'nobody', object: null, after: { why: 'no such account' } },
    })
    const { email, id } = chief.account
    await endpoint.database.query(
      sql`update accounts set password_hash = ${await hashPassword('another one')}, totp_secret = ${newTotpSecret()} where account_id = ${id}`,
    )
    expect(await refused({ ...typed, email: email.toUpperCase() })).toMatchObject({
      ...{ actorKind: 'nobody', object: id, after: { why: 'wrong password' } },
    })
    const invitation = { token: 'typed', password: 'typed password', code: '123456' }
    const seq = await lastSeq(endpoint.database)
    expect((await ask(chief, '/v1/invitations/accept', { method: 'POST', json: invitation })).status).toBe(410)
    expect(await after(chief, seq)).toMatchObject([{ action: 'sign_in_refused', after: { why: 'no such invitation' } }])
  })

  const period = `from=${START - 120 * MINUTE}&to=${START}`
  const metricsQuery = {
    metrics: ['touches'],
    periods: [{ from: START - 120 * MINUTE, to: START }],
    filters: { user: 'Ana' },
  }
  /** Questions that show Ana’s records, or open what is named. */
  const looks: Readonly<Record<string, readonly [path: string, json?: object]>> = {
    denial: ['/v1/denials/1'],
    searchClaims: ['/v1/claims/search?q=CLAIM1'],
    panel: [`/v1/panel?user=Ana&${period}`],
    ribbons: [`/v1/panel/ribbons?users=ANA&${period}`],
    spans: [`/v1/spans?${period}`],
    touches: [`/v1/touches?team=North&${period}`],
    hiddenWork: [`/v1/hidden-work?user=Ana&${period}`],
    manualTime: [`/v1/manual-time?user=Ana&${period}`],
    annotations: [`/v1/annotations?user=Ana&${period}`],
    input: [`/v1/input?user=Ana&${period}`],
    connectivity: [`/v1/connectivity?user=ANA&${period}`],
    metric: [`/v1/metrics/touches?user=Ana&${period}`],
    queryMetrics: ['/v1/metrics/query', metricsQuery],
    metricRows: [`/v1/metrics/denials_received/rows?user=Ana&${period}`],
  }
  const ask1 = async (asking: Asking, [path, json]: readonly [string, object?]) => {
    const { status } = await ask(asking, path.replace('ANA', ana), json ? { method: 'POST', json } : {})
    expect([path, status]).toEqual([path, 200])
  }

  test('every look that the table names is tried below', () => {
    const named = operations.filter((operation) => rowOf(operation).kind === 'look' && operation !== 'audit')
    expect(Object.keys(looks).toSorted()).toEqual(named.toSorted())
  })

  test.each(Object.entries(looks))('%s: a look is one entry for a quarter of an hour', async (operation, question) => {
    now += 2 * LOOK_MS
    const seq = await lastSeq(endpoint.database)
    for (let times = 0; times < 3; times += 1) {
      await ask1(chief, question)
      now += 10_000
    }
    const found = await after(chief, seq)
    expect(found).toHaveLength(1)
    const row = rowOf(operation as EveryOperation)
    const isOfAna = row.kind === 'look' && row.at !== 'itself'
    expect(found[0]).toMatchObject({
      ...{ operation, actorId: chief.account.id, people: isOfAna ? [{ id: ana, name: 'Ana' }] : [] },
      ...(isOfAna && { action: 'records_viewed', periodFrom: START - 120 * MINUTE, periodTo: START }),
    })
    expect(JSON.stringify(found)).not.toMatch(/CLAIM1/)
    now += LOOK_MS
    await ask1(chief, question)
    expect(await after(chief, seq)).toHaveLength(2)
    // Somebody’s own records are no look at somebody.
    if (!isOfAna) return
    const later = await lastSeq(endpoint.database)
    await ask1(own, question)
    expect(await after(chief, later)).toEqual([])
  })

  test('another viewer and another period are looks of their own, one that moves on is not', async () => {
    now += 2 * LOOK_MS
    const seq = await lastSeq(endpoint.database)
    const other = await somebody(endpoint, { roles: ['manager'] })
    const moving = (ms: number) => `/v1/spans?from=${START - 120 * MINUTE + ms}&to=${START + ms}`
    await ask1(chief, [moving(0)])
    await ask1(other, [moving(0)])
    await ask1(chief, [moving(10 * MINUTE)])
    expect((await after(chief, seq)).filter(({ action }) => action === 'records_viewed')).toHaveLength(2)
    await ask1(chief, [`/v1/spans?from=0&to=${START}`])
    expect((await after(chief, seq)).filter(({ action }) => action === 'records_viewed')).toHaveLength(3)
  })

  test('aggregates leave none', async () => {
    const seq = await lastSeq(endpoint.database)
    for (const path of ['/v1/panel', '/v1/metrics/touches?by=user', '/v1/findings', '/v1/worklist', '/v1/denials']) {
      await ask1(chief, [path])
    }
    expect(await after(chief, seq)).toEqual([])
  })

  test('whose records were looked at sees by whom, in a browser and by the device’s signature', async () => {
    now += 2 * LOOK_MS
    await ask1(chief, [`/v1/spans?${period}`])
    const { body } = await ask<Page<LookedAtRow>>(own, '/v1/me/looked-at?limit=1')
    expect(body.rows).toEqual([
      {
        ...{ id: expect.any(Number), at: now, by: 'Chief of all', byProgram: true, operation: 'spans' },
        ...{ roles: ['biller', 'supervisor', 'manager'], periodFrom: START - 120 * MINUTE, periodTo: START },
      },
    ])
    const second = await ask<Page<LookedAtRow>>(own, `/v1/me/looked-at?limit=1&cursor=${body.nextCursor}`)
    expect(second.body.rows[0]?.id).toBeLessThan(body.rows[0]?.id ?? 0)
    // Nobody looked at the chief, who is no recorded person.
    expect((await ask<Page<LookedAtRow>>(chief, '/v1/me/looked-at')).body.rows).toEqual([])
    const before = now
    now = Date.now()
    const signed = await device.get<Page<LookedAtRow>>('/v1/device/looked-at?limit=1')
    now = before
    expect([signed.status, signed.body]).toEqual([200, body])
  })

  test('an admin does not read records as their own unseen', async () => {
    const admin = await somebody(endpoint, { roles: ['admin', 'biller'], name: 'Kim' })
    const { id } = admin.account
    const link = (by: Asking) => ask(by, `/v1/accounts/${id}`, { method: 'PATCH', json: { user: ana } })
    expect(await link(admin)).toMatchObject({ status: 409, body: { code: 'own_account' } })
    const rename = await ask(admin, `/v1/accounts/${id}`, { method: 'PATCH', json: { user: null, name: 'Kim Long' } })
    expect(rename.status).toBe(200)
    const looked = async () => (await ask<Page<LookedAtRow>>(own, '/v1/me/looked-at?limit=1')).body.rows[0]
    expect((await link(chief)).status).toBe(200)
    expect(await looked()).toMatchObject({ by: 'Chief of all', operation: 'changeAccount' })
    // A program with no more than the role of a biller looks, too.
    await endpoint.database.query(sql`update access_tokens set roles = '{biller}' where account_id = ${id}`)
    await ask1(admin, [`/v1/spans?user=Ana&${period}`])
    expect(await looked()).toMatchObject({ by: 'Kim Long', operation: 'spans' })
    const json = { email: 'second@example.org', name: 'Kim', roles: ['biller'], user: ana }
    expect((await ask(admin, '/v1/accounts', { method: 'POST', json })).status).toBe(403)
    expect((await ask(chief, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
    expect(await looked()).toMatchObject({ by: 'Chief of all', operation: 'createAccount' })
  })

  test('an admin sees what was changed, an auditor all of it, by filters and pages', async () => {
    const admin = await somebody(endpoint, { roles: ['admin'] })
    const actions = async (asking: Asking, query: string) => {
      const { body } = await ask<Page<{ action: string }>>(asking, `/v1/audit?limit=1000&${query}`)
      return new Set(body.rows.map(({ action }) => action))
    }
    expect([...(await actions(admin, ''))]).toEqual(expect.arrayContaining(['account_created', 'signed_in']))
    for (const hidden of ['records_viewed', 'denial_viewed', 'exported', 'denial_changed']) {
      expect(await actions(admin, '')).not.toContain(hidden)
      expect(await actions(admin, `action=${hidden}`)).toEqual(new Set())
      expect(await actions(chief, '')).toContain(hidden)
    }
    expect((await ask(admin, '/v1/audit/export')).status).toBe(403)
    expect(await actions(chief, 'person=ana')).toEqual(
      new Set(['records_viewed', 'account_created', 'account_changed']),
    )
    expect(await actions(chief, 'who=chief of all&action=settings_changed')).toEqual(new Set(['settings_changed']))
    expect(await actions(chief, `to=${START - 1}`)).toEqual(new Set())
    const whole = (await entriesOf(endpoint.database)).length
    const seqs: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/v1/audit?limit=7&cursor=${cursor}`
      const { body }: { body: Page<{ seq: number }> } = await ask<Page<{ seq: number }>>(chief, path)
      seqs.push(...body.rows.map(({ seq }) => seq))
      cursor = body.nextCursor
    }
    expect(seqs).toEqual(Array.from({ length: whole }, (_, index) => whole - index))
    const csv = await ask<string>(chief, '/v1/audit/export')
    const lines = csv.body.split('\r\n')
    expect(lines[0]).toMatch(/^seq,at,action,/)
    // The export itself is the last entry.
    expect(lines.at(-2)).toMatch(/,exported,account,/)
    expect(lines).toHaveLength(whole + 3)
  })

  test('while the log cannot be written, nothing is shown and nothing changed', async () => {
    now += 2 * LOOK_MS
    const seq = await lastSeq(endpoint.database)
    await asOwner('alter table audit_entries add constraint full_disk check (seq < 0) not valid')
    try {
      const spans = await ask(chief, `/v1/spans?${period}`)
      expect([spans.status, spans.body.code]).toEqual([503, 'audit_unavailable'])
      expect(spans.body).not.toHaveProperty('rows')
      const account = await ask(chief, '/v1/accounts', {
        method: 'POST',
        json: { email: 'unlogged@example.org', name: 'U', roles: ['admin'] },
      })
      expect([account.status, account.body.code]).toEqual([503, 'audit_unavailable'])
      expect((await ask(chief, '/v1/panel')).status).toBe(200)
    } finally {
      await asOwner('alter table audit_entries drop constraint full_disk')
    }
    expect(await lastSeq(endpoint.database)).toBe(seq)
    const made = await endpoint.database.query(sql`select 1 from accounts where email = 'unlogged@example.org'`)
    expect(made).toEqual([])
    await ask1(chief, [`/v1/spans?${period}`])
    expect(await lastSeq(endpoint.database)).toBe(seq + 1)
  })

  test('the chain is whole after all this', async () => {
    const { seq } = await verify(endpoint.database)
    expect(seq).toBe((await entriesOf(endpoint.database)).length)
    expect(seq).toBeGreaterThan(100)
  })
})

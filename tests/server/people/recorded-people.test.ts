import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import { keyPairOf } from '../../../src/main/sync/key-pair.ts'
import { movePlanned } from '../../../src/server/identity/planned-teams.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { AccountRow } from '../../../src/shared/contract/accounts.ts'
import type { AuditEntry } from '../../../src/shared/contract/audit.ts'
import type {
  EnrollmentCodeRow,
  EnrollmentRequestRow,
  NewEnrollmentCode,
} from '../../../src/shared/contract/enrollment-codes.ts'
import type { Page, PanelAnswer, PersonRow, Problem } from '../../../src/shared/contract/reports.ts'
import { MINUTE_MS } from '../../../src/shared/time.ts'
import { denied, everyDenial, send } from '../denials/support.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { somebody, type Asking } from '../support/people.ts'
import { spanRecord } from '../support/records.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const MARIA = { email: 'm.garcia@clinic.org', user: 'M. Garcia' }
const MIGUEL = { email: 'M.Garcia2@clinic.org', user: 'M. Garcia' }
const SHOWN = 'M. Garcia (M.Garcia2@clinic.org)'

describe.each(storesOfPlainSql)('recorded people on the %s store', (store) => {
  let now = NOW
  let endpoint: Endpoint & { adminToken: string }
  let maria: Awaited<ReturnType<typeof enrolledDevice>>
  let miguel: Awaited<ReturnType<typeof enrolledDevice>>
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    maria = await enrolledDevice(endpoint, { ...MARIA, team: 'North' })
    miguel = await enrolledDevice(endpoint, { ...MIGUEL, team: 'North' })
    for (const [device, minutes] of [
      [maria, 3],
      [miguel, 7],
    ] as const) {
      const startedAt = NOW - 60 * MINUTE_MS
      const span = spanRecord({ seq: 1, startedAt, endedAt: startedAt + minutes * MINUTE_MS })
      expect((await device.send({ ...batchOf([span]), sentAt: NOW }, { clock: NOW })).status).toBe(200)
    }
  })
  afterAll(() => endpoint.close())

  const code = (json: object) =>
    ask<NewEnrollmentCode & Problem>(endpoint, '/v1/enrollment-codes', { method: 'POST', json })
  const people = async () => (await ask<Page<PersonRow>>(endpoint, '/v1/people')).body.rows
  const accountOf = async (email: string) =>
    (await ask<Page<AccountRow>>(endpoint, '/v1/accounts')).body.rows.find((account) => account.email === email)

  const inNorth = { team: 'North', sample: false, nextTeam: null, leftAt: null }

  test('two people of one name are two, each known by the e-mail address, and so are their sums', async () => {
    expect(await people()).toEqual([
      { id: maria.userId, name: 'M. Garcia', email: MARIA.email, ...inNorth },
      { id: miguel.userId, name: SHOWN, email: MIGUEL.email, ...inNorth },
    ])
    expect([maria.userName, miguel.userName, miguel.email]).toEqual(['M. Garcia', SHOWN, MIGUEL.email])
    const manager = await somebody(endpoint, { roles: ['manager'] })
    const { body } = await ask<PanelAnswer>(manager, `/v1/panel?from=${NOW - 120 * MINUTE_MS}&to=${NOW}`)
    const sums = body.people.map(({ name, activeMs }) => [name, activeMs / MINUTE_MS])
    expect(sums).toEqual([
      ['M. Garcia', 3],
      [SHOWN, 7],
    ])
  })

  test('the export of one has nothing of the other', async () => {
    for (const [device, other] of [
      [maria, miguel],
      [miguel, maria],
    ] as const) {
      const response = await fetch(`${endpoint.url}/v1/people/${device.userId}/export`, {
        headers: { authorization: `Bearer ${endpoint.adminToken}` },
      })
      const files = Object.values(unzipSync(new Uint8Array(await response.arrayBuffer()))).map((file) =>
        strFromU8(file),
      )
      const text = files.join('\n')
      expect(text).toContain(device.userId)
      expect(text).not.toContain(other.userId)
    }
  })

  test('the audit log names whose records were looked at by id', async () => {
    const chief = await somebody(endpoint, { roles: ['manager', 'auditor'] })
    await ask(chief, `/v1/spans?user=${miguel.userId}&from=0&to=${NOW}`)
    const { body } = await ask<Page<AuditEntry>>(chief, '/v1/audit?action=records_viewed&limit=1')
    expect(body.rows[0]?.people).toEqual([{ id: miguel.userId, name: SHOWN }])
  })

  test('a code by e-mail address is for its person, whatever name it states', async () => {
    const { body } = await code({ email: 'M.GARCIA@clinic.org', user: 'Somebody Else' })
    expect(body.person).toEqual({ id: maria.userId, name: 'M. Garcia', email: MARIA.email, devices: 1 })
    const second = await enrolledDevice(endpoint, { email: 'M.GARCIA@clinic.org' })
    expect(second).toMatchObject({ userId: maria.userId, userName: 'M. Garcia' })
    expect((await code(MARIA)).body.person).toMatchObject({ devices: 2 })
    expect((await code({ email: 'third@clinic.org', user: 'm. garcia' })).body.person).toEqual({
      ...{ id: null, name: 'm. garcia (third@clinic.org)', email: 'third@clinic.org', devices: 0 },
    })
  })

  test('a code by name alone is refused where the name is of a person with an e-mail address', async () => {
    const refused = await code({ user: 'M. Garcia' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'email_needed', errors: [{ pointer: '/email' }] } })
    expect(refused.body.detail).toContain(MARIA.email)
    expect(await code({ email: 'new@clinic.org' })).toMatchObject({
      status: 422,
      body: { code: 'name_needed', errors: [{ pointer: '/user' }] },
    })
    expect((await code({})).body.person).toBeNull()
  })

  test('a name is one by upper and lower case alike, and has no characters that nobody sees', async () => {
    expect(await code({ user: 'm. GARCIA' })).toMatchObject({ status: 409, body: { code: 'email_needed' } })
    const { userId } = await enrolledDevice(endpoint, { user: 'Kim Case' })
    expect((await code({ user: ' kim case ' })).body.person).toMatchObject({ id: userId, name: 'Kim Case', devices: 1 })
    expect((await code({ user: 'Kim\u00a0 Case' })).body.person).toMatchObject({ id: userId })
    for (const user of ['Kim Case\u200b', '\u202eKim Case', 'Kim\nCase'])
      expect((await code({ user })).status).toBe(400)
  })

  test('a device with a code for nobody cannot name itself as somebody else is shown', async () => {
    await send(endpoint, 'claimed.csv', 'Claim,Payer,Amount,CARC,Owner\nOWN3,Aetna,100.00,197,Pat Queue')
    const named = [
      ...['m. GARCIA', 'M. Garcia (new@clinic.org)', maria.userId, 'M. Garcia\u200b', 'Pat Queue'],
      ...[
        'M. Garcia ',
        ' M. Garcia',
        'M.\u00a0Garcia',
        'M.  Garcia',
        'M. G\u0430rcia',
        'M. Ga\uff52cia',
        'M. Garcia\u034f',
      ],
    ]
    for (const [index, userName] of named.entries()) {
      const json = { code: (await code({})).body.code, platform: 'linux', agentVersion: '1', userName }
      const { body } = await ask<{ userName: string }>(endpoint, '/v1/enrollments', {
        method: 'POST',
        json: { ...json, publicKey: `N${index}`.padEnd(43, 'N') },
      })
      expect(body.userName).toMatch(/^biller /)
    }
  })

  test('a code by name that was made before the name had an e-mail address merges nobody', async () => {
    const early = await code({ user: 'T. Nguyen' })
    expect(early.body.person).toEqual({ id: null, name: 'T. Nguyen', email: null, devices: 0 })
    await enrolledDevice(endpoint, { email: 't@clinic.org', user: 'T. Nguyen' })
    const json = { code: early.body.code, publicKey: 'T'.repeat(43), platform: 'linux', agentVersion: '1' }
    const answer = await ask(endpoint, '/v1/enrollments', { method: 'POST', json })
    expect([answer.status, answer.body.code]).toEqual([409, 'email_needed'])
  })

  test('an account is linked by its e-mail address, never by its name', async () => {
    const byName = await somebody(endpoint, { roles: ['biller'], name: 'M. Garcia' })
    expect(byName.account.user).toBeNull()
    const json = { email: 'm.garcia2@CLINIC.org', name: 'Miguel', roles: ['biller'] }
    const made = await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })
    expect(made.body.user).toBe(miguel.userId)
    // The account first: the person is named as it is, and linked on enrollment.
    const lena = { email: 'lena@clinic.org', name: 'Lena Fox', roles: ['biller'] }
    await ask(endpoint, '/v1/accounts', { method: 'POST', json: lena })
    expect((await code({ email: lena.email })).body.person?.name).toBe('Lena Fox')
    const device = await enrolledDevice(endpoint, { email: lena.email })
    expect(device.userName).toBe('Lena Fox')
    expect((await accountOf(lena.email))?.user).toBe(device.userId)
    // Somebody who was recorded by name alone gets the e-mail address of the account that is theirs.
    const known = await enrolledDevice(endpoint, { user: 'Omar' })
    const own = { email: 'omar@clinic.org', name: 'O. H.', roles: ['biller'], user: known.userId }
    await ask(endpoint, '/v1/accounts', { method: 'POST', json: own })
    expect((await enrolledDevice(endpoint, { email: own.email })).userId).toBe(known.userId)
    expect((await people()).find(({ id }) => id === known.userId)?.email).toBe(own.email)
  })

  test('an address that was given by mistake and is corrected leaves its owner nothing', async () => {
    const person = await enrolledDevice(endpoint, { email: 'tess@clinic.org', user: 'Tess' })
    const other = { email: 'tom@clinic.org', name: 'Tom', roles: ['biller'] }
    await ask(endpoint, '/v1/accounts', { method: 'POST', json: other })
    const give = (email: string) => ask(endpoint, `/v1/people/${person.userId}`, { method: 'PATCH', json: { email } })
    expect((await give(other.email)).status).toBe(200)
    expect((await accountOf(other.email))?.user).toBe(person.userId)
    expect((await give('tess@clinic.org')).status).toBe(200)
    expect((await accountOf(other.email))?.user).toBeNull()
  })

  test('open codes are listed without the code, and end when they are canceled', async () => {
    const { body: made } = await code({ email: 'open@clinic.org', user: 'Open', team: 'South' })
    const open = async () => (await ask<Page<EnrollmentCodeRow>>(endpoint, '/v1/enrollment-codes')).body.rows
    const found = (await open()).find(({ id }) => id === made.id)
    expect(found).toEqual({
      ...{ id: made.id, person: made.person, team: 'South', createdAt: NOW, createdBy: 'admin token' },
      ...{ approval: false, pool: null, usesLeft: 1 },
      expiresAt: made.expiresAt,
    })
    expect(JSON.stringify(await open())).not.toContain(made.code)
    const cancel = () => ask(endpoint, `/v1/enrollment-codes/${made.id}`, { method: 'DELETE' })
    expect([(await cancel()).status, (await cancel()).status]).toEqual([204, 404])
    expect((await open()).some(({ id }) => id === made.id)).toBe(false)
    const json = { code: made.code, publicKey: 'O'.repeat(43), platform: 'linux', agentVersion: '1' }
    const late = await ask(endpoint, '/v1/enrollments', { method: 'POST', json })
    expect([late.status, late.body.code]).toEqual([410, 'expired_code'])
  })

  test('a device that needs an approval waits, and is let in for the person whom an admin states', async () => {
    const json = { approval: true, uses: 2, team: 'South' }
    expect((await code({ approval: true, user: 'Ana' })).status).toBe(400)
    expect((await code({ uses: 2 })).status).toBe(400)
    const { body: made } = await code(json)
    expect(made).toMatchObject({ person: null, approval: true })
    const askAs = (letter: string) =>
      ask<Problem & { userId?: string; userName?: string }>(endpoint, '/v1/enrollments', {
        method: 'POST',
        json: {
          code: made.code,
          publicKey: letter.repeat(43),
          platform: 'linux',
          agentVersion: '1',
          userName: 'Says so',
        },
      })
    for (const letter of ['a', 'b', 'a']) {
      now += 1
      const answer = await askAs(letter)
      expect([answer.status, answer.body.code]).toEqual([403, 'waiting_for_approval'])
    }
    // As many as the code is for, and no more.
    expect(await askAs('c')).toMatchObject({ status: 409, body: { code: 'used_code' } })
    const waiting = async () => (await ask<Page<EnrollmentRequestRow>>(endpoint, '/v1/enrollment-requests')).body.rows
    const [first, second] = await waiting()
    expect([first, second]).toMatchObject(
      ['a', 'b'].map((letter, index) => ({
        ...{ publicKey: letter.repeat(43), userName: 'Says so', team: 'South', askedAt: NOW + 1 + index },
      })),
    )
    const decide = (id: string | undefined, how: string, body: object = {}) =>
      ask<Problem & { userId?: string }>(endpoint, `/v1/enrollment-requests/${id}/${how}`, {
        method: 'POST',
        json: body,
      })
    expect((await decide(first?.id, 'approve')).status).toBe(400)
    expect(await decide(first?.id, 'approve', { user: 'M. Garcia' })).toMatchObject({ body: { code: 'email_needed' } })
    const approved = await decide(first?.id, 'approve', { email: MARIA.email })
    expect(approved).toMatchObject({ status: 200, body: { userId: maria.userId, userName: 'M. Garcia' } })
    expect((await decide(second?.id, 'refuse')).status).toBe(204)
    expect(await decide(second?.id, 'approve', { user: 'Late' })).toMatchObject({ body: { code: 'unknown_request' } })
    expect(await waiting()).toEqual([])
    // Also where the answer was lost, and long after the code.
    now += 100 * 24 * 60 * MINUTE_MS
    for (const _ of [1, 2]) expect(await askAs('a')).toMatchObject({ status: 201, body: { userId: maria.userId } })
    expect(await askAs('b')).toMatchObject({ status: 403, body: { code: 'enrollment_refused' } })
    now = NOW
  })

  test('a worklist may name an owner by the e-mail address', async () => {
    const rows = [`OWN1,Aetna,100.00,197,${MIGUEL.email.toLowerCase()}`, 'OWN2,Aetna,100.00,197,nobody@clinic.org']
    const file = ['Claim,Payer,Amount,CARC,Owner', ...rows].join('\n')
    const sent = await send(endpoint, 'owners.csv', file)
    expect([sent.status, sent.body.rowNotes]).toEqual([200, []])
    const manager = await somebody(endpoint, { roles: ['manager'] })
    const owners = (await everyDenial(manager)).map(({ claimRef, owner }) => [claimRef, owner])
    expect(owners).toEqual(
      expect.arrayContaining([
        ['OWN1', SHOWN],
        ['OWN2', 'nobody@clinic.org'],
      ]),
    )
  })

  test('a worklist that names an owner by a name of two people says so once, also in its preview', async () => {
    const rows = [
      'OWN3,Aetna,100.00,197,m. garcia',
      'OWN4,Aetna,100.00,197,M. Garcia',
      `OWN5,Aetna,100.00,197,${SHOWN}`,
    ]
    const file = ['Claim,Payer,Amount,CARC,Owner', ...rows].join('\n')
    const note = { row: 2, line: 2, kind: 'shared_owner', claimRef: 'OWN3' }
    for (const query of [{ preview: '1' }, {}]) {
      const { body } = await send(endpoint, 'shared.csv', file, { query })
      expect(body.rowNotes).toEqual([note])
    }
  })

  const change = (id: string, json: object) =>
    ask<PersonRow & Problem>(endpoint, `/v1/people/${id}`, { method: 'PATCH', json })

  test('a name, an e-mail address and a team are changed; denials follow the name', async () => {
    await send(endpoint, 'renamed.835', make835([{ date: '20260401', claims: [denied('RENAMED')] }]))
    const manager = await somebody(endpoint, { roles: ['manager'] })
    const { userId } = await enrolledDevice(endpoint, { user: 'Ruth' })
    const isHers = ({ claimRef }: { claimRef: string }) => claimRef === 'RENAMED'
    const denial = (await everyDenial(manager)).find(isHers)
    await ask(manager, `/v1/denials/${denial?.id}`, { method: 'PATCH', json: { owner: 'Ruth' } })
    const account = await somebody(endpoint, { roles: ['biller'] })
    const given = { name: 'Ruth Adler', email: account.account.email.toUpperCase(), team: 'South' }
    expect(await change(userId, given)).toMatchObject({ status: 200, body: { id: userId, ...given } })
    expect((await everyDenial(manager)).find(isHers)?.owner).toBe('Ruth Adler')
    // The account of the address is theirs from now on.
    expect((await accountOf(account.account.email))?.user).toBe(userId)

    expect(await change(userId, { name: 'm. garcia' })).toMatchObject({ status: 409, body: { code: 'known_name' } })
    expect(await change(userId, { email: MARIA.email })).toMatchObject({ status: 409, body: { code: 'known_email' } })
    expect(await change('user_none', { team: 'X' })).toMatchObject({ status: 404, body: { code: 'unknown_person' } })
    expect((await change(userId, { teamFrom: '2030-01-01' })).status).toBe(400)
    expect((await change(userId, { email: null, team: null })).body).toMatchObject({ email: null, team: null })
  })

  test('a team to come begins with its day', async () => {
    const { userId } = await enrolledDevice(endpoint, { user: 'Moving', team: 'North' })
    expect(await change(userId, { team: 'South', teamFrom: '2026-04-15' })).toMatchObject({
      ...{ status: 422, body: { code: 'past_date', errors: [{ pointer: '/teamFrom' }] } },
    })
    await endpoint.database.query(sql`update tenant set zone = 'America/Chicago'`)
    const begin = Date.UTC(2026, 3, 20, 5)
    const planned = await change(userId, { team: 'South', teamFrom: '2026-04-20' })
    expect(planned.body).toMatchObject({ team: 'North', nextTeam: { team: 'South', from: begin } })
    expect(await movePlanned(endpoint.database, begin - 1)).toEqual({ moved: 0, nextAt: begin })
    expect(await movePlanned(endpoint.database, begin)).toEqual({ moved: 1, nextAt: null })
    const after = (await people()).find(({ id }) => id === userId)
    expect(after).toMatchObject({ team: 'South', nextTeam: null })
    // A change at once drops what was planned.
    await change(userId, { team: 'West', teamFrom: '2026-05-01' })
    expect((await change(userId, { team: 'East' })).body).toMatchObject({ team: 'East', nextTeam: null })
  })

  test('who leaves is shut out at once, with devices, codes and account', async () => {
    const device = await enrolledDevice(endpoint, { email: 'leaver@clinic.org', user: 'Leaver' })
    const json = { email: 'leaver@clinic.org', name: 'Leaver', roles: ['biller'] }
    const { body: account } = await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })
    const { body: unused } = await code({ email: 'leaver@clinic.org' })
    const { body: left } = await change(device.userId, { active: false })
    expect(left.leftAt).toBe(now)
    const gone = { code: unused.code, publicKey: 'L'.repeat(43), platform: 'linux', agentVersion: '1' }
    const used = await ask(endpoint, '/v1/enrollments', { method: 'POST', json: gone })
    expect([used.status, used.body.code]).toEqual([410, 'expired_code'])
    const clock = Date.now()
    now = clock
    expect(await device.send<unknown>(batchOf([]), { clock })).toMatchObject({ status: 403, body: { code: 'revoked' } })
    now = NOW
    expect((await accountOf('leaver@clinic.org'))?.deactivatedAt).toBe(NOW)
    const auditor = await somebody(endpoint, { roles: ['auditor'] })
    const entry = (await ask<Page<AuditEntry>>(auditor, '/v1/audit?action=person_changed&limit=1')).body.rows[0]
    expect(entry).toMatchObject({
      ...{ object: device.userId, before: { isActive: true } },
      after: {
        ...{ isActive: false, revokedDevices: [device.deviceId], canceledCodes: [unused.id] },
        deactivatedAccounts: [account.id],
      },
    })
    expect(await code({ email: 'leaver@clinic.org' })).toMatchObject({ status: 409, body: { code: 'person_left' } })
    // Nor by the old key and a code that names nobody.
    const { body: open } = await code({})
    const again = { ...gone, code: open.code, publicKey: keyPairOf(device.privateKey).publicKey }
    const refused = await ask(endpoint, '/v1/enrollments', { method: 'POST', json: again })
    expect([refused.status, refused.body.code]).toEqual([409, 'person_left'])
    // Nor is the used code answered again: the answer has the rules in force.
    const replayed = await ask(endpoint, '/v1/enrollments', { method: 'POST', json: { ...again, code: device.code } })
    expect([replayed.status, replayed.body.code]).toEqual([409, 'used_code'])
    expect((await change(device.userId, { active: true })).body.leftAt).toBeNull()
    expect((await code({ email: 'leaver@clinic.org' })).body.person).toMatchObject({ id: device.userId, devices: 0 })
  })

  test('what one of two accounts of one name changed is in no export of the other, and keeps its name when the other is deleted', async () => {
    await send(endpoint, 'authors.835', make835([{ date: '20260401', claims: [denied('FIRST'), denied('SECOND')] }]))
    const accounts: Asking[] = []
    for (const [email, user] of [
      ['kim@clinic.org', 'Kim'],
      ['kim2@clinic.org', 'Kim'],
    ] as const) {
      const { userId } = await enrolledDevice(endpoint, { email, user })
      accounts.push(await somebody(endpoint, { roles: ['manager', 'biller'], name: 'Kim', user: userId }))
    }
    const denials = (await everyDenial(endpoint)).filter(({ claimRef }) => ['FIRST', 'SECOND'].includes(claimRef))
    for (const [index, claimRef] of ['FIRST', 'SECOND'].entries()) {
      const by = accounts[index] ?? endpoint
      const id = denials.find((denial) => denial.claimRef === claimRef)?.id
      const json = { queue: `queue of ${claimRef}` }
      expect((await ask(by, `/v1/denials/${id}`, { method: 'PATCH', json })).status).toBe(200)
      await ask(by, `/v1/worklist-mappings/${claimRef}`, { method: 'PUT', json: { columns: { claimRef: 'Claim' } } })
    }
    const [first, second] = accounts
    const response = await fetch(`${endpoint.url}/v1/people/${second?.account.user}/export`, {
      headers: { authorization: `Bearer ${endpoint.adminToken}` },
    })
    const changes = unzipSync(new Uint8Array(await response.arrayBuffer()))['changes-to-denials.csv']
    const text = strFromU8(changes ?? new Uint8Array())
    expect(text).toContain('queue of SECOND')
    expect(text).not.toContain('queue of FIRST')

    const history = async () =>
      endpoint.database.query(
        sql`select to_value as "to", recorded_by as by from denial_events where to_value like 'queue of %' order by to_value`,
      )
    const one = { to: 'queue of FIRST', by: 'Kim' }
    expect(await history()).toEqual([one, { to: 'queue of SECOND', by: 'Kim' }])
    // Taking another file back posts the claims again, with what people did.
    await send(endpoint, 'late.835', make835([{ date: '20260402', claims: [denied('FIRST'), denied('SECOND')] }]))
    const [latest] = (await ask<Page<{ id: string }>>(endpoint, '/v1/imports?limit=1')).body.rows
    expect((await ask(endpoint, `/v1/imports/${latest?.id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await ask(endpoint, `/v1/people/${second?.account.user}`, { method: 'DELETE' })).status).toBe(200)
    expect(await history()).toEqual([one, { to: 'queue of SECOND', by: 'Deleted person' }])
    expect(first?.account.name).toBe('Kim')
  })

  test('deleting one leaves the denials and the name of the other', async () => {
    await send(endpoint, 'two.835', make835([{ date: '20260401', claims: [denied('ONE'), denied('TWO')] }]))
    const manager: Asking = await somebody(endpoint, { roles: ['manager'] })
    const two = async () => (await everyDenial(manager)).filter(({ claimRef }) => ['ONE', 'TWO'].includes(claimRef))
    for (const { id, claimRef } of await two()) {
      const json = { owner: claimRef === 'ONE' ? 'M. Garcia' : SHOWN }
      await ask(manager, `/v1/denials/${id}`, { method: 'PATCH', json })
    }
    // Their account has the name that the other person is shown by.
    await endpoint.database.query(sql`update accounts set name = 'M. Garcia' where user_id = ${miguel.userId}`)
    expect((await ask(endpoint, `/v1/people/${miguel.userId}`, { method: 'DELETE' })).status).toBe(200)
    const owners = (await two()).map(({ claimRef, owner }) => [claimRef, owner])
    expect(new Map(owners as [string, string][])).toEqual(
      new Map([
        ['ONE', 'M. Garcia'],
        ['TWO', 'Deleted person'],
      ]),
    )
    expect((await people()).map(({ name }) => name)).toContain('M. Garcia')
  })
})

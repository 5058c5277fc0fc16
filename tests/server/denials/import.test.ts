import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ImportedFile } from '../../../src/shared/contract/denials.ts'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { importFile } from '../../../src/server/denials/import-file.ts'
import { spool } from '../../../src/server/denials/spool.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { touchRecord } from '../support/records.ts'
import { somebody } from '../support/people.ts'
import { storedTokensOf } from '../support/stored-token.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import {
  countRows,
  denied,
  detail,
  everyDenial,
  forgetDenials,
  paid,
  reversal,
  send,
  setZone,
  statesOf,
} from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const DAY = 86_400_000
/** A week later, on the 7th, New York still has summer time: the day begins at 04:00 UTC, as it does on 31 March. */
const received = Date.UTC(2026, 2, 31, 4)

describe.each(stores)('importing remittances on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = NOW
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await setZone(endpoint, 'America/New_York')
  })
  beforeEach(() => {
    now = NOW
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  const stored = () => countRows(endpoint, ['imports', 'denials', 'denial_events'])

  test('a file becomes denials', async () => {
    const file = make835([
      {
        payer: 'Aetna',
        claims: [
          denied('PCN-204 18', { payerClaimRef: 'P1', provider: ['Lee', 'Ann', '1234567893'], rarcs: ['N706'] }),
          {
            claimRef: 'B2',
            payerClaimRef: 'P2',
            lines: [
              { charge: 5_000, paid: 4_000, adjustments: [['CO', '45', 1_000]] },
              { charge: 3_000, paid: 0, adjustments: [['PR', '96', 3_000]], rarcs: ['N30'] },
            ],
          },
          paid('C3'),
          { claimRef: 'D4', status: '23', lines: [{ charge: 100, paid: 0, adjustments: [['OA', '16', 100]] }] },
        ],
      },
    ])
    const { status, body } = await send(endpoint, 'drop/march.835', file, { gzip: true })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'march.835',
      status: 'imported',
      error: null,
      ...{ claims: 4, full: 1, partial: 1, reversals: 0, imbalances: 0 },
      ...{ added: 2, known: 0, updated: 0, unmatchedReversals: 0, deniedCents: 13_000 },
      warnings: [],
    })
    const key = (await endpoint.database.query<{ key: string }>(sql`select token_key as key from tenant`))[0]?.key ?? ''
    const storedTokenOf = await storedTokensOf(endpoint.database)
    const token = (reference: string) =>
      storedTokenOf(createHmac('sha256', Buffer.from(key, 'base64')).update(reference).digest('hex'))
    expect(await everyDenial(endpoint)).toEqual([
      {
        id: '1',
        claimRef: 'PCN-204 18',
        payerClaimRef: 'P1',
        payer: 'Aetna',
        kind: 'full',
        category: 'authorization',
        group: 'CO',
        carcs: ['197'],
        rarcs: ['N706'],
        billedCents: 10_000,
        paidCents: 0,
        deniedCents: 10_000,
        leftCents: 10_000,
        state: 'new',
        received,
        followUpDue: received + 7 * DAY,
        // The starter contract of Aetna.
        appealDue: received + 180 * DAY,
        owner: null,
        queue: null,
        serviceLine: null,
        provider: 'Lee, Ann',
        location: null,
        sourceFile: 'march.835',
        test: false,
        claimToken: token('PCN20418'),
        balanced: true,
        claimFilingIndicator: '12',
        procedure: '99213',
        practice: '1234567893',
        recoveredCents: null,
        proposedState: null,
        nextAppealDue: null,
        correctedClaimDue: null,
        appealLevel: null,
        resolvedAt: null,
        stateSince: received,
        firstAppealedAt: null,
        reopened: 0,
        reassigned: 0,
      },
      {
        id: '2',
        claimRef: 'B2',
        payerClaimRef: 'P2',
        payer: 'Aetna',
        kind: 'partial',
        category: 'non_covered_benefit',
        group: 'PR',
        carcs: ['96'],
        rarcs: ['N30'],
        billedCents: 8_000,
        paidCents: 4_000,
        deniedCents: 3_000,
        leftCents: 3_000,
        state: 'new',
        received,
        followUpDue: received + 7 * DAY,
        // The starter contract of Aetna.
        appealDue: received + 180 * DAY,
        owner: null,
        queue: null,
        serviceLine: null,
        provider: 'CLINIC',
        location: null,
        sourceFile: 'march.835',
        test: false,
        claimToken: token('B2'),
        balanced: true,
        claimFilingIndicator: '12',
        procedure: '99213',
        practice: '1234567893',
        recoveredCents: null,
        proposedState: null,
        nextAppealDue: null,
        correctedClaimDue: null,
        appealLevel: null,
        resolvedAt: null,
        stateSince: received,
        firstAppealedAt: null,
        reopened: 0,
        reassigned: 0,
      },
    ])
  })

  test('the same file, and the same claim in another file, change nothing', async () => {
    const claims = [denied('A1', { payerClaimRef: 'P1' }), denied('A2', { payerClaimRef: 'P2' })]
    await send(endpoint, 'one.835', make835([{ claims }]))
    const before = await everyDenial(endpoint)
    const again = (await send(endpoint, 'renamed.835', make835([{ claims }]))).body
    expect(again).toMatchObject({ name: 'renamed.835', status: 'duplicate', error: null, claims: 0, full: 0, added: 0 })
    const other = make835([{ claims: [...claims, denied('A3')] }], { firstControlNumber: 7 })
    const answer = (await send(endpoint, 'two.835', other)).body
    expect(answer).toMatchObject({ status: 'imported', claims: 3, full: 3, added: 1, known: 2, deniedCents: 10_000 })
    const after = await everyDenial(endpoint)
    expect(after.slice(0, 2)).toEqual(before)
    expect(after.map(({ claimRef, sourceFile }) => [claimRef, sourceFile])).toEqual([
      ['A1', 'one.835'],
      ['A2', 'one.835'],
      ['A3', 'two.835'],
    ])
    expect(await stored()).toEqual([2, 3, 3])
  })

  test('a reversal and its correction, weeks and files apart', async () => {
    const only = (claim: ReturnType<typeof denied>, date: string) => make835([{ claims: [claim], date }])
    await send(endpoint, '1', only(denied('A1', { payerClaimRef: 'P1' }), '20260301'))
    await send(endpoint, '2', only(denied('A1', { payerClaimRef: 'P2' }), '20260302'))
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 new', 'P2 new'])
    // The same ICN matches first, though another was denied later.
    const first = await send(endpoint, '3', only(reversal('A1', { payerClaimRef: 'P1' }), '20260320'))
    expect(first.body).toMatchObject({ claims: 1, full: 0, reversals: 1, unmatchedReversals: 0 })
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reversed', 'P2 new'])
    // A new ICN matches the latest open denial.
    await send(endpoint, '4', only(reversal('A1', { payerClaimRef: 'P9' }), '20260321'))
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reversed', 'P2 reversed'])
    // The next claim is the correction; with its ICN it corrects the claim that has it.
    await send(endpoint, '5', only(paid('A1', { payerClaimRef: 'P2' }), '20260401'))
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reversed', 'P2 overturned'])
    await send(endpoint, '6', only(denied('A1', { payerClaimRef: 'P2' }), '20260402'))
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reversed', 'P2 reopened'])
    const { events } = (await detail(endpoint, '1')).body
    expect(events).toEqual([
      {
        kind: 'received',
        at: Date.UTC(2026, 2, 1, 5),
        recordedAt: NOW,
        by: 'admin token',
        sourceFile: '1',
        from: null,
        to: 'new',
        reason: null,
      },
      {
        kind: 'reversed',
        at: Date.UTC(2026, 2, 20, 4),
        recordedAt: NOW,
        by: 'admin token',
        sourceFile: '3',
        from: 'new',
        to: 'reversed',
        reason: null,
      },
    ])
  })

  test('denial, reversal and correction in one file', async () => {
    const of = { payerClaimRef: 'P1' }
    const late = denied('A1', { ...of, lines: [{ charge: 10_000, paid: 0, adjustments: [['CO', '29', 10_000]] }] })
    // A transaction states the correction before the reversal.
    const transactions = [[denied('A1', of)], [late, reversal('A1', of)], [denied('A1', of)]]
    const { body } = await send(
      endpoint,
      'all.835',
      make835(transactions.map((claims, index) => ({ claims, traceNumber: `T${index}` }))),
    )
    expect(body).toMatchObject({ claims: 4, full: 3, reversals: 1, added: 1, updated: 2, deniedCents: 10_000 })
    // One denial, with the reason that came first.
    expect(await everyDenial(endpoint)).toMatchObject([
      { state: 'reopened', category: 'authorization', leftCents: 10_000 },
    ])
    expect((await detail(endpoint, '1')).body.events.map(({ kind }) => kind)).toEqual([
      ...['received', 'reversed', 'answer', 'reopened', 'answer', 'reopened'],
    ])
  })

  test('a reversal without a denial is counted with a warning; the payer must match', async () => {
    await send(endpoint, '1', make835([{ payer: 'Aetna', claims: [denied('A1', { payerClaimRef: 'P1' })] }]))
    const file = make835([{ payer: 'Cigna', claims: [reversal('A1', { payerClaimRef: 'P1' }), reversal('0')] }])
    const { body } = await send(endpoint, '2', file)
    expect(body).toMatchObject({ reversals: 2, unmatchedReversals: 2 })
    expect(body.warnings.map(({ kind, claimRef }) => [kind, claimRef])).toEqual([
      ['unmatched_reversal', 'A1'],
      ['unmatched_reversal', '0'],
    ])
    expect(body.warnings[0]?.segment).toBeGreaterThan(8)
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 new'])
  })

  test('a repeated reversal closes nothing else', async () => {
    const p1 = { payerClaimRef: 'P1' }
    await send(endpoint, '1', make835([{ claims: [denied('A1', p1)] }]))
    const corrected = [reversal('A1', p1), denied('A1', { payerClaimRef: 'P2' })]
    await send(endpoint, '2', make835([{ claims: corrected }]))
    const again = await send(endpoint, '3', make835([{ claims: corrected }], { firstControlNumber: 9 }))
    expect(again.body).toMatchObject({ reversals: 1, unmatchedReversals: 0, added: 0, known: 1 })
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reopened'])
  })

  test('a claim reference of 0 or blank identifies nothing', async () => {
    const claims = ['0', '', '0', ''].map((claimRef) => denied(claimRef, { payerClaimRef: 'P1' }))
    const first = await send(endpoint, '1', make835([{ claims }]))
    expect(first.body).toMatchObject({ claims: 4, full: 4, added: 4, known: 0 })
    const second = await send(endpoint, '2', make835([{ claims: claims.slice(0, 1) }]))
    expect(second.body).toMatchObject({ full: 1, added: 1 })
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ claimRef, claimToken }) => [claimRef, claimToken])).toEqual([
      ['0', null],
      ['', null],
      ['0', null],
      ['', null],
      ['0', null],
    ])
    expect(await everyDenial(endpoint, 'claimRef=0')).toHaveLength(3)
  })

  test('claims and payments that do not balance are imported, flagged and reported', async () => {
    const line = { charge: 10_000, paid: 0, adjustments: [['CO', '197', 9_000]] } as const
    const file = make835([{ paid: 500, claims: [denied('A1', { lines: [line] }), denied('A2')] }])
    const { body } = await send(endpoint, 'odd.835', file)
    expect(body).toMatchObject({ status: 'imported', full: 2, imbalances: 2, deniedCents: 19_000 })
    expect(body.warnings.find(({ kind }) => kind === 'line_imbalance')).toMatchObject({
      claimRef: 'A1',
      serviceLine: 1,
      expectedCents: 1_000,
      paidCents: 0,
    })
    expect(body.warnings.find(({ kind }) => kind === 'payment_imbalance')).toMatchObject({
      claimRef: null,
      expectedCents: 0,
      paidCents: 500,
    })
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ claimRef, balanced }) => [claimRef, balanced])).toEqual([
      ['A1', false],
      ['A2', true],
    ])
  })

  test('a refused file leaves nothing behind, however much was read', async () => {
    const claims = Array.from({ length: 1_500 }, (_, index) => denied(`A${index}`))
    const whole = make835([{ claims }])
    for (const [file, message] of [
      [whole.slice(0, -40), /segment \d+, line \d+/],
      [whole.replace(/(SE\*\d+)\*0001/, '$1*7'), /SE02 is not the control number.*\(segment \d+, line \d+\)/],
      [whole.replace('*100*0*', '*1o0*0*'), /\(segment \d+, line \d+\)/],
      ['claim;payer of old\n', /ISA is missing/],
      ['', /ISA is missing/],
    ] as const) {
      const { status, headers, body } = await send(endpoint, 'bad.835', file)
      expect([status, body.code]).toEqual([422, 'refused'])
      expect(headers.get('content-type')).toContain('application/problem+json')
      expect(body.detail).toMatch(message)
      expect(await stored()).toEqual([0, 0, 0])
    }
    // It is not stored as a duplicate either: corrected, it is imported.
    expect((await send(endpoint, 'bad.835', whole)).body).toMatchObject({ status: 'imported', added: 1_500 })
  })

  test('a sender that goes away leaves nothing behind', async () => {
    const { hostname, port } = new URL(endpoint.url)
    const socket = connect(Number(port), hostname)
    const file = make835([{ claims: [denied('A1')] }])
    socket.write(
      `POST /v1/denials/import?name=a HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${endpoint.adminToken}\r\n` +
        `Content-Type: application/edi-x12\r\nContent-Length: ${file.length + 1}\r\n\r\n${file}`,
    )
    await new Promise<void>((resolve) => socket.end(() => resolve()))
    expect((await send(endpoint, 'b', make835([{ claims: [denied('B1')] }]))).status).toBe(200)
    expect(await stored()).toEqual([1, 1, 1])
  })

  test('a canceled import leaves nothing behind', async () => {
    const cancel = new AbortController()
    const claims = Array.from({ length: 2_500 }, (_, index) => denied(`A${index}`))
    const file = await spool(Readable.from([Buffer.from(make835([{ claims }]))]), undefined, 1e9)
    let pieces = 0
    const observed = {
      ...file,
      async *bytes() {
        for await (const piece of file.bytes()) {
          yield piece
          pieces += 1
          if (pieces === 3) cancel.abort()
        }
      },
    }
    const { signal } = cancel
    const request = {
      name: 'a',
      format: '835',
      mapping: {},
      leaveOut: false,
      by: 'me',
      now,
      signal,
      record: byEndpoint(now),
    } as const
    await expect(importFile(endpoint.database, observed, request)).rejects.toThrow('aborted')
    await file.close()
    expect(pieces).toBeGreaterThan(2)
    expect(await stored()).toEqual([0, 0, 0])
  })

  test('a file that unpacks to more than is allowed is not kept', async () => {
    const zeros = Readable.from([gzipSync(Buffer.alloc(1_000_000))])
    await expect(spool(zeros, 'gzip', 100_000)).rejects.toMatchObject({ body: { code: 'body_too_large' } })
    await expect(spool(Readable.from(['x']), 'br', 10)).rejects.toMatchObject({ body: { status: 415 } })
    const fits = await spool(Readable.from([gzipSync('hello')]), 'gzip', 5)
    expect((await fits.head(10)).toString()).toBe('hello')
    expect(fits.sha256).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
    await fits.close()
  })

  test('files with a future date were received today; concurrent imports take turns', async () => {
    const files = [1, 2, 3].map((number) =>
      make835([{ date: '20260501', claims: [denied('A1', { payerClaimRef: 'P1' }), denied(`B${number}`)] }]),
    )
    const answers = await Promise.all(files.map((file, index) => send(endpoint, `${index}`, file)))
    expect(answers.map(({ body }) => body.added + body.known)).toEqual([2, 2, 2])
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
    expect(new Set(rows.map((row) => row.received))).toEqual(new Set([Date.UTC(2026, 3, 15, 4)]))
  })

  test('lists page by key, filter, and add up to the files', async () => {
    const payers = ['Aetna', 'Cigna', 'Humana']
    const answers: Pick<ImportedFile, 'deniedCents' | 'full' | 'partial'>[] = []
    for (const [index, payer] of payers.entries()) {
      const claims = Array.from({ length: 7 }, (_, claim) =>
        claim % 3 === 2
          ? paid(`${payer}${claim}`)
          : denied(`${payer}${claim}`, {
              lines: [
                { charge: 10_000 + claim, paid: 0, adjustments: [['CO', claim === 0 ? '29' : '197', 10_000 + claim]] },
                ...(claim === 1 ? [{ charge: 50, paid: 50 }] : []),
              ],
            }),
      )
      const file = make835([{ payer, date: `2026030${3 - index}`, claims }])
      answers.push((await send(endpoint, `${payer}.835`, file)).body)
    }
    const rows = await everyDenial(endpoint, '', 2)
    expect(rows.map(({ id }) => id)).toEqual((await everyDenial(endpoint)).map(({ id }) => id))
    expect([...rows].sort((a, b) => a.received - b.received || Number(a.id) - Number(b.id))).toEqual(rows)
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
    expect(sum(rows.map(({ deniedCents }) => deniedCents))).toBe(sum(answers.map(({ deniedCents }) => deniedCents)))
    expect(rows).toHaveLength(sum(answers.map(({ full, partial }) => full + partial)))

    const idsOf = async (query: string) => (await everyDenial(endpoint, query)).map(({ id }) => Number(id))
    const where = (fits: (row: (typeof rows)[number]) => boolean) => rows.filter(fits).map(({ id }) => Number(id))
    expect(await idsOf('payer=Cigna')).toEqual(where(({ payer }) => payer === 'Cigna'))
    expect(await idsOf('category=timely_filing')).toEqual(where(({ category }) => category === 'timely_filing'))
    expect(await idsOf('kind=partial&payer=Aetna')).toEqual(
      where((row) => row.kind === 'partial' && row.payer === 'Aetna'),
    )
    const march2 = Date.UTC(2026, 2, 2, 5)
    expect(await idsOf(`from=${march2}&to=${march2 + DAY}`)).toEqual(where((row) => row.received === march2))
    expect(await idsOf('claimRef=aetna-0')).toEqual(where(({ claimRef }) => claimRef === 'Aetna0'))
    expect(await idsOf('owner=')).toHaveLength(rows.length)
    expect(await idsOf('owner=Ana')).toEqual([])
    expect(await idsOf('state=new,appealed')).toHaveLength(rows.length)
    expect(await idsOf('state=reversed')).toEqual([])
    for (const query of ['state=lost', 'limit=0', 'cursor=nonsense', 'from=yesterday', 'sort=payer']) {
      const { status, body } = await ask(endpoint, `/v1/denials?${query}`)
      expect([query, status, body.code]).toEqual([query, 400, 'bad_parameter'])
    }
  })

  test('people change the state of a denial, and its touches are found by claim token', async () => {
    now = Date.now()
    await send(endpoint, '1', make835([{ claims: [denied('A-1', { payerClaimRef: 'P1' })] }]))
    const token = (await everyDenial(endpoint))[0]?.claimToken ?? ''
    const device = await enrolledDevice(endpoint, { user: 'Ana' })
    const claimToken = createHmac('sha256', Buffer.from(device.tokenKey, 'base64')).update('A1').digest('hex')
    const touch = touchRecord({ startedAt: now - 60_000, endedAt: now - 30_000, activeMs: 30_000, claimToken })
    await device.send(batchOf([touch, touchRecord({ seq: 2, touchId: 't2', claimToken: 'b'.repeat(64) })]))
    const { touches } = (await detail(endpoint, '1')).body
    expect(touches).toMatchObject([{ userName: 'Ana', touchId: 't1', activeMs: 30_000, claimToken: token }])

    const patch = (json: object, id = '1') => ask<never>(endpoint, `/v1/denials/${id}`, { method: 'PATCH', json })
    const followUpDue = now + DAY
    const changed = await patch({ state: 'in_progress', owner: ' Ana ', queue: 'Auth', followUpDue })
    expect(changed).toMatchObject({
      status: 200,
      body: { state: 'in_progress', owner: 'Ana', queue: 'Auth', followUpDue, appealDue: null },
    })
    await patch({ state: 'in_progress', owner: 'Ana' })
    await patch({ state: 'appealed', queue: null })
    const { events, owner, queue } = (await detail(endpoint, '1')).body
    expect([owner, queue]).toEqual(['Ana', null])
    expect(events.slice(1).map(({ kind, from, to, sourceFile }) => [kind, from, to, sourceFile])).toEqual([
      ['in_progress', 'new', 'in_progress', null],
      ['owner', null, 'Ana', null],
      ['queue', null, 'Auth', null],
      ['follow_up_due', expect.stringMatching(/^\d+$/), String(followUpDue), null],
      ['appealed', 'in_progress', 'appealed', null],
      ['queue', 'Auth', null, null],
    ])
    expect(await patch({ state: 'reopened' })).toMatchObject({ status: 409, body: { code: 'bad_transition' } })
    expect(await patch({ state: 'new' })).toMatchObject({ status: 409 })
    expect(await patch({ state: 'lost' })).toMatchObject({ status: 400, body: { code: 'bad_body' } })
    expect(await patch({ owner: '' })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/owner' }] } })
    expect(await patch({ deniedCents: 1 })).toMatchObject({ status: 400 })
    for (const id of ['2', '0', 'x', '1e0']) expect(await patch({ owner: 'Ana' }, id)).toMatchObject({ status: 404 })

    // A reversal closes a denial in any state; people may reopen it.
    await send(endpoint, '2', make835([{ claims: [reversal('A-1', { payerClaimRef: 'P1' })] }]))
    expect((await detail(endpoint, '1')).body).toMatchObject({ state: 'reversed' })
    expect(await patch({ state: 'reopened' })).toMatchObject({ status: 200, body: { state: 'reopened' } })
  })

  test('only an admin imports, and only supported files', async () => {
    const supervisor = await somebody(endpoint, { roles: ['supervisor'] })
    const file = make835([{ claims: [denied('A1')] }])
    expect(await send(supervisor, 'a', file)).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
    expect(await send({ ...supervisor, adminToken: 'wrong' }, 'a', file)).toMatchObject({ status: 401 })
    expect(await send(endpoint, 'a', file, { type: 'text/plain' })).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    })
    const packed = await ask(endpoint, '/v1/denials/import', {
      method: 'POST',
      body: file,
      headers: { 'content-type': 'application/edi-x12', 'content-encoding': 'gzip' },
    })
    expect([packed.status, packed.body.code]).toEqual([400, 'bad_gzip'])
    expect(await stored()).toEqual([0, 0, 0])
    expect(await send(supervisor, 'a', file, { type: 'application/octet-stream' })).toMatchObject({ status: 403 })
    expect(await send(endpoint, 'a', file, { type: 'application/octet-stream' })).toMatchObject({ status: 200 })
    expect((await ask(supervisor, '/v1/denials')).status).toBe(200)
  })
})

import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ClaimSearch } from '../../../src/shared/contract/denials.ts'
import { comparableReference } from '../../../src/shared/classify/index.ts'
import { leftOutCharacters, searchedNumber } from '../../../src/server/database/claim-number.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { claimSearchStatement, findClaims } from '../../../src/server/denials/find-claims.ts'
import { createScope, everything } from '../../../src/server/identity/scope.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim } from '../x835/make835.ts'
import { denied, forgetDenials, paid, send } from './support.ts'

const NOW = Date.UTC(2026, 10, 20, 15)

test('the list of what is left out is that of the comparison', () => {
  const leftOut: string[] = []
  for (let code = 0; code <= 0x10_ff_ff; code += 1) {
    const isSurrogate = code >= 0xd8_00 && code <= 0xdf_ff
    if (!isSurrogate && comparableReference(String.fromCodePoint(code)) === '') leftOut.push(String.fromCodePoint(code))
  }
  expect([...leftOutCharacters].toSorted()).toEqual(leftOut.toSorted())
})

describe.each(storesOfPlainSql)('searching a claim on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => NOW })))
  afterEach(async () => {
    await forgetDenials(endpoint)
    await endpoint.database.query(sql`delete from users`)
  })
  afterAll(() => endpoint.close())

  let files = 0
  const remit = async (
    claims: readonly MadeClaim[],
    payment: { readonly date?: string; readonly payer?: string } = {},
  ) => {
    const { status, body } = await send(
      endpoint,
      `${(files += 1)}.835`,
      make835([{ date: '20261102', ...payment, claims }]),
    )
    expect(status, body.detail).toBe(200)
  }
  const search = async (q: string) => {
    const { status, body } = await ask<ClaimSearch>(endpoint, `/v1/claims/search?q=${encodeURIComponent(q)}`)
    expect(status).toBe(200)
    return body
  }
  const found = async (q: string) => (await search(q)).rows.map(({ claimRef }) => claimRef)

  test.each([
    ['as it is', '00PCN-204 18A'],
    ['without blanks and dashes', '00PCN20418A'],
    ['in lower case', '00pcn-204 18a'],
    ['without leading zeros', 'PCN-204 18A'],
    ['with more leading zeros', '0000PCN20418A'],
    ['with dashes elsewhere', 'P-C-N 204-18-A'],
    ['with the dashes of a word processor', 'PCN–204—18A'],
    ['with what comes along when it is copied', 'PCN\u2212204\u00AD18\u200BA'],
    ['in full-width letters', 'ＰＣＮ－２０４１８Ａ'],
    ['with the blanks of a web page', 'PCN\u{A0}204\u{202F}18A'],
    ['its first characters', 'pcn-2'],
    ['its first three characters after zeros', '00pcn'],
    ['its ICN', 'icn 9-77 X'],
    ['first characters of its ICN', 'ICN-9'],
  ])('a number %s', async (_form, typed) => {
    await remit([
      denied('00PCN-204 18A', { payerClaimRef: 'ICN977X' }),
      denied('11PCN20418A', { payerClaimRef: '77X' }),
    ])
    expect(await found(typed)).toEqual(['00PCN-204 18A'])
  })

  test.each(['CN20418', 'PC', '18A', '20418', '77X1', '000', '-', 'PCN-204-18-AB', '%', 'PCN_0418A', '\\'])(
    'no number begins with %s',
    async (typed) => {
      await remit([denied('00PCN-204 18A', { payerClaimRef: 'ICN977X' })])
      expect(await search(typed)).toEqual({ rows: [], more: false })
    },
  )

  test('a short number is found whole, not by its first characters', async () => {
    await remit([denied('0012', { payerClaimRef: 'A1' }), denied('0012345', { payerClaimRef: 'B1' })])
    expect(await found('12')).toEqual(['0012'])
    expect(await found('123')).toEqual(['0012345'])
  })

  test('payer, status and what is left; a whole number first; at most ten', async () => {
    const longer = Array.from({ length: 11 }, (_, index) =>
      denied(`77001-${index + 10}`, { payerClaimRef: `X${index}` }),
    )
    await remit([...longer, denied('77001', { payerClaimRef: 'Y' })], { payer: 'Cigna' })
    const { rows, more } = await search('77001')
    expect(rows).toHaveLength(10)
    expect(more).toBe(true)
    expect(rows[0]).toMatchObject({
      ...{ claimRef: '77001', payerClaimRef: 'Y', payer: 'Cigna', matched: 'claimRef', paidCents: null },
      denial: { state: 'new', proposedState: null, leftCents: 10_000 },
    })
  })

  test('a claim without a denial is named as such, with what was paid; one with a denial of the same payer is one hit', async () => {
    await remit([paid('8800-1', { payerClaimRef: 'P1' }), denied('8800-2', { payerClaimRef: 'P2' })])
    await remit([paid('8800-1', { payerClaimRef: 'P1B' })], { date: '20261105' })
    const { rows } = await search('8800')
    expect(rows).toMatchObject([
      { claimRef: '8800-1', payerClaimRef: 'P1B', denial: null, paidCents: 8000 },
      { claimRef: '8800-2', denial: { state: 'new' }, paidCents: null },
    ])
  })

  test('a denial is found by the ICN of a later answer', async () => {
    await remit([denied('9100', { payerClaimRef: 'OLD-1' })])
    await remit([denied('9100', { payerClaimRef: 'NEW-2', frequency: '7', originalRef: 'OLD-1' })], {
      date: '20261110',
    })
    expect((await search('new2')).rows).toMatchObject([
      { claimRef: '9100', payerClaimRef: 'NEW-2', denial: { state: 'reopened' } },
    ])
    expect((await search('old1')).rows).toMatchObject([{ claimRef: '9100', payerClaimRef: 'OLD-1' }])
  })

  test('only what the one who asks may see: the denials of their people and what nobody has', async () => {
    const { database } = endpoint
    for (const [id, name, team] of [
      ['a', 'A. North', 'North'],
      ['b', 'B. South', 'South'],
    ] as const)
      await database.query(
        sql`insert into users (user_id, name, team, sample, created_at) values (${id}, ${name}, ${team}, false, 0)`,
      )
    await remit(['5501', '5502', '5503'].map((claimRef) => denied(claimRef, { payerClaimRef: `I${claimRef}` })))
    await remit([paid('5504', { payerClaimRef: 'I5504' })])
    await database.query(sql`update denials set owner = 'A. North' where claim_ref = '5501'`)
    await database.query(sql`update denials set owner = 'B. South' where claim_ref = '5502'`)
    const seenBy = async (people: Parameters<typeof createScope>[1], typed: string) =>
      (await findClaims(createScope(database, people), typed)).rows.map(({ claimRef }) => claimRef)
    expect(await seenBy('everybody', '550')).toEqual(['5501', '5502', '5503', '5504'])
    for (const typed of ['550', 'I550']) {
      expect(await seenBy({ teams: ['North'], userId: null }, typed)).toEqual(['5501', '5503', '5504'])
      expect(await seenBy({ teams: [], userId: 'b' }, typed)).toEqual(['5502', '5503', '5504'])
    }
  })

  test('any number is found by any spelling of it', async () => {
    const character = fc.constantFrom(...'ABCXYZ0123456789')
    const number = fc.string({ unit: character, minLength: 5, maxLength: 14 }).filter((text) => /[1-9A-Z]/.test(text))
    const spelling = fc.array(fc.constantFrom('', '', '-', ' ', '–', '\u{A0}', '\u2212', '\u00AD', '\u200B'), {
      minLength: 14,
      maxLength: 14,
    })
    const wide = (one: string) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfe_e0)
    const spelled = (text: string, between: readonly string[], lower: boolean) =>
      [...text]
        .map((one, index) => (lower ? one.toLowerCase() : one) + (between[index] ?? ''))
        .map((one) => (between.at(-1) === '' ? one : one.replace(/^\w/, wide)))
        .join('')
    await fc.assert(
      fc.asyncProperty(number, spelling, spelling, fc.boolean(), async (text, stored, typed, lower) => {
        const one = spelled(text, stored, false)
        const other = spelled(text.replace(/^0+/, ''), typed, lower)
        const [row] = await endpoint.database.query<{ equal: boolean; key: string }>(
          sql`select ${searchedNumber(sql`${one}::text`)} = ${searchedNumber(sql`${other}::text`)} as equal, ${searchedNumber(sql`${one}::text`)} as key`,
        )
        expect(row).toEqual({ equal: true, key: comparableReference(other).replace(/^0+/, '') })
      }),
      { numRuns: 60 },
    )
  })

  test('a number that was copied into a worklist is that of the remittance', async () => {
    await remit([denied('00PCN-204 18A', { payerClaimRef: 'ICN-977' })])
    const list = 'Claim,ICN,Payer,Denied amount,Owner\n00ＰＣＮ−204\u00AD18A\u200B,icn 9\u221277,ACME HEALTH,,Ana\n'
    const { body } = await send(endpoint, 'copied.csv', list)
    expect(body).toMatchObject({ added: 0, updated: 1 })
    expect((await search('pcn20418a')).rows).toMatchObject([{ payerClaimRef: 'ICN-977' }])
  })

  test('what looks alike but is another character joins nothing', () => {
    for (const [one, other] of [
      ['PCN204²', 'PCN2042'],
      ['PCNⅣ', 'PCNIV'],
      ['РCN204', 'PCN204'],
      ['PCN_204', 'PCN204'],
      ['PCN2O4', 'PCN204'],
      ['PCN½', 'PCN12'],
    ] as const)
      expect(comparableReference(one)).not.toBe(comparableReference(other))
  })

  test('each of its branches reads an index', async () => {
    const plan = await endpoint.database.transaction(async (queries) => {
      await queries.query(sql`set local enable_seqscan = off`)
      const statement = claimSearchStatement(everything(endpoint.database), 'PCN204')
      if (statement === null) throw new Error('nothing is looked for')
      return queries.query<{ 'QUERY PLAN': string }>(sql`explain ${statement}`)
    })
    const lines = plan.map((row) => row['QUERY PLAN'])
    expect(lines.filter((line) => line.includes('Seq Scan'))).toEqual([])
    // A range of each of the five, not an index that is read whole: the list of dashes has line breaks of its own.
    expect(lines.join('\n').match(/>= 'PCN204'::text/g)).toHaveLength(5)
    for (const index of ['denials_pcn', 'denials_icn', 'remittance_claims_pcn', 'remittance_claims_icn'])
      expect(
        lines.some((line) => line.includes(index)),
        index,
      ).toBe(true)
  })

  test('nothing to look for, or too much, is refused without repeating it', async () => {
    const { status, body } = await ask(endpoint, `/v1/claims/search?q=${'9'.repeat(81)}`)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).not.toContain('99')
    expect((await ask(endpoint, '/v1/claims/search?q=')).status).toBe(400)
  })
})

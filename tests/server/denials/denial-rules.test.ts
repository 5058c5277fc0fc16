import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { name as table, sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { freshEndpoint } from '../support/stores.ts'
import { make835, type MadeClaim, type MadeLine, type MadePayment } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send } from './support.ts'

// What an 835 comes to, from the file to the list of denials.

const NOW = Date.UTC(2026, 3, 15, 15)

const line = (charge: number, paidCents: number, ...adjustments: NonNullable<MadeLine['adjustments']>): MadeLine => ({
  charge,
  paid: paidCents,
  adjustments,
})

describe('an 835', () => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint('postgres', { now: () => NOW })))
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  let files = 0
  const bring = async (payment: MadePayment | readonly MadeClaim[]) => {
    const made = 'claims' in payment ? payment : { claims: payment }
    const { status, body } = await send(endpoint, `${(files += 1)}.835`, make835([made]))
    expect(status, body.detail).toBe(200)
    return body
  }
  const denials = async () =>
    (await everyDenial(endpoint)).map(
      ({ claimRef, kind, deniedCents, carcs, category, recoveredCents, leftCents, state }) => ({
        ...{ claimRef, kind, deniedCents, carcs, category, recoveredCents, leftCents, state },
      }),
    )

  describe('with a claim in parts', () => {
    const parts = (...icns: readonly string[]): MadeClaim[] => [
      {
        claimRef: 'SPS1',
        status: '1',
        payerClaimRef: icns[0] ?? '',
        lines: [line(20_000, 12_000, ['CO', '45', 8_000])],
      },
      { claimRef: 'SPS1', status: '4', payerClaimRef: icns[1] ?? '', lines: [line(15_000, 0, ['CO', '197', 15_000])] },
      { claimRef: 'SPS1', status: '1', payerClaimRef: icns[2] ?? '', lines: [line(9_000, 6_000, ['CO', '45', 3_000])] },
    ]
    const partial = { claimRef: 'SPS1', deniedCents: 15_000, carcs: ['197'], recoveredCents: null }

    test('is one claim: amounts are added, and what a part is paid is no recovery', async () => {
      expect(await bring(parts('ICN1', 'ICN1', 'icn-1'))).toMatchObject({
        claims: 1,
        full: 0,
        partial: 1,
        added: 1,
        warnings: [],
      })
      expect(await denials()).toMatchObject([{ ...partial, kind: 'partial' }])
      const [row] = await everyDenial(endpoint)
      expect(row).toMatchObject({ billedCents: 44_000, paidCents: 18_000, balanced: true })
      const { events } = (await detail(endpoint, row?.id ?? '')).body
      expect(events.map(({ kind }) => kind)).toEqual(['received'])
    })

    test('stays apart with other ICNs, and what one is paid is no recovery on another, whatever their order', async () => {
      const apart = parts('ICNA', 'ICNB', 'ICNC')
      for (const claims of [apart, apart.toReversed()]) {
        expect(await bring(claims)).toMatchObject({ claims: 3, full: 1, partial: 0, added: 1 })
        expect(await denials()).toMatchObject([{ ...partial, kind: 'full' }])
        await forgetDenials(endpoint)
      }
    })

    test('is denied by all its parts together', async () => {
      const two = [denied('T1', { status: '1' }), denied('T1', { lines: [line(15_000, 0, ['CO', '16', 15_000])] })]
      expect(await bring([...two, paid('T2')])).toMatchObject({ claims: 2, full: 1, added: 1, known: 0, imbalances: 0 })
      expect(await denials()).toMatchObject([{ kind: 'full', deniedCents: 25_000, carcs: ['16', '197'] }])
      const three = ['197', '197', '16'].map((carc, index) =>
        denied('T3', { status: '4', lines: [line(1_000 + index, 0, ['CO', carc, 1_000 + index])] }),
      )
      expect(
        await bring([three[0], paid('T4'), three[1], denied('T5'), three[2]].flatMap((each) => each ?? [])),
      ).toMatchObject({
        ...{ claims: 3, full: 2, partial: 0, deniedCents: 13_003 },
      })
      expect((await denials()).find(({ claimRef }) => claimRef === 'T3')).toMatchObject({
        ...{ kind: 'full', deniedCents: 3_003, carcs: ['197', '16'] },
      })
    })

    test('counts equal parts once, and says so', async () => {
      const body = await bring({ claims: [denied('E1'), denied('E1'), denied('E2')], paid: 0 })
      expect(body).toMatchObject({ claims: 2, full: 2, deniedCents: 20_000, imbalances: 0 })
      expect(body.warnings).toMatchObject([{ kind: 'repeated_part', claimRef: 'E1', segment: 18, line: 18 }])
    })

    test('is another claim for another patient, and for what is no answer', async () => {
      const other = { patient: ['PATIENT', 'POL', 'M1'] } as const
      const lines = [line(5_000, 0, ['CO', '29', 5_000])]
      expect(await bring([denied('P1'), denied('P1', { ...other, lines })])).toMatchObject({ claims: 2, full: 2 })
      expect(await bring([denied('P2'), denied('P2', { patient: null, lines })])).toMatchObject({ claims: 1, full: 1 })
      const forwarded = denied('P3', { status: '23', lines })
      expect(await bring([denied('P3'), forwarded, denied('P3', { status: '25', lines })])).toMatchObject({
        claims: 3,
        full: 1,
      })
      expect(await bring([denied('0'), denied('0', { lines })])).toMatchObject({ claims: 2, full: 2 })
    })

    test('is one in each transaction', async () => {
      const file = make835([
        { claims: [denied('X1')] },
        { claims: [denied('X1', { lines: [line(500, 0, ['CO', '16', 500])] })] },
      ])
      expect((await send(endpoint, 'two.835', file)).body).toMatchObject({ claims: 2, full: 2 })
    })

    test('corrects the reversal in its transaction, whatever its ICN', async () => {
      await bring({ date: '20260401', claims: [denied('R1', { payerClaimRef: 'OLD' })] })
      const correction = [
        reversal('R1', { payerClaimRef: 'OLD' }),
        paid('R1', { payerClaimRef: 'NEW1' }),
        denied('R1', { payerClaimRef: 'NEW2', lines: [line(5_000, 0, ['CO', '16', 5_000])] }),
      ]
      expect(await bring({ date: '20260410', claims: correction })).toMatchObject({ claims: 3, full: 1, reversals: 1 })
      expect(await denials()).toMatchObject([
        { deniedCents: 10_000, recoveredCents: 8_000, leftCents: 5_000, state: 'reopened' },
      ])
    })
  })

  describe('with codes that are no denial', () => {
    test.each([
      ['pending', line(30_000, 0, ['OA', '133', 30_000]), { pending: 1 }],
      ['in the grace period', line(21_000, 0, ['OA', '257', 21_000]), { pending: 1 }],
      ['in the grace period of an exchange', line(21_000, 0, ['OA', '277', 21_000]), { pending: 1 }],
      ['of a fee schedule', line(40_000, 0, ['CO', 'P12', 25_000], ['PR', '1', 15_000]), {}],
      ['of an old fee schedule', line(10_000, 0, ['CO', '42', 4_000], ['PR', '1', 6_000]), {}],
      ['of a surcharge', line(20_000, 0, ['CO', '45', 4_000], ['CO', '137', 1_000], ['PR', '1', 15_000]), {}],
      ['of a fee', line(10_000, 0, ['CO', '130', 300], ['PR', '1', 9_700]), {}],
      ['of a tax', line(10_000, 0, ['CO', '235', 300], ['PR', '1', 9_700]), {}],
      ['with leading zeros', line(10_000, 0, ['CO', '045', 4_000], ['PR', '001', 6_000]), {}],
      ['in no list', line(10_000, 0, ['CO', 'ZZ9', 10_000]), { undecided: 1 }],
    ] as const)('makes none: %s', async (_, only, counts) => {
      const body = await bring([{ claimRef: 'N1', lines: [only] }])
      expect(body).toMatchObject({
        claims: 1,
        full: 0,
        partial: 0,
        added: 0,
        imbalances: 0,
        pending: 0,
        undecided: 0,
        ...counts,
      })
    })

    test('tells once of each code that is in no list', async () => {
      const odd = line(10_000, 0, ['CO', 'ZZ9', 9_000], ['CO', 'ZZ8', 1_000])
      const { warnings } = await bring([
        { claimRef: 'N1', lines: [odd] },
        { claimRef: 'N2', lines: [odd] },
      ])
      expect(warnings).toMatchObject([
        { kind: 'undecided_code', detail: 'ZZ9', claimRef: 'N1' },
        { kind: 'undecided_code', detail: 'ZZ8', claimRef: 'N1' },
      ])
    })

    test('of capitation makes none under managed care', async () => {
      const lines = [line(12_000, 0, ['CO', '24', 12_000])]
      const capitated = ['HM', '16'].map((filingIndicator) => ({ claimRef: filingIndicator, filingIndicator, lines }))
      const body = await bring([...capitated, { claimRef: 'MB', filingIndicator: 'MB', lines }])
      expect(body).toMatchObject({ claims: 3, full: 1 })
      expect(await denials()).toMatchObject([{ claimRef: 'MB', category: 'cob_wrong_payer' }])
    })
  })

  test('of status 4 is a denial where no code explains it', async () => {
    const body = await bring([
      { claimRef: 'ST41', status: '4', charge: 72_232, paid: 0 },
      { claimRef: 'ST42', status: '4', lines: [{ ...line(9_000, 0, ['CO', '45', 9_000]), rarcs: ['N130'] }] },
    ])
    expect(body).toMatchObject({ claims: 2, full: 2, partial: 0, imbalances: 1 })
    const common = { kind: 'full', carcs: [], category: 'other' }
    expect(await denials()).toMatchObject([
      { ...common, deniedCents: 72_232 },
      { ...common, deniedCents: 9_000 },
    ])
  })

  test('denied on the claim itself is a partial denial when it is paid in part', async () => {
    const body = await bring([
      {
        claimRef: 'INS1',
        charge: 10_000_000,
        paid: 6_800_000,
        adjustments: [
          ['CO', '197', 3_000_000],
          ['CO', '45', 200_000],
        ],
      },
      {
        claimRef: 'INS2',
        adjustments: [['CO', '96', 500_000]],
        charge: 900_000,
        paid: 400_000,
        lines: [line(500_000, 0), line(400_000, 400_000)],
      },
    ])
    expect(body).toMatchObject({ full: 0, partial: 2, imbalances: 0, deniedCents: 3_500_000 })
  })

  test('has the kind and amount that its adjustments say', async () => {
    await bring([
      {
        claimRef: 'DED1',
        patientResponsibility: 50_000,
        lines: [line(90_000, 0, ['CO', '45', 40_000], ['PR', '1', 50_000]), line(10_000, 0, ['CO', '97', 10_000])],
      },
      { claimRef: 'ZA1', status: '4', adjustments: [['CO', '140', 0]], lines: [line(10_000, 0, ['CO', '45', 10_000])] },
    ])
    expect(await denials()).toMatchObject([
      { claimRef: 'DED1', kind: 'partial', deniedCents: 10_000, carcs: ['97'] },
      { claimRef: 'ZA1', kind: 'full', deniedCents: 10_000, carcs: ['140'] },
    ])
  })

  describe('that is test data', () => {
    const file = make835([{ claims: [denied('TST')] }], { test: true })

    test('is refused', async () => {
      for (const query of [{}, { preview: '1' }] as const) {
        const { body } = await send(endpoint, 'test.835', file, { query })
        expect(JSON.stringify(body)).toContain('The file is test data (ISA15 is T)')
      }
      expect(await everyDenial(endpoint)).toEqual([])
    })

    test('is imported where it is allowed, and marked', async () => {
      const { body } = await send(endpoint, 'test.835', file, { query: { allowTest: '1' } })
      expect(body).toMatchObject({ status: 'imported', test: true, full: 1 })
      expect(await everyDenial(endpoint)).toMatchObject([{ claimRef: 'TST', test: true }])
      expect(await bring([denied('REAL')])).toMatchObject({ test: false })
      expect((await everyDenial(endpoint)).map(({ test: isTest }) => isTest)).toEqual([true, false])
    })
  })

  describe('that is packed', () => {
    const text = make835([{ payer: 'CAISSE SANTÉ', claims: [denied('Z1')] }])
    const zip = (...names: readonly string[]) =>
      zipSync(Object.fromEntries(names.map((name) => [name, Buffer.from(text)])))
    const bigEndian = (utf16: Buffer) => Buffer.from(utf16).swap16()

    test.each([
      ['gzip', 'a.gz', gzipSync(text), ['gzip']],
      ['zip', 'a.zip', zip('remits/a.835'), ['zip']],
      ['zip of a Mac', 'a.zip', zip('a.835', '__MACOSX/._a.835'), ['zip']],
      ['zip without compression', 'a.zip', zipSync({ 'a.835': Buffer.from(text) }, { level: 0 }), ['zip']],
      ['UTF-16', 'a.835', Buffer.from(`\uFEFF${text}`, 'utf16le'), ['UTF-16']],
      ['UTF-16 without a mark', 'a.835', Buffer.from(text, 'utf16le'), ['UTF-16']],
      ['UTF-16, big-endian', 'a.835', bigEndian(Buffer.from(`\uFEFF${text}`, 'utf16le')), ['UTF-16']],
      ['UTF-16 in gzip', 'a.gz', gzipSync(Buffer.from(`\uFEFF${text}`, 'utf16le')), ['gzip', 'UTF-16']],
    ])('is unpacked and reported: %s', async (_, fileName, bytes, packings) => {
      const { status, body } = await send(endpoint, fileName, bytes)
      expect(status, body.detail).toBe(200)
      expect(body).toMatchObject({
        claims: 1,
        full: 1,
        warnings: packings.map((packing) => ({ kind: 'unpacked', detail: packing })),
      })
      expect(await everyDenial(endpoint)).toMatchObject([{ claimRef: 'Z1', payer: 'CAISSE SANTÉ' }])
      expect((await send(endpoint, 'plain.835', text)).body).toMatchObject({ status: 'duplicate' })
    })

    test.each([
      [
        'a workbook',
        zipSync({ '[Content_Types].xml': Buffer.from('<x/>'), 'xl/workbook.xml': Buffer.from('<x/>') }),
        'an Excel workbook or another office document, not an 835',
      ],
      ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'an Excel workbook or Word document, not an 835'],
      ['a PDF', Buffer.from('%PDF-1.7'), 'a PDF, not an 835'],
      ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'a picture, not an 835'],
      ['a picture in gzip', gzipSync(Buffer.from('ffd8ffe000104a46', 'hex')), 'a picture, not an 835'],
      ['another archive', Buffer.from('377abcaf271c0004', 'hex'), 'an archive (7z), not an 835'],
      ['two files', zip('a.835', 'b.835'), 'an archive (zip) of several files'],
      ['no file', zip(), 'Not an 835'],
      ['a zip that is cut', zip('a.835').subarray(0, 200), 'an archive (zip) that is damaged or encrypted'],
      ['a gzip that is cut', gzipSync(text).subarray(0, 60), 'an archive (gzip) that is damaged or encrypted'],
      [
        'a gzip four times',
        [1, 2, 3].reduce((bytes) => gzipSync(bytes), gzipSync(text)),
        'packed more than three times',
      ],
      ['a 277', Buffer.from(text.replace('ST*835', 'ST*277')), 'claim status answers (277)'],
    ])('is refused with what it is: %s', async (_, bytes, message) => {
      const { status, body } = await send(endpoint, 'x.835', bytes)
      expect([status, body.code]).toEqual([422, 'refused'])
      expect(body.detail).toContain(message)
      expect(body.detail).toMatch(/\(segment \d+, line \d+\)$/)
    })
  })

  describe('that is repaired', () => {
    const text = make835([{ claims: [denied('A1')] }])

    test.each([
      ['a count', text.replace(/SE\*\d+/, 'SE*99'), { kind: 'count_mismatch', detail: 'SE01', line: 18 }],
      [
        'a blank amount',
        text.replace('CLP*A1*1*100*0*', 'CLP*A1*1*100**'),
        { kind: 'derived_amount', claimRef: 'A1', line: 11 },
      ],
      [
        'another transaction',
        text.replace('GE*1*', 'ST*999*0002~\nSE*2*0002~\nGE*2*'),
        { kind: 'other_transaction', detail: '999', line: 19 },
      ],
    ])('is imported and reported: %s', async (_, file, warning) => {
      const { status, body } = await send(endpoint, 'x.835', file)
      expect(status, body.detail).toBe(200)
      expect(body).toMatchObject({ claims: 1, full: 1, imbalances: 0 })
      expect(body.warnings).toMatchObject([warning])
    })

    test('is refused when its segment count and its sums are both wrong: a segment may be lost', async () => {
      const { status, body } = await send(endpoint, 'x.835', text.replace(/CAS.*\n/, ''))
      expect(status).toBe(422)
      expect(body.detail).toBe(
        'SE01 counts 16 segments, there are 15, and sums of the transaction do not agree (segment 17, line 17)',
      )
    })

    test('is refused with a day before 2000 or over a year ahead', async () => {
      for (const [day, message] of [
        ['19991231', 'BPR16 is a date before 2000'],
        ['20270416', 'BPR16 is a date more than a year ahead'],
      ] as const) {
        const { status, body } = await send(endpoint, 'x.835', make835([{ date: day, claims: [denied('A1')] }]))
        expect([status, body.detail]).toEqual([422, `${message} (segment 4, line 4)`])
      }
      expect(await bring({ date: '20270415', claims: [denied('A1')] })).toMatchObject({ full: 1 })
    })
  })

  test('leaves nothing of its patients in the store', async () => {
    const patient = ['ZZPATIENT', 'ZZFIRST', 'ZZID'] as const
    await bring([denied('A1', { patient }), denied('A1', { patient, rarcs: ['N1'] }), paid('A2', { patient })])
    for (const of of ['imports', 'denials', 'denial_events', 'remittance_claims', 'claims']) {
      const rows = await endpoint.database.query(sql`select * from ${table(of)}`)
      expect(rows.length, of).toBeGreaterThan(0)
      expect(JSON.stringify(rows), of).not.toContain('ZZ')
    }
  })
})

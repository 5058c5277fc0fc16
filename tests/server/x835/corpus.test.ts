import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ClaimClassification, RemittanceItem } from '../../../src/shared/denials/index.ts'
import { make835 } from './make835.ts'
import { claimsOf, fixturePath, classifyAll, readAll } from './support.ts'

async function itemsOf(name: string): Promise<RemittanceItem[]> {
  return readAll(readFileSync(fixturePath(name)))
}

/** The expected classification of a claim; omitted fields are empty. */
interface Expected {
  readonly kind: ClaimClassification['kind']
  readonly deniedCents?: number
  readonly carcs?: readonly string[]
  readonly rarcs?: readonly string[]
  readonly category?: string
  readonly group?: string
  readonly procedure?: string | null
  readonly reducedCents?: number
  readonly patientShareCents?: number
  readonly undecidedCarcs?: readonly string[]
  readonly unprocessable?: boolean
  readonly imbalances?: readonly object[]
}

const nothing = {
  deniedCents: 0,
  patientShareCents: 0,
  carcs: [],
  rarcs: [],
  category: null,
  group: null,
  procedure: null,
  reducedCents: 0,
  pendingCarcs: [],
  undecidedCarcs: [],
  unprocessable: false,
  imbalances: [],
}

const lineSum = (line: number, chargeCents: number, adjustmentsCents: number, paidCents: number) => ({
  kind: 'line',
  line,
  chargeCents,
  adjustmentsCents,
  paidCents,
})
const claimSum = (chargeCents: number, adjustmentsCents: number, paidCents: number) => ({
  kind: 'claim',
  chargeCents,
  adjustmentsCents,
  paidCents,
})

const largest = Number.MAX_SAFE_INTEGER
const denied = (
  kind: 'full' | 'partial',
  deniedCents: number,
  carcs: readonly string[],
  category: string,
  group = 'CO',
): Expected => ({ kind, deniedCents, carcs, category, group, procedure: '99213' })

/** No line is denied, or the claim has none. */
const withoutProcedure = (expected: Expected): Expected => ({ ...expected, procedure: null })

const sameClaim = { 'RC-1023': denied('full', 3310, ['4'], 'coding_bundling') }

const corpus: Record<string, Record<string, Expected>> = {
  'full-by-lines': {
    'RC-1001': {
      ...denied('full', 29000, ['50', '197'], 'medical_necessity'),
      rarcs: ['N115'],
      procedure: '72148-26',
    },
  },
  partial: { 'RC-1002': { ...denied('partial', 8000, ['97'], 'coding_bundling'), rarcs: ['M15'], procedure: '36415' } },
  'contractual-only': { 'RC-1003': { kind: 'none' } },
  'patient-owes-all': { 'RC-1004': { kind: 'none', patientShareCents: 12000 } },
  'no-lines': {
    'RC-1005': withoutProcedure(denied('full', 41050, ['29'], 'timely_filing')),
    'RC-1006': withoutProcedure(denied('full', 7500, ['31'], 'eligibility')),
  },
  'paid-with-claim-level-denial': { 'RC-1007': withoutProcedure(denied('partial', 4000, ['16'], 'missing_info')) },
  'claim-level-over-paid-lines': {
    'RC-1008': withoutProcedure(denied('full', 10000, ['22'], 'cob_wrong_payer', 'OA')),
  },
  repeats: {
    LINE: denied('full', 10000, ['50'], 'medical_necessity'),
    SUM: denied('full', 10000, ['50'], 'medical_necessity'),
    // The line shows a payment and is not denied: the claim's own adjustment is what is.
    BOTH: { ...withoutProcedure(denied('full', 10000, ['50'], 'medical_necessity')), reducedCents: 10000 },
    // 50 counts on the line and on the claim, 16 on the line alone.
    'ONE-OF-TWO': denied('full', 16000, ['50', '16'], 'medical_necessity'),
    'OTHER-GROUP': {
      ...denied('full', 20000, ['50'], 'medical_necessity', 'PR'),
      imbalances: [claimSum(10000, 20000, 0)],
    },
    NEITHER: {
      ...denied('full', 7000, ['50'], 'medical_necessity'),
      imbalances: [claimSum(10000, 7000, 0), lineSum(0, 9000, 7000, 0)],
    },
  },
  'forwarded-and-predetermined': { 'RC-1011': { kind: 'none' }, 'RC-1012': { kind: 'none' } },
  unprocessable: {
    'RC-1013': {
      ...denied('full', 6500, ['16'], 'missing_info'),
      rarcs: ['MA130', 'N211', 'M51'],
      procedure: '99212',
      unprocessable: true,
    },
  },
  institutional: {
    'RC-1014': {
      ...denied('partial', 50000, ['151'], 'medical_necessity'),
      rarcs: ['MA01', 'N522', 'M76'],
      procedure: '0250',
    },
  },
  'provider-adjustments': { 'RC-1015': { kind: 'none' } },
  imbalances: {
    'LINE-AND-CLAIM': {
      kind: 'none',
      imbalances: [claimSum(10000, 1999, 8000), lineSum(0, 10000, 1999, 8000)],
    },
    CLAIM: { ...denied('full', 9000, ['96'], 'non_covered_benefit'), imbalances: [claimSum(10000, 9000, 0)] },
  },
  '4010': {
    'RC-1016': {
      ...denied('partial', 5000, ['18'], 'duplicate', 'CR'),
      ...{ rarcs: ['MA01'], procedure: '81002', patientShareCents: 450 },
    },
  },
  'unknown-carc': { 'RC-1017': { kind: 'none', undecidedCarcs: ['999'] } },
  'order-of-codes': { 'RC-1018': denied('full', 30000, ['16', '50', '96', '18'], 'missing_info', 'PR') },
  'line-edges': { 'NO-CHARGE': { kind: 'none' }, 'NEGATIVE-ADJUSTMENT': { kind: 'none' } },
  'huge-and-negative': {
    NEGATIVE: { kind: 'reversal' },
    HUGE: denied('full', largest, ['50'], 'medical_necessity'),
  },
  'several-interchanges': {
    'RC-1019': { ...denied('full', 1000, ['11'], 'coding_bundling'), procedure: '99213-25' },
    'RC-1020': { ...denied('full', 2000, ['27'], 'eligibility'), procedure: '99213-25' },
    'RC-1021': { kind: 'none' },
    'RC-1022': withoutProcedure(denied('full', 600, ['18'], 'duplicate')),
  },
  'bom-crlf-indented': sameClaim,
  'crlf-terminated': sameClaim,
  'wrapped-at-80': sameClaim,
  latin1: { 'RC-1024': withoutProcedure(denied('full', 1200, ['26'], 'eligibility')) },
  utf8: { 'RC-1024': withoutProcedure(denied('full', 1200, ['26'], 'eligibility')) },
}

describe('the corpus', () => {
  for (const [name, expected] of Object.entries(corpus)) {
    it(`classifies ${name}`, async () => {
      const wanted = Object.entries(expected).map(([claimRef, classification]) => [
        claimRef,
        { ...nothing, ...classification },
      ])
      expect(classifyAll(await itemsOf(name))).toStrictEqual(Object.fromEntries(wanted))
    })
  }

  it('classifies a reversal and its correction', async () => {
    const claims = claimsOf(await itemsOf('reversal-and-correction'))
    const read = claims.map(({ claimRef, payerClaimRef, status, originalRef }) => [
      claimRef,
      payerClaimRef,
      status,
      originalRef,
    ])
    expect(read).toStrictEqual([
      ['RC-1009', 'ACM5009', '22', null],
      ['RC-1009', 'ACM6009', '1', 'ACM5009'],
      ['RC-1010', 'ACM5010', '22', null],
    ])
    expect(classifyAll(await itemsOf('reversal-and-correction'))).toStrictEqual({
      'RC-1009': { ...nothing, kind: 'none' },
      'RC-1010': { ...nothing, kind: 'reversal' },
    })
  })

  it('reads every field of a claim', async () => {
    const [claim] = claimsOf(await itemsOf('full-by-lines'))
    expect(claim).toStrictEqual({
      claimRef: 'RC-1001',
      status: '1',
      chargeCents: 35000,
      paidCents: 0,
      patientResponsibilityCents: null,
      filingIndicator: 'HM',
      payerClaimRef: 'ACM5001',
      originalRef: null,
      contractClass: 'PPO 12',
      facilityType: '11',
      frequencyCode: '1',
      renderingProvider: { name: 'OKAFOR, GRACE N', id: '1922334455' },
      adjustments: [],
      lines: [
        {
          procedureQualifier: 'HC',
          procedure: '72148',
          modifiers: ['26'],
          revenueCode: null,
          chargeCents: 30000,
          paidCents: 0,
          adjustments: [
            { group: 'CO', carc: '45', amountCents: 6000, quantity: null },
            { group: 'CO', carc: '50', amountCents: 24000, quantity: null },
          ],
          rarcs: ['N115'],
          serviceFrom: '2026-03-05',
          serviceTo: '2026-03-05',
        },
        {
          procedureQualifier: 'HC',
          procedure: '99213',
          modifiers: [],
          revenueCode: null,
          chargeCents: 5000,
          paidCents: 0,
          adjustments: [{ group: 'CO', carc: '197', amountCents: 5000, quantity: null }],
          rarcs: [],
          serviceFrom: '2026-03-05',
          serviceTo: '2026-03-05',
        },
      ],
      rarcs: [],
      statementFrom: null,
      statementTo: null,
      receivedByPayer: '2026-03-12',
      segment: 15,
      line: 15,
    })
  })

  it('reads what only institutional claims have', async () => {
    const [claim] = claimsOf(await itemsOf('institutional'))
    expect(claim).toMatchObject({
      renderingProvider: { name: 'RIVER SURGEONS', id: '1555666777' },
      statementFrom: '2026-02-01',
      statementTo: '2026-02-04',
      lines: [
        { procedureQualifier: 'NU', procedure: '0250', revenueCode: '0250', adjustments: [{ quantity: '2' }] },
        { procedure: '70450', modifiers: ['TC', '59'], revenueCode: '0351' },
      ],
    })
  })

  it('reads a payment with its provider adjustments, balanced', async () => {
    const items = await itemsOf('provider-adjustments')
    expect(items.filter(({ kind }) => kind !== 'claim')).toStrictEqual([
      {
        kind: 'transaction',
        controlNumber: '0001',
        version: '005010X221A1',
        test: false,
        payer: {
          name: 'ACME HEALTH',
          planId: '60054',
          planIdQualifier: 'XV',
          payerId: '60054',
          originatorId: '1361234567',
        },
        payee: { name: 'RIVER CLINIC', npi: '1234567893', taxId: '741234567' },
        paymentCents: 4225,
        paymentDate: '2026-03-31',
        productionDate: '2026-03-30',
        traceNumber: '80001',
        segment: 3,
        line: 3,
      },
      {
        kind: 'provider_adjustment',
        providerId: '1234567893',
        fiscalPeriod: '2026-12-31',
        reason: 'WO',
        reference: 'ACM4000',
        amountCents: 6000,
        segment: 17,
        line: 17,
      },
      {
        kind: 'provider_adjustment',
        providerId: '1234567893',
        fiscalPeriod: '2026-12-31',
        reason: 'L6',
        reference: null,
        amountCents: -225,
        segment: 17,
        line: 17,
      },
      {
        kind: 'transaction_end',
        controlNumber: '0001',
        claims: 1,
        claimsPaidCents: 10000,
        providerAdjustmentsCents: 5775,
        imbalance: null,
      },
    ])
  })

  it.each([
    ['N1*PE*CLINIC*XX*1234567893~REF*TJ*361234567', { npi: '1234567893', taxId: '361234567' }],
    ['N1*PE*CLINIC*FI*361234567~REF*TJ*999999999', { npi: null, taxId: '361234567' }],
    ['N1*PE*CLINIC~REF*PQ*77~REF*TJ*361234567', { npi: null, taxId: '361234567' }],
    ['N1*PE*CLINIC*XV*12345', { npi: null, taxId: null }],
  ])('reads the ids of a payee: %s', async (header, ids) => {
    const file = make835([{ claims: [] }], { behindSegment: '' }).replace('N1*PE*CLINIC*XX*1234567893', header)
    const counted = file.replace(/SE\*(\d+)/, (_, count) => `SE*${Number(count) + header.split('~').length - 1}`)
    expect((await readAll(counted))[0]).toMatchObject({ payee: { name: 'CLINIC', ...ids } })
  })

  it('reports a payment that does not add up', async () => {
    expect((await itemsOf('imbalances')).at(-1)).toMatchObject({
      kind: 'transaction_end',
      imbalance: { kind: 'payment', paymentCents: 7000, claimsPaidCents: 8000, providerAdjustmentsCents: 0 },
    })
  })

  it('reads 4010 by the same rules', async () => {
    const items = await itemsOf('4010')
    expect(items[0]).toMatchObject({
      version: '004010X091A1',
      payer: { name: 'OLD PAYER', planId: '60054', planIdQualifier: 'XV', payerId: null, originatorId: '1361234567' },
    })
    expect(claimsOf(items)[0]).toMatchObject({ patientResponsibilityCents: 450, paidCents: 1550 })
  })

  it('separates transactions and numbers segments over the whole file', async () => {
    const items = await itemsOf('several-interchanges')
    const order = items.map((item) =>
      item.kind === 'claim' ? `${item.claim.claimRef} ${item.claim.segment}` : item.kind,
    )
    expect(order).toStrictEqual([
      ...['transaction', 'RC-1019 15', 'transaction_end'],
      ...['transaction', 'RC-1020 35', 'transaction_end'],
      ...['transaction', 'RC-1021 51', 'transaction_end'],
      ...['transaction', 'RC-1022 67', 'transaction_end'],
    ])
    expect(claimsOf(items).map(({ line, lines }) => [line, lines.map(({ modifiers }) => modifiers)])).toStrictEqual([
      [1, [['25']]],
      [1, [['25']]],
      [1, []],
      [1, []],
    ])
  })

  it('gives the line of the file where a claim begins', async () => {
    const lines = ['bom-crlf-indented', 'crlf-terminated', 'wrapped-at-80'].map(async (name) =>
      claimsOf(await itemsOf(name)).map(({ segment, line }) => [segment, line]),
    )
    // The BOM file begins with an empty line. Wrapped, the claim begins at column 62 of the sixth line.
    expect(await Promise.all(lines)).toStrictEqual([[[15, 16]], [[15, 15]], [[15, 6]]])
  })

  it('reads names in ISO-8859-1 as in UTF-8', async () => {
    const [latin1, utf8] = await Promise.all([itemsOf('latin1'), itemsOf('utf8')])
    const withoutText = (items: readonly RemittanceItem[]) =>
      items.map((item) => (item.kind === 'claim' ? { ...item, segments: [] } : item))
    expect(withoutText(latin1)).toStrictEqual(withoutText(utf8))
    expect(utf8[0]).toMatchObject({ payer: { name: 'CAISSE SANTÉ' } })
    expect(claimsOf(utf8)[0]).toMatchObject({ renderingProvider: { name: 'MUÑOZ, ÀGNES' } })
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  listedCategory,
  placeOf,
  classifyClaim,
  readDenialCategories,
  type Adjustment,
  type Cents,
  type RemittanceClaim,
  type ServiceLine,
} from '../../../src/shared/denials/index.ts'

const starter: unknown = JSON.parse(
  readFileSync(new URL('../../../assets/denials/carc-categories.json', import.meta.url), 'utf8'),
)
const categories = readDenialCategories(starter)

function adjustment(group: string, carc: string, cents: number): Adjustment {
  return { group, carc, amountCents: cents as Cents, quantity: null }
}

function line(charge: number, paid: number, ...adjustments: Adjustment[]): ServiceLine {
  return {
    procedureQualifier: 'HC',
    procedure: '99213',
    modifiers: [],
    revenueCode: null,
    chargeCents: charge as Cents,
    paidCents: paid as Cents,
    adjustments,
    rarcs: [],
    serviceFrom: null,
    serviceTo: null,
  }
}

function claim(
  charge: number,
  paid: number,
  parts: Partial<Pick<RemittanceClaim, 'status' | 'adjustments' | 'lines' | 'facilityType' | 'filingIndicator'>>,
): RemittanceClaim {
  return {
    claimRef: 'A1',
    status: '1',
    chargeCents: charge as Cents,
    paidCents: paid as Cents,
    patientResponsibilityCents: null,
    filingIndicator: null,
    payerClaimRef: 'P1',
    originalRef: null,
    contractClass: null,
    facilityType: null,
    frequencyCode: null,
    renderingProvider: null,
    adjustments: [],
    lines: [],
    rarcs: [],
    statementFrom: null,
    statementTo: null,
    receivedByPayer: null,
    segment: 1,
    line: 1,
    ...parts,
  }
}

const anyClaim = { payer: '', facilityType: null, filingIndicator: null }
const classify = (of: RemittanceClaim) => classifyClaim(of, categories)

function range(from: number, through: number): number[] {
  return Array.from({ length: through - from + 1 }, (_, index) => from + index)
}

describe('categories', () => {
  it('place every active code once', () => {
    const numbered = [...range(1, 14), 16, ...range(18, 24), 26, 27, 29, ...range(31, 35), 39, 40, 44, 45]
    const others = [...range(49, 51), ...range(53, 56), ...range(58, 61), 66, 69, 70, ...range(74, 76), 78, 85]
    const hundreds = [...range(89, 91), ...range(94, 97), ...range(100, 112), ...range(114, 119), 121, 122]
    const more = [...range(128, 137), 139, 140, ...range(142, 144), ...range(146, 155), ...range(157, 161)]
    const latest = [163, 164, 166, 167, ...range(169, 190), ...range(192, 195), ...range(197, 213), 215, 216, 219]
    const last = [...range(222, 229), ...range(231, 243), ...range(245, 254), ...range(256, 306)]
    const lettered = 'A0 A1 A5 A6 A8 B1 B4 B7 B8 B9 B10 B11 B12 B13 B14 B15 B16 B20 B22 B23'.split(' ')
    const casualty = range(1, 32).map((number) => `P${number}`)
    const active = [...numbered, ...others, ...hundreds, ...more, ...latest, ...last, ...lettered, ...casualty].map(
      String,
    )
    expect(active.filter((carc) => !categories.byCarc.has(carc))).toStrictEqual([])
    const { categories: lists, ...rest } = starter as { categories: Record<string, string[]>; not_denial: string[] }
    const { not_denial: none, pending } = rest as { not_denial: string[]; pending: string[] }
    expect(categories.byCarc.size).toBe([...Object.values(lists), none, pending].flat().length)
  })

  it('tell the codes of a list of denials apart: an unlisted code is a denial there, a pending one is none', () => {
    expect(['50', '45', 'B7', '9999', '133', ''].map((carc) => listedCategory(carc, categories))).toStrictEqual([
      'medical_necessity',
      null,
      'provider_enrollment',
      'other',
      null,
      null,
    ])
  })

  it('refuse a code in two categories', () => {
    expect(() => readDenialCategories({ categories: { a: ['1'], b: ['1'] }, not_denial: [] })).toThrow(
      'CARC 1 is in both a and b.',
    )
    expect(() => readDenialCategories({ categories: { a: ['1'] }, not_denial: ['1'] })).toThrow(
      'CARC 1 is in both a and not_denial.',
    )
    expect(() => readDenialCategories({ categories: { a: [1] }, not_denial: [] })).toThrow()
  })
})

describe('a claim is denied', () => {
  it('in full by a denied line, even when another line is unpaid by contract', () => {
    const classified = classify(
      claim(300, 0, { lines: [line(100, 0, adjustment('CO', '50', 100)), line(200, 0, adjustment('CO', '45', 200))] }),
    )
    expect(classified).toMatchObject({ kind: 'full', deniedCents: 100, carcs: ['50'], imbalances: [] })
  })

  it.each([
    ['the patient owes the rest', adjustment('PR', '1', 200)],
    ['another payer has paid before', adjustment('OA', '23', 200)],
  ])('in part when nothing is paid and %s', (_, other) => {
    const onLine = claim(300, 0, { lines: [line(100, 0, adjustment('CO', '50', 100)), line(200, 0, other)] })
    const onClaim = claim(300, 0, { adjustments: [other], lines: [line(300, 0, adjustment('CO', '50', 100))] })
    for (const each of [onLine, onClaim]) expect(classify(each)).toMatchObject({ kind: 'partial', deniedCents: 100 })
  })

  it.each([
    ['PR with a denial code is no patient share', adjustment('PR', '96', 100)],
    ['what an earlier payer adjusted by 0 is nothing', adjustment('OA', '23', 0)],
    ['a patient share below 0 is none', adjustment('PR', '1', -5)],
  ])('in full: %s', (_, other) => {
    const of = claim(300, 0, { lines: [line(200, 0, adjustment('CO', '50', 200)), line(100, 0, other)] })
    expect(classify(of).kind).toBe('full')
  })

  it.each(['1', '2', '3', '4', '19', '20', '21', ''])('for any CLP02: %j', (status) => {
    expect(classify(claim(100, 0, { status, adjustments: [adjustment('CO', '29', 100)] })).kind).toBe('full')
  })

  it('by adjustments over 0 with a denial code on denied lines and on the claim, but not on paid lines', () => {
    const lines = [
      line(100, 0, adjustment('CO', '50', 120), adjustment('CO', '50', -20)),
      line(100, 40, adjustment('CO', '97', 60)),
    ]
    const classified = classify(claim(200, 10, { adjustments: [adjustment('CO', '16', 30)], lines }))
    const denial = { kind: 'partial', deniedCents: 150, carcs: ['50', '16'], reducedCents: 60 }
    expect(classified).toMatchObject({ ...denial, imbalances: [] })
  })

  it('with the group of its largest adjustment', () => {
    const lines = [
      line(30, 0, adjustment('CO', '96', 30)),
      line(30, 0, adjustment('PR', '96', 30)),
      line(10, 0, adjustment('PR', '96', 10)),
    ]
    expect(classify(claim(70, 0, { lines }))).toMatchObject({ carcs: ['96'], group: 'CO' })
    const larger = [...lines, line(31, 0, adjustment('PI', '16', 31))]
    expect(classify(claim(101, 0, { lines: larger }))).toMatchObject({ carcs: ['96', '16'], group: 'PI' })
  })

  it('by a code on the claim itself, whatever was paid', () => {
    const onClaim = [adjustment('CO', '197', 300), adjustment('CO', '45', 20)]
    const denial = { kind: 'partial', deniedCents: 300, carcs: ['197'], group: 'CO', imbalances: [] }
    expect(classify(claim(1000, 680, { adjustments: onClaim }))).toMatchObject(denial)
    const lines = [line(320, 0), line(680, 680)]
    expect(classify(claim(1000, 680, { adjustments: onClaim, lines }))).toMatchObject(denial)
  })
})

describe('a denial code of amount 0', () => {
  const reason = adjustment('CO', '140', 0)
  const contractual = adjustment('CO', '45', 60)
  const patient = adjustment('PR', '2', 40)

  it('denies what its unpaid lines charge beyond the patient share', () => {
    const lines = [line(100, 0, contractual, patient), line(50, 50), line(30, 0, adjustment('CO', '45', 30))]
    expect(classify(claim(180, 50, { adjustments: [reason], lines }))).toMatchObject({
      ...{ kind: 'partial', deniedCents: 90, carcs: ['140'], category: 'eligibility', group: 'CO', imbalances: [] },
    })
  })

  it('denies what is unpaid of a claim without lines beyond the patient share', () => {
    expect(classify(claim(100, 0, { adjustments: [reason, contractual, patient] }))).toMatchObject({
      ...{ kind: 'partial', deniedCents: 60, carcs: ['140'] },
    })
  })

  it('on an unpaid line does the same', () => {
    const lines = [line(60, 0, contractual, reason, adjustment('CO', '16', 0))]
    expect(classify(claim(60, 0, { lines }))).toMatchObject({ kind: 'full', deniedCents: 60, carcs: ['140'] })
  })

  it.each([
    ['every line is paid', claim(100, 40, { adjustments: [reason], lines: [line(100, 40, contractual)] })],
    ['it stands on a paid line', claim(100, 40, { lines: [line(100, 40, contractual, reason)] })],
    ['it stands on a line without a charge', claim(60, 0, { lines: [line(0, 0, reason), line(60, 0, contractual)] })],
    ['the patient owes everything', claim(40, 0, { adjustments: [reason], lines: [line(40, 0, patient)] })],
  ])('denies nothing when %s', (_, of) => {
    expect(classify(of)).toMatchObject({ kind: 'none', deniedCents: 0, carcs: [] })
  })

  it('gives way to an amount', () => {
    const lines = [line(100, 0, contractual, adjustment('CO', '50', 40))]
    expect(classify(claim(100, 0, { adjustments: [reason], lines }))).toMatchObject({ deniedCents: 40, carcs: ['50'] })
  })
})

describe('CLP02 4', () => {
  const status = '4'
  const contractual = claim(90, 0, { status, lines: [line(90, 0, adjustment('CO', '45', 90))] })

  it('denies a claim that no code explains', () => {
    const denial = { kind: 'full', deniedCents: 90, carcs: [], category: 'other', group: null }
    expect(classify(contractual)).toMatchObject({ ...denial, imbalances: [] })
    expect(classify(claim(90, 0, { status }))).toMatchObject({ ...denial, imbalances: [{ kind: 'claim' }] })
    const paidBefore = claim(90, 0, { status, lines: [line(90, 0, adjustment('OA', '23', 90))] })
    expect(classify(paidBefore)).toMatchObject({ ...denial, kind: 'partial' })
  })

  it.each([
    ['a payment', claim(90, 40, { status, lines: [line(90, 40, adjustment('CO', '45', 50))] })],
    ['a patient share', claim(90, 0, { status, lines: [line(90, 0, adjustment('PR', '1', 90))] })],
    ['a pending code', claim(90, 0, { status, lines: [line(90, 0, adjustment('OA', '133', 90))] })],
    ['an undecided code', claim(90, 0, { status, lines: [line(90, 0, adjustment('CO', 'X99', 90))] })],
    ['no charge', claim(0, 0, { status })],
    ['another status', { ...contractual, status: '1' }],
  ])('denies nothing with %s', (_, of) => {
    expect(classify(of)).toMatchObject({ kind: 'none', deniedCents: 0 })
  })

  it('denies nothing with a code that the tenant has placed', () => {
    const placed = readDenialCategories(starter, [{ carc: '45', place: 'not_denial' }])
    expect(classifyClaim(contractual, placed).kind).toBe('none')
  })
})

describe('the place of a code', () => {
  const of = (carc: string, fields: Parameters<typeof claim>[2] = {}) =>
    claim(100, 0, { ...fields, lines: [line(100, 0, adjustment('CO', carc, 100))] })

  it('is compared without leading zeros', () => {
    expect(['045', '0045', '050', 'b7', ' 50 '].map((carc) => placeOf(carc, anyClaim, categories).kind)).toEqual([
      'not_denial',
      'not_denial',
      'denial',
      'denial',
      'denial',
    ])
  })

  it('is no denial for 24 of managed care only', () => {
    const kinds = ['HM', '16', 'hm', '12', 'MB', null].map(
      (filingIndicator) => classify(of('24', { filingIndicator })).kind,
    )
    expect(kinds).toEqual(['none', 'none', 'none', 'full', 'full', 'full'])
  })

  it('is listed for a claim that it leaves pending or undecided', () => {
    const lines = [
      line(60, 0, adjustment('OA', '133', 50), adjustment('CO', 'X99', 10)),
      line(40, 0, adjustment('CO', '50', 40)),
    ]
    expect(classify(claim(100, 0, { lines }))).toMatchObject({
      ...{ kind: 'full', deniedCents: 40, pendingCarcs: ['133'], undecidedCarcs: ['X99'] },
    })
    expect(classify(claim(100, 0, { status: '22', lines }))).toMatchObject({ pendingCarcs: [], undecidedCarcs: [] })
  })

  it('is the tenant’s where it has placed the code, for a payer and a facility code', () => {
    const placed = readDenialCategories(starter, [
      { carc: '045', payer: 'Riverbend', facilityType: '11', place: 'pending' },
      { carc: '45', payer: 'riverbend', place: 'missing_info' },
      { carc: '50', place: 'not_denial' },
      { carc: '24', place: 'duplicate' },
      { carc: 'X99', place: 'coding_bundling' },
    ])
    const classified = (carc: string, payer: string, facilityType: string | null = null) => {
      const { kind, category, pendingCarcs } = classifyClaim(of(carc, { facilityType }), placed, payer)
      return [kind, category, ...pendingCarcs]
    }
    expect(classified('45', 'RIVERBEND HEALTH', '11')).toEqual(['none', null, '45'])
    expect(classified('45', 'RIVERBEND HEALTH', '21')).toEqual(['full', 'missing_info'])
    expect(classified('45', 'ACME')).toEqual(['none', null])
    expect(classified('50', 'ACME')).toEqual(['none', null])
    expect(classified('X99', '')).toEqual(['full', 'coding_bundling'])
    expect(classifyClaim(of('24', { filingIndicator: 'HM' }), placed)).toMatchObject({ category: 'duplicate' })
  })
})

describe('the procedure of a denial', () => {
  const of = (procedure: string | null, cents: number, ...modifiers: string[]): ServiceLine => ({
    ...line(cents, 0, adjustment('CO', '50', cents)),
    procedure,
    modifiers,
  })

  it('is that of the denied line with the largest denied amount, with its modifiers', () => {
    const lines = [line(900, 900), of('99212', 100), of('99213', 300, '25', 'GT'), of('99214', 300)]
    expect(classify(claim(1600, 900, { lines })).procedure).toBe('99213-25-GT')
  })

  it('counts denial codes only', () => {
    const contractual = { ...line(500, 0, adjustment('CO', '45', 499), adjustment('CO', '50', 1)), procedure: '99215' }
    expect(classify(claim(502, 0, { lines: [contractual, of('99211', 2)] })).procedure).toBe('99211')
  })

  it('is unknown when the denied line names none, or no line is denied', () => {
    expect(classify(claim(300, 0, { lines: [of(null, 200), of('99211', 100)] })).procedure).toBeNull()
    const onClaim = claim(100, 0, { adjustments: [adjustment('CO', '50', 100)], lines: [line(100, 0)] })
    expect(classify(onClaim)).toMatchObject({ kind: 'full', procedure: null })
  })
})

describe('a claim is no denial', () => {
  it.each([
    ['paid in part by contract', claim(100, 60, { lines: [line(100, 60, adjustment('CO', '45', 40))] })],
    ['paid nothing by contract', claim(100, 0, { lines: [line(100, 0, adjustment('CO', '45', 100))] })],
    ['owed by the patient', claim(100, 0, { adjustments: ['1', '2', '3'].map((carc) => adjustment('PR', carc, 100)) })],
    ['reduced on a paid line', claim(100, 60, { lines: [line(100, 60, adjustment('CO', '50', 40))] })],
    [
      'denied on a line without a charge',
      claim(0, 0, { lines: [line(0, 0, adjustment('CO', '96', 5), adjustment('CO', '45', -5))] }),
    ],
    ['with a code that is in no list', claim(100, 0, { adjustments: [adjustment('OA', 'X99', 100)] })],
    ['whose payer has not decided', claim(100, 0, { lines: [line(100, 0, adjustment('OA', '133', 100))] })],
    ['without any adjustment', claim(100, 0, { lines: [line(100, 0)] })],
    ['with an adjustment without a code', claim(100, 0, { adjustments: [adjustment('CO', '', 100)] })],
  ])('%s', (_, of) => {
    expect(classify(of)).toMatchObject({
      kind: 'none',
      deniedCents: 0,
      carcs: [],
      category: null,
      group: null,
      procedure: null,
    })
  })

  it('when it is a reversal, forwarded or predetermined', () => {
    const kinds = ['22', '23', '25'].map(
      (status) => classify(claim(100, 0, { status, adjustments: [adjustment('CO', '50', 100)] })).kind,
    )
    expect(kinds).toStrictEqual(['reversal', 'none', 'none'])
    const lines = [line(100, 0, adjustment('CO', '50', 100)), line(-150, -150)]
    expect(classify(claim(-50, -150, { lines })).kind).toBe('reversal')
    expect(classify(claim(50, -50, { lines })).kind).toBe('reversal')
    expect(classify(claim(-50, 0, { status: '4' })).kind).toBe('reversal')
    expect(classify(claim(-50, 0, { status: '25' })).kind).toBe('none')
  })
})

describe('repeats', () => {
  const repeated = adjustment('CO', '50', 100)

  it('are left out when the claim balances without them', () => {
    const classified = classify(claim(100, 0, { adjustments: [repeated], lines: [line(100, 0, repeated)] }))
    expect(classified).toMatchObject({ deniedCents: 100, imbalances: [] })
  })

  it('count twice when the claim balances only with them', () => {
    const lines = [line(200, 100, repeated), line(50, 0, adjustment('CO', '97', 50))]
    const classified = classify(claim(250, 0, { adjustments: [repeated], lines }))
    expect(classified).toMatchObject({ kind: 'full', deniedCents: 150, carcs: ['50', '97'], imbalances: [] })
  })

  it('are recognized beside adjustments that only the claim reports', () => {
    const classified = classify(
      claim(300, 0, { adjustments: [adjustment('CO', '29', 100), repeated], lines: [line(200, 100, repeated)] }),
    )
    expect(classified).toMatchObject({ deniedCents: 200, carcs: ['29', '50'], imbalances: [] })
  })

  it('include contractual codes, because counting one twice would hide an imbalance', () => {
    const contractual = adjustment('CO', '45', 40)
    const classified = classify(claim(100, 60, { adjustments: [contractual], lines: [line(100, 60, contractual)] }))
    expect(classified.imbalances).toStrictEqual([])
  })

  it('need the same group, code and amount', () => {
    for (const other of [adjustment('PR', '50', 100), adjustment('CO', '51', 100), adjustment('CO', '50', 99)]) {
      const classified = classify(claim(100, 0, { adjustments: [other], lines: [line(100, 0, repeated)] }))
      expect(classified.deniedCents).toBe(100 + other.amountCents)
      expect(classified.imbalances).toHaveLength(1)
    }
  })

  it('are decided one by one', () => {
    const half = (charge: number) => line(charge, charge / 2, adjustment('CO', String(charge), charge / 2))
    const lines = [
      line(500, 500),
      ...Array.from({ length: 40 }, (_, index) => half(1000 + 2 ** (index % 20) * 2 + index * 2)),
    ]
    const all = lines.flatMap(({ adjustments }) => adjustments)
    const charge = lines.reduce((sum, { chargeCents }) => sum + chargeCents, 0)
    const paid = lines.reduce((sum, { paidCents }) => sum + paidCents, 0)
    // More choices than could be tried; the answers "all" and "none" are still found.
    expect(classify(claim(charge, paid, { adjustments: all, lines })).imbalances).toStrictEqual([])
    const twice = all.reduce((sum, { amountCents }) => sum + amountCents, 0)
    expect(classify(claim(charge, paid - twice, { adjustments: all, lines })).imbalances).toStrictEqual([])
  })
})

describe('remark codes', () => {
  it('are listed once, those of the claim first, and flag an unprocessable claim', () => {
    const lines = [{ ...line(10, 0, adjustment('CO', '16', 10)), rarcs: ['N2', 'MA130'] }]
    expect(classify({ ...claim(10, 0, { lines }), rarcs: ['N1', 'N2'] })).toMatchObject({
      rarcs: ['N1', 'N2', 'MA130'],
      unprocessable: true,
    })
  })
})

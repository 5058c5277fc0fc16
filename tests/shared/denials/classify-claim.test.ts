import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  denialCategory,
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
  parts: { status?: string; adjustments?: Adjustment[]; lines?: ServiceLine[] },
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

const classify = (of: RemittanceClaim) => classifyClaim(of, categories)

describe('categories', () => {
  it('list every starter code once, and none in both lists', () => {
    const { categories: lists, not_denial: none } = starter as {
      categories: Record<string, string[]>
      not_denial: string[]
    }
    expect(categories.byCarc.size).toBe(Object.values(lists).flat().length)
    expect(none.filter((carc) => categories.byCarc.has(carc))).toStrictEqual([])
  })

  it('tell a denial code, another code, and an unlisted code apart', () => {
    expect(['50', '45', 'B7', '9999', ''].map((carc) => denialCategory(carc, categories))).toStrictEqual([
      'medical_necessity',
      null,
      'provider_enrollment',
      'other',
      null,
    ])
  })

  it('refuse a code in two categories', () => {
    expect(() => readDenialCategories({ categories: { a: ['1'], b: ['1'] }, not_denial: [] })).toThrow(
      'CARC 1 is in both a and b.',
    )
    expect(() => readDenialCategories({ categories: { a: ['1'] }, not_denial: ['1'] })).toThrow(
      'CARC 1 is in both not_denial and a.',
    )
    expect(() => readDenialCategories({ categories: { a: [1] }, not_denial: [] })).toThrow()
  })
})

describe('a claim is denied', () => {
  it('in full by a denied line, even when another line is unpaid for another reason', () => {
    const classified = classify(
      claim(300, 0, { lines: [line(100, 0, adjustment('CO', '50', 100)), line(200, 0, adjustment('PR', '1', 200))] }),
    )
    expect(classified).toMatchObject({ kind: 'full', deniedCents: 100, carcs: ['50'], imbalances: [] })
  })

  it.each(['1', '2', '3', '4', '19', '20', '21', ''])('for any CLP02: %j', (status) => {
    expect(classify(claim(100, 0, { status, adjustments: [adjustment('CO', '29', 100)] })).kind).toBe('full')
  })

  it('in part when money was taken back, because CLP04 is not 0', () => {
    const lines = [line(100, 0, adjustment('CO', '50', 100)), line(-50, -50)]
    expect(classify(claim(50, -50, { lines }))).toMatchObject({ kind: 'partial', deniedCents: 100, imbalances: [] })
  })

  it('by the amount of denial codes on denied lines and on the claim, but not on paid lines', () => {
    const lines = [
      line(100, 0, adjustment('CO', '50', 120), adjustment('CO', '50', -20)),
      line(100, 40, adjustment('CO', '97', 60)),
    ]
    const classified = classify(claim(200, 10, { adjustments: [adjustment('CO', '16', 30)], lines }))
    expect(classified).toMatchObject({ kind: 'partial', deniedCents: 130, carcs: ['50', '16'], imbalances: [] })
  })

  it('with the group of the larger sum when its first code has two groups', () => {
    const lines = [
      line(30, 0, adjustment('CO', '96', 30)),
      line(30, 0, adjustment('PR', '96', 30)),
      line(10, 0, adjustment('PR', '96', 10)),
    ]
    expect(classify(claim(70, 0, { lines }))).toMatchObject({ carcs: ['96'], group: 'PR' })
  })

  it('by an unlisted code, as category other', () => {
    expect(classify(claim(10, 0, { adjustments: [adjustment('OA', 'X99', 10)] }))).toMatchObject({
      kind: 'full',
      carcs: ['X99'],
      category: 'other',
      group: 'OA',
    })
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
    ['paid, with a denial code on the claim only', claim(100, 60, { adjustments: [adjustment('CO', '50', 40)] })],
    [
      'denied on a line without a charge',
      claim(0, 0, { lines: [line(0, 0, adjustment('CO', '96', 5), adjustment('CO', '45', -5))] }),
    ],
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

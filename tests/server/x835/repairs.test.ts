import { describe, expect, it } from 'vitest'
import { readRemittances } from '../../../src/server/denials/x835/index.ts'
import { RemittanceRefused, type RemittanceItem } from '../../../src/shared/denials/index.ts'
import { make835, type MadeClaim } from './make835.ts'
import { claimsOf, classifyAll, readAll, refusalOf } from './support.ts'

const claim: MadeClaim = {
  claimRef: 'A1',
  lines: [{ charge: 10_000, paid: 0, adjustments: [['CO', '197', 10_000]] }],
}
const whole = make835([{ claims: [claim] }])

function of<Kind extends RemittanceItem['kind']>(items: readonly RemittanceItem[], kind: Kind) {
  return items.filter((item): item is Extract<RemittanceItem, { kind: Kind }> => item.kind === kind)
}

/** A claim as a file states it, each segment on a line of its own; its sums are blank where the test says so. */
function fileWith(...segments: readonly string[]): string {
  const [before = '', after = ''] = whole.split(/CLP[^]*(?=SE\*)/)
  return `${before}${segments.map((segment) => `${segment}~\n`).join('')}${after}`
}

describe('a blank amount', () => {
  it.each([
    ['SVC03', ['CLP*A1*4*100*0', 'SVC*HC:99213*100*', 'CAS*CO*197*100']],
    ['SVC02', ['CLP*A1*4*100*0', 'SVC*HC:99213**0', 'CAS*CO*197*100']],
    ['CLP04', ['CLP*A1*4*100*', 'SVC*HC:99213*100*0', 'CAS*CO*197*100']],
    ['CLP04 without lines', ['CLP*A1*4*100*', 'CAS*CO*197*100']],
    ['CLP04 under repeats', ['CLP*A1*4*100*', 'CAS*CO*197*100', 'SVC*HC:99213*100*0', 'CAS*CO*197*100']],
    ['CLP03', ['CLP*A1*4**0', 'SVC*HC:99213*100*0', 'CAS*CO*197*100']],
    ['a second CAS amount', ['CLP*A1*4*100*0', 'SVC*HC:99213*100*0', 'CAS*CO*197*100**253*']],
    ['a first CAS amount', ['CLP*A1*4*100*0', 'SVC*HC:99213*100*0', 'CAS*CO*197*']],
    ['a CAS amount of the claim', ['CLP*A1*4*100*0', 'CAS*CO*197*']],
  ])('is what the other sums give: %s', async (_, segments) => {
    const items = await readAll(fileWith(...segments))
    expect(classifyAll(items)).toMatchObject({
      A1: { kind: 'full', deniedCents: 10_000, carcs: ['197'], imbalances: [] },
    })
    expect(of(items, 'claim').map(({ derivedAmounts }) => derivedAmounts)).toHaveLength(1)
    expect(of(items, 'transaction_end')[0]?.imbalance).toBeNull()
  })

  it('may be a payment', async () => {
    const items = await readAll(
      fileWith('CLP*A1*1*100*', 'CAS*CO*45*20', 'SVC*HC:99213*60*60', 'SVC*HC:99214*40*40').replace(
        'BPR*I*0',
        'BPR*I*80',
      ),
    )
    expect(claimsOf(items)).toMatchObject([{ paidCents: 8_000 }])
    expect(of(items, 'transaction_end')[0]?.imbalance).toBeNull()
    const onLine = await readAll(fileWith('CLP*A1*1*100*80', 'SVC*HC:99213*100*', 'CAS*CO*45*20'))
    expect(claimsOf(onLine)[0]?.lines).toMatchObject([{ paidCents: 8_000 }])
  })

  it.each([
    ['nothing else states it', ['CLP*A1*4*100*'], 'CLP04', 11],
    ['the line may be adjusted on the claim', ['CLP*A1*4*100*0', 'CAS*CO*197*100', 'SVC*HC:99213*100*'], 'SVC03', 13],
    ['neither the claim nor its line states it', ['CLP*A1*4*100*', 'SVC*HC:99213*100*'], 'SVC03', 12],
    ['two are blank', ['CLP*A1*4*100*0', 'SVC*HC:99213*100*', 'CAS*CO*197*'], 'SVC03', 12],
    ['the other sums disagree', ['CLP*A1*4*100*50', 'SVC*HC:99213*100*', 'CAS*CO*197*100'], 'SVC03', 12],
    ['more would be taken off than was charged', ['CLP*A1*4*100*', 'CAS*CO*197*150'], 'CLP04', 11],
  ] as const)('refuses the file when %s', async (_, segments, element, line) => {
    const { message } = await refusalOf(fileWith(...segments))
    expect(message).toBe(`${element} is a malformed amount: it is blank (segment ${line}, line ${line})`)
  })

  it.each([
    ['BPR*I*0*', 'BPR*I**', 'BPR02'],
    ['SE*', 'PLB*1*20261231*WO:1*~\nSE*', 'PLB04'],
  ])('of a payment refuses the file: %s', async (text, other, element) => {
    expect((await refusalOf(whole.replace(text, other))).message).toContain(`${element} is a malformed amount`)
  })
})

describe('a count that is off', () => {
  it.each([
    ['SE01', /SE\*\d+/, 'SE*99', { stated: 99, found: 16 }],
    ['SE01', /SE\*\d+/, 'SE*', { stated: null, found: 16 }],
    ['GE01', 'GE*1*', 'GE*2*', { stated: 2, found: 1 }],
    ['IEA01', 'IEA*1*', 'IEA*0*', { stated: 0, found: 1 }],
  ])('is reported: %s as %s', async (element, text, other, counts) => {
    const items = await readAll(whole.replace(text, other))
    expect(of(items, 'count_mismatch')).toMatchObject([{ element, ...counts }])
    expect(classifyAll(items)).toMatchObject({ A1: { kind: 'full' } })
  })
})

describe('control numbers', () => {
  it('that are numbers are compared as numbers, others as they are written', async () => {
    expect(claimsOf(await readAll(whole.replace(/(SE\*\d+)\*0001/, '$1*1')))).toHaveLength(1)
    expect(claimsOf(await readAll(whole.replaceAll('*0001~', '*A01~')))).toHaveLength(1)
    const other = whole.replace('ST*835*0001', 'ST*835*A01').replace(/(SE\*\d+)\*0001/, '$1*A1')
    expect((await refusalOf(other)).message).toContain('SE02 is not the control number in ST02')
  })
})

describe('transactions that are no 835', () => {
  const acknowledgment = [
    'ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260331*1200*^*00501*000000009*0*P*:',
    'GS*FA*PAYER*CLINIC*20260331*1200*9*X*005010X231A1',
    'ST*999*0001*005010X231A1',
    'AK1*HC*12*005010X222A1',
    'LX*1',
    'DTM*405*19990101',
    'SE*99*0001',
    'GE*1*9',
    'IEA*1*000000009',
  ]
    .map((segment) => `${segment}~\n`)
    .join('')

  it.each([
    ['before one', acknowledgment + whole, 3],
    ['after one', whole + acknowledgment, 23],
    ['in one group', whole.replace('GE*1*', 'ST*277*0002~\nCLP*NO*CLAIM~\nSE*3*0002~\nGE*2*'), 19],
  ])('are skipped and reported: %s', async (_, file, segment) => {
    const items = await readAll(file)
    expect(of(items, 'other_transaction')).toMatchObject([{ segment, line: segment }])
    expect(of(items, 'count_mismatch')).toEqual([])
    expect(claimsOf(items).map(({ claimRef }) => claimRef)).toEqual(['A1'])
  })

  it('must end as well', async () => {
    const cut = acknowledgment.replace('SE*99*0001~\n', '')
    expect((await refusalOf(cut + whole)).message).toBe('SE is missing before GE (segment 7, line 7)')
    expect((await refusalOf(acknowledgment)).message).toBe(
      'The file has no 835; it has acknowledgments (999) (segment 3, line 3)',
    )
  })
})

describe('test data', () => {
  const file = Buffer.from(make835([{ claims: [claim] }], { test: true }))

  it('is read when it is allowed, and marked', async () => {
    const items: RemittanceItem[] = []
    for await (const item of readRemittances([file], { allowTest: true })) items.push(item)
    expect(of(items, 'transaction')).toMatchObject([{ test: true }])
    expect(await refusalOf(file)).toBeInstanceOf(RemittanceRefused)
  })
})

describe('what is kept of a claim', () => {
  it('has its frequency code, original reference, remarks, and each line’s procedure and days', async () => {
    const made: MadeClaim = {
      ...claim,
      frequency: '7',
      originalRef: 'OLD1',
      rarcs: ['MA130'],
      lines: [{ charge: 500, paid: 500, procedure: ['HC', '99213', '25'], rarcs: ['N30'], serviceDate: '20260215' }],
    }
    const items = await readAll(make835([{ claims: [made] }]))
    expect(claimsOf(items)).toMatchObject([
      {
        ...{ frequencyCode: '7', originalRef: 'OLD1', rarcs: ['MA130'] },
        lines: [{ procedure: '99213', modifiers: ['25'], rarcs: ['N30'], serviceFrom: '2026-02-15' }],
      },
    ])
  })

  it('names no patient; the text of its segments is beside it', async () => {
    const [item] = of(await readAll(whole), 'claim')
    expect(item?.patient).toEqual({ last: 'PATIENT', first: 'PAT', id: 'M1' })
    expect(item?.segments.map((segment) => segment.split('*')[0])).toEqual([
      'CLP',
      'NM1',
      'DTM',
      'SVC',
      'DTM',
      'CAS',
      'REF',
    ])
    expect(JSON.stringify(item?.claim)).not.toContain('PAT')
    const none = await readAll(make835([{ claims: [{ ...claim, patient: null }] }]))
    expect(of(none, 'claim')[0]?.patient).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { make835, makeInterchanges, type MadeClaim } from './make835.ts'
import { readRemittances } from '../../../src/server/denials/x835/index.ts'
import { claimsOf, classifyAll, readAll, refusalOf } from './support.ts'

const claim: MadeClaim = {
  claimRef: 'A1',
  lines: [{ charge: 10050, paid: 0, adjustments: [['CO', '50', 10050]] }],
}

/** Line n is segment n: 1 ISA, 2 GS, 3 ST, 4 BPR … 11 CLP, 14 SVC, 16 CAS, 18 SE, 19 GE, 20 IEA. */
const whole = make835([{ claims: [claim] }])

/** The file with one piece of its text put in another's place, which must be there once. */
function withText(text: string, other: string): string {
  expect(whole.split(text)).toHaveLength(2)
  return whole.replace(text, other)
}

function withoutSegment(tag: string): string {
  return whole
    .split('\n')
    .filter((segment) => !segment.startsWith(`${tag}*`))
    .join('\n')
}

async function messageOf(file: Uint8Array | string): Promise<string> {
  return (await refusalOf(file)).message
}

describe('a file is refused whole', () => {
  it('unless it is valid', async () => {
    expect(classifyAll(await readAll(whole))).toMatchObject({ A1: { kind: 'full', deniedCents: 10050 } })
  })

  it.each([
    ['empty', '', 'ISA is missing: the file is empty (segment 1, line 1)'],
    ['blank', '\r\n \n', 'ISA is missing: the file is empty (segment 1, line 3)'],
    ['no EDI', 'claim;amount\n1;2\n', 'Not an 835 or CSV file: ISA is missing (segment 1, line 1)'],
    ['of one letter', '\nX', 'Not an 835 or CSV file: ISA is missing (segment 1, line 2)'],
    ['GS first', withoutSegment('ISA'), 'Not an 835 or CSV file: ISA is missing (segment 1, line 1)'],
    ['cut in ISA', whole.slice(0, 60), 'The file is truncated: it ends inside a segment (segment 1, line 1)'],
    [
      'cut in CLP',
      whole.slice(0, whole.indexOf('CLP') + 9),
      'The file is truncated: it ends inside a segment (segment 11, line 11)',
    ],
    [
      'cut before IEA',
      whole.slice(0, whole.indexOf('IEA')),
      'The file is truncated: IEA is missing at its end (segment 19, line 19)',
    ],
    [
      'cut before SE',
      whole.slice(0, whole.indexOf('SE*')),
      'The file is truncated: SE is missing at its end (segment 17, line 17)',
    ],
    [
      'a last segment that does not end',
      whole.trimEnd().slice(0, -1),
      'The file is truncated: it ends inside a segment (segment 20, line 20)',
    ],
    ['data after IEA', `${whole}GS*HP~\n`, 'ISA is missing: IEA is followed by other data (segment 21, line 21)'],
    ['no SE', withoutSegment('SE'), 'SE is missing before GE (segment 18, line 18)'],
    ['no GE', withoutSegment('GE'), 'GE is missing before IEA (segment 19, line 19)'],
    ['no GS', withoutSegment('GS'), 'ST is outside a group: GS is missing (segment 2, line 2)'],
    ['no ST', withoutSegment('ST'), 'BPR is outside a transaction: ST is missing (segment 3, line 3)'],
    [
      'SE twice',
      withText('SE*16*0001~', 'SE*16*0001~\nSE*16*0001~'),
      'SE is outside a transaction: ST is missing (segment 19, line 19)',
    ],
    ['GE twice', withText('GE*1*1~', 'GE*1*1~\nGE*1*1~'), 'GE is outside a group: GS is missing (segment 20, line 20)'],
    ['SE02', withText('SE*16*0001', 'SE*16*0002'), 'SE02 is not the control number in ST02 (segment 18, line 18)'],
    ['GE02', withText('GE*1*1', 'GE*1*2'), 'GE02 is not the control number in GS06 (segment 19, line 19)'],
    [
      'IEA02',
      withText('IEA*1*000000001', 'IEA*1*000000002'),
      'IEA02 is not the control number in ISA13 (segment 20, line 20)',
    ],
    ['not an 835', withText('ST*835*', 'ST*837*'), 'The file has no 835; it has claims (837) (segment 3, line 3)'],
    [
      'a 277',
      withText('ST*835*', 'ST*277*'),
      'The file has no 835; it has claim status answers (277) (segment 3, line 3)',
    ],
    [
      'an odd transaction',
      withText('ST*835*', 'ST*X*'),
      'The file has no 835; it has transactions (X) (segment 3, line 3)',
    ],
    [
      'test data',
      withText('*0*P*:~', '*0*T*:~'),
      'The file is test data (ISA15 is T); it is imported with --allow-test only (segment 1, line 1)',
    ],
    ['paid before 2000', withText('*2*20260331~', '*2*19991231~'), 'BPR16 is a date before 2000 (segment 4, line 4)'],
    [
      'made before 2000 and paid on no day',
      withText('*2*20260331~', '*2~').replace('DTM*405*20260331', 'DTM*405*19991231'),
      'DTM02 is a date before 2000 (segment 6, line 6)',
    ],
    [
      'CAS before a claim',
      withText('LX*1~\n', 'LX*1~\nCAS*CO*45*1~\n'),
      'CAS is outside a claim (segment 11, line 11)',
    ],
    [
      'separators that are none',
      withText('*0*P*:~', '*0*P*A~'),
      'ISA is malformed: it needs sixteen elements and separators (segment 1, line 1)',
    ],
    [
      'ISA with too few elements',
      withText('*0*P*:~', '*0*:~'),
      'ISA is malformed: it needs sixteen elements and separators (segment 1, line 1)',
    ],
  ])('%s', async (_, file, message) => {
    expect(await messageOf(file)).toBe(message)
  })

  it('an interchange within another', async () => {
    expect(await messageOf(withoutSegment('IEA') + whole)).toBe('IEA is missing before ISA (segment 20, line 20)')
  })

  it('an error in the second of its interchanges', async () => {
    const two = makeInterchanges([[[{ claims: [claim] }]], [[{ claims: [claim] }]]])
    expect(await messageOf(two.replace('IEA*1*000000002', 'IEA*1*000000003'))).toBe(
      'IEA02 is not the control number in ISA13 (segment 40, line 40)',
    )
  })

  it('as UTF-16', async () => {
    for (const file of [Buffer.from(`\ufeff${whole}`, 'utf16le'), Buffer.from(whole, 'utf16le')]) {
      expect(await messageOf(file)).toBe(
        'ISA is missing: the file is UTF-16, not an 8-bit encoding (segment 1, line 1)',
      )
    }
  })

  it('when its terminator is not the one in ISA, without reading it into memory', async () => {
    function* endless() {
      yield Buffer.from(whole.replace(':~', ':|').replaceAll('~', '!'))
      for (;;) yield Buffer.alloc(1024, 'A')
    }
    expect((await refusalOf(endless())).message).toBe(
      'A segment is longer than 32768 characters: its terminator is missing, or not the one in ISA (segment 2, line 2)',
    )
  })
})

describe('an amount', () => {
  it.each([
    '1.005',
    '1,00',
    '12.3.4',
    'abc',
    '1e3',
    '+5',
    '--5',
    '5-',
    '.',
    '-',
    '$5',
    '1 0',
    '90071992547409.92',
    '9'.repeat(400),
  ])('%j is malformed', async (text) => {
    for (const [place, name, line] of [
      ['CLP*A1*1*100.5*', 'CLP03', 11],
      ['SVC*HC:99213*100.5*', 'SVC02', 14],
      ['CAS*CO*50*100.5*', 'CAS03', 16],
    ] as const) {
      const file = withText(place, place.replace('100.5', text))
      expect(await messageOf(file)).toMatch(
        new RegExp(`^${name} is a malformed amount.*\\(segment ${line}, line ${line}\\)$`),
      )
    }
  })

  it.each([
    ['100.50', 10050],
    ['0100.5', 10050],
    ['100.500000', 10050],
    ['.5', 50],
    ['5.', 500],
    ['-0', 0],
    ['-.01', -1],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
    ['-90071992547409.91', -Number.MAX_SAFE_INTEGER],
  ])('%s is %i cents', async (text, cents) => {
    const [read] = claimsOf(await readAll(withText('CLP*A1*1*100.5*', `CLP*A1*1*${text}*`)))
    expect(read?.chargeCents).toBe(cents)
  })

  it('is malformed when the sum would not be exact', async () => {
    const many = withText('CAS*CO*50*100.5*', 'CAS*CO*50*90071992547409.91**45*0.01')
    expect(await messageOf(many)).toBe('Amounts are malformed: their sum is too large (segment 16, line 16)')
  })

  it('of a payment or a provider adjustment is checked like any other', async () => {
    expect(await messageOf(withText('BPR*I*0*', 'BPR*I*x*'))).toContain('BPR02 is a malformed amount (segment 4')
    const file = make835([{ claims: [claim], providerAdjustments: [['WO', 'REF1', 7777]] }])
    expect(await messageOf(file.replace('*77.77~', '*x~'))).toContain('PLB04 is a malformed amount')
  })
})

describe('the day of a payment', () => {
  it('is at most a given day', async () => {
    const read = async (lastDay: string) => {
      for await (const item of readRemittances([Buffer.from(whole)], { lastDay }))
        if (item.kind === 'claim') return true
      return false
    }
    expect(await read('2026-03-31')).toBe(true)
    await expect(read('2026-03-30')).rejects.toThrow('BPR16 is a date more than a year ahead (segment 4, line 4)')
  })
})

describe('nothing else is refused', () => {
  it.each([
    ['control numbers with and without leading zeros', withText('IEA*1*000000001', 'IEA*1*1')],
    ['an empty segment', withText('LX*1~', 'LX*1~~')],
    ['an unknown segment that is counted', withText('LX*1~\n', 'LX*1~\nZZZ*1~\n').replace('SE*16', 'SE*17')],
    ['blanks around a tag and at the end', withText('LX*1~', '  LX*1~').concat(' \r\n\u001a\0')],
    ['blanks around elements', withText('SE*16*0001~', 'SE* 16 * 0001 ~').replaceAll('*100.5', '* 100.5 ')],
    ['a repetition of the BOM', `\ufeff${whole}\ufeff`],
    ['TA1', withText('GS*HP', 'TA1*000000001*260331*1200*A*000~\nGS*HP')],
    ['no payment at all', withText('BPR*', 'NTE*')],
    ['impossible dates', whole.replaceAll('20260301', '20260231')],
    ['a day before 2000 that nothing runs from', withText('DTM*405*20260331', 'DTM*405*19991231')],
    ['a service before 2000', whole.replaceAll('20260301', '19990301')],
    ['ISA without its blanks', whole.replace(/^ISA.*$/m, (isa) => isa.replaceAll(/ +/g, ''))],
  ])('%s', async (_, file) => {
    expect(classifyAll(await readAll(file))).toMatchObject({ A1: { kind: 'full', deniedCents: 10050 } })
  })

  it('separators that are control characters', async () => {
    const file = make835([{ claims: [claim] }], {
      element: '\u001d',
      component: '\u001f',
      terminator: '\u001e',
      behindSegment: '',
    })
    expect(await readAll(file)).toMatchObject(
      (await readAll(whole)).map((item) =>
        item.kind === 'claim' ? { claim: { claimRef: 'A1' } } : { kind: item.kind },
      ),
    )
    expect(classifyAll(await readAll(file))).toStrictEqual(classifyAll(await readAll(whole)))
  })

  it('10,000 lines in a claim', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      index % 2 === 0
        ? ({ charge: index + 1, paid: 0, adjustments: [['CO', '97', index + 1]] } as const)
        : { charge: 300, paid: 300 },
    )
    const items = await readAll(make835([{ claims: [{ claimRef: 'LONG', lines }] }]), 4_096)
    expect(claimsOf(items)[0]?.lines).toHaveLength(10_000)
    // 1 + 3 + … + 9,999 is 5,000².
    expect(classifyAll(items)['LONG']).toMatchObject({ kind: 'partial', deniedCents: 25_000_000, imbalances: [] })
  })
})

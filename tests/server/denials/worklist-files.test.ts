import { describe, expect, test } from 'vitest'
import { appealLevelOf } from '../../../src/server/denials/worklist/states.ts'
import { claimsIn, errorsIn, readList, workbook } from './list-files.ts'

const HEADER = 'Claim,Payer,Denied Amount,Owner,Follow Up Date'
const ROW = 'C1,Aetna,125.50,D,3/31/2026'
const LIST = `${HEADER}\r\n${ROW}\r\n`
const ONE = ['C1 Aetna 125.50']
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('encodings', () => {
  const accented = LIST.replace(',D,', ',Peña,')
  test.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${accented}`)],
    ['UTF-16 LE with a byte order mark', Buffer.from(`\uFEFF${accented}`, 'utf16le')],
    ['UTF-16 BE with a byte order mark', utf16be(`\uFEFF${accented}`)],
    ['UTF-16 LE', Buffer.from(accented, 'utf16le')],
    ['UTF-16 BE', utf16be(accented)],
    [
      'UTF-16 LE with tabs, as Excel saves Unicode text',
      Buffer.from(`\uFEFF${accented.replaceAll(',', '\t')}`, 'utf16le'),
    ],
    ['Windows-1252', Buffer.from(accented, 'latin1')],
    ['NULs after the end', Buffer.concat([Buffer.from(accented), Buffer.alloc(200_000)])],
  ])('%s', async (_name, bytes) => {
    const { claims, rowErrors } = await readList(bytes)
    expect(rowErrors).toEqual([])
    expect(claims).toMatchObject([{ identity: { claimRef: 'C1' }, owner: 'Peña', followUpDue: '2026-03-31' }])
  })

  test('Windows-1252 has the quotes and dashes of Word', async () => {
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\nC1,O`), Buffer.from([0x92]), Buffer.from('Neil,1,,\n')])
    expect(await claimsIn(bytes)).toEqual(['C1 O’Neil 1.00'])
  })

  test('a cell that says that there is nothing is blank', async () => {
    const rows = ['N/A', '#N/A', 'NULL', 'none', '-', '--', '—'].map(
      (text, index) => `C${index},Aetna,5,${text},${text}`,
    )
    const { claims, rowErrors } = await readList([HEADER, ...rows, ''].join('\n'))
    expect(rowErrors).toEqual([])
    expect(new Set(claims.map(({ owner, followUpDue }) => [owner, followUpDue].join()))).toEqual(new Set([',']))
  })

  test('a NUL inside a cell is an error of its row', async () => {
    expect(await errorsIn(LIST.replace('Aetna', 'Ae\0tna'))).toEqual(['2 Payer: contains a NUL character'])
  })
})

describe('the frame around the rows', () => {
  test.each([
    ['tabs', LIST.replaceAll(',', '\t')],
    ['pipes', LIST.replaceAll(',', '|')],
    ['semicolons', LIST.replaceAll(',', ';')],
    ['a sep= line', `sep=,\r\n${LIST}`],
    ['a sep= line of semicolons', `sep=;\r\n${LIST.replaceAll(',', ';')}`],
    ['a title in one cell', `Denials Worklist\r\n${LIST}`],
    ['a title with commas', `"Denials, open, by payer"\r\nRun date 3/31/2026,,,,\r\n,,,,\r\n${LIST}`],
    ['a title in a tab file', `Denials, open, of Aetna, Cigna, UHC and others\r\n${LIST.replaceAll(',', '\t')}`],
    ['a total', `${LIST}Total,,125.50,,\r\n`],
    ['a grand total without a word', `${LIST},,125.50,,\r\n`],
    ['a grand total', `${LIST}Grand Total:,,125.50,,\r\n`],
    ['a total beside the amount', `${LIST},Total,125.50,,\r\n`],
    ['a total of a payer', `${LIST}Aetna Total,,125.50,,\r\n`],
    ['a count', `${LIST}Count: 1,,,,\r\n`],
    ['a count and who printed it', `${LIST}"1 records, printed 3/31/2026 by JS"\r\n`],
    ['a page number', `${LIST}Page 1 of 1\r\n`],
    ['a sentence', `${LIST}\r\nThis list contains protected health information.\r\n`],
    ['the heading of a group', LIST.replace(ROW, `Payer: Aetna,,,,\r\n${ROW}`)],
    ['the header again', `${HEADER}\r\n${LIST}`],
    ['blank rows', `${LIST}\r\n,,,,\r\n"","",,,\r\n`],
    ['trailing commas', LIST.replace('3/31/2026', '3/31/2026,,,')],
    ['a header with trailing commas', LIST.replace('Date', 'Date,,')],
    ['a short row', `${HEADER}\r\nC1,Aetna,125.50\r\n`],
    ['no line break at the end', LIST.trimEnd()],
    ['carriage returns alone', LIST.replaceAll('\r\n', '\r')],
  ])('%s', async (_name, list) => {
    expect(await claimsIn(list)).toEqual(ONE)
  })

  test('rows are numbered as a spreadsheet shows them', async () => {
    const bad = 'C2,Aetna,lots,,\r\n'
    const error = (row: number) => [`${row} Denied Amount: not an amount such as 1234.50`]
    expect(await errorsIn(`${LIST}${bad}`)).toEqual(error(3))
    expect(await errorsIn(`sep=,\r\n${LIST}${bad}`)).toEqual(error(3))
    expect(await errorsIn(`Denials\r\n\r\n${LIST}\r\n,,\r\n${bad}`)).toEqual(error(7))
    expect(await errorsIn(`${LIST.replace(',D,', ',"D\n2",')}${bad}`)).toEqual(error(3))
  })

  test('totals and footers are noted, never dropped in silence', async () => {
    const { rowNotes } = await readList(`${LIST}Total,,125.50,,\r\n,,,,\r\n"1 records, printed today"\r\n`)
    expect(rowNotes).toEqual([
      { row: 3, line: 3, kind: 'footer', claimRef: null },
      { row: 5, line: 5, kind: 'footer', claimRef: null },
    ])
  })

  test('a row without claim or payer that is no footer is an error', async () => {
    expect(await errorsIn(`${LIST},Aetna,5,,\r\nC3,,5,,\r\n,,5,Ana,\r\n`)).toEqual([
      '3 Claim: missing',
      '4 Payer: missing',
      '5 Payer: missing',
      '5 Claim: missing',
    ])
  })

  test('a cell that was cut at an unquoted comma is an error', async () => {
    expect(await errorsIn(`${LIST}C2,Aetna,1,234.50,D,3/31/2026\r\n`)).toEqual([
      expect.stringMatching(/^3 -: the row has 6 columns; the header has 5/),
      expect.stringContaining('3 Follow Up Date'),
    ])
  })

  test('quotes inside a cell stay', async () => {
    expect(await claimsIn(`${HEADER}\nC1,Aetna 12" plan,1,,\nC2,"Blue ""Gold"" plan",2,,\n`)).toEqual([
      'C1 Aetna 12" plan 1.00',
      'C2 Blue "Gold" plan 2.00',
    ])
  })

  test.each([
    ['a PDF', '%PDF-1.7 ...', 'this is a PDF'],
    ['a web page with the name of a workbook', '<html><table><tr><td>Claim', 'this is a web page'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'Excel 97-2003'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d]), 'this is a picture'],
    ['an archive that is cut off', Buffer.from('PK\u0003\u0004rest'), 'the workbook cannot be read'],
    ['nothing', '', 'the worklist is empty'],
    ['blank lines', '\r\n,,\r\n', 'the worklist is empty'],
  ])('%s is refused by its name', async (_name, content, message) => {
    await expect(readList(content)).rejects.toThrow(message)
  })
})

describe('workbooks', () => {
  const day = new Date(Date.UTC(2026, 2, 31))
  test('dates, amounts and numbers of claims', async () => {
    const file = await workbook([
      ['Denials of March', null, null, null],
      [],
      ['Claim #', 'Payer', 'Denied Amt', 'Follow-up Date', 'CARC'],
      ['00123', 'Aetna', 125.5, day, 'CO-197'],
      [1_234_567_890, 'Cigna', 0.1 + 0.2, 46_112, 16],
      ['Total', null, 125.8, null, null],
    ])
    const { claims, rowErrors } = await readList(file)
    expect(rowErrors).toEqual([])
    expect(
      claims.map(({ identity, denial, followUpDue, lines }) => [
        identity.claimRef,
        denial,
        followUpDue,
        lines[0]?.place.row,
      ]),
    ).toMatchObject([
      ['00123', { deniedCents: 12_550, carcs: ['197'] }, '2026-03-31', 4],
      ['1234567890', { deniedCents: 30, carcs: ['16'] }, '2026-03-31', 5],
    ])
  })

  test('the sheet with the list is found behind a cover sheet', async () => {
    expect(
      await claimsIn(
        await workbook(
          [['Summary'], ['Open', 12]],
          [
            ['Claim', 'Payer', 'Amount'],
            ['C1', 'Aetna', 5],
          ],
        ),
      ),
    ).toEqual(['C1 Aetna 5.00'])
  })

  test('a number that Excel does not keep is an error of its row', async () => {
    expect(
      await errorsIn(
        await workbook([
          ['Claim', 'Payer', 'Amount'],
          [1_234_567_890_123_456, 'Aetna', 5],
        ]),
      ),
    ).toEqual([expect.stringContaining('2 Claim: Excel has shortened this number')])
  })

  test('an archive that unpacks to more than it may, or than it says, is refused', async () => {
    const statedAs = async (size: number) => {
      const bytes = Buffer.from(
        await workbook([['Claim', 'Payer', 'Amount'], ...Array.from({ length: 99 }, () => ['C1', 'Aetna', 5])]),
      )
      // The unpacked size of each part in the archive's directory.
      for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4)) {
        bytes.writeUInt32LE(size, at + 24)
      }
      return bytes
    }
    await expect(readList(await statedAs(1_000_000_000))).rejects.toThrow('the workbook is too large')
    await expect(readList(await statedAs(0))).rejects.toThrow('the workbook is too large')
    await expect(readList(await statedAs(20))).rejects.toThrow('the workbook cannot be read')
  })

  test('a workbook without a list says what is missing', async () => {
    await expect(
      readList(
        await workbook([
          ['Name', 'Date'],
          ['x', 'y'],
        ]),
      ),
    ).rejects.toThrow('row 1, line 1: columns missing: claim, payer')
  })
})

describe('dates', () => {
  const dayOf = async (cell: string) => {
    const { claims, rowErrors } = await readList(`Claim\tPayer\tAmount\tFollow up\nC1\tAetna\t1\t${cell}\n`)
    return claims[0]?.followUpDue ?? rowErrors[0]?.detail
  }

  test.each([
    ...['3/31/2026', '03/31/2026', '3/31/26', '03-31-2026', '3-31-26', '2026-03-31', '2026/3/31', '20260331'],
    ...['03312026', '31-Mar-26', '31-Mar-2026', '31 March 2026', 'Mar 31, 2026', 'March 31 2026', 'Mar 31st, 2026'],
    ...['Tuesday, March 31, 2026', 'Tue Mar 31 2026', '46112', '46112.75', '31.03.2026', '2026-Mar-31'],
    ...['3/31/2026 12:00:00 AM', '2026-03-31T00:00:00Z', '2026-03-31 14:30', '3/31/26 9:05', "'3/31/2026"],
  ])('%s', async (cell) => {
    expect(await dayOf(cell)).toBe('2026-03-31')
  })

  test.each([
    ['13/31/2026', 'there is no such day'],
    ['2026-02-30', 'there is no such day'],
    ['soon', 'not a date such as 3/31/2026'],
    ['3/2026', 'not a date'],
    ['1/1/1900', 'the date is before 2000'],
    ['12/31/99', 'the date is before 2000'],
    ['1', 'not a date'],
    ['12/31/2099', 'the date is over a year ahead'],
    ['99999', 'the date is over a year ahead'],
  ])('%s is an error', async (cell, message) => {
    expect(await dayOf(cell)).toContain(message)
  })

  test('dates of past events may not be before 2000 either', async () => {
    const list = 'Claim,Payer,Amount,Denial date,Status,Status date\nC1,Aetna,1,1/1/1900,appealed,1/1/1900\n'
    expect(await errorsIn(list)).toEqual([
      expect.stringContaining('2 Denial date: the date is before 2000'),
      expect.stringContaining('2 Status date: the date is before 2000'),
    ])
  })

  test('a serial number is a date only where a date is expected', async () => {
    expect(await claimsIn('Claim,Payer,Amount\n46112,Aetna,46112\n')).toEqual(['46112 Aetna 46112.00'])
  })
})

describe('amounts', () => {
  const centsOf = async (cell: string, separator = '\t') => {
    const list = `Claim\tPayer\tDenied Amount\nC1\tAetna\t${cell}\n`.replaceAll('\t', separator)
    const { claims, rowErrors } = await readList(list)
    return claims[0]?.denial?.deniedCents ?? rowErrors[0]?.detail
  }

  test.each([
    ['125.50', 12_550],
    ['$1,234.56', 123_456],
    ['($1,234.56)', 123_456],
    ['$(1.00)', 100],
    ['-5', 500],
    ['-$5.00', 500],
    ['5.00-', 500],
    ['.50', 50],
    ['125.', 12_500],
    ['1234.5600', 123_456],
    ['0.125', 13],
    ['1,234.56 USD', 123_456],
    ['USD 1,234.50', 123_450],
    ['US$ 12', 1_200],
    ['1,234', 123_400],
    ['$ 7', 700],
  ])('%s', async (cell, cents) => {
    expect(await centsOf(cell)).toBe(cents)
  })

  test.each(['lots', '12.34.56', '1e3', '--5', '.', '$', '5 of 7'])('%s is an error', async (cell) => {
    expect(await centsOf(cell)).toBe('not an amount such as 1234.50')
  })

  test('a comma before the cents where the file shows it', async () => {
    expect(await claimsIn('Claim;Payer;Amount\nC1;Aetna;1.234,56\nC2;Aetna;1.234\nC3;Aetna;7\n')).toEqual([
      'C1 Aetna 1234.56',
      'C2 Aetna 1234.00',
      'C3 Aetna 7.00',
    ])
    expect(await claimsIn('Claim;Payer;Amount\nC1;Aetna;1,234.56\nC2;Aetna;1,234\n')).toEqual([
      'C1 Aetna 1234.56',
      'C2 Aetna 1234.00',
    ])
  })

  test('what can be read in two ways is an error', async () => {
    expect(await centsOf('1.234', ';')).toBe('this amount can be read in two ways; write it with two decimals')
    expect(await errorsIn('Claim;Payer;Amount\nC1;Aetna;1.234,56\nC2;Aetna;1,234.56\n')).toEqual([
      '2 Amount: not an amount such as 1234.50',
    ])
    expect(await centsOf('"1.234,56"', ',')).toBe('not an amount such as 1234.50')
    expect(await centsOf('"1,23"', ',')).toBe('not an amount such as 1234.50')
  })
})

describe('headers', () => {
  test.each([
    ['Epic', 'HAR,Payor,Denied Amt,Owner,Follow-up Date\n900123,Aetna,125.50,D,3/31/2026', ['900123 Aetna 125.50']],
    [
      'athenahealth',
      'Claim ID,Primary Payer,Charge Amount,Outstanding Amount,Worklist\n123V1,Aetna,200.00,125.50,MGRHOLD',
      ['123V1 Aetna 125.50'],
    ],
    [
      'Waystar',
      'Patient Control #,Payer Name,Denied Amt,CARC,Denial Date\nPCN1,Aetna,125.50,CO-197,03/31/2026',
      ['PCN1 Aetna 125.50 197'],
    ],
    [
      'a denied amount beside a balance',
      'Account No.,Insurance Company,Total Charges,Balance,Denied $,Denial Reason Code(s)\nA1,Aetna,9,8,7,CO16',
      ['A1 Aetna 7.00 16'],
    ],
    ['underscores', 'claim_number,payer_name,denied_amount\nA1,Aetna,7', ['A1 Aetna 7.00']],
    ['a PCN beside a claim', 'PCN,Claim ID,Payer,Amount\nP1,77,Aetna,7', ['P1 Aetna 7.00']],
  ])('%s', async (_name, list, claims) => {
    expect(await claimsIn(`${list}\n`)).toEqual(claims)
  })

  test('the ICN of a payer', async () => {
    const { claims } = await readList('Acct #,Payor Name,ICN,Denied Amt\nA1,Aetna,I9,7\n')
    expect(claims).toMatchObject([{ identity: { claimRef: 'A1', payer: 'Aetna', payerClaimRef: 'I9' } }])
  })
})

describe('codes', () => {
  const codesOf = async (cell: string) => {
    const { claims, rowErrors } = await readList(`Claim\tPayer\tAmount\tDenial code\nC1\tAetna\t1\t${cell}\n`)
    const denial = claims[0]?.denial
    return denial ? [denial.groupCode, denial.carcs, denial.rarcs] : rowErrors[0]?.detail
  }

  test.each([
    ['197', null, ['197'], []],
    ['CO-197', 'CO', ['197'], []],
    ['CO197', 'CO', ['197'], []],
    ['co 197', 'CO', ['197'], []],
    ['CO197 - Precert absent', 'CO', ['197'], []],
    ['CO-197: Precert, notification, or 2 more absent', 'CO', ['197'], []],
    ['16 Claim lacks information', null, ['16'], []],
    ['CO 197; PR 204', 'CO', ['197', '204'], []],
    ['CO 197 PR 204', 'CO', ['197', '204'], []],
    ['CO-45, CO-16', 'CO', ['16'], []],
    ['CO-16/N290', 'CO', ['16'], ['N290']],
    ['CO16 N290 MA130', 'CO', ['16'], ['N290', 'MA130']],
    ['CO197 - Precert absent; PR204 - Not covered', 'CO', ['197', '204'], []],
    ['Precert absent (CO-197)', 'CO', ['197'], []],
    ['016', null, ['16'], []],
    ['B7|P14', null, ['B7', 'P14'], []],
    ['45', null, [], []],
  ])('%s', async (cell, group, carcs, rarcs) => {
    expect(await codesOf(cell)).toEqual([group, carcs, rarcs])
  })

  test.each(['nope', 'Precert absent', '?'])('%s is an error', async (cell) => {
    expect(await codesOf(cell)).toContain('not CARCs such as CO-197')
  })
})

describe('statuses', () => {
  test.each([
    ['In Progress', 'in_progress'],
    ['Working', 'in_progress'],
    ['Appealed', 'appealed'],
    ['Appeal Sent', 'appealed'],
    ['Closed - Paid', 'recovered'],
    ['PAID', 'recovered'],
    ['Closed: Written Off', 'written_off'],
    ['Write-off', 'written_off'],
    ['W/O', 'written_off'],
    ['Appeal won', 'overturned'],
    ['Appeal Denied', 'upheld'],
    ['Open', 'new'],
    ['written_off', 'written_off'],
  ])('%s is %s', async (word, state) => {
    const { claims } = await readList(`Claim,Payer,Amount,Status\nC1,Aetna,1,${word}\n`)
    expect(claims).toMatchObject([{ state }])
  })

  test.each([
    ['Appealed', null],
    ['1st Level Appeal', '1'],
    ['2nd level appeal', '2'],
    ['Appeal - Level 2', '2'],
    ['External Review', 'external'],
    ['Second look', null],
  ])('%s names the appeal level %s', (word, level) => {
    expect(appealLevelOf(word)).toBe(level)
  })

  test('a word that no status has is an error', async () => {
    expect(await errorsIn('Claim,Payer,Amount,Status\nC1,Aetna,1,Closed\n')).toEqual([
      expect.stringContaining('2 Status: not a status: new, in_progress'),
    ])
  })
})

describe('claim numbers', () => {
  test.each([
    ['="00012345"', '00012345'],
    ['"=""00012345"""', '00012345'],
    ["'00012345", '00012345'],
    ['"\t00012345 "', '00012345'],
    ['12E5', '12E5'],
  ])('%s', async (cell, claimRef) => {
    expect(await claimsIn(`${HEADER}\n${cell},Aetna,1,,\n`)).toEqual([`${claimRef} Aetna 1.00`])
  })

  test.each(['1.23457E+11', '1,23457E+11', '1E+15'])('%s is an error of its row', async (cell) => {
    expect(await errorsIn(`${HEADER}\n"${cell}",Aetna,1,,\n"${cell}",Cigna,2,,\n`)).toEqual([
      expect.stringMatching(/^2 Claim: Excel has shortened this number; format the column as text/),
      expect.stringMatching(/^3 Claim: Excel has shortened this number/),
    ])
  })

  test.each(['0', '000', '- -'])('%s identifies nothing', async (cell) => {
    expect(await errorsIn(`${HEADER}\n${cell},Aetna,1,,\n`)).toEqual(['2 Claim: this claim number identifies nothing'])
  })
})

describe('rows of one claim are its lines', () => {
  const merged = async (header: string, ...rows: string[]) => (await readList([header, ...rows, ''].join('\n'))).claims

  test('denied and paid are added, codes united by falling amount', async () => {
    expect(
      await merged(
        'Claim,Payer,ICN,Denied Amount,Paid,CARC',
        'LN1,Cigna,I1,74.50,10,CO-16',
        'LN2,Cigna,,5,,16',
        'ln-1,CIGNA,,125.50,20,CO-197; CO-16',
        'LN1,Cigna,I1,1.00,,PR-204',
      ),
    ).toMatchObject([
      { identity: { claimRef: 'LN2' } },
      {
        identity: { claimRef: 'LN1', payerClaimRef: 'I1' },
        denial: {
          ...{ deniedCents: 20_100, paidCents: 3_000, billedCents: 23_100, kind: 'partial' },
          ...{ carcs: ['16', '197', '204'], groupCode: 'CO' },
        },
      },
    ])
  })

  test('billed and recovered amounts count once if equal, else they are added', async () => {
    const header = 'Claim,Payer,Denied Amount,Billed,Recovered,CPT'
    expect(await merged(header, 'A,Cigna,5,100,3,1', 'A,Cigna,6,100,3,2')).toMatchObject([
      { denial: { billedCents: 10_000, deniedCents: 1_100 }, recoveredCents: 300 },
    ])
    expect(await merged(header, 'A,Cigna,5,60,3,1', 'A,Cigna,6,40,1,2')).toMatchObject([
      { denial: { billedCents: 10_000 }, recoveredCents: 400 },
    ])
  })

  test('of other conflicts the last row holds; blank cells say nothing', async () => {
    expect(
      await merged(
        'Claim,Payer,Denied Amount,Owner,Queue,Status,Status date',
        'A,Cigna,5,Ana,High,in progress,2026-04-01',
        'A,Cigna,6,Ben,,appealed,',
        'A,Cigna,7,,,,',
      ),
    ).toMatchObject([{ owner: 'Ben', queue: 'High', state: 'appealed', stateOn: null }])
  })

  test('rows equal in every cell are one, and reported', async () => {
    const { claims, rowNotes } = await readList('Claim,Payer,Amount\nA,Cigna,5\nB,Cigna,5\nA,Cigna,5\nA , Cigna,5\n')
    expect(claims.map(({ denial }) => denial?.deniedCents)).toEqual([500, 500])
    expect(rowNotes.map(({ row, kind, claimRef }) => [row, kind, claimRef])).toEqual([
      [4, 'repeated_row', 'A'],
      [5, 'repeated_row', 'A'],
    ])
  })

  test('rows with other ICNs are other claims', async () => {
    const claims = await merged('Claim,Payer,ICN,Amount', 'A,Cigna,I1,5', 'A,Cigna,I2,6', 'A,Aetna,I1,7')
    expect(claims.map(({ identity, denial }) => [identity.payerClaimRef, denial?.deniedCents])).toEqual([
      ['I1', 500],
      ['I2', 600],
      ['I1', 700],
    ])
  })
})

import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { writeXlsx } from 'hucre/xlsx'
import type { WorklistMapping } from '../../../src/shared/contract/denials.ts'
import { readDenialCategories } from '../../../src/shared/denials/index.ts'
import { ImportTally, type WorklistRowEntry } from '../../../src/server/denials/entries.ts'
import { spool } from '../../../src/server/denials/spool.ts'
import { mergeLines } from '../../../src/server/denials/worklist/lines.ts'
import { worklistEntries } from '../../../src/server/denials/worklist/read-worklist.ts'

const TODAY = '2026-04-15'
const categories = readDenialCategories(
  JSON.parse(readFileSync(new URL('../../../assets/denials/carc-categories.json', import.meta.url), 'utf8')),
)

/** What a list says, read as an import on April 15, 2026 reads it. */
export async function readList(content: string | Uint8Array, mapping: WorklistMapping = {}) {
  const file = await spool(Readable.from([Buffer.from(content)]), undefined, 1e9)
  const tally = new ImportTally()
  const claims: WorklistRowEntry[] = []
  try {
    for await (const { lines } of worklistEntries(file, { mapping, categories, today: TODAY }, tally)) {
      claims.push(mergeLines(lines))
    }
  } finally {
    await file.close()
  }
  return { claims, rowErrors: tally.rowErrors, rowNotes: tally.rowNotes }
}

/** The claims of a list without errors, as texts: `C1 Aetna 125.50 197`. */
export async function claimsIn(content: string | Uint8Array, mapping?: WorklistMapping): Promise<string[]> {
  const { claims, rowErrors } = await readList(content, mapping)
  if (rowErrors.length > 0) throw new Error(rowErrors.map(({ row, detail }) => `row ${row}: ${detail}`).join('; '))
  return claims.map(({ identity, denial }) =>
    [identity.claimRef, identity.payer, ((denial?.deniedCents ?? 0) / 100).toFixed(2), ...(denial?.carcs ?? [])].join(
      ' ',
    ),
  )
}

/** The errors of a list's rows: `2 Amount: not an amount`. */
export async function errorsIn(content: string | Uint8Array): Promise<string[]> {
  const { rowErrors } = await readList(content)
  return rowErrors.map(({ row, column, detail }) => `${row} ${column ?? '-'}: ${detail}`)
}

type WorkbookCell = string | number | boolean | Date | null

/** A workbook (.xlsx) of these sheets. */
export function workbook(...sheets: readonly (readonly (readonly WorkbookCell[])[])[]): Promise<Uint8Array> {
  return writeXlsx({
    sheets: sheets.map((rows, index) => ({ name: `Sheet${index + 1}`, rows: rows.map((row) => [...row]) })),
  })
}

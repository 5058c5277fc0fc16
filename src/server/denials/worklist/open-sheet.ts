import type { WorklistMapping } from '../../../shared/contract/denials.ts'
import type { SpooledFile } from '../spool.ts'
import { csvSheet } from './csv-sheet.ts'
import { isZip, workbookSheet } from './workbook-sheet.ts'
import { describeOtherFile } from './other-files.ts'
import { fileRefused } from './refused.ts'
import type { Sheet } from './sheet.ts'

const HEAD_BYTES = 65_536

/** Opens a worklist by its content, whatever its name. @throws WorklistRefused for another kind of file */
export async function openSheet(file: SpooledFile, mapping: WorklistMapping): Promise<Sheet> {
  const head = await file.head(HEAD_BYTES)
  if (isZip(head)) return workbookSheet(file, mapping)
  const other = describeOtherFile(head)
  if (other !== null) throw fileRefused(other)
  return csvSheet(file, mapping)
}

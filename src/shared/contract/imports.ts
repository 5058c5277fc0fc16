import { z } from 'zod'
import { cents, count, instant, nullableName } from './answer-fields.ts'

/** The fields of a worklist. */
export const worklistFields = [
  'claim',
  'payer_claim',
  'payer',
  'amount',
  'billed',
  'paid',
  'carc',
  'owner',
  'owner_on',
  'queue',
  'follow_up',
  'appeal_due',
  'service_line',
  'provider',
  'location',
  'procedure',
  'received',
  'state',
  'state_on',
  'recovered',
] as const
export type WorklistField = (typeof worklistFields)[number]

/** Counts of one file, or of several. */
export const importCounts = z.object({
  claims: count.describe('claims of an 835, rows of a worklist'),
  leftOut: count.describe('rows of a worklist that were left out because they are at fault'),
  full: count.describe('claims denied in full; of a worklist, those it adds'),
  partial: count,
  reversals: count,
  imbalances: count.describe('claims and payments with sums that disagree'),
  pending: count.describe('claims with a CARC by which the payer has not decided yet'),
  undecided: count.describe('claims with a CARC that is in no list; an admin places it'),
  added: count.describe('new denials'),
  known: count.describe('denied claims and worklist rows that were already on file'),
  updated: count.describe('denials that the file changed'),
  unmatchedReversals: count.describe('reversals without a denial, mostly of claims that had been paid'),
  deniedCents: cents.describe('sum of deniedCents of the denials added'),
})
export type ImportCounts = Readonly<z.output<typeof importCounts>>

export const noImportCounts = Object.fromEntries(
  Object.keys(importCounts.shape).map((name) => [name, 0]),
) as ImportCounts

/** An issue in an imported file that a person should check. */
export const importWarning = z.object({
  kind: z.enum([
    'claim_imbalance',
    'line_imbalance',
    'payment_imbalance',
    'unmatched_reversal',
    'undecided_code',
    'repeated_part',
    'derived_amount',
    'count_mismatch',
    'other_transaction',
    'unpacked',
    'payer_joined',
  ]),
  detail: nullableName.describe('the CARC, the element, the transaction (ST01), the packing or the payer it is about'),
  claimRef: nullableName.describe('null for a payment'),
  payerClaimRef: nullableName,
  serviceLine: count.nullable().describe('number of the service line in its claim, from 1'),
  expectedCents: cents.nullable().describe('the sum of the parts; null for an unmatched reversal'),
  paidCents: cents.nullable().describe('the amount paid by the file'),
  segment: count,
  line: count,
})
export type ImportWarning = z.output<typeof importWarning>

/** Limit for one file. */
export const MAX_WARNINGS = 100

/** The place of a row in a worklist. */
const rowPlace = z.object({
  row: count.describe('as a spreadsheet numbers it, from 1'),
  line: count.describe('of the file, from 1; a quoted cell may span several'),
})
export type RowPlace = z.output<typeof rowPlace>

/** Why a row of a worklist cannot be imported. */
export const rowError = rowPlace.extend({
  column: nullableName.describe('header of the column, as the worklist or its mapping names it; null: the whole row'),
  detail: z.string(),
})
export type RowError = z.output<typeof rowError>

/** Limit for one file. */
export const MAX_ROW_ERRORS = 100

/** What a person should know of a row that was imported, or that is none of the list. */
export const rowNote = rowPlace.extend({
  kind: z
    .enum(['leading_zeros', 'repeated_row', 'footer', 'payer_joined', 'shared_owner'])
    .describe(
      'its claim was found with leading zeros; it equals an earlier row; it is a total, a heading or a footer; its payer was not known and is that of the only claim of its number; its owner is a name that several people have, and only an e-mail address says who is meant (the first row of each name)',
    ),
  claimRef: nullableName.describe('the claim; null for a footer'),
})
export type RowNote = z.output<typeof rowNote>

/** The result of importing a file. All counts of a duplicate or refused file are 0. */
export const importedFile = importCounts.extend({
  name: z.string(),
  status: z.enum(['imported', 'duplicate', 'refused']),
  test: z.boolean().describe('the file is test data (ISA15 T), imported with allowTest'),
  error: nullableName.describe('why it was refused, with segment and line or row and column'),
  warnings: z.array(importWarning).readonly().describe(`the first ${MAX_WARNINGS}`),
  rowNotes: z.array(rowNote).readonly().describe(`of a worklist: the first ${MAX_WARNINGS}`),
  leftOutRows: z.array(rowError).readonly().describe(`why rows were left out: the first ${MAX_ROW_ERRORS}`),
})
export type ImportedFile = Readonly<z.output<typeof importedFile>>

export const importFormats = ['835', 'worklist'] as const

/** `GET /v1/imports`: newest first. */
export const importRow = importCounts.extend({
  id: z.string(),
  name: z.string(),
  format: z.enum(importFormats),
  importedAt: instant,
  importedBy: z.string(),
  test: z.boolean().describe('test data (ISA15 T)'),
  leftOutRows: importedFile.shape.leftOutRows,
  takenBackAt: instant.nullable().describe('null: it has not been taken back'),
  takenBackBy: nullableName,
})
export type ImportRow = z.output<typeof importRow>

/** `DELETE /v1/imports/{id}`: what taking an import back changes, or would change. */
export const takenBackImport = z.object({
  removed: count.describe('denials that go'),
  removedWorked: count.describe('denials that go although people have worked on them or changed them'),
  changed: count.describe('other denials of its claims, which are judged again'),
  laterRowsLeftOut: count.describe('rows of later worklists that say nothing without it'),
})
export type TakenBackImport = z.output<typeof takenBackImport>

/** A row of a worklist as it is read: field to value, amounts in cents, days as `2026-03-31`. */
export const previewRow = rowPlace.extend({
  values: z.partialRecord(z.enum(worklistFields), z.union([z.string(), z.number()])).readonly(),
})
export type PreviewRow = z.output<typeof previewRow>

/** `POST /v1/denials/import?preview=1`: the result that importing the file would have. Nothing is saved. */
export const importPreview = importedFile.extend({
  format: z.enum(importFormats),
  columns: z
    .array(z.object({ field: z.enum(worklistFields), header: z.string() }))
    .readonly()
    .describe('columns of a worklist by field'),
  unusedHeaders: z.array(z.string()).readonly().describe('headers of a worklist that match no field'),
  rows: z.array(previewRow).readonly().describe('the first rows without an error'),
  rowErrors: z
    .array(rowError)
    .readonly()
    .describe(`why a worklist would be refused, or rows left out: the first ${MAX_ROW_ERRORS}`),
  leavingOut: z
    .object({ claims: count, leftOut: count })
    .nullable()
    .describe('of a worklist that would be refused for single rows: what leaving them out would import'),
})
export type ImportPreview = Readonly<z.output<typeof importPreview>>
export const PREVIEW_ROWS = 20

/** `GET /v1/import-jobs/{id}`: the progress of an import. */
export const importJob = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['receiving', 'importing', 'done', 'refused', 'cancelled', 'failed']),
  bytes: count.describe('while receiving, bytes received (unpacked); then bytes of the file read'),
  totalBytes: count.nullable().describe('null while receiving'),
  claims: count.describe('claims of an 835, rows of a worklist so far'),
  startedAt: instant,
})
export type ImportJob = Readonly<z.output<typeof importJob>>

/** `npm run import --json` */
export interface ImportSummary {
  readonly files: readonly ImportedFile[]
  readonly totals: ImportCounts
}

/** Field to column header, for a worklist with other headers than the known ones. */
export const worklistMappingSchema = z.partialRecord(z.enum(worklistFields), z.string().trim().min(1).max(200))
export type WorklistMapping = z.infer<typeof worklistMappingSchema>

/** `GET /v1/worklist-mappings`: saved under a name, for `?mapping=NAME`. */
export const savedMapping = z.object({
  name: z.string(),
  mapping: worklistMappingSchema,
  changedAt: instant,
  changedBy: z.string(),
})
export type SavedMapping = z.output<typeof savedMapping>

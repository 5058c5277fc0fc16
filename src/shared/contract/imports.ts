import { z } from 'zod'
import type { EpochMs } from './brands.ts'

/** Counts of one file, or of several. */
export interface ImportCounts {
  /** Claims of an 835, rows of a worklist. */
  readonly claims: number
  /** Claims denied in full or in part; of a worklist, those it adds. */
  readonly full: number
  readonly partial: number
  readonly reversals: number
  /** Claims and payments with sums that disagree. */
  readonly imbalances: number
  /** New denials. */
  readonly added: number
  /** Denied claims and worklist rows that were already on file. */
  readonly known: number
  /** Denials that the file changed. */
  readonly updated: number
  /** Reversals without a denial, mostly of claims that had been paid. */
  readonly unmatchedReversals: number
  /** Sum of `deniedCents` of the denials added. */
  readonly deniedCents: number
}

export const noImportCounts: ImportCounts = {
  claims: 0,
  full: 0,
  partial: 0,
  reversals: 0,
  imbalances: 0,
  added: 0,
  known: 0,
  updated: 0,
  unmatchedReversals: 0,
  deniedCents: 0,
}

/** An issue in an imported file that a person should check. */
export interface ImportWarning {
  readonly kind: 'claim_imbalance' | 'line_imbalance' | 'payment_imbalance' | 'unmatched_reversal'
  /** Null for a payment. */
  readonly claimRef: string | null
  readonly payerClaimRef: string | null
  /** Number of the service line in its claim, from 1. */
  readonly serviceLine: number | null
  /** The sum of the parts; null for an unmatched reversal. */
  readonly expectedCents: number | null
  /** The amount paid by the file. */
  readonly paidCents: number | null
  readonly segment: number
  readonly line: number
}

/** Limit for one file. */
export const MAX_WARNINGS = 100

export type ImportStatus = 'imported' | 'duplicate' | 'refused'

/** The result of importing a file. All counts of a duplicate or refused file are 0. */
export interface ImportedFile extends ImportCounts {
  readonly name: string
  readonly status: ImportStatus
  /** Why it was refused, with segment and line or row and column. */
  readonly error: string | null
  /** The first `MAX_WARNINGS`. */
  readonly warnings: readonly ImportWarning[]
}

/** `GET /v1/imports`: newest first. */
export interface ImportRow extends ImportCounts {
  readonly id: string
  readonly name: string
  readonly format: '835' | 'worklist'
  readonly importedAt: EpochMs
  readonly importedBy: string
}

/** The place of a row in a worklist. */
export interface RowPlace {
  /** As a spreadsheet numbers it; the header is 1. */
  readonly row: number
  /** Line of the file, from 1; a quoted cell may span several. */
  readonly line: number
}

/** Why a row of a worklist cannot be imported. */
export interface RowError extends RowPlace {
  /** Header of the column, as the worklist or its mapping names it; null: the whole row. */
  readonly column: string | null
  readonly detail: string
}

/** A row of a worklist as it is read: field to value, amounts in cents, days as `2026-03-31`. */
export interface PreviewRow extends RowPlace {
  readonly values: Readonly<Partial<Record<WorklistField, string | number>>>
}

/** `POST /v1/denials/import?preview=1`: the result that importing the file would have. Nothing is saved. */
export interface ImportPreview extends ImportedFile {
  readonly format: '835' | 'worklist'
  /** Columns of a worklist by field. */
  readonly columns: readonly { readonly field: WorklistField; readonly header: string }[]
  /** Headers of a worklist that match no field. */
  readonly unusedHeaders: readonly string[]
  /** The first `PREVIEW_ROWS` rows without an error. */
  readonly rows: readonly PreviewRow[]
  /** Why a worklist would be refused. */
  readonly rowErrors: readonly RowError[]
}
export const PREVIEW_ROWS = 20

export const importJobStates = ['receiving', 'importing', 'done', 'refused', 'cancelled', 'failed'] as const

/** `GET /v1/import-jobs/{id}`: the progress of an import. */
export interface ImportJob {
  readonly id: string
  readonly name: string
  readonly state: (typeof importJobStates)[number]
  /** While `receiving`, bytes received (unpacked); then bytes of the file read. */
  readonly bytes: number
  /** Null while `receiving`. */
  readonly totalBytes: number | null
  /** Claims of an 835, rows of a worklist so far. */
  readonly claims: number
  readonly startedAt: EpochMs
}

/** `npm run import --json` */
export interface ImportSummary {
  readonly files: readonly ImportedFile[]
  readonly totals: ImportCounts
}

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

/** Field to column header, for a worklist with other headers than the known ones. */
export const worklistMappingSchema = z.partialRecord(z.enum(worklistFields), z.string().trim().min(1).max(200))
export type WorklistMapping = z.infer<typeof worklistMappingSchema>

/** `GET /v1/worklist-mappings`: saved under a name, for `?mapping=NAME`. */
export interface SavedMapping {
  readonly name: string
  readonly mapping: WorklistMapping
  readonly changedAt: EpochMs
  readonly changedBy: string
}

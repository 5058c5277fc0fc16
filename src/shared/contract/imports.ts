import { z } from 'zod'
import type { EpochMs } from './brands.ts'

/** Counts of one file, or of several. */
export interface ImportCounts {
  /** Claims of an 835, rows of a worklist. */
  readonly claims: number
  /** Claims the file says are denied in full, in part; of a worklist, those it adds. */
  readonly full: number
  readonly partial: number
  readonly reversals: number
  /** Claims and payments whose sums do not agree. */
  readonly imbalances: number
  /** Denials that were not known before. */
  readonly added: number
  /** Denied claims that were known already and changed nothing; rows of a worklist that said nothing new. */
  readonly known: number
  /** Denials that a worklist changed, or of which a remittance says something else than was known. */
  readonly updated: number
  /** Reversals that found no denial: mostly of claims that had been paid. */
  readonly unmatchedReversals: number
  /** Σ deniedCents of the denials added. */
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

/** Something a file says that somebody should look at; it was imported all the same. */
export interface ImportFinding {
  readonly kind: 'claim_imbalance' | 'line_imbalance' | 'payment_imbalance' | 'unmatched_reversal'
  /** Null of a payment. */
  readonly claimRef: string | null
  readonly payerClaimRef: string | null
  /** Number of the service line in its claim, from 1. */
  readonly serviceLine: number | null
  /** What the parts add up to; null of an unmatched reversal. */
  readonly expectedCents: number | null
  /** What the file says was paid. */
  readonly paidCents: number | null
  readonly segment: number
  readonly line: number
}

/** Most findings that are told of one file. */
export const MAX_FINDINGS = 100

export type ImportStatus = 'imported' | 'duplicate' | 'refused'

/** What became of a file. Of one that was a duplicate or refused all counts are 0: nothing of it was imported. */
export interface ImportedFile extends ImportCounts {
  readonly name: string
  readonly status: ImportStatus
  /** Why it was refused, with segment and line, or row and column. */
  readonly error: string | null
  /** The first `MAX_FINDINGS`. */
  readonly findings: readonly ImportFinding[]
}

/** `GET /v1/imports`: what was brought in, newest first. */
export interface ImportRow {
  readonly id: string
  readonly name: string
  readonly format: '835' | 'worklist'
  readonly importedAt: EpochMs
  readonly importedBy: string
  readonly claims: number
  readonly full: number
  readonly partial: number
  readonly reversals: number
  readonly imbalances: number
  readonly added: number
  readonly known: number
  readonly updated: number
  readonly unmatchedReversals: number
  readonly deniedCents: number
}

/** A fault of a worklist's row; `column` null: of the whole row. */
export interface ImportFault {
  /** As a spreadsheet numbers it, the header being 1. */
  readonly row: number
  readonly line: number
  readonly column: string | null
  readonly detail: string
}

/** A row of a worklist as it would be read: field to value, amounts in cents, days as `2026-03-31`. */
export interface PreviewRow {
  readonly row: number
  readonly line: number
  readonly values: Readonly<Partial<Record<WorklistField, string | number>>>
}

/**
 * `POST /v1/denials/import?preview=1`: what importing the file would come to. Nothing is changed. Of a file that would be refused all
 * counts are 0.
 */
export interface ImportPreview extends ImportCounts {
  readonly name: string
  readonly format: '835' | 'worklist'
  /** `imported` if it were. */
  readonly status: ImportStatus
  readonly error: string | null
  readonly findings: readonly ImportFinding[]
  /** Of a worklist: which column says what. */
  readonly columns: readonly { readonly field: WorklistField; readonly header: string }[]
  /** Headers of a worklist that say nothing known. */
  readonly unusedHeaders: readonly string[]
  /** The first `PREVIEW_ROWS` that can be read. */
  readonly rows: readonly PreviewRow[]
  /** Why a worklist would be refused. */
  readonly faults: readonly ImportFault[]
}
export const PREVIEW_ROWS = 20

export const importJobStates = ['receiving', 'importing', 'done', 'refused', 'cancelled', 'failed'] as const

/** `GET /v1/import-jobs/{id}`: how far an import is. */
export interface ImportJob {
  readonly id: string
  readonly name: string
  readonly state: (typeof importJobStates)[number]
  /** While `receiving` bytes that came, unpacked; then bytes of the file that were read. */
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

/** What a worklist can say, and the column that says it. */
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
  'received',
  'state',
  'state_on',
  'recovered',
] as const
export type WorklistField = (typeof worklistFields)[number]

/** Field to column header, for a worklist whose headers are not the known ones. */
export const worklistMappingSchema = z.partialRecord(z.enum(worklistFields), z.string().trim().min(1).max(200))
export type WorklistMapping = z.infer<typeof worklistMappingSchema>

/** `GET /v1/worklist-mappings`: mappings kept under a name, for `?mapping=NAME`. */
export interface SavedMapping {
  readonly name: string
  readonly mapping: WorklistMapping
  readonly changedAt: EpochMs
  readonly changedBy: string
}

import {
  type ClaimOutcome,
  type DenialKind,
  type DenialState,
  type ImportCounts,
  type ImportWarning,
  type RowPlace,
  type StatedDetail,
  MAX_WARNINGS,
  noImportCounts,
  statedDetails,
} from '../../shared/contract/denials.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import type { WorklistColumns } from './worklist/columns.ts'

/** What identifies a claim. Payer '' is unknown. */
export interface ClaimIdentity {
  readonly payer: string
  /** PCN (CLP01) */
  readonly claimRef: string
  /** ICN (CLP07) */
  readonly payerClaimRef: string
}

export function isSameClaim(one: ClaimIdentity, other: ClaimIdentity): boolean {
  return one.payer === other.payer && one.claimRef === other.claimRef && one.payerClaimRef === other.payerClaimRef
}

export type StatedDetails = Readonly<Record<StatedDetail, string | null>>
export const noDetails = Object.fromEntries(statedDetails.map((detail) => [detail, null])) as StatedDetails

/** A denial as a file states it. */
export interface StatedDenial extends ClaimIdentity, StatedDetails {
  readonly kind: DenialKind
  readonly category: string
  readonly groupCode: string | null
  readonly carcs: readonly string[]
  readonly rarcs: readonly string[]
  readonly billedCents: number
  readonly paidCents: number
  readonly deniedCents: number
  readonly balanced: boolean
}

/** A claim with an answer: paid, denied, contractual or patient responsibility. */
export interface AnsweredEntry {
  readonly kind: 'answered'
  readonly identity: ClaimIdentity
  readonly outcome: ClaimOutcome
  readonly billedCents: number
  readonly paidCents: number
  /** Null: not denied. */
  readonly denial: StatedDenial | null
  readonly provider: string | null
  /** The remittance's day; null: unknown. */
  readonly day: CalendarDay | null
  /** TRN02; null: unknown. */
  readonly traceNo: string | null
}

/** A claim whose earlier answer is reversed. */
export interface ReversalEntry {
  readonly kind: 'reversal'
  readonly identity: ClaimIdentity
  /** The amount taken back, below 0. */
  readonly paidCents: number
  readonly day: CalendarDay | null
  readonly traceNo: string | null
  readonly segment: number
  readonly line: number
}

/** A row of a CSV worklist. Null: the cell is blank or the column is missing. */
export interface WorklistRowEntry {
  readonly kind: 'worklist_row'
  readonly identity: ClaimIdentity
  /** For adding a denial that is not on file; null without an amount. */
  readonly denial: StatedDenial | null
  readonly received: CalendarDay | null
  readonly followUpDue: CalendarDay | null
  readonly appealDue: CalendarDay | null
  readonly owner: string | null
  /** The day of the assignment; null: the import. */
  readonly ownerOn: CalendarDay | null
  readonly queue: string | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
  readonly state: DenialState | null
  readonly stateOn: CalendarDay | null
  readonly recoveredCents: number | null
  readonly place: RowPlace
  /** The worklist's columns, for the headers in row errors. */
  readonly columns: WorklistColumns
}

export type ImportEntry = AnsweredEntry | ReversalEntry | WorklistRowEntry

/** Counts and warnings of a file, collected while it is read. */
export class ImportTally {
  readonly counts: { -readonly [Name in keyof ImportCounts]: number } = { ...noImportCounts }
  readonly #warnings: ImportWarning[] = []

  /** The first `MAX_WARNINGS`. */
  get warnings(): readonly ImportWarning[] {
    return this.#warnings
  }

  /** What is left out is null. */
  warn({ kind, ...warning }: Partial<ImportWarning> & Pick<ImportWarning, 'kind' | 'segment' | 'line'>): void {
    const unknown = { claimRef: null, payerClaimRef: null, serviceLine: null, expectedCents: null, paidCents: null }
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push({ kind, ...unknown, ...warning })
  }
}

import {
  type ClaimOutcome,
  type DenialKind,
  type AppealLevel,
  type DenialState,
  type ImportCounts,
  type ImportWarning,
  type RowError,
  type RowNote,
  type RowPlace,
  type StatedDetail,
  MAX_ROW_ERRORS,
  MAX_WARNINGS,
  noImportCounts,
  statedDetails,
} from '../../shared/contract/denials.ts'
import { comparableReference } from '../../shared/classify/index.ts'
import type { CalendarDay, ClaimClassification, RemittanceClaim, RemittancePayer } from '../../shared/denials/index.ts'
import type { RowCodes } from './worklist/codes.ts'
import type { WorklistColumns } from './worklist/columns.ts'

/** What identifies a claim. Payer '' is unknown. */
export interface ClaimIdentity {
  readonly payer: string
  /** PCN (CLP01) */
  readonly claimRef: string
  /** ICN (CLP07) */
  readonly payerClaimRef: string
}

/** Blanks, dashes and case of claim numbers do not count. */
export function isSameClaim(one: ClaimIdentity, other: ClaimIdentity): boolean {
  return (
    one.payer === other.payer &&
    (['claimRef', 'payerClaimRef'] as const).every(
      (reference) => comparableReference(one[reference]) === comparableReference(other[reference]),
    )
  )
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

/** A claim as its file states it: what classifying it again needs. */
export interface StatedClaim {
  readonly claim: RemittanceClaim
  /** The payee's NPI or tax id. */
  readonly practice: string | null
}

/** What the codes of a claim say beside a denial. */
export type ClaimCodes = Pick<
  ClaimClassification,
  'reducedCents' | 'patientShareCents' | 'pendingCarcs' | 'undecidedCarcs'
>

/** A claim with an answer: paid, denied, contractual or patient responsibility. */
export interface AnsweredEntry {
  readonly kind: 'answered'
  readonly identity: ClaimIdentity
  /** As the file names the payer; null where `identity` has its name already. */
  readonly statedPayer: RemittancePayer | null
  /** Null: the payer has not decided. */
  readonly outcome: ClaimOutcome | null
  readonly paidCents: number
  /** Null: not denied. */
  readonly denial: StatedDenial | null
  readonly provider: string | null
  /** The remittance's day; null: unknown. */
  readonly day: CalendarDay | null
  /** TRN02; null: unknown. */
  readonly traceNo: string | null
  /** ICNs of the other claims with its PCN in its transaction: what it is paid recovers nothing of them. */
  readonly apartFrom: readonly string[]
  readonly codes: ClaimCodes
  readonly stated: StatedClaim
}

/** A claim whose earlier answer is reversed. */
export interface ReversalEntry {
  readonly kind: 'reversal'
  readonly identity: ClaimIdentity
  readonly statedPayer: RemittancePayer | null
  /** The amount taken back, below 0. */
  readonly paidCents: number
  readonly day: CalendarDay | null
  readonly traceNo: string | null
  readonly codes: ClaimCodes
  readonly stated: StatedClaim
  readonly segment: number
  readonly line: number
}

/** What worklists say of a denial. Null: the cell is blank or the column is missing. */
interface WorklistFields {
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
  /** The level of appeal that the status names. */
  readonly appealLevel: AppealLevel | null
  readonly stateOn: CalendarDay | null
  readonly recoveredCents: number | null
}

/** A row of a worklist. Amounts are in cents, as written, also below 0. */
export interface WorklistLine extends WorklistFields {
  readonly place: RowPlace
  /** The worklist's columns, for the headers in row errors. */
  readonly columns: WorklistColumns
  /** All cells, to tell equal rows. */
  readonly content: string
  readonly identity: ClaimIdentity
  readonly deniedCents: number | null
  readonly billedCents: number | null
  readonly paidCents: number | null
  readonly codes: RowCodes | null
  readonly procedure: string | null
}

/** What told the payer of a worklist's claim: its name, or only that a claim with its number is on file. Null: not asked yet. */
type PayerToldBy = 'name' | 'claim_number' | null

/** The rows of one claim in a worklist, in their order. */
export interface WorklistClaimEntry {
  readonly kind: 'worklist_claim'
  /** A payer that its name has told has the name under which it is kept; any other is as the file names it. */
  readonly identity: ClaimIdentity
  readonly payerToldBy: PayerToldBy
  readonly lines: readonly WorklistLine[]
}

/** What the rows of one claim in a worklist say together. */
export interface WorklistRowEntry extends WorklistFields {
  readonly kind: 'worklist_row'
  readonly identity: ClaimIdentity
  readonly payerToldBy: PayerToldBy
  /** For adding a denial that is not on file; null without an amount. */
  readonly denial: StatedDenial | null
  readonly lines: readonly WorklistLine[]
}

/** An entry as it is read from a file. */
export type FileEntry = AnsweredEntry | ReversalEntry | WorklistClaimEntry
/** An entry as it is posted: the rows of a worklist's claim are one. */
export type ImportEntry = AnsweredEntry | ReversalEntry | WorklistRowEntry

/** Counts and warnings of a file, collected while it is read. */
export class ImportTally {
  readonly counts: { -readonly [Name in keyof ImportCounts]: number } = { ...noImportCounts }
  /** The file is test data. */
  test = false
  readonly #warnings: ImportWarning[] = []
  readonly #told = new Set<string>()
  readonly #rowNotes: RowNote[] = []
  readonly #rowErrors: RowError[] = []
  readonly #faultyRows = new Set<number>()

  /** The first `MAX_WARNINGS`. */
  get warnings(): readonly ImportWarning[] {
    return this.#warnings
  }

  /** What is left out is null. */
  warn({ kind, ...warning }: Partial<ImportWarning> & Pick<ImportWarning, 'kind' | 'segment' | 'line'>): void {
    const unknown = { claimRef: null, payerClaimRef: null, serviceLine: null, expectedCents: null, paidCents: null }
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push({ kind, detail: null, ...unknown, ...warning })
  }

  /** Warns once of each kind and detail. */
  warnOnce(warning: Parameters<ImportTally['warn']>[0] & { readonly detail: string }): void {
    if (this.#isFirst(`${warning.kind} ${warning.detail}`)) this.warn(warning)
  }

  /** The first `MAX_WARNINGS` in order of rows. */
  get rowNotes(): readonly RowNote[] {
    return this.#rowNotes.toSorted((one, other) => one.row - other.row)
  }

  note(note: RowNote): void {
    if (this.#rowNotes.length < MAX_WARNINGS) this.#rowNotes.push(note)
  }

  /** Notes a row once of each kind and detail. */
  noteOnce(detail: string, note: RowNote): void {
    if (this.#isFirst(`${note.kind} ${detail}`)) this.note(note)
  }

  /** Of rows at fault, in order of rows: the first `MAX_ROW_ERRORS` that were found. */
  get rowErrors(): readonly RowError[] {
    return this.#rowErrors.toSorted((one, other) => one.row - other.row)
  }

  /** The number of rows at fault. */
  get faultyRows(): number {
    return this.#faultyRows.size
  }

  /** Whether a row is at fault. */
  isFaulty(row: number): boolean {
    return this.#faultyRows.has(row)
  }

  /** Takes errors of rows; these rows are not imported. */
  fault(errors: readonly RowError[]): void {
    for (const error of errors) {
      this.#faultyRows.add(error.row)
      if (this.#rowErrors.length < MAX_ROW_ERRORS) this.#rowErrors.push(error)
    }
  }

  #isFirst(told: string): boolean {
    const before = this.#told.size
    return this.#told.add(told).size > before
  }
}

import type {
  ClaimOutcome,
  DenialKind,
  DenialState,
  ImportCounts,
  ImportFinding,
} from '../../shared/contract/denials.ts'
import { MAX_FINDINGS, noImportCounts } from '../../shared/contract/denials.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import type { WorklistColumns } from './worklist/columns.ts'
import type { Place } from './worklist/refused.ts'

/** What a claim goes by. Payer '' is one nobody names. */
export interface ClaimIdentity {
  readonly payer: string
  /** CLP01 */
  readonly claimRef: string
  /** CLP07 */
  readonly payerClaimRef: string
}

/** A denial as a file states it. */
export interface StatedDenial extends ClaimIdentity {
  readonly kind: DenialKind
  readonly category: string
  readonly group: string | null
  readonly carcs: readonly string[]
  readonly rarcs: readonly string[]
  readonly billedCents: number
  readonly paidCents: number
  readonly deniedCents: number
  readonly balanced: boolean
  /** CLP06; null: the file does not say. */
  readonly plan: string | null
}

/** A claim that a remittance answers: pays, denies, or leaves to contract or patient. */
export interface AnsweredEntry {
  readonly kind: 'answered'
  readonly identity: ClaimIdentity
  readonly outcome: ClaimOutcome
  readonly billedCents: number
  readonly paidCents: number
  /** Null: it is none. */
  readonly denial: StatedDenial | null
  readonly provider: string | null
  /** The remittance's day; null: it names none. */
  readonly day: CalendarDay | null
  /** TRN02; null: the file names none. */
  readonly traceNo: string | null
}

/** A claim whose earlier answer a remittance takes back. */
export interface ReversalEntry {
  readonly kind: 'reversal'
  readonly identity: ClaimIdentity
  /** What it takes back, below 0. */
  readonly paidCents: number
  readonly day: CalendarDay | null
  readonly traceNo: string | null
  readonly segment: number
  readonly line: number
}

/** A row of a worklist. Null: the row says nothing of it. */
export interface WorkEntry {
  readonly kind: 'work'
  readonly identity: ClaimIdentity
  /** What the row says of the denial itself, for when it is not known yet; null without an amount. */
  readonly denial: StatedDenial | null
  readonly received: CalendarDay | null
  readonly followUpDue: CalendarDay | null
  readonly appealDue: CalendarDay | null
  readonly owner: string | null
  /** The day the owner got it; null: the import. */
  readonly ownerOn: CalendarDay | null
  readonly queue: string | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
  /** Where it stands, and since which day. */
  readonly state: DenialState | null
  readonly stateOn: CalendarDay | null
  readonly recoveredCents: number | null
  readonly place: Place
  /** Of the worklist, to name them where the row turns out not to fit what is known. */
  readonly columns: WorklistColumns
}

export type ImportEntry = AnsweredEntry | ReversalEntry | WorkEntry

/** Counts and findings of a file, added to while it is read. */
export class ImportTally {
  readonly counts: { -readonly [Name in keyof ImportCounts]: number } = { ...noImportCounts }
  readonly #findings: ImportFinding[] = []

  /** The first of them, bounded. */
  get findings(): readonly ImportFinding[] {
    return this.#findings
  }

  find(finding: ImportFinding): void {
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(finding)
  }
}

import type { Queries } from '../../../src/server/database/database.ts'
import { name, sql } from '../../../src/server/database/sql.ts'
import type { Settings } from '../../../src/shared/contract/settings.ts'

// Rows as the endpoint stores facts, less the columns in which it caches or derives something: times are epoch ms, amounts cents.

export interface UserFact {
  readonly userId: string
  readonly name: string
  readonly team: string | null
}

export interface SpanFact {
  readonly deviceId: string
  readonly journal: number
  readonly seq: number
  readonly userId: string
  readonly startedAt: number
  readonly endedAt: number
  readonly presence: string
  readonly activity: string | null
  readonly rating: string | null
  readonly system: string | null
  /** What the rule names. */
  readonly payer: string | null
  readonly app: string | null
  readonly ruleId: string | null
  /** A remote-desktop window of which nothing inside is known. */
  readonly remote: boolean
  /** A program used the microphone. */
  readonly call: boolean
  readonly claimToken: string | null
  readonly attributedToken: string | null
  readonly attribution: string | null
}

export interface TouchFact {
  readonly journal: number
  readonly userId: string
  readonly claimToken: string
  readonly startedAt: number
  readonly endedAt: number
}

export interface TagFact {
  readonly journal: number
  readonly spanSeq: number
  readonly kind: string
}

export interface ManualTimeFact {
  readonly deviceId: string
  readonly userId: string
  readonly startedAt: number
  readonly endedAt: number
  readonly manualTimeId: string
  readonly revision: number
  readonly kind: string
  readonly claimToken: string | null
  readonly withdrawn: boolean
}

export interface DenialFact {
  readonly denialNo: number
  readonly payer: string
  readonly claimToken: string | null
  readonly category: string
  readonly carcs: readonly string[]
  readonly rarcs: readonly string[]
  readonly deniedCents: number
  readonly leftCents: number | null
  readonly recoveredCents: number | null
  readonly state: string
  readonly received: number
  readonly followUpDue: number | null
  readonly appealDue: number | null
  readonly nextAppealDue: number | null
  readonly correctedClaimDue: number | null
  readonly owner: string | null
  readonly queue: string | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
  readonly claimFilingIndicator: string | null
  readonly procedure: string | null
  readonly practice: string | null
  readonly firstAppealedAt: number | null
  readonly resolvedAt: number | null
  readonly appealLevel: string | null
  readonly proposedSince: number | null
  readonly reopened: number
}

export interface EventFact {
  readonly denialNo: number
  readonly eventNo: number
  readonly kind: string
  readonly happenedAt: number
  readonly fromValue: string | null
  readonly toValue: string | null
  readonly origin: string
}

export interface DecisionFact {
  readonly denialNo: number
  readonly level: string
  readonly decidedAt: number
  readonly outcome: string
}

/** A claim by its first remittance. */
export interface ClaimFact {
  readonly payer: string
  readonly claimToken: string
  readonly firstReceived: number
  readonly firstOutcome: string
  readonly billedCents: number
  readonly firstPaidCents: number
  readonly firstDeniedCents: number
  readonly ofPrimary: boolean
  /** Of its denial; null: it is not denied. */
  readonly category: string | null
  readonly provider: string | null
}

/** A claim as one remittance states it. */
export interface RemittedFact {
  readonly payer: string
  readonly claimToken: string
  readonly received: number
  readonly provider: string | null
  readonly reducedCents: number
  readonly pendingCarcs: readonly string[]
  readonly undecidedCarcs: readonly string[]
}

export interface CountFact {
  readonly day: number
  readonly payer: string
  readonly submitted: number
  readonly accepted: number
  readonly clean: number
}

export interface Facts {
  readonly zone: string
  readonly calendar: Settings<'calendar'>
  readonly slas: Settings<'slas'>
  readonly economics: Settings<'economics'>
  readonly users: readonly UserFact[]
  readonly spans: readonly SpanFact[]
  readonly touches: readonly TouchFact[]
  readonly tags: readonly TagFact[]
  readonly manualTime: readonly ManualTimeFact[]
  readonly denials: readonly DenialFact[]
  readonly events: readonly EventFact[]
  readonly decisions: readonly DecisionFact[]
  readonly claims: readonly ClaimFact[]
  readonly remitted: readonly RemittedFact[]
  readonly counts: readonly CountFact[]
}

type Row = Readonly<Record<string, unknown>>

/** Reads whole tables: nothing is joined or summed by SQL. @param settings as `GET /v1/settings/{name}` answers them */
export async function readFacts(
  queries: Queries,
  settings: Pick<Facts, 'calendar' | 'slas' | 'economics'>,
): Promise<Facts> {
  const rowsOf = async (table: string) =>
    (await queries.query<Row>(sql`select * from ${name(table)}`)).map((row) => plainRow(row))
  const [tenant] = await rowsOf('tenant')
  const devices = new Map((await rowsOf('journals')).map((row) => [row['journal'], row['deviceId']]))
  const ofDevice = (row: Row) => ({ ...row, deviceId: devices.get(row['journal']) })
  const facts = {
    ...settings,
    zone: settings.calendar.zone ?? tenant?.['zone'],
    users: await rowsOf('users'),
    // A payer that the endpoint found by the claim is no part of the record.
    spans: (await rowsOf('spans'))
      .map(ofDevice)
      .map((row: Row) => (row['payerOfClaim'] === true ? { ...row, payer: null } : row)),
    touches: await rowsOf('touches'),
    tags: await rowsOf('hidden_tags'),
    manualTime: await rowsOf('manual_time'),
    denials: await rowsOf('denials'),
    events: await rowsOf('denial_events'),
    decisions: await rowsOf('appeal_decisions'),
    claims: await rowsOf('claims'),
    remitted: await rowsOf('remittance_claims'),
    counts: await rowsOf('claim_counts'),
  }
  return facts as unknown as Facts
}

/** Names in camel case, tokens in hex. */
function plainRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()),
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ]),
  )
}

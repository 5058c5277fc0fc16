import { byEndpoint } from '../../../src/server/audit/append.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import { createMonths } from '../../../src/server/database/months.ts'
import { denialEvents, denials } from '../../../src/server/database/schema/denials.ts'
import { name, sql, token } from '../../../src/server/database/sql.ts'
import { markDirty } from '../../../src/server/jobs/dirty-claims.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import type { DenialState } from '../../../src/shared/contract/denials.ts'
import type { DenialScope, SlaDefinition } from '../../../src/shared/contract/settings.ts'
import { importRow } from '../support/import-row.ts'

export const zone = 'America/New_York'
export const at = (text: string) => Date.parse(text)

export interface MadeDenial {
  readonly no: number
  readonly received: number
  readonly payer?: string
  readonly category?: string
  readonly serviceLine?: string | null
  readonly queue?: string | null
  readonly provider?: string | null
  readonly location?: string | null
  readonly owner?: string | null
  readonly deniedCents?: number
  readonly state?: DenialState
  readonly followUpDue?: number | null
  readonly appealDue?: number | null
  readonly nextAppealDue?: number | null
  readonly correctedClaimDue?: number | null
  readonly rarcs?: readonly string[]
  readonly appealedAt?: number | null
  readonly resolvedAt?: number | null
  /** Earlier states. */
  readonly states?: readonly DenialState[]
  /** Starts of touches, with who and how long. */
  readonly touches?: readonly { readonly at: number; readonly user?: string; readonly ms?: number }[]
}

export const tokenOf = (no: number) => String(no).padStart(64, '0')

/** Stores denials with their events and touches as imports and agents would. */
export async function makeDenials(database: Database, made: readonly MadeDenial[]): Promise<void> {
  await database.query(sql`${importRow('made.835')} on conflict do nothing`)
  for (const denial of made) await makeDenial(database, denial)
}

async function makeDenial(database: Database, denial: MadeDenial): Promise<void> {
  const { no, received, state = 'new', payer = 'Aetna', category = 'authorization', rarcs = [] } = denial
  const { deniedCents = 100_00, followUpDue = null, appealDue = null, owner = null, queue = null } = denial
  const { serviceLine = null, provider = null, location = null, resolvedAt = null } = denial
  const row = {
    ...{ denialNo: no, claimRef: `CLM-${no}`, claimToken: tokenOf(no), payer, category, state, received, deniedCents },
    ...{ followUpDue, appealDue, owner, queue, serviceLine, provider, location, resolvedAt, rarcs },
    ...{ billedCents: deniedCents, stateSince: received },
    ...{ nextAppealDue: denial.nextAppealDue ?? null, correctedClaimDue: denial.correctedClaimDue ?? null },
    firstAppealedAt: denial.appealedAt ?? (state === 'appealed' ? received : null),
  }
  const columns = [
    ...(['denialNo', 'claimRef', 'claimToken', 'payer', 'category', 'state', 'received', 'deniedCents'] as const),
    ...(['followUpDue', 'appealDue', 'owner', 'queue', 'serviceLine', 'provider', 'location', 'resolvedAt'] as const),
    ...(['nextAppealDue', 'correctedClaimDue', 'rarcs', 'billedCents', 'stateSince', 'firstAppealedAt'] as const),
  ] as const
  const same = { importNo: 1, payerClaimRef: 'P', kind: 'full', groupCode: 'CO', carcs: ['16'], paidCents: 0 }
  await database.query(bulkInsert(denials, columns, [row], { ...same, balanced: true, lastEvent: 9 }))
  const events = (denial.states ?? []).map((kind, index) => ({ eventNo: index + 1, kind, toValue: kind }))
  const every = { denialNo: no, happenedAt: received, recordedAt: received, recordedBy: 'test' }
  if (events.length > 0) {
    await database.query(bulkInsert(denialEvents, ['eventNo', 'kind', 'toValue'], events, every))
  }
  for (const touch of denial.touches ?? []) await makeTouch(database, no, touch)
}

export async function makeTouch(
  database: Database,
  no: number,
  touch: { readonly at: number; readonly user?: string; readonly ms?: number },
): Promise<void> {
  const { at: start, user = 'u1', ms = 60_000 } = touch
  await createMonths(database).ensure([start])
  await database.query(
    sql`insert into journals (device_id, generation, max_seq, contiguous_seq, durable_seq, pending_seq, pending_at)
      values (${user}, 'generation', 0, 0, 0, 0, 0) on conflict do nothing`,
  )
  await database.query(
    sql`insert into touches (journal, touch_id, revision, seq, user_id, claim_token, started_at, ended_at, active_ms, span_count)
      select j.journal, ${`${no}-${start}`}, 1, 1, ${user}, ${token(tokenOf(no))}, ${start}::bigint, ${start + ms}::bigint, ${ms}::bigint, 1
      from journals j where j.device_id = ${user} on conflict do nothing`,
  )
  await markDirty(database, [tokenOf(no)])
}

export async function makePerson(database: Database, id: string, called: string, team: string | null): Promise<void> {
  await database.query(
    sql`insert into users (user_id, name, team, sample, created_at) values (${id}, ${called}, ${team}, false, 0) on conflict do nothing`,
  )
}

export const author = { baseVersion: undefined, by: 'test', now: 0, record: byEndpoint(0) }

/** The parts of an SLA that matter to a test; `setSlas` has defaults for the others. */
export type MadeSla = Partial<Omit<SlaDefinition, 'scope'>> & { readonly id: string; readonly scope?: DenialScope }

export async function setSlas(database: Database, slas: readonly MadeSla[]): Promise<void> {
  const body = {
    slas: slas.map((sla) => ({
      name: sla.id,
      kind: 'first_touch',
      within: { amount: 1, unit: 'business_days' },
      warnHours: 4,
      ...sla,
    })),
  }
  await writeSettings(database, 'slas', body, author)
}

export async function setCalendar(database: Database, calendar: object): Promise<void> {
  await writeSettings(database, 'calendar', { zone, ...calendar }, author)
}

export async function forgetAll(database: Database): Promise<void> {
  const tables = [
    'denials',
    'denial_events',
    'touches',
    'alerts',
    'deliveries',
    'imports',
    'hidden_tags',
    'dirty_claims',
  ]
  for (const table of tables) await database.query(sql`delete from ${name(table)}`)
}

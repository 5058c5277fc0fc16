import type { EpochMs } from '../../shared/contract/brands.ts'
import { openDenialStates } from '../../shared/contract/denials.ts'
import type { DenialState } from '../../shared/contract/denials.ts'
import type { CalendarSettings, DenialScope, SlaDefinition } from '../../shared/contract/settings.ts'
import type { DueKind } from '../../shared/contract/worklist.ts'
import type { Database, Queries } from '../database/database.ts'
import { tenantZone } from '../identity/tenant.ts'
import { readSettings } from '../settings/settings-store.ts'
import { lateTable } from './late-table.ts'
import type { LateTable } from './late-table.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Legal limits are at risk so long before, whatever the SLAs say: an appeal takes days to prepare. */
export const APPEAL_LIMIT_WARN_MS = 7 * DAY_MS
/** A follow-up day of its own is at risk from the day before. */
const FOLLOW_UP_WARN_MS = DAY_MS
/** What was received earlier is judged as if it were received then: it is late either way. */
const LONGEST_BACKLOG_MS = 3650 * DAY_MS
/** Devices whose clock is ahead send touches from the future. */
const CLOCK_SKEW_MS = 2 * DAY_MS

/** Id that alerts about the legal limit of an appeal go by. */
export const APPEAL_LIMIT = 'appeal-limit'

interface Source {
  readonly name: string
  readonly warnMs: number
}

/** An SLA that is in force. */
export interface SlaSource extends Source {
  readonly source: 'sla'
  readonly id: string
  readonly kind: DueKind
  readonly table: LateTable
  readonly scope: DenialScope
  /** Of a custom SLA: what it waits for. */
  readonly states: readonly DenialState[]
}

/** Something that may be due on a denial. */
export type DueSource =
  | SlaSource
  | (Source & { readonly source: 'appeal_limit'; readonly kind: 'appeal' })
  | (Source & { readonly source: 'follow_up_day'; readonly kind: 'follow_up' })

/** What denials are judged by at one moment. */
export interface Deadlines {
  /** Never empty: legal limits and follow-up days count without any SLA. */
  readonly sources: readonly DueSource[]
  /** IANA; a day that something is due on ends there. */
  readonly zone: string
  readonly now: EpochMs
  /** All that a judgement rests on beside the denial and its touches. */
  readonly terms: DeadlineTerms
}

/** What an admin says of deadlines. */
export interface DeadlineTerms {
  readonly slas: readonly SlaDefinition[]
  readonly calendars: CalendarSettings
  readonly zone: string
  /** Who is in which team, in short; null: it makes no difference. */
  readonly teams: string | null
}

/** Reads what is promised; not inside a transaction. */
export async function readDeadlines(database: Database, tenantId: string, now: EpochMs): Promise<Deadlines> {
  const [{ body: slas }, { body: calendars }, zone, oldest] = await Promise.all([
    readSettings(database, tenantId, 'slas'),
    readSettings(database, tenantId, 'calendar'),
    tenantZone(database, tenantId),
    oldestOpen(database, tenantId),
  ])
  const from = Math.max(oldest ?? now, now - LONGEST_BACKLOG_MS)
  const enabled = slas.slas.filter((sla) => sla.enabled)
  const inForce = enabled.map((sla): SlaSource => ({
    source: 'sla',
    id: sla.id,
    name: sla.name,
    kind: sla.kind,
    warnMs: sla.warnHours * HOUR_MS,
    table: lateTable({ within: sla.within, calendars, zone, from: Math.min(from, now), to: now + CLOCK_SKEW_MS }),
    scope: sla.scope,
    states: sla.states ?? [],
  }))
  return {
    sources: [
      ...inForce,
      { source: 'appeal_limit', name: 'Last day to appeal', kind: 'appeal', warnMs: APPEAL_LIMIT_WARN_MS },
      { source: 'follow_up_day', name: 'Follow-up day', kind: 'follow_up', warnMs: FOLLOW_UP_WARN_MS },
    ],
    zone,
    now,
    terms: {
      slas: enabled,
      calendars,
      zone,
      teams: goesByTeam(enabled, calendars) ? await teamsInShort(database, tenantId) : null,
    },
  }
}

const goesByTeam = (slas: readonly SlaDefinition[], { teams }: CalendarSettings): boolean =>
  Object.keys(teams).length > 0 || slas.some(({ scope }) => scope.teams !== undefined)

async function teamsInShort(queries: Queries, tenantId: string): Promise<string> {
  const [row] = await queries.query<{ teams: string | null }>(
    'select md5(json_agg(json_build_array(u.name, u.team) order by u.name)::text) as teams from users u where u.tenant_id = $1',
    [tenantId],
  )
  return row?.teams ?? ''
}

/** SQL of denials in which there is work left; the null lets the index of open denials be used. */
export const isOpen = (table: string) =>
  `${table}.resolved_at is null and ${table}.state in (${openDenialStates.map((state) => `'${state}'`).join(', ')})`

async function oldestOpen(queries: Queries, tenantId: string): Promise<EpochMs | null> {
  const [row] = await queries.query<{ received: number | null }>(
    `select min(d.received) as received from denials d where d.tenant_id = $1 and ${isOpen('d')}`,
    [tenantId],
  )
  return row?.received ?? null
}

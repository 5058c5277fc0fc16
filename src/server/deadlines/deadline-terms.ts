import type { EpochMs } from '../../shared/contract/brands.ts'
import { openDenialStates, type DenialState } from '../../shared/contract/denials.ts'
import type { CalendarSettings, DenialScope, SlaDefinition } from '../../shared/contract/settings.ts'
import { DAY_MS, HOUR_MS } from '../../shared/time.ts'
import { readValue, type Queries } from '../database/database.ts'
import { join, literal, name, sql, type Sql } from '../database/sql.ts'
import { tenantZone } from '../identity/tenant.ts'
import { readSettings } from '../settings/settings-store.ts'
import { slaStartOf } from './sla-start.ts'
import { overdueTable, type OverdueTable } from './overdue-table.ts'

/** How long before a payer's appeal deadline a denial is at risk, whatever the SLAs say: an appeal takes days to prepare. */
export const APPEAL_DEADLINE_WARN_MS = 7 * DAY_MS
/** A denial is at risk from the day before its own follow-up date. */
const FOLLOW_UP_WARN_MS = DAY_MS
/** Earlier receipts count as this old: they are overdue either way. */
const LONGEST_BACKLOG_MS = 3650 * DAY_MS
/** Devices whose clock is ahead send touches from the future. */
const CLOCK_SKEW_MS = 2 * DAY_MS

/** The SLA ids that alerts about payer deadlines have. */
export const APPEAL_LIMIT = 'appeal-limit'
export const CORRECTED_CLAIM_LIMIT = 'corrected-claim-limit'

interface Source {
  readonly name: string
  readonly warnMs: number
}

/** An enabled SLA. */
export interface SlaSource extends Source {
  readonly source: 'sla'
  readonly id: string
  readonly kind: SlaDefinition['kind']
  readonly table: OverdueTable
  readonly scope: DenialScope
  /** For a custom SLA: the states that meet it. */
  readonly states: readonly DenialState[]
}

/** A reason for which a denial can be due. */
export type DueSource =
  | SlaSource
  | (Source & { readonly source: 'appeal_limit'; readonly kind: 'appeal' })
  | (Source & { readonly source: 'corrected_claim_limit'; readonly kind: 'corrected_claim' })
  | (Source & { readonly source: 'follow_up_day'; readonly kind: 'follow_up' })

/** Whether a source is a deadline of the payer, and no target of our own. */
export const isPayerLimit = ({ source }: DueSource): boolean =>
  source === 'appeal_limit' || source === 'corrected_claim_limit'

/** What deadlines are evaluated by at one moment. */
export interface Deadlines {
  /** Never empty: payer deadlines and follow-up dates count without any SLA. */
  readonly sources: readonly DueSource[]
  /** IANA zone in which a due day ends. */
  readonly zone: string
  readonly now: EpochMs
  /** First-touch SLAs leave out denials received before it; null: none. */
  readonly slaStart: EpochMs | null
  /** All that a due status depends on, apart from the denial and its touches. */
  readonly terms: DeadlineTerms
}

export interface DeadlineTerms {
  readonly slas: readonly SlaDefinition[]
  readonly startsOn: string | null
  readonly calendars: CalendarSettings
  readonly zone: string
  /** A digest of who is in which team; null: it makes no difference. */
  readonly teams: string | null
}

/** Reads the SLAs and calendars in force; not inside a transaction. */
export async function readDeadlines(queries: Queries, now: EpochMs): Promise<Deadlines> {
  const [{ body: slas }, { body: calendars }, zone, oldest] = await Promise.all([
    readSettings(queries, 'slas'),
    readSettings(queries, 'calendar'),
    tenantZone(queries),
    readValue<EpochMs>(queries, sql`select min(d.received) from denials d where ${isOpen('d')}`),
  ])
  const from = Math.max(oldest ?? now, now - LONGEST_BACKLOG_MS)
  const enabled = slas.slas.filter((sla) => sla.enabled)
  const inForce = enabled.map((sla): SlaSource => ({
    source: 'sla',
    id: sla.id,
    name: sla.name,
    kind: sla.kind,
    warnMs: sla.warnHours * HOUR_MS,
    table: overdueTable({ within: sla.within, calendars, zone, from: Math.min(from, now), to: now + CLOCK_SKEW_MS }),
    scope: sla.scope,
    states: sla.states ?? [],
  }))
  return {
    sources: [
      ...inForce,
      { source: 'appeal_limit', name: 'Payer appeal deadline', kind: 'appeal', warnMs: APPEAL_DEADLINE_WARN_MS },
      {
        source: 'corrected_claim_limit',
        name: 'Payer corrected claim deadline',
        kind: 'corrected_claim',
        warnMs: APPEAL_DEADLINE_WARN_MS,
      },
      { source: 'follow_up_day', name: 'Follow-up date', kind: 'follow_up', warnMs: FOLLOW_UP_WARN_MS },
    ],
    zone,
    now,
    slaStart: slaStartOf(slas, zone),
    terms: {
      slas: enabled,
      startsOn: slas.startsOn,
      calendars,
      zone,
      teams: dependsOnTeams(enabled, calendars) ? ((await readValue<string>(queries, teamsDigest)) ?? '') : null,
    },
  }
}

const dependsOnTeams = (slas: readonly SlaDefinition[], { teams }: CalendarSettings): boolean =>
  Object.keys(teams).length > 0 || slas.some(({ scope }) => scope.teams !== undefined)

const teamsDigest = sql`select md5(json_agg(json_build_array(u.name, u.team) order by u.name)::text) from users u`

/** Condition: there is work left on a denial, and nobody is asked to close it. The null test lets PostgreSQL use the index of open denials. @param alias the denial's */
export const isOpen = (alias: string): Sql =>
  sql`${name(`${alias}.resolved_at`)} is null and ${name(`${alias}.proposed_state`)} is null
    and ${name(`${alias}.state`)} in (${join(openDenialStates.map(literal))})`

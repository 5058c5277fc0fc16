import type { HiddenByPayer, PanelAnswer, PanelPerson, TeamTotals } from '../../shared/contract/reports.ts'
import { denialWorkRatings, type Rating } from '../../shared/contract/ruleset.ts'
import { hiddenKinds } from '../../shared/contract/work.ts'
import { grouped } from '../../shared/grouped.ts'
import type { Scope } from '../identity/scope.ts'
import type { Filters } from '../rollups/filters.ts'
import {
  type ActivityGroup,
  type PanelFacts,
  type PeriodName,
  type TaggedGroup,
  inOrder,
  readPanelFacts,
} from './panel-queries.ts'

/** How the agents of people are now. */
export interface AgentsNow {
  /** Users whose windows cannot be seen. */
  readonly unobservable: ReadonlySet<string>
  /** Users whose agent is silent in working time, and since when. */
  readonly stopped: ReadonlyMap<string, number>
}
const allFine: AgentsNow = { unobservable: new Set(), stopped: new Map() }

/**
 * The team panel.
 * @param zone the tenant's IANA zone, in which the ribbons' day begins
 * @param agents how the agents of people are now
 */
export async function readPanel(
  scope: Scope,
  filters: Filters,
  zone: string,
  { unobservable, stopped }: AgentsNow = allFine,
): Promise<PanelAnswer> {
  const panel = composePanel(await readPanelFacts(scope, filters, zone), filters, zone)
  const people = panel.people.map((person) => {
    const stoppedAt = stopped.get(person.id)
    const observable = !unobservable.has(person.id)
    return stoppedAt === undefined ? { ...person, observable } : { ...person, observable, stoppedAt }
  })
  return { ...panel, people }
}

/** Sums up what was read: every number of one screen comes from the same rows. */
function composePanel(facts: PanelFacts, { from, to }: Filters, zone: string): PanelAnswer {
  const current = facts.activity.filter((row) => row.period === 'current')
  return {
    from,
    to,
    zone,
    ribbonFrom: facts.day?.from ?? from,
    ribbonTo: facts.day?.to ?? from,
    ribbonHours: facts.ribbonHours,
    totals: totalsOf('current', facts),
    previous: totalsOf('previous', facts),
    people: peopleOf(facts),
    hiddenByKind: hiddenKinds.map((kind) => ({
      kind,
      ms: sum(facts.hidden.filter((row) => row.period === 'current' && row.kind === kind)),
      previousMs: sum(facts.hidden.filter((row) => row.period === 'previous' && row.kind === kind)),
      records: facts.hiddenRecords.find((row) => row.kind === kind)?.records ?? 0,
    })),
    hiddenByPayer: hiddenByPayerOf(facts.tagged, current),
    byActivity: current
      .filter((row) => row.level === 'activity' && row.presence === 'active' && row.activity !== '' && row.ms !== null)
      .map((row) => ({ activity: row.activity ?? '', rating: row.rating as Rating, activeMs: row.ms ?? 0 }))
      .sort((one, other) => other.activeMs - one.activeMs || (one.activity < other.activity ? -1 : 1)),
    payers: inOrder(current.map(({ payer }) => payer)),
    teams: facts.teams,
    recordedFrom: facts.recordedFrom,
    latestEndedAt: facts.latestEndedAt,
  }
}

const isDenialWork = (rating: string | null): boolean => denialWorkRatings.some((one) => one === rating)

function totalsOf(period: PeriodName, facts: PanelFacts): TeamTotals {
  const rows = facts.activity.filter((row) => row.period === period && row.level === 'team')
  const active = rows.filter((row) => row.presence === 'active')
  const rated = (rating: Rating) => sum(active.filter((row) => row.rating === rating))
  const onDenials = active.filter((row) => isDenialWork(row.rating))
  const touches = facts.touches.find((row) => row.period === period && row.userId === null)
  return {
    activeMs: sum(active),
    idleMs: sum(rows.filter((row) => row.presence === 'idle')),
    awayMs: sum(rows.filter((row) => row.presence === 'away')),
    coreMs: rated('core'),
    supportMs: rated('support'),
    nonWorkMs: rated('non_work'),
    denialWorkMs: sum(onDenials),
    manualWorkMs: sum(facts.manualWork.filter((row) => row.period === period)),
    hiddenMs: sum(facts.tagged.filter((row) => row.period === period && row.level === 'team')),
    touches: touches?.touches ?? 0,
    denials: touches?.denials ?? 0,
    unattributedMs: sum(onDenials.filter((row) => row.attribution !== 'seen')),
    inferredMs: sum(onDenials.filter((row) => row.attribution === 'inferred' || row.attribution === 'stated')),
  }
}

function peopleOf(facts: PanelFacts): PanelPerson[] {
  const times = byUser(facts.persons)
  const hidden = byUser(facts.tagged.filter((row) => row.period === 'current' && row.level === 'person'))
  const touches = byUser(facts.touches.filter((row) => row.period === 'current'))
  return facts.people.map((person) => {
    const { activeMs = 0, idleMs = 0, awayMs = 0, coreMs = 0 } = times.get(person.id) ?? {}
    const touched = touches.get(person.id)
    return {
      ...person,
      observable: true,
      activeMs,
      idleMs,
      awayMs,
      coreMs,
      touches: touched?.touches ?? 0,
      denials: touched?.denials ?? 0,
      hiddenMs: hidden.get(person.id)?.ms ?? 0,
    }
  })
}

const byUser = <Row extends { readonly userId: string | null }>(
  rows: readonly Row[],
): ReadonlyMap<string | null, Row> => new Map(rows.map((row) => [row.userId, row]))

function hiddenByPayerOf(tagged: readonly TaggedGroup[], current: readonly ActivityGroup[]): HiddenByPayer[] {
  const hidden = grouped(
    tagged.filter((row) => row.period === 'current' && row.level === 'payer'),
    (row) => row.payer ?? '',
  )
  const active = grouped(
    current.filter((row) => row.level === 'payer' && row.presence === 'active' && row.ms !== null),
    (row) => row.payer ?? '',
  )
  return [...new Set([...hidden.keys(), ...active.keys()])]
    .map((payer) => ({
      payer: payer === '' ? null : payer,
      hiddenMs: sum(hidden.get(payer) ?? []),
      activeMs: sum(active.get(payer) ?? []),
    }))
    .sort((one, other) => other.hiddenMs - one.hiddenMs || other.activeMs - one.activeMs)
}

function sum(rows: readonly { readonly ms: number | null }[]): number {
  return rows.reduce((total, row) => total + (row.ms ?? 0), 0)
}

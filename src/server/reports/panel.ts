import type {
  HiddenByPayer,
  PanelAnswer,
  PanelPerson,
  RibbonSegment,
  TeamTotals,
} from '../../shared/contract/reports.ts'
import type { Rating } from '../../shared/contract/ruleset.ts'
import { hiddenKinds } from '../../shared/contract/work.ts'
import type { Queries } from '../database/database.ts'
import type { ActivityGroup, HiddenGroup, PanelFacts, PeriodName, TaggedGroup } from './panel-queries.ts'
import { readPanelFacts } from './panel-queries.ts'
import { MOST_RIBBONS } from './ribbon-queries.ts'
import { ribbonOf } from '../../shared/touches/index.ts'
import type { Slice } from './slice.ts'

/**
 * The team panel of a slice.
 * @param zone the tenant's IANA zone, in which the ribbons' day begins
 * @param unobservable users whose windows cannot be seen now
 */
export async function readPanel(
  queries: Queries,
  slice: Slice,
  zone: string,
  unobservable: ReadonlySet<string> = new Set(),
): Promise<PanelAnswer> {
  const panel = composePanel(await readPanelFacts(queries, slice, zone), slice, zone)
  return { ...panel, people: panel.people.map((person) => ({ ...person, observable: !unobservable.has(person.id) })) }
}

/** Sums up what was read; every number of one screen comes from the same rows. */
export function composePanel(facts: PanelFacts, slice: Slice, zone: string): PanelAnswer {
  const current = facts.activity.filter((row) => row.period === 'current')
  return {
    from: slice.from,
    to: slice.to,
    zone,
    ribbonFrom: facts.day?.from ?? slice.from,
    ribbonTo: facts.day?.to ?? slice.from,
    ribbonsLeftOut: Math.max(0, facts.people.length - MOST_RIBBONS),
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
      .filter((row) => row.level === 'activity' && row.presence === 'active' && row.activity !== '')
      .map((row) => ({ activity: row.activity ?? '', rating: row.rating as Rating, activeMs: row.ms }))
      .sort((one, other) => other.activeMs - one.activeMs || (one.activity < other.activity ? -1 : 1)),
    payers: facts.payers,
    teams: facts.teams,
    latestEndedAt: facts.latestEndedAt,
  }
}

const denialWork: readonly (string | null)[] = ['core', 'support', 'hidden']

function totalsOf(period: PeriodName, facts: PanelFacts): TeamTotals {
  const rows = facts.activity.filter((row) => row.period === period && row.level === 'team')
  const active = rows.filter((row) => row.presence === 'active')
  const rated = (rating: Rating) => sum(active.filter((row) => row.rating === rating))
  const onDenials = active.filter((row) => denialWork.includes(row.rating))
  const touches = facts.touches.find((row) => row.period === period && row.userId === null)
  return {
    activeMs: sum(active),
    idleMs: sum(rows.filter((row) => row.presence === 'idle')),
    awayMs: sum(rows.filter((row) => row.presence === 'away')),
    coreMs: rated('core'),
    supportMs: rated('support'),
    nonWorkMs: rated('non_work'),
    denialWorkMs: sum(onDenials),
    hiddenMs: sum(facts.tagged.filter((row) => row.period === period && row.level === 'team')),
    touches: touches?.touches ?? 0,
    denials: touches?.denials ?? 0,
    unattributedMs: sum(onDenials.filter((row) => row.attributed === false)),
  }
}

function peopleOf(facts: PanelFacts): PanelPerson[] {
  const times = byUser(facts.persons)
  const hidden = byUser(facts.taggedByPerson)
  const touches = byUser(facts.touches.filter((row) => row.period === 'current'))
  const spans = groupBy(facts.daySpans, (row) => row.userId)
  return facts.people.map((person) => {
    const { activeMs = 0, idleMs = 0, awayMs = 0, coreMs = 0 } = times.get(person.id) ?? {}
    const touched = touches.get(person.id)
    const ribbon: RibbonSegment[] = ribbonOf(spans.get(person.id) ?? [])
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
      ribbon,
    }
  })
}

const byUser = <Row extends { readonly userId: string | null }>(
  rows: readonly Row[],
): ReadonlyMap<string | null, Row> => new Map(rows.map((row) => [row.userId, row]))

function hiddenByPayerOf(tagged: readonly TaggedGroup[], current: readonly ActivityGroup[]): HiddenByPayer[] {
  const hidden = groupBy(
    tagged.filter((row) => row.period === 'current' && row.level === 'payer'),
    (row) => row.payer ?? '',
  )
  const active = groupBy(
    current.filter((row) => row.level === 'payer' && row.presence === 'active'),
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

function sum(rows: readonly (ActivityGroup | HiddenGroup | TaggedGroup)[]): number {
  return rows.reduce((total, row) => total + row.ms, 0)
}

function groupBy<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

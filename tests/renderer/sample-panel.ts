import type {
  PanelAnswer,
  PersonRibbon,
  RibbonSegment,
  Shade,
  SpanRow,
  TeamTotals,
} from '../../src/shared/contract/reports.ts'
import type { Rating } from '../../src/shared/contract/ruleset.ts'
import { deviceHiddenKinds } from '../../src/shared/contract/work.ts'
import type { TimeQuery } from '../../src/renderer/team-panel/panel-view.ts'
import { type SampleWork, ZONE } from './sample-team.ts'

const DAY = 86_400_000
const lengthOf = (span: { startedAt: number; endedAt: number }) => span.endedAt - span.startedAt
const sum = <T>(items: readonly T[], value: (item: T) => number) =>
  items.reduce((total, item) => total + value(item), 0)

/** Rows that match the filters: in the period, of the team, the person and the payer asked for. */
export function matchesFilters<Row extends { userId: string; startedAt: number; payer?: string | null }>(
  work: SampleWork,
  rows: readonly Row[],
  { from, to, team, user, payer }: TimeQuery,
): Row[] {
  const members = new Set(work.people.filter((person) => !team || person.team === team).map(({ id }) => id))
  return rows.filter(
    (row) =>
      row.startedAt >= from &&
      row.startedAt < to &&
      members.has(row.userId) &&
      (!user || row.userId === user) &&
      (payer === undefined || row.payer === undefined || (row.payer ?? '') === payer),
  )
}

export function totalsOf(work: SampleWork, filters: TimeQuery): TeamTotals {
  const spans = matchesFilters(work, work.spans, filters)
  const active = spans.filter(({ presence }) => presence === 'active')
  const rated = (...ratings: Rating[]) => active.filter(({ rating }) => rating !== null && ratings.includes(rating))
  const touches = matchesFilters(work, work.touches, filters)
  const denialWork = rated('core', 'support', 'hidden')
  return {
    activeMs: sum(active, lengthOf),
    idleMs: sum(
      spans.filter(({ presence }) => presence === 'idle'),
      lengthOf,
    ),
    awayMs: sum(
      spans.filter(({ presence }) => presence === 'away'),
      lengthOf,
    ),
    coreMs: sum(rated('core'), lengthOf),
    supportMs: sum(rated('support'), lengthOf),
    nonWorkMs: sum(rated('non_work'), lengthOf),
    denialWorkMs: sum(denialWork, lengthOf),
    manualWorkMs: 0,
    hiddenMs: sum(
      active.filter(({ hiddenKinds }) => hiddenKinds.length > 0),
      lengthOf,
    ),
    touches: touches.length,
    denials: new Set(touches.map(({ claimToken }) => claimToken)).size,
    unattributedMs: sum(
      denialWork.filter(({ claimToken }) => claimToken === null),
      lengthOf,
    ),
    inferredMs: 0,
  }
}

export function panelOf(work: SampleWork, filters: TimeQuery): PanelAnswer {
  const { from, to } = filters
  const before = { ...filters, from: from - (to - from), to: from }
  const spans = matchesFilters(work, work.spans, filters)
  const active = spans.filter(({ presence }) => presence === 'active')
  const latest = spans.reduce((newest, span) => Math.max(newest, span.endedAt), 0)
  const ribbonFrom = latest === 0 ? from : from + Math.floor((latest - 1 - from) / DAY) * DAY
  const ribbonTo = Math.min(to, ribbonFrom + DAY)
  const hidden = matchesFilters(work, work.hidden, filters)
  const hiddenBefore = matchesFilters(work, work.hidden, before)
  const people = work.people.filter(
    (person) => (!filters.team || person.team === filters.team) && (!filters.user || person.id === filters.user),
  )
  const payers = [...new Set(active.map(({ payer }) => payer))]
  const activities = [...new Set(active.map(({ activity, rating }) => `${activity} ${rating}`))]
  return {
    from,
    to,
    zone: ZONE,
    ribbonFrom,
    ribbonTo,
    ribbonHours: workingHours(spans.filter(({ startedAt }) => startedAt >= ribbonFrom && startedAt < ribbonTo)),
    totals: totalsOf(work, filters),
    previous: totalsOf(work, before),
    people: people.map((person) => {
      const own = totalsOf(work, { ...filters, user: person.id })
      const { activeMs, idleMs, awayMs, coreMs, touches, denials, hiddenMs } = own
      return { ...person, observable: true, activeMs, idleMs, awayMs, coreMs, touches, denials, hiddenMs }
    }),
    hiddenByKind: deviceHiddenKinds.map((kind) => ({
      kind,
      ms: sum(
        hidden.filter((row) => row.kind === kind),
        ({ ms }) => ms,
      ),
      previousMs: sum(
        hiddenBefore.filter((row) => row.kind === kind),
        ({ ms }) => ms,
      ),
      records: hidden.filter((row) => row.kind === kind).length,
    })),
    hiddenByPayer: payers.map((payer) => {
      const own = active.filter((span) => span.payer === payer)
      return {
        payer,
        activeMs: sum(own, lengthOf),
        hiddenMs: sum(
          own.filter(({ hiddenKinds }) => hiddenKinds.length > 0),
          lengthOf,
        ),
      }
    }),
    byActivity: activities.map((key) => {
      const [activity = '', rating = ''] = key.split(' ')
      return {
        activity,
        rating: rating as Rating,
        activeMs: sum(
          active.filter((span) => span.activity === activity && span.rating === rating),
          lengthOf,
        ),
      }
    }),
    payers: ['Aetna', 'Cigna', 'UnitedHealthcare'],
    teams: ['Ohio denials', 'Texas denials'],
    recordedFrom: from,
    latestEndedAt: work.spans.reduce((newest, span) => Math.max(newest, span.endedAt), 0),
  }
}

function workingHours(spans: readonly SpanRow[]): PanelAnswer['ribbonHours'] {
  const present = spans.filter(({ presence }) => presence !== 'away')
  if (present.length === 0) return null
  const quarter = 15 * 60_000
  return {
    from: Math.floor(Math.min(...present.map(({ startedAt }) => startedAt)) / quarter) * quarter,
    to: Math.ceil(Math.max(...present.map(({ endedAt }) => endedAt)) / quarter) * quarter,
  }
}

export const ribbonsOf = (
  work: SampleWork,
  period: { from: number; to: number },
  users: readonly string[],
): PersonRibbon[] =>
  users.map((userId) => ({
    userId,
    segments: ribbonOf(matchesFilters(work, work.spans, { ...period, user: userId })),
  }))

/** Joins adjacent spans of the same shade and description into one segment. */
export function ribbonOf(spans: readonly SpanRow[]): RibbonSegment[] {
  const ribbon: RibbonSegment[] = []
  for (const { startedAt, endedAt, presence, activity, rating, system, payer, hiddenKinds } of spans) {
    const shade: Shade =
      presence === 'idle'
        ? 'idle'
        : presence === 'away'
          ? 'away'
          : hiddenKinds.length > 0
            ? 'hidden'
            : (rating ?? 'support')
    const last = ribbon.at(-1)
    if (
      last &&
      last.endedAt === startedAt &&
      last.shade === shade &&
      last.activity === activity &&
      last.system === system
    ) {
      ribbon[ribbon.length - 1] = { ...last, endedAt }
    } else ribbon.push({ startedAt, endedAt, shade, activity, system, payer, hiddenKinds })
  }
  return ribbon
}

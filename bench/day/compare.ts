import type { SpanRow } from '../../src/shared/contract/index.ts'
import type { Instant } from '../../tests/e2e/support/instant.ts'

/** One line of the script's own log: this holds from `since` to the next line. */
export interface Logged {
  readonly since: Instant
  /** Presence and activity. */
  readonly what: string
}

/** What the agent recorded, cuts at quarter hours joined. */
export interface Recorded {
  readonly startedAt: number
  readonly endedAt: number
  readonly what: string
}

export interface DayError {
  /** From the first to the last line of the log, ms. */
  readonly lengthMs: number
  /** Recorded in all less the length of the day, ms. */
  readonly sumMs: number
  /** Sum over all kinds of stretches of |recorded - logged|, ms. */
  readonly byKindMs: number
  /** The same, as far as it lies outside what the script can know, ms. */
  readonly byKindBeyondDoubtMs: number
  /** Time at which something else is recorded than is logged, ms: each switch by as much as it was seen early or late. */
  readonly misplacedMs: number
  readonly missed: readonly Missed[]
  /** Recorded, and not in the log. */
  readonly invented: readonly Recorded[]
  /** How late the start of a stretch is recorded, after its first sight by the script, at worst, ms. */
  readonly worstLateMs: number
}
export interface Missed {
  readonly index: number
  readonly what: string
  /** The shortest it can have been, ms. */
  readonly leastMs: number
}

/** The endpoint's spans without the cuts at UTC quarter hours, which are no change of anything. */
export const joinedSpans = (rows: readonly SpanRow[]): Recorded[] => {
  const found: Recorded[] = []
  for (const { startedAt, endedAt, presence, activity } of rows) {
    const what = `${presence} ${activity}`
    const last = found.at(-1)
    if (last && last.endedAt === startedAt && last.what === what) found[found.length - 1] = { ...last, endedAt }
    else found.push({ startedAt, endedAt, what })
  }
  return found
}

const middle = ({ notBefore, notAfter }: Instant): number => (notBefore + notAfter) / 2

/**
 * Holds what was recorded against the log.
 * @param slackMs a stretch that is recorded this far beside its place is still that stretch
 */
export const compareDay = (log: readonly Logged[], recorded: readonly Recorded[], slackMs: number): DayError => {
  const stretches = log.slice(0, -1).map(({ since, what }, index) => {
    const until = log[index + 1]?.since ?? since
    return { what, since, until, from: middle(since), to: middle(until), index }
  })
  const from = stretches[0]?.from ?? 0
  const to = stretches.at(-1)?.to ?? 0
  const day = recorded
    .map((span) => ({ ...span, startedAt: Math.max(from, span.startedAt), endedAt: Math.min(to, span.endedAt) }))
    .filter(({ startedAt, endedAt }) => endedAt > startedAt)

  const kinds = new Map<string, { logged: number; least: number; most: number; recorded: number }>()
  const kind = (what: string) => {
    const known = kinds.get(what) ?? { logged: 0, least: 0, most: 0, recorded: 0 }
    kinds.set(what, known)
    return known
  }
  for (const { what, from: begin, to: end, since, until } of stretches) {
    const sums = kind(what)
    sums.logged += end - begin
    sums.least += Math.max(0, until.notBefore - since.notAfter)
    sums.most += until.notAfter - since.notBefore
  }
  for (const { what, startedAt, endedAt } of day) kind(what).recorded += endedAt - startedAt

  const rightMs = total(
    stretches.map((stretch) =>
      total(
        day
          .filter(({ what }) => what === stretch.what)
          .map(({ startedAt, endedAt }) => overlap(startedAt, endedAt, stretch.from, stretch.to)),
      ),
    ),
  )
  const beside = (stretch: (typeof stretches)[number], span: Recorded) =>
    span.what === stretch.what &&
    span.endedAt > stretch.since.notBefore - slackMs &&
    span.startedAt < stretch.until.notAfter + slackMs
  return {
    lengthMs: to - from,
    sumMs: total(day.map(({ startedAt, endedAt }) => endedAt - startedAt)) - (to - from),
    byKindMs: total([...kinds.values()].map((sums) => Math.abs(sums.recorded - sums.logged))),
    byKindBeyondDoubtMs: total(
      [...kinds.values()].map((sums) => Math.max(0, sums.least - sums.recorded, sums.recorded - sums.most)),
    ),
    misplacedMs: to - from - rightMs,
    missed: stretches
      .filter((stretch) => !day.some((span) => beside(stretch, span)))
      .map(({ index, what, since, until }) => ({ index, what, leastMs: until.notBefore - since.notAfter })),
    // What reaches over the beginning or the end of the log is cut there, and belongs to what came before or after.
    invented: day.filter(
      (span) => span.startedAt > from && span.endedAt < to && !stretches.some((stretch) => beside(stretch, span)),
    ),
    worstLateMs: Math.max(
      0,
      ...stretches.slice(1).flatMap((stretch) => {
        const starts = recorded.filter((span) => beside(stretch, span)).map(({ startedAt }) => startedAt)
        return starts.length === 0 ? [] : [Math.min(...starts.map((start) => Math.abs(start - stretch.since.notAfter)))]
      }),
    ),
  }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

const overlap = (start: number, end: number, from: number, to: number): number =>
  Math.max(0, Math.min(end, to) - Math.max(start, from))

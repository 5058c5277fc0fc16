import { Temporal } from 'temporal-polyfill'
import type { EpochMs } from '../contract/brands.ts'
import type { SlaDefinition } from '../contract/settings.ts'
import { DAY_MS, HOUR_MS } from '../time.ts'
import { businessClock, businessMsAt, type BusinessClock } from './business-clock.ts'
import { dayOf, openingsOf, startOfDay, type BusinessCalendar, type Segment } from './calendar.ts'
import { overdueAt } from './deadline.ts'

/** Clocks change on quarter hours. */
const QUARTER_MS = HOUR_MS / 4

/**
 * `overdueAt` for every start in a range, so that SQL can look deadlines up. Piece `i` is for starts from `from[i]` until `from[i + 1]`: they are
 * overdue at `overdue[i]`, with `moves[i]` as much later as the start is later than `from[i]`.
 */
export interface OverdueCurve {
  readonly from: readonly EpochMs[]
  /** Null: the calendar never opens again. */
  readonly overdue: readonly (EpochMs | null)[]
  readonly moves: readonly boolean[]
}

interface Piece {
  readonly from: EpochMs
  readonly overdue: EpochMs | null
  readonly moves: boolean
}

/** The curve of starts in `[from, to]`. An earlier start counts as `from`, a later one goes by the last piece. */
export function overdueCurve(
  within: SlaDefinition['within'],
  calendar: BusinessCalendar,
  from: EpochMs,
  to: EpochMs,
): OverdueCurve {
  const until = Math.max(from, to) + 1
  const pieces = [
    { from: Number.MIN_SAFE_INTEGER, overdue: overdueAt(from, within, calendar), moves: false },
    ...piecesOf(within, calendar, { from, to: until }),
  ].reduce<Piece[]>(joinEqual, [])
  return {
    from: pieces.map((piece) => piece.from),
    overdue: pieces.map(({ overdue }) => overdue),
    moves: pieces.map(({ moves }) => moves),
  }
}

function joinEqual(pieces: Piece[], next: Piece): Piece[] {
  const last = pieces.at(-1)
  const isSame = last !== undefined && !last.moves && !next.moves && last.overdue === next.overdue
  if (!isSame) pieces.push(next)
  return pieces
}

function piecesOf(within: SlaDefinition['within'], calendar: BusinessCalendar, range: Segment): Piece[] {
  switch (within.unit) {
    case 'calendar_days':
      return calendarDayPieces(within.amount, calendar.zone, range)
    case 'business_hours':
      return businessHourPieces(within, calendar, range)
    case 'business_days':
      return segmentsOf(calendar, range).flatMap((segment) => businessDayPieces(within, calendar, segment))
  }
}

function calendarDayPieces(amount: number, zone: string, range: Segment): Piece[] {
  const pieces: Piece[] = []
  let day = dayOf(range.from, zone)
  for (let start = range.from; start < range.to; start = startOfDay(day, zone)) {
    pieces.push({ from: start, overdue: startOfDay(day.add({ days: amount + 1 }), zone), moves: false })
    day = day.add({ days: 1 })
  }
  return pieces
}

interface OpenOrClosed extends Segment {
  readonly open: boolean
}

/** The range cut where business hours begin and end. */
function segmentsOf(calendar: BusinessCalendar, range: Segment): OpenOrClosed[] {
  const segments: OpenOrClosed[] = []
  let at = range.from
  const end = dayOf(range.to, calendar.zone)
  for (
    let day = dayOf(range.from, calendar.zone);
    Temporal.PlainDate.compare(day, end) <= 0;
    day = day.add({ days: 1 })
  ) {
    for (const opening of openingsOf(day, calendar)) {
      const from = Math.max(at, opening.from)
      const to = Math.min(range.to, opening.to)
      if (from >= to) continue
      if (at < from) segments.push({ from: at, to: from, open: false })
      segments.push({ from, to, open: true })
      at = to
    }
  }
  if (at < range.to) segments.push({ from: at, to: range.to, open: false })
  return segments
}

/** Business hours: a piece ends where the deadline moves on to the next opening. */
function businessHourPieces(within: SlaDefinition['within'], calendar: BusinessCalendar, range: Segment): Piece[] {
  const horizon = overdueAt(range.to, within, calendar) ?? range.to + 400 * DAY_MS
  const clock = businessClock(calendar, range.from, horizon)
  const length = within.amount * HOUR_MS
  return segmentsOf(calendar, range).flatMap((segment) => {
    const first = businessMsAt(clock, segment.from) + length
    if (!segment.open) return [{ from: segment.from, overdue: atBusinessMs(clock, first), moves: false }]
    const used = clock.before
      .map((before, index) => before + (clock.ends[index] ?? 0) - (clock.starts[index] ?? 0))
      .filter((total) => total >= first && total < first + segment.to - segment.from - 1)
    return [first, ...used.map((total) => total + 1)].map((at) => {
      const overdue = atBusinessMs(clock, at)
      return { from: segment.from + at - first, overdue, moves: overdue !== null }
    })
  })
}

/** The first instant at which so many business ms have passed; null: never. */
function atBusinessMs({ starts, ends, before }: BusinessClock, passed: number): EpochMs | null {
  const index = before.findLastIndex((total) => total < passed)
  const at = (starts[index] ?? 0) + passed - (before[index] ?? 0)
  return at <= (ends[index] ?? -1) ? at : null
}

/**
 * Business days: the same time of day, clamped to the hours of the due day. Within an opening the deadline moves with the start, except where the
 * clock changes or the hours of the two days differ: there each quarter hour is a piece.
 */
function businessDayPieces(
  within: SlaDefinition['within'],
  calendar: BusinessCalendar,
  segment: OpenOrClosed,
): Piece[] {
  const overdue = overdueAt(segment.from, within, calendar)
  const still = { from: segment.from, overdue, moves: false }
  if (!segment.open || overdue === null) return [still]
  const last = segment.to - 1
  const latest = overdueAt(last, within, calendar)
  const day = dayOf(segment.from, calendar.zone)
  const dueDay = dayOf(overdue, calendar.zone)
  const even = [day, dueDay].every((each) => isEven(startOfDay(each, calendar.zone), each.add({ days: 1 }), calendar))
  if (even && latest !== null && latest - overdue === last - segment.from) return [{ ...still, moves: true }]
  return cutsOf(segment, calendar, overdue).map((from, index, cuts) => {
    const begins = overdueAt(from, within, calendar)
    const end = (cuts[index + 1] ?? segment.to) - 1
    return { from, overdue: begins, moves: begins !== null && overdueAt(end, within, calendar) === begins + end - from }
  })
}

/** Whether no clock changes on the day. */
function isEven(start: EpochMs, next: ReturnType<typeof dayOf>, { zone }: BusinessCalendar): boolean {
  return startOfDay(next, zone) - start === DAY_MS
}

/** Where a piece may begin inside an opening: at quarter hours, and where the hours of the due day begin or end. */
function cutsOf(segment: Segment, calendar: BusinessCalendar, overdue: EpochMs): EpochMs[] {
  const { zone } = calendar
  const dueDay = dayOf(overdue, zone)
  const shift = startOfDay(dueDay, zone) - startOfDay(dayOf(segment.from, zone), zone)
  const edges = openingsOf(dueDay, calendar).flatMap(({ from, to }) =>
    [from, to].flatMap((edge) => [-HOUR_MS, -HOUR_MS / 2, 0, HOUR_MS / 2, HOUR_MS].map((step) => edge - shift + step)),
  )
  const cuts = [segment.from, ...edges]
  for (let at = Math.ceil(segment.from / QUARTER_MS) * QUARTER_MS; at < segment.to; at += QUARTER_MS) cuts.push(at)
  return [...new Set(cuts)].filter((at) => at >= segment.from && at < segment.to).sort((one, other) => one - other)
}

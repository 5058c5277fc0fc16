import type { EpochMs } from '../contract/brands.ts'
import type { SlaDefinition } from '../contract/settings.ts'
import { businessClock, businessMsAt } from './business-clock.ts'
import type { BusinessClock } from './business-clock.ts'
import { dayOf, openingsOf, startOfDay } from './calendar.ts'
import type { BusinessCalendar, Stretch } from './calendar.ts'
import { lateAt } from './deadline.ts'

const HOUR_MS = 3_600_000
/** Clocks change on quarter hours. */
const QUARTER_MS = 900_000
const DAY_MS = 86_400_000

/**
 * `lateAt` of every start in a range at once, so that a database can look deadlines up instead of asking for each. Piece `i` is of the
 * starts from `from[i]` until `from[i + 1]`: late is `late[i]`, and with `moves[i]` as much later as the start is later than `from[i]`.
 */
export interface LateCurve {
  readonly from: readonly EpochMs[]
  /** Null: the calendar does not open any more. */
  readonly late: readonly (EpochMs | null)[]
  readonly moves: readonly boolean[]
}

interface Piece {
  readonly from: EpochMs
  readonly late: EpochMs | null
  readonly moves: boolean
}

/** The curve of starts in `[from, to]`. A start before counts as one at `from`, one after as the last piece says. */
export function lateCurve(
  within: SlaDefinition['within'],
  calendar: BusinessCalendar,
  from: EpochMs,
  to: EpochMs,
): LateCurve {
  const until = Math.max(from, to) + 1
  const pieces = [
    { from: Number.MIN_SAFE_INTEGER, late: lateAt(from, within, calendar), moves: false },
    ...piecesOf(within, calendar, { from, to: until }),
  ].reduce<Piece[]>(joinEqual, [])
  return {
    from: pieces.map((piece) => piece.from),
    late: pieces.map(({ late }) => late),
    moves: pieces.map(({ moves }) => moves),
  }
}

/** What a curve says of one start. */
export function lateOn({ from, late, moves }: LateCurve, start: EpochMs): EpochMs | null {
  const index = from.findLastIndex((begin) => begin <= start)
  const base = late[index] ?? null
  return base === null || moves[index] !== true ? base : base + start - (from[index] ?? start)
}

function joinEqual(pieces: Piece[], next: Piece): Piece[] {
  const last = pieces.at(-1)
  const goesOn = last !== undefined && !last.moves && !next.moves && last.late === next.late
  if (!goesOn) pieces.push(next)
  return pieces
}

function piecesOf(within: SlaDefinition['within'], calendar: BusinessCalendar, range: Stretch): Piece[] {
  switch (within.unit) {
    case 'calendar_days':
      return calendarDayPieces(within.amount, calendar.zone, range)
    case 'business_hours':
      return businessHourPieces(within, calendar, range)
    case 'business_days':
      return stretchesOf(calendar, range).flatMap((stretch) => businessDayPieces(within, calendar, stretch))
  }
}

function calendarDayPieces(amount: number, zone: string, range: Stretch): Piece[] {
  const pieces: Piece[] = []
  let day = dayOf(range.from, zone)
  for (let start = range.from; start < range.to; start = startOfDay(day, zone)) {
    pieces.push({ from: start, late: startOfDay(day.add({ days: amount + 1 }), zone), moves: false })
    day = day.add({ days: 1 })
  }
  return pieces
}

interface OpenOrClosed extends Stretch {
  readonly open: boolean
}

/** The range cut into what is open and what is closed. */
function stretchesOf(calendar: BusinessCalendar, range: Stretch): OpenOrClosed[] {
  const stretches: OpenOrClosed[] = []
  let at = range.from
  const end = dayOf(range.to, calendar.zone)
  for (let day = dayOf(range.from, calendar.zone); day.toString() <= end.toString(); day = day.add({ days: 1 })) {
    for (const opening of openingsOf(day, calendar)) {
      const from = Math.max(at, opening.from)
      const to = Math.min(range.to, opening.to)
      if (from >= to) continue
      if (at < from) stretches.push({ from: at, to: from, open: false })
      stretches.push({ from, to, open: true })
      at = to
    }
  }
  if (at < range.to) stretches.push({ from: at, to: range.to, open: false })
  return stretches
}

/** Business hours: what is left of an opening decides, so that the pieces end where a later opening is used up. */
function businessHourPieces(within: SlaDefinition['within'], calendar: BusinessCalendar, range: Stretch): Piece[] {
  const horizon = lateAt(range.to, within, calendar) ?? range.to + 400 * DAY_MS
  const clock = businessClock(calendar, range.from, horizon)
  const length = within.amount * HOUR_MS
  return stretchesOf(calendar, range).flatMap((stretch) => {
    const first = businessMsAt(clock, stretch.from) + length
    if (!stretch.open) return [{ from: stretch.from, late: atBusinessMs(clock, first), moves: false }]
    const used = clock.before
      .map((before, index) => before + (clock.ends[index] ?? 0) - (clock.starts[index] ?? 0))
      .filter((total) => total >= first && total < first + stretch.to - stretch.from - 1)
    return [first, ...used.map((total) => total + 1)].map((at) => {
      const late = atBusinessMs(clock, at)
      return { from: stretch.from + at - first, late, moves: late !== null }
    })
  })
}

/** The first instant at which so many business ms have passed; null: they never do. */
function atBusinessMs({ starts, ends, before }: BusinessClock, passed: number): EpochMs | null {
  const index = before.findLastIndex((total) => total < passed)
  const late = (starts[index] ?? 0) + passed - (before[index] ?? 0)
  return late <= (ends[index] ?? -1) ? late : null
}

/**
 * Business days: the same time of day, held inside the hours of the day it falls on. Within an opening the time of day runs on evenly,
 * save where a clock changes or the hours of the two days differ: there it is looked at quarter hour by quarter hour.
 */
function businessDayPieces(
  within: SlaDefinition['within'],
  calendar: BusinessCalendar,
  stretch: OpenOrClosed,
): Piece[] {
  const late = lateAt(stretch.from, within, calendar)
  const still = { from: stretch.from, late, moves: false }
  if (!stretch.open || late === null) return [still]
  const last = stretch.to - 1
  const latest = lateAt(last, within, calendar)
  const day = dayOf(stretch.from, calendar.zone)
  const dueDay = dayOf(late, calendar.zone)
  const even = [day, dueDay].every((each) => isEven(startOfDay(each, calendar.zone), each.add({ days: 1 }), calendar))
  if (even && latest !== null && latest - late === last - stretch.from) return [{ ...still, moves: true }]
  return cutsOf(stretch, calendar, late).map((from, index, cuts) => {
    const begins = lateAt(from, within, calendar)
    const end = (cuts[index + 1] ?? stretch.to) - 1
    return { from, late: begins, moves: begins !== null && lateAt(end, within, calendar) === begins + end - from }
  })
}

/** No clock changes on the day. */
function isEven(start: EpochMs, next: ReturnType<typeof dayOf>, { zone }: BusinessCalendar): boolean {
  return startOfDay(next, zone) - start === DAY_MS
}

/** Where a piece may begin inside an opening: quarter hours, and the hours of the day it is due on at the same time of day. */
function cutsOf(stretch: Stretch, calendar: BusinessCalendar, late: EpochMs): EpochMs[] {
  const { zone } = calendar
  const dueDay = dayOf(late, zone)
  const shift = startOfDay(dueDay, zone) - startOfDay(dayOf(stretch.from, zone), zone)
  const edges = openingsOf(dueDay, calendar).flatMap(({ from, to }) =>
    [from, to].flatMap((edge) => [-HOUR_MS, -HOUR_MS / 2, 0, HOUR_MS / 2, HOUR_MS].map((step) => edge - shift + step)),
  )
  const cuts = [stretch.from, ...edges]
  for (let at = Math.ceil(stretch.from / QUARTER_MS) * QUARTER_MS; at < stretch.to; at += QUARTER_MS) cuts.push(at)
  return [...new Set(cuts)].filter((at) => at >= stretch.from && at < stretch.to).sort((one, other) => one - other)
}

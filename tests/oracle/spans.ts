import type { Observation, PresenceEvent, WindowObservation } from '../../src/shared/contract/observation.ts'
import type { Policy, SystemKind } from '../../src/shared/contract/ruleset.ts'
import { nothingKnown, sameClassification, type OracleClassification, type OracleWindow } from './classify.ts'

export interface OracleSpan extends OracleClassification {
  readonly startedAt: number
  readonly endedAt: number
  readonly presence: 'active' | 'idle' | 'away'
  readonly systemKind: SystemKind | null
}

/** Called for each fact of interest in a day, so that a generator can prove its coverage. */
export type Note = (fact: string) => void

const fifteenMinutesMs = 900_000

const isEvent = (line: Observation): line is PresenceEvent => 'event' in line
const isObservation = (line: Observation): line is WindowObservation => !isEvent(line)

/** Whether a flag is set after these lines, which start with an observation. */
function isAwayAfter(lines: readonly Observation[]): boolean {
  let locked = false
  let suspended = false
  for (const line of lines) {
    if (isObservation(line)) {
      locked = line.locked
      suspended = false
    } else if (line.event === 'lock') locked = true
    else if (line.event === 'unlock') locked = false
    else if (line.event === 'suspend') suspended = true
    else if (line.event === 'resume') suspended = false
  }
  return locked || suspended
}

/** The lines of each session from a first observation to a shutdown, a restart or the end; others are ignored. */
export function sessionsOf(lines: readonly Observation[], note: Note): readonly (readonly Observation[])[] {
  const sessions: Observation[][] = []
  let open: Observation[] | null = null
  for (const line of lines) {
    const previous: Observation | undefined = open?.at(-1)
    if (open !== null && previous !== undefined && line.mono < previous.mono) {
      if (isAwayAfter(open)) note('mono falls while away')
      else {
        note('restart')
        open = null
      }
    }
    if (open === null) {
      if (isEvent(line)) {
        note(sessions.length === 0 ? 'event before the first observation' : 'event after the end of a session')
        continue
      }
      open = []
      sessions.push(open)
    }
    open.push(line)
    if (isEvent(line) && line.event === 'shutdown') {
      note('shutdown')
      open = null
    }
  }
  return sessions
}

interface Mark {
  readonly mono: number
  readonly presence: 'active' | 'idle'
}

function sessionSpans(
  lines: readonly Observation[],
  windowOf: (observation: WindowObservation) => OracleWindow,
  policy: Policy,
  note: Note,
): readonly OracleSpan[] {
  const at = (index: number): Observation => lines[index] as Observation
  const indexes = lines.map((_, index) => index)

  // The state after each line, and before it.
  const awayAfter = indexes.map((index) => isAwayAfter(lines.slice(0, index + 1)))
  const awayBefore = indexes.map((index) => index > 0 && awayAfter[index - 1] === true)
  const awayEnds = indexes.map((index) => awayBefore[index] === true && awayAfter[index] === false)
  const awayBegins = indexes.map((index) => awayBefore[index] === false && awayAfter[index] === true)
  const windowAfter = indexes.map((index) => {
    const latest = lines.slice(0, index + 1).findLast(isObservation)
    if (latest === undefined) throw new Error('a session begins with an observation')
    return windowOf(latest)
  })
  const windowUpTo = (index: number) => windowAfter[Math.max(0, index - 1)] as OracleWindow
  const changes = indexes.map(
    (index) =>
      index > 0 &&
      !sameClassification(windowUpTo(index).classification, (windowAfter[index] as OracleWindow).classification),
  )

  // Rule 2, then the clock anchor after each line (rule 5).
  const gap = indexes.map(
    (index) => index > 0 && !awayBefore[index] && at(index).mono - at(index - 1).mono > policy.maxGapMs,
  )
  const anchors: number[] = []
  const steps: boolean[] = []
  const wall = (anchor: number, mono: number) => at(anchor).t + mono - at(anchor).mono
  for (const index of indexes) {
    const before = anchors[index - 1]
    const off = before === undefined ? 0 : at(index).t - wall(before, at(index).mono)
    const step = index > 0 && !awayBefore[index] && Math.abs(off) > policy.clockStepMs
    steps.push(step)
    anchors.push(before === undefined || step || awayEnds[index] ? index : before)
    if (step) note(off > 0 ? 'clock step forward' : 'clock step back')
    if (step && gap[index]) note('clock step at the end of a gap')
    if (gap[index]) note('unobserved gap')
    if (Math.abs(off) === policy.clockStepMs && !awayBefore[index]) note('clock off by exactly clockStepMs')
  }
  const anchor = (index: number) => anchors[index] as number

  /** Presence between the lines `from` and `to`, without away time and gaps, as marks on `mono`. */
  const marksOf = (from: number, to: number): readonly Mark[] => {
    const marks: Mark[] = [{ mono: at(from).mono, presence: 'active' }]
    for (let index = from; index <= to; index++) {
      const line = at(index)
      const mark = marks.at(-1) as Mark
      if (steps[index] && mark.presence === 'idle') note('clock step while idle')
      if (!isObservation(line)) continue
      const threshold = windowUpTo(index).idleAfterMs ?? policy.idleAfterMs
      const runStart = indexes
        .filter((j) => j >= from && j <= index && (j === from || steps[j] || (j < index && changes[j])))
        .map((j) => at(j).mono)
        .at(-1) as number
      const lastInput = line.mono - line.idleMs
      if (mark.presence === 'active' && line.idleMs >= threshold) {
        marks.push({ mono: Math.max(lastInput, runStart, mark.mono), presence: 'idle' })
        if (index === from) note('idle from the first line of a segment on')
        else if (lastInput >= runStart && lastInput >= mark.mono) {
          note(lastInput < at(index - 1).mono ? 'idle back-dated past a line' : 'idle back-dated to the last input')
        } else note(mark.mono > runStart ? 'idle held by the active start' : 'idle held by the run start')
      } else if (mark.presence === 'idle' && line.idleMs < threshold && lastInput > mark.mono) {
        marks.push({ mono: Math.max(lastInput, runStart), presence: 'active' })
        note(lastInput < runStart ? 'idle end held by the run start' : 'idle ends at an input')
      } else if (mark.presence === 'idle' && lastInput > mark.mono) {
        note('idle goes on over an input that is long ago again')
      } else if (mark.presence === 'idle' && line.idleMs < threshold) {
        note('idle goes on without new input below the threshold')
      }
      const own = (windowAfter[index] as OracleWindow).idleAfterMs ?? policy.idleAfterMs
      if (line.idleMs >= threshold !== line.idleMs >= own) note('thresholds before and after the switch disagree')
      if (changes[index] && (marks.at(-1) as Mark).presence === 'idle') note('window changes while idle')
      if (line.idleMs === threshold) note('idleMs exactly at the threshold')
    }
    return marks
  }

  const observed = (from: number): readonly OracleSpan[] => {
    const endIndex = indexes.find((index) => index > from && (awayBefore[index] || gap[index]))
    const to = (endIndex ?? lines.length) - 1
    const marks = marksOf(from, to)
    const pieces: OracleSpan[] = []
    for (let index = from; index < to; index++) {
      const start = at(index).mono
      const end = at(index + 1).mono
      const cuts = [start, ...marks.map((mark) => mark.mono).filter((mono) => mono > start && mono < end), end]
      const { classification, systemKind } = windowAfter[index] as OracleWindow
      cuts.slice(1).forEach((cut, position) => {
        const begun = cuts[position] as number
        const mark = marks.findLast((candidate) => candidate.mono <= begun) as Mark
        pieces.push({
          ...classification,
          systemKind,
          presence: mark.presence,
          startedAt: wall(anchor(index), begun),
          endedAt: wall(anchor(index), cut),
        })
      })
    }
    return pieces
  }

  const away = (from: number): OracleSpan => {
    const to = indexes.find((index) => index > from && awayEnds[index]) ?? lines.length - 1
    const startedAt = wall(anchor(from), at(from).mono)
    const endedAt = at(to).t
    note('away')
    if (to === from) note('away begins at the last line')
    if (endedAt < startedAt) note('away with the clock set back')
    if (!awayEnds[to]) note('away to the end of a session')
    if (indexes.some((index) => index > from && index <= to && at(index).mono - at(index - 1).mono > policy.maxGapMs)) {
      note('away longer than maxGapMs')
    }
    const events = lines.slice(from, to).map((line) => (isEvent(line) ? line.event : line.locked ? 'lock' : 'none'))
    if (events.includes('lock') && events.includes('suspend')) note('lock and suspend in one away segment')
    return { ...nothingKnown, systemKind: null, presence: 'away', startedAt, endedAt }
  }

  return indexes.flatMap((index) => [
    ...(index === 0 || awayEnds[index] || gap[index] ? observed(index) : []),
    ...(awayBegins[index] ? [away(index)] : []),
  ])
}

function mergeNeighbors(pieces: readonly OracleSpan[], note: Note): readonly OracleSpan[] {
  const merged: OracleSpan[] = []
  for (const piece of pieces) {
    if (piece.endedAt <= piece.startedAt) {
      note('empty piece')
      continue
    }
    const last = merged.at(-1)
    if (
      last !== undefined &&
      last.endedAt === piece.startedAt &&
      last.presence === piece.presence &&
      sameClassification(last, piece)
    ) {
      merged[merged.length - 1] = { ...last, endedAt: piece.endedAt }
      note('merged')
    } else {
      if (last !== undefined && piece.startedAt < last.endedAt) note('spans overlap in wall time')
      merged.push(piece)
    }
  }
  return merged
}

/** The day's spans before the 15-minute cut, in recording order. */
export function uncutSpansOf(
  lines: readonly Observation[],
  windowOf: (observation: WindowObservation) => OracleWindow,
  policy: Policy,
  note: Note,
): readonly OracleSpan[] {
  return mergeNeighbors(
    sessionsOf(lines, note).flatMap((session) => sessionSpans(session, windowOf, policy, note)),
    note,
  )
}

/** A span cut at the UTC 15-minute boundaries within it. */
export function cutAt15Min(span: OracleSpan): readonly OracleSpan[] {
  const cuts: OracleSpan[] = []
  let start = span.startedAt
  while (start < span.endedAt) {
    const end = Math.min(span.endedAt, (Math.floor(start / fifteenMinutesMs) + 1) * fifteenMinutesMs)
    cuts.push({ ...span, startedAt: start, endedAt: end })
    start = end
  }
  return cuts
}

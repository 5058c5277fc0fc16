import type { Policy } from '../../src/shared/contract/ruleset.ts'
import type { Happening, Note, OracleSpan } from './spans.ts'

/** A span, or the part of one, with the claim that its time is attributed to. */
export interface AttributedPart extends OracleSpan {
  readonly attributedToken: string | null
  readonly attribution: 'seen' | 'stated' | 'inferred' | null
}

type AttributionPolicy = Pick<Policy, 'touchGapMs' | 'carryWithinMs' | 'carryForMs'>

/**
 * Attributes spans before the 15-minute cut, in recording order, each by a look back at all that came before it. A span whose
 * inference ends within it becomes two parts.
 */
export function attributed(
  spans: readonly OracleSpan[],
  happenings: readonly Happening[],
  { touchGapMs, carryWithinMs = 60_000, carryForMs = 900_000 }: AttributionPolicy,
  note: Note,
): readonly AttributedPart[] {
  const parts: AttributedPart[] = []

  const statedToken = (span: OracleSpan, place: number): string | null => {
    const latest = happenings.findLast(
      ({ index, kind }) => index <= span.firstLine && kind !== 'gap' && kind !== 'away',
    )
    if (latest?.kind !== 'claim_started') return null
    const { claimToken, at, index } = latest
    const since = spans.slice(0, place).filter((other) => other.firstLine >= index && other.presence === 'active')
    if (since.some((other) => other.claimToken !== null && other.claimToken !== claimToken)) {
      note('another token ends what was stated')
      return null
    }
    const last = parts.findLast((part) => part.attributedToken === claimToken && part.firstLine >= index)
    const until = Math.max(at, last?.endedAt ?? at)
    if (span.startedAt - until >= touchGapMs) note('touchGapMs ends what was stated')
    return span.startedAt - until < touchGapMs ? claimToken : null
  }

  /** The token carried over to the span, and until when. */
  const carried = (span: OracleSpan): { readonly token: string; readonly until: number } | null => {
    const before = parts.at(-1)
    if (before === undefined || before.presence !== 'active' || before.attributedToken === null) return null
    const token = before.attributedToken
    const interruption = happenings.find(
      ({ index, kind }) => index > before.lastLine && index <= span.firstLine && kind !== 'claim_started',
    )
    if (interruption !== undefined) {
      note('inference ended by an interruption')
      return null
    }
    const known = parts.findLast((part) => part.attributedToken === token && part.attribution !== 'inferred')
    const until = (known?.endedAt ?? 0) + carryForMs
    if (span.startedAt - before.endedAt >= carryWithinMs || span.startedAt >= until) note('too late to be inferred')
    return span.startedAt - before.endedAt < carryWithinMs && span.startedAt < until ? { token, until } : null
  }

  spans.forEach((span, place) => {
    const add = (
      attribution: AttributedPart['attribution'],
      attributedToken: string | null,
      times: Partial<OracleSpan> = {},
    ) => parts.push({ ...span, ...times, attribution, attributedToken })
    const rated = span.rating === 'core' || span.rating === 'support' || span.rating === 'hidden'
    if (span.presence !== 'active' || !rated) {
      add(null, null)
      return
    }
    if (span.claimToken !== null) {
      add('seen', span.claimToken)
      return
    }
    const stated = statedToken(span, place)
    if (stated !== null) {
      note('stated')
      add('stated', stated)
      return
    }
    const inferred = carried(span)
    if (inferred === null) {
      add(null, null)
      return
    }
    note('inferred')
    add('inferred', inferred.token, { endedAt: Math.min(span.endedAt, inferred.until) })
    if (inferred.until < span.endedAt) {
      note('inferred segment is cut')
      add(null, null, { startedAt: inferred.until })
    }
  })
  return parts
}

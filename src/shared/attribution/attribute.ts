import type { ClaimToken, EpochMs } from '../contract/brands.ts'
import { carryDefaults, denialWorkRatings, type Policy } from '../contract/ruleset.ts'
import type { AttributedSpan, Attribution, ClaimStatement, Span } from '../contract/work.ts'
import { goesOn } from '../sessionize/cut-at-15min.ts'

export type AttributionPolicy = Pick<Policy, 'touchGapMs' | 'carryWithinMs' | 'carryForMs'>

/** A claim that what comes next may be attributed to. */
interface Carried {
  readonly token: ClaimToken
  /** End of the last active segment. */
  readonly endedAt: EpochMs
  /** End of the last segment that saw or stated the claim. */
  readonly knownUntil: EpochMs
}

/** What is known after a span. Start with `nothingAttributed`. */
export interface AttributionState {
  readonly previous: Span | null
  /** The attribution of the segment of `previous`, if that is active. */
  readonly segment: Attribution | null
  /** Null when inference has ended. */
  readonly carried: Carried | null
  /** The last statement that was taken, also if it has ended. */
  readonly statement: ClaimStatement | null
  /** The claim stated at `at`, and the later of that and the end of the last segment attributed to it. */
  readonly stated: { readonly token: ClaimToken; readonly at: EpochMs; readonly until: EpochMs } | null
}

export const nothingAttributed: AttributionState = {
  previous: null,
  segment: null,
  carried: null,
  statement: null,
  stated: null,
}

/**
 * Attributes the next span in recording order to a claim, by docs/contract.md ("Attribution"). Where inference ends within the span,
 * it is cut in two.
 */
export function attribute(
  state: AttributionState,
  span: Span,
  policy: AttributionPolicy,
): { readonly state: AttributionState; readonly spans: readonly AttributedSpan[] } {
  if (span.presence !== 'active') {
    const spans = [{ ...span, attributedToken: null, attribution: null }]
    return { state: { ...state, previous: span, segment: null, carried: null }, spans }
  }
  const continues = state.previous !== null && goesOn(state.previous, span)
  const begun = continues ? state : beginSegment(state, span, policy)
  const token = tokenOf(begun, span)
  const carried = begun.carried
  const until = begun.segment === 'inferred' && carried ? inferenceEnd(carried, policy) : Number.POSITIVE_INFINITY
  if (begun.segment === null || token === null || until <= span.startedAt) {
    const spans = [{ ...span, attributedToken: null, attribution: null }]
    return { state: { ...begun, previous: span, segment: null, carried: null }, spans }
  }
  const { segment: attribution } = begun
  if (until < span.endedAt) {
    const spans = [
      { ...span, endedAt: until, attributedToken: token, attribution },
      { ...span, startedAt: until, attributedToken: null, attribution: null },
    ]
    return { state: { ...extended(begun, token, until), previous: span, segment: null, carried: null }, spans }
  }
  const spans = [{ ...span, attributedToken: token, attribution }]
  return { state: { ...extended(begun, token, span.endedAt), previous: span }, spans }
}

/** Attributes spans that follow each other. */
export function attributeAll(
  state: AttributionState,
  spans: readonly Span[],
  policy: AttributionPolicy,
): { readonly state: AttributionState; readonly spans: readonly AttributedSpan[] } {
  const attributed: AttributedSpan[] = []
  let after = state
  for (const span of spans) {
    const next = attribute(after, span, policy)
    after = next.state
    attributed.push(...next.spans)
  }
  return { state: after, spans: attributed }
}

/** The attribution of a segment is decided where it begins. */
function beginSegment(before: AttributionState, span: Span, policy: AttributionPolicy): AttributionState {
  const { claimToken, startedAt, context } = span
  const statement = context?.statement ?? null
  let stated = before.stated
  if (statement !== before.statement)
    stated = statement && { token: statement.claimToken, at: statement.at, until: statement.at }
  if (claimToken !== null && stated?.token !== claimToken) stated = null
  const state = { ...before, statement, stated, carried: context?.interrupted ? null : before.carried }

  if (span.rating === null || !denialWorkRatings.includes(span.rating)) return { ...state, segment: null }
  if (claimToken !== null) return { ...state, segment: 'seen' }
  if (stated && startedAt - stated.until < policy.touchGapMs) return { ...state, segment: 'stated' }
  const { carried } = state
  const isNear = carried && startedAt - carried.endedAt < (policy.carryWithinMs ?? carryDefaults.carryWithinMs)
  return { ...state, segment: isNear && startedAt < inferenceEnd(carried, policy) ? 'inferred' : null }
}

function tokenOf({ segment, stated, carried }: AttributionState, span: Span): ClaimToken | null {
  switch (segment) {
    case 'seen':
      return span.claimToken
    case 'stated':
      return stated?.token ?? null
    case 'inferred':
      return carried?.token ?? null
    case null:
      return null
  }
}

/** Time until `endedAt` was attributed to `token`. */
function extended(state: AttributionState, token: ClaimToken, endedAt: EpochMs): AttributionState {
  const { segment, stated, carried } = state
  const knownUntil = segment === 'inferred' && carried ? carried.knownUntil : endedAt
  return {
    ...state,
    carried: { token, endedAt, knownUntil },
    stated: stated?.token === token ? { ...stated, until: Math.max(stated.at, endedAt) } : stated,
  }
}

function inferenceEnd({ knownUntil }: Carried, { carryForMs }: AttributionPolicy): EpochMs {
  return knownUntil + (carryForMs ?? carryDefaults.carryForMs)
}

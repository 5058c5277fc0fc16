import type { SpanRow } from '../../src/shared/contract/index.ts'
import type { Instant } from '../../tests/e2e/support/instant.ts'

/** How late a change in a page may be seen on a quiet machine, ms. */
export const LATE_MS = 450

/** What a script put on the screen, until the next line. The last line ends the day. */
export interface Logged {
  readonly since: Instant
  readonly claim: string
  readonly isCall: boolean
}

/** How the claims that an agent recorded compare with the script's log, ms of denial work. */
export interface ClaimsResult {
  readonly workMs: number
  /** Recorded for the claim that was worked on. */
  readonly rightMs: number
  /** Recorded for no claim, or not as work. */
  readonly openMs: number
  /** Recorded for another claim, a change seen late among them. */
  readonly wrongMs: number
  /** Stretches recorded for another claim for longer than a change may be seen late. */
  readonly wrong: readonly string[]
  /** Right by what the agent saw in the window or page, and by what it inferred, ms. */
  readonly seenMs: number
  readonly inferredMs: number
  readonly callMs: number
  /** On a call, as the script logged it, and recorded as a call. */
  readonly callRightMs: number
  /** Recorded as a call beside the calls of the log. */
  readonly callInventedMs: number
}

/**
 * @param spans of one device
 * @param lateMs how late a change may be seen
 */
export function compareClaims(log: readonly Logged[], spans: readonly SpanRow[], lateMs: number): ClaimsResult {
  const stretches = log.slice(0, -1).map((line, index) => {
    const until = log[index + 1]?.since ?? line.since
    return { ...line, from: line.since.notAfter, to: until.notAfter }
  })
  const active = spans.filter(({ presence }) => presence === 'active')
  const parts = stretches.flatMap((stretch) =>
    active.flatMap((span) => {
      const ms = Math.min(span.endedAt, stretch.to) - Math.max(span.startedAt, stretch.from)
      return ms > 0 ? [{ stretch, span, ms }] : []
    }),
  )
  const claimOf = claimsByToken(parts.map(({ stretch, span, ms }) => [span.attributedToken, stretch.claim, ms]))
  const sum = (some: readonly { readonly ms: number }[]) => some.reduce((total, { ms }) => total + ms, 0)
  const named = parts.map((part) => ({ ...part, claim: claimOf.get(part.span.attributedToken ?? '') ?? null }))
  const right = named.filter(({ claim, stretch }) => claim === stretch.claim)
  const wrong = named.filter(({ claim, stretch }) => claim !== null && claim !== stretch.claim)
  const workMs = stretches.reduce((total, { from, to }) => total + to - from, 0)
  const calls = stretches.filter(({ isCall }) => isCall)
  const callParts = parts.filter(({ span }) => span.call)
  return {
    workMs,
    rightMs: sum(right),
    wrongMs: sum(wrong),
    openMs: workMs - sum(right) - sum(wrong),
    wrong: wrong
      .filter(({ ms }) => ms > lateMs)
      .map(({ ms, span, stretch }) => `${span.ruleId} ${span.attribution} for ${ms} ms instead of ${stretch.claim}`),
    seenMs: sum(right.filter(({ span }) => span.attribution === 'seen')),
    inferredMs: sum(right.filter(({ span }) => span.attribution === 'inferred')),
    callMs: calls.reduce((total, { from, to }) => total + to - from, 0),
    callRightMs: sum(callParts.filter(({ stretch }) => stretch.isCall)),
    callInventedMs: sum(callParts.filter(({ stretch }) => !stretch.isCall)),
  }
}

/** Which claim a token stands for: the one that was worked on for most of its time. Two tokens never stand for one claim. */
function claimsByToken(
  found: readonly (readonly [token: string | null, claim: string, ms: number])[],
): ReadonlyMap<string, string> {
  const times = new Map<string, { token: string; claim: string; ms: number }>()
  for (const [token, claim, ms] of found) {
    if (token === null) continue
    const key = `${token} ${claim}`
    times.set(key, { token, claim, ms: (times.get(key)?.ms ?? 0) + ms })
  }
  const claims = new Map<string, string>()
  for (const { token, claim } of [...times.values()].toSorted((one, other) => other.ms - one.ms)) {
    if (!claims.has(token) && ![...claims.values()].includes(claim)) claims.set(token, claim)
  }
  return claims
}

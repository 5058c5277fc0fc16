import type { EpochMs } from '../contract/brands.ts'
import { HOUR_MS } from '../time.ts'
import type { ClaimPolicy, ClaimSpan, ClaimTag, ClaimTagKind, ClaimWork } from './claim-work.ts'

/** Two people after the payer within this time do the same work. */
const DUPLICATE_WITHIN_MS = 72 * HOUR_MS

const contactActivities: ReadonlySet<string | null> = new Set([
  'claim_status',
  'payer_call',
  'prior_auth',
  'eligibility',
  'appeal',
])

/**
 * Hidden work that takes more than one device to see; docs/metrics.md defines each kind. Devices tag a person's own repeated status checks,
 * so those are left out here.
 */
export function classifyClaimWork<Span extends ClaimSpan>(
  work: ClaimWork<Span>,
  policy: ClaimPolicy,
): ClaimTag<Span>[] {
  const checks = visitsOf(work.spans.filter(isStatusCheck), policy.visitGapMs)
  const contacts = visitsOf(work.spans.filter(isContact), policy.visitGapMs)
  const nothingNew = (from: EpochMs, to: EpochMs) => !work.changes.some((at) => at > from && at <= to)
  const notDue = (from: EpochMs, to: EpochMs) => !work.followUps.some((at) => at > from && at <= to)
  const isOwnFirst = (visit: Visit<Span>) =>
    !checks.some(
      (own) =>
        own.userId === visit.userId &&
        own.startedAt < visit.startedAt &&
        visit.startedAt - own.endedAt < policy.recheckWithinMs,
    )
  return [
    ...tagsOf(
      'repeat_status_check',
      afterAnother(checks, policy.recheckWithinMs, (from, to) => nothingNew(from, to) && notDue(from, to)).filter(
        isOwnFirst,
      ),
    ),
    ...tagsOf('duplicate_follow_up', afterAnother(contacts, DUPLICATE_WITHIN_MS, nothingNew)),
    ...lowValueEffort(work),
  ]
}

const isStatusCheck = ({ activity }: ClaimSpan) => activity === 'claim_status'
const isContact = ({ activity, systemKind }: ClaimSpan) =>
  contactActivities.has(activity) && (systemKind === 'payer_portal' || systemKind === 'phone')

/** Spans of one person without a longer gap between them. */
interface Visit<Span> {
  readonly userId: string
  readonly startedAt: EpochMs
  endedAt: EpochMs
  readonly spans: Span[]
}

function visitsOf<Span extends ClaimSpan>(spans: readonly Span[], visitGapMs: number): Visit<Span>[] {
  const visits: Visit<Span>[] = []
  const latest = new Map<string, Visit<Span>>()
  for (const span of spans) {
    const visit = latest.get(span.userId)
    if (visit && span.startedAt - visit.endedAt < visitGapMs) {
      visit.spans.push(span)
      visit.endedAt = Math.max(visit.endedAt, span.endedAt)
      continue
    }
    const begun = { userId: span.userId, startedAt: span.startedAt, endedAt: span.endedAt, spans: [span] }
    visits.push(begun)
    latest.set(span.userId, begun)
  }
  return visits
}

/** Visits that began within `withinMs` of the end of one of another person, which began before. */
function afterAnother<Span extends ClaimSpan>(
  visits: readonly Visit<Span>[],
  withinMs: number,
  holds: (from: EpochMs, to: EpochMs) => boolean,
): Visit<Span>[] {
  return visits.filter((visit, index) =>
    visits
      .slice(0, index)
      .some(
        (other) =>
          other.userId !== visit.userId &&
          visit.startedAt - other.endedAt < withinMs &&
          holds(Math.min(other.endedAt, visit.startedAt), visit.startedAt),
      ),
  )
}

function tagsOf<Span extends ClaimSpan>(kind: ClaimTagKind, visits: readonly Visit<Span>[]): ClaimTag<Span>[] {
  return visits.flatMap(({ spans }) => spans.flatMap((span) => (spans[0] ? [{ kind, span, first: spans[0] }] : [])))
}

function lowValueEffort<Span extends ClaimSpan>({
  spans,
  expectedCents,
  laborCentsPerHour,
}: ClaimWork<Span>): ClaimTag<Span>[] {
  if (expectedCents === null || laborCentsPerHour === null) return []
  let spentMs = 0
  return spans.flatMap((span): ClaimTag<Span>[] => {
    const reached = (spentMs / HOUR_MS) * laborCentsPerHour >= expectedCents && spentMs > 0
    spentMs += span.endedAt - span.startedAt - (span.overlapMs ?? 0)
    return reached ? [{ kind: 'low_value_effort', span, first: span }] : []
  })
}

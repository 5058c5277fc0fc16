import type { RecordDraft, SpanDraft } from '../../../../src/shared/touches/index.ts'

/** A Monday, 09:00 UTC: a 15-minute boundary. */
export const MONDAY_9 = Date.UTC(2026, 10, 23, 9)
export const TOKEN = 'a1'.repeat(32)

/** A span of claim status work; `from` and `ms` in ms after MONDAY_9. */
export const spanAt = (from: number, ms = 1000, change: Partial<SpanDraft> = {}): SpanDraft => ({
  kind: 'span',
  startedAt: MONDAY_9 + from,
  endedAt: MONDAY_9 + from + ms,
  presence: 'active',
  activity: 'claim_status',
  rating: 'core',
  system: 'Availity',
  systemKind: 'payer_portal',
  payer: 'Aetna',
  app: 'msedge',
  ruleId: 'availity-claim-status',
  ruleSetVersion: 3,
  claimToken: TOKEN,
  ...change,
})

export const touchAt = (from: number, ms: number, revision = 1): RecordDraft => ({
  kind: 'touch',
  touchId: `touch-${from}`,
  revision,
  claimToken: TOKEN,
  startedAt: MONDAY_9 + from,
  endedAt: MONDAY_9 + from + ms,
  activeMs: ms,
  spanCount: 1,
})

export const tagOf = (spanSeq: number, span: SpanDraft): RecordDraft => ({
  kind: 'hidden_tag',
  hiddenId: `hidden-${spanSeq}`,
  hiddenKind: 'repeat_status_check',
  spanSeq,
  startedAt: span.startedAt,
  endedAt: span.endedAt,
  payer: span.payer,
  system: span.system,
  claimToken: span.claimToken,
})

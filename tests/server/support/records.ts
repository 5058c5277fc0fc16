import type { AnnotationRecord } from '../../../src/shared/contract/annotation.ts'
import type { ManualTimeRecord } from '../../../src/shared/contract/manual-time.ts'
import {
  FIFTEEN_MINUTES_MS,
  type HiddenTagRecord,
  type SpanRecord,
  type TouchRecord,
} from '../../../src/shared/contract/ingest.ts'

const span: SpanRecord = {
  kind: 'span',
  seq: 1,
  startedAt: 0,
  endedAt: 1,
  presence: 'active',
  activity: 'claim_status',
  rating: 'core',
  system: 'Availity',
  systemKind: 'payer_portal',
  payer: 'Aetna',
  app: 'chrome',
  ruleId: 'availity-claim-status',
  ruleSetVersion: 1,
  claimToken: null,
}

/** The latest times of this length, ms, that are over and cross no quarter hour: a span that does is refused. */
export function timesBefore(now: number, lengthMs: number) {
  const startedAt = Math.floor((now - lengthMs) / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS
  return { startedAt, endedAt: startedAt + lengthMs }
}

export const spanRecord = (fields: Partial<SpanRecord>): SpanRecord => ({ ...span, ...fields })

/** Nothing is known about any window while away. */
export const awayRecord = (fields: Partial<SpanRecord>): SpanRecord => ({
  ...span,
  presence: 'away',
  activity: null,
  rating: null,
  system: null,
  systemKind: null,
  payer: null,
  app: null,
  ruleId: null,
  ...fields,
})

export const touchRecord = (fields: Partial<TouchRecord>): TouchRecord => ({
  kind: 'touch',
  seq: 1,
  touchId: 't1',
  revision: 1,
  claimToken: 'a'.repeat(64),
  startedAt: 0,
  endedAt: 1,
  activeMs: 1,
  spanCount: 1,
  ...fields,
})

export const manualTimeRecord = (fields: Partial<ManualTimeRecord>): ManualTimeRecord => ({
  kind: 'manual_time',
  seq: 1,
  manualTimeId: 'o1',
  revision: 1,
  manualTimeKind: 'meeting',
  startedAt: 0,
  endedAt: 1,
  claimToken: null,
  withdrawn: false,
  ...fields,
})

export const annotationRecord = (fields: Partial<AnnotationRecord>): AnnotationRecord => ({
  kind: 'annotation',
  seq: 1,
  annotationId: 'n1',
  revision: 1,
  startedAt: 0,
  endedAt: 1,
  claimToken: null,
  dispute: null,
  note: 'A call',
  proposedActivity: null,
  activity: null,
  ruleId: null,
  program: null,
  withdrawn: false,
  ...fields,
})

/** A tag of a span, with the span's own times and payer. */
export const tagOf = (tagged: SpanRecord, fields: Partial<HiddenTagRecord>): HiddenTagRecord => ({
  kind: 'hidden_tag',
  seq: 1,
  hiddenId: 'h1',
  hiddenKind: 'repeat_status_check',
  spanSeq: tagged.seq,
  startedAt: tagged.startedAt,
  endedAt: tagged.endedAt,
  payer: tagged.payer,
  system: tagged.system,
  claimToken: tagged.claimToken,
  ...fields,
})

import { ofType, table } from '../table.ts'

// Facts are what devices recorded. A journal is one device's local database: `(journal, seq)` names a record.

const record = { journal: 'int', seq: 'int', userId: 'text' } as const
const interval = { startedAt: 'bigint', endedAt: 'bigint' } as const
/** The part that does not count, ms: the person worked on another device just then (rollups/count-once.ts). */
const overlap = { overlapMs: { type: 'int', sql: 'default 0' } } as const
/** The payer is that of the claim: the rule names none. It follows what is known of the claim (rollups/claim-payers.ts). */
const payerOfClaim = { payerOfClaim: { type: 'boolean', sql: 'default false' } } as const

/** One row for each local database of a device, with how far it has come. */
export const journals = table(
  'journals',
  {
    journal: { type: 'int', sql: 'generated always as identity' },
    deviceId: 'text',
    generation: 'text',
    /** Highest seq that was answered. */
    maxSeq: 'bigint',
    /** Highest seq without a gap below it. */
    contiguousSeq: 'bigint',
    /** Highest seq without a gap below it that survives a power cut: ingest/watermark.ts. */
    durableSeq: 'bigint',
    pendingSeq: 'bigint',
    pendingAt: 'bigint',
    /** Below and at this seq every record counts as known: `received` was pruned. */
    prunedThrough: { type: 'bigint', sql: 'default 0' },
    /** Seq that the generation begins with. */
    beginsAt: { type: 'bigint', sql: 'default 1' },
    /** Records that were stored, that were refused, that belonged to a month that was dropped, and that neither side has any more. */
    ...ofType({ type: 'bigint', sql: 'default 0' }, 'taken', 'refused', 'tooOld', 'lost'),
    begunAt: 'bigint?',
  },
  { primaryKey: ['journal'], indexes: { journals_device: 'unique (device_id, generation)' } },
)

/** What a device has recorded of a UTC day, over all its journals, so that no day gets more than 24 hours. */
export const deviceDays = table(
  'device_days',
  {
    deviceId: 'text',
    /** The day's begin. */
    day: 'bigint',
    ...ofType('bigint', 'spanMs', 'tagMs'),
  },
  { primaryKey: ['deviceId', 'day'], indexes: { device_days_day: '(day)' } },
)

/**
 * Every record that was answered, refused ones too: a row for a run of consecutive seqs that came on one day. It makes ingest idempotent:
 * ingest/received.ts.
 */
export const received = table(
  'received',
  {
    journal: 'int',
    firstSeq: 'int',
    /** Days since 1970 UTC: rows are kept for 30 of them. */
    receivedDay: 'int',
    /** `taken`, `rejected` or `removed`. */
    state: 'text',
    /** Keyed hashes of the records in the order of their seqs, 128 bits each. */
    hashes: 'bytes',
  },
  { primaryKey: ['journal', 'firstSeq'] },
)

export const spans = table(
  'spans',
  {
    ...record,
    ...interval,
    presence: 'text',
    ...ofType('text?', 'activity', 'rating', 'system', 'systemKind', 'payer', 'app', 'ruleId'),
    ruleSetVersion: 'int',
    claimToken: 'token?',
    ...payerOfClaim,
    ...overlap,
    /** Null also from agents that do not attribute. */
    attributedToken: 'token?',
    attribution: 'text?',
    /** A window that shows another computer, of which nothing inside is known: an agent inside counts (rollups/count-once.ts). */
    remote: { type: 'boolean', sql: 'default false' },
    /** A program used the microphone. */
    call: { type: 'boolean', sql: 'default false' },
  },
  {
    primaryKey: ['journal', 'seq', 'startedAt'],
    byMonth: true,
    indexes: {
      spans_user_time: '(user_id, started_at)',
      spans_time: '(started_at)',
      // Few of all spans; the others on a claim are found by their touches.
      spans_idle: `(claim_token) where presence = 'idle' and claim_token is not null`,
    },
  },
)

/** Where the current revision of each touch is: its month follows from its start, which a revision may change. */
export const touchStarts = table(
  'touch_starts',
  { journal: 'int', touchId: 'text', startedAt: 'bigint', revision: 'int', seq: 'int' },
  { primaryKey: ['journal', 'touchId'] },
)

/** The highest revision of each touch. */
export const touches = table(
  'touches',
  {
    journal: 'int',
    touchId: 'text',
    revision: 'int',
    seq: 'int',
    userId: 'text',
    claimToken: 'token',
    ...interval,
    /** Without `overlapMs`. */
    activeMs: 'bigint',
    spanCount: 'int',
    ...overlap,
    /**
     * The three below are cached statistics, kept by claim-activity/touch-facts.ts; for a dirty claim they are worked out where they are read.
     * Time since the latest end of the touches begun before it on its claim; null without one, and where they overlap.
     */
    pauseMs: 'bigint?',
    /** Payers its spans name, '' for none. Null: not looked up yet. */
    payers: 'text[]?',
    /** Of the latest denial of its claim, '' where none is known. Null: not looked up yet. */
    category: 'text?',
  },
  {
    primaryKey: ['journal', 'touchId', 'startedAt'],
    byMonth: true,
    indexes: {
      touches_time: '(started_at) include (user_id, claim_token, active_ms, pause_ms, payers)',
      touches_user: '(user_id, started_at) include (claim_token, active_ms, payers)',
      touches_category: '(category, started_at) include (claim_token, active_ms, pause_ms)',
      touches_token: '(claim_token, started_at)',
    },
  },
)

/** A span tagged as hidden work. Sequence numbers below zero are the endpoint's own tags. */
export const hiddenTags = table(
  'hidden_tags',
  {
    ...record,
    ...ofType('text', 'hiddenId', 'kind'),
    spanSeq: 'int',
    ...interval,
    ...ofType('text?', 'payer', 'system'),
    claimToken: 'token?',
    ...payerOfClaim,
    ...overlap,
    /** The hidden-work record that the tag is part of. */
    record: { type: 'uuid', sql: `generated always as (md5(journal::text || ' ' || hidden_id)::uuid) stored` },
  },
  {
    primaryKey: ['journal', 'seq', 'startedAt'],
    byMonth: true,
    indexes: {
      hidden_tags_span: '(journal, span_seq)',
      hidden_tags_time: '(started_at) include (user_id, kind, payer, record)',
      hidden_tags_payer: '(payer, started_at) include (user_id, kind, record)',
      hidden_tags_user: '(user_id, started_at)',
      hidden_tags_rechecks: `(claim_token) where kind = 'repeat_status_check'`,
      hidden_tags_record: '(record, started_at)',
    },
  },
)

/** Each tagged span once, whatever the number of its tags. It counts with the tag `first_seq`. */
export const taggedSpans = table(
  'tagged_spans',
  {
    journal: 'int',
    spanSeq: 'int',
    userId: 'text',
    ...interval,
    payer: 'text?',
    firstSeq: 'int',
    ...payerOfClaim,
    ...overlap,
  },
  { primaryKey: ['journal', 'spanSeq', 'startedAt'], byMonth: true, indexes: { tagged_spans_time: '(started_at)' } },
)

/** Keys and pointer events for each minute; a row covers at most 15 minutes. */
export const inputCounts = table(
  'input_counts',
  { ...record, ...interval, minutes: 'bigint[]', keys: 'int[]', pointer: 'int[]' },
  { primaryKey: ['journal', 'seq', 'startedAt'], byMonth: true, indexes: { input_counts_time: '(started_at)' } },
)

/** Every revision of manual time. Of a device's `manual_time_id` the highest revision holds: rollups/manual-time-rows.ts. */
export const manualTime = table(
  'manual_time',
  {
    journal: 'int',
    seq: 'int',
    deviceId: 'text',
    userId: 'text',
    ...interval,
    manualTimeId: 'text',
    revision: 'int',
    kind: 'text',
    claimToken: 'token?',
    withdrawn: 'boolean',
  },
  {
    primaryKey: ['journal', 'seq'],
    indexes: {
      manual_time_revisions: '(device_id, manual_time_id, revision)',
      manual_time_ended: '(ended_at)',
      manual_time_user: '(user_id, ended_at)',
      manual_time_claim: '(claim_token) where claim_token is not null',
    },
  },
)

/**
 * What counts of manual time, cut at 15 minutes of the clock as spans are: of entries that hold, what neither captured active time nor an
 * earlier entry of the person covers (rollups/count-manual-time.ts).
 */
export const manualTimeParts = table(
  'manual_time_parts',
  { deviceId: 'text', manualTimeId: 'text', userId: 'text', ...interval, kind: 'text', claimToken: 'token?' },
  {
    primaryKey: ['deviceId', 'manualTimeId', 'startedAt'],
    indexes: {
      manual_time_parts_time: '(started_at)',
      manual_time_parts_user: '(user_id, started_at)',
      manual_time_parts_claim: '(claim_token) where claim_token is not null',
    },
  },
)

/** Times in which a device could not reach the endpoint. */
export const connectivityOutages = table(
  'connectivity_outages',
  { ...record, ...interval, cause: 'text' },
  { primaryKey: ['journal', 'seq'], indexes: { connectivity_outages_time: '(started_at)' } },
)

/** Times that people marked private. What was recorded in them was taken out. */
export const privateTimes = table(
  'private_times',
  { ...record, ...interval, reason: 'text' },
  { primaryKey: ['journal', 'seq'], indexes: { private_times_user: '(user_id, started_at)' } },
)

/** Every revision of what people say of touches and times. The highest one holds; the text of earlier ones is not kept (ingest/store-facts.ts). */
export const annotations = table(
  'annotations',
  {
    journal: 'int',
    seq: 'int',
    deviceId: 'text',
    userId: 'text',
    ...interval,
    annotationId: 'text',
    revision: 'int',
    claimToken: 'token?',
    ...ofType('text?', 'dispute', 'note', 'activity', 'ruleId', 'proposedActivity', 'program'),
    withdrawn: 'boolean',
  },
  {
    primaryKey: ['journal', 'seq'],
    indexes: {
      annotations_revisions: '(device_id, annotation_id, revision)',
      annotations_user: '(user_id, ended_at)',
      annotations_ended: '(ended_at)',
    },
  },
)

/** The tables of facts that have a partition for each month. */
export const factsByMonth = [spans, touches, hiddenTags, taggedSpans, inputCounts] as const

import { ofType, table } from '../table.ts'

// Aggregates, so that a panel costs what it shows and not what is stored: docs/decisions/0008. In keys '' stands for "none named".

/** When a row began to wait, by the database's clock: for the age of a backlog at /metrics. */
const added = {
  addedAt: { type: 'bigint', sql: 'default (extract(epoch from clock_timestamp()) * 1000)::bigint' },
} as const

/**
 * Spans and tags that are stored and not yet in the aggregates: their seqs and, in the same order, their starts, which name their partitions. A
 * row for each batch, so that devices never wait for each other.
 */
export const pendingBatches = table(
  'pending_batches',
  { journal: 'int', firstSeq: 'bigint', seqs: 'bigint[]', starts: 'bigint[]', ...added },
  { primaryKey: ['journal', 'firstSeq'] },
)

/** Touches that are new (1), or no longer where they were (-1), and are not in the distinct counts yet. */
export const pendingTouches = table(
  'pending_touches',
  { journal: 'int', seq: 'bigint', change: 'int', userId: 'text', claimToken: 'token', startedAt: 'bigint' },
  { primaryKey: ['journal', 'seq', 'change'] },
)

/** Payers that a touch newly names (1), or no longer (-1), as `touches.payers` has them, and that are not in `touch_payer_days` yet. */
export const pendingTouchPayers = table(
  'pending_touch_payers',
  {
    changeId: { type: 'uuid', sql: 'default gen_random_uuid()' },
    change: 'int',
    userId: 'text',
    claimToken: 'token',
    payer: 'text',
    startedAt: 'bigint',
  },
  { primaryKey: ['changeId'] },
)

/** A single row: the zone whose days the daily aggregates have. Null: they are still to be made. The process that rolls up locks it. */
export const rollupState = table(
  'rollup_state',
  { singleton: { type: 'boolean', sql: 'default true check (singleton)' }, zone: 'text?' },
  { primaryKey: ['singleton'] },
)

/** Local days with anything in them. Each begins on a 15-minute boundary. */
export const rolledUpDays = table('rolled_up_days', { day: 'bigint', nextDay: 'bigint' }, { primaryKey: ['day'] })

const texts = ['presence', 'activity', 'rating', 'system', 'payer', 'attribution'] as const
/** `attribution`: how a claim came to the time: `seen`, `stated`, `inferred`; '' without one. `call`: a program used the microphone. */
const dimensionKey = [...texts, 'call'] as const
const dimensions = { ...ofType('text', ...texts), call: 'boolean' } as const
const sums = { ms: 'bigint', spans: 'bigint' } as const

/** `bucket`: the 15 minutes of the clock that a record begins in. */
export const activity15min = table(
  'activity_15min',
  { bucket: 'bigint', userId: 'text', ...dimensions, ...sums },
  { primaryKey: ['bucket', 'userId', ...dimensionKey], indexes: { activity_15min_user: '(user_id, bucket)' } },
)
export const activityDays = table(
  'activity_days',
  { day: 'bigint', userId: 'text', ...dimensions, ...sums },
  { primaryKey: ['day', 'userId', ...dimensionKey], indexes: { activity_days_user: '(user_id, day)' } },
)
export const personDays = table(
  'person_days',
  { day: 'bigint', userId: 'text', presence: 'text', rating: 'text', ...sums },
  { primaryKey: ['day', 'userId', 'presence', 'rating'] },
)
/** What the panel shows of a person's time, in one row for a person and day. */
const personTimes = ofType('bigint', 'activeMs', 'idleMs', 'awayMs', 'coreMs', 'spans')
export const personTimeDays = table(
  'person_time_days',
  { day: 'bigint', userId: 'text', ...personTimes },
  { primaryKey: ['day', 'userId'] },
)
/** The same by payer: the people of a payer lie together. */
export const personPayerTimeDays = table(
  'person_payer_time_days',
  { day: 'bigint', payer: 'text', userId: 'text', ...personTimes },
  { primaryKey: ['day', 'payer', 'userId'] },
)
/**
 * The team that the aggregates of teams count each person to, '' for none. It follows `users.team` at the next run; until then nobody reads the
 * aggregates of either team (docs/decisions/0027).
 */
export const rolledUpMembers = table('rolled_up_members', { userId: 'text', team: 'text' }, { primaryKey: ['userId'] })
export const teamDays = table(
  'team_days',
  { day: 'bigint', team: 'text', ...dimensions, ...sums },
  { primaryKey: ['team', 'day', ...dimensionKey] },
)
export const total15min = table(
  'total_15min',
  { bucket: 'bigint', ...dimensions, ...sums },
  { primaryKey: ['bucket', ...dimensionKey] },
)
export const totalDays = table(
  'total_days',
  { day: 'bigint', ...dimensions, ...sums },
  { primaryKey: ['day', ...dimensionKey] },
)

/** Active time on claims, by how the claim came to it, and the category of the denial the work counts to; null: not looked up yet. */
export const claimDays = table(
  'claim_days',
  {
    day: 'bigint',
    userId: 'text',
    claimToken: 'token',
    payer: 'text',
    attribution: 'text',
    category: 'text?',
    ...sums,
  },
  {
    primaryKey: ['day', 'userId', 'claimToken', 'payer', 'attribution'],
    include: ['category', 'ms'],
    indexes: {
      claim_days_unnamed: '(claim_token) where category is null',
      claim_days_claim: '(claim_token)',
    },
  },
)

const kinds = { kind: 'text', payer: 'text' } as const
export const hidden15min = table(
  'hidden_15min',
  { bucket: 'bigint', userId: 'text', ...kinds, ...sums },
  { primaryKey: ['bucket', 'userId', 'kind', 'payer'] },
)
export const hiddenDays = table(
  'hidden_days',
  { day: 'bigint', userId: 'text', ...kinds, ...sums },
  { primaryKey: ['day', 'userId', 'kind', 'payer'], indexes: { hidden_days_user: '(user_id, day)' } },
)
export const hiddenTeamDays = table(
  'hidden_team_days',
  { day: 'bigint', team: 'text', ...kinds, ...sums },
  { primaryKey: ['team', 'day', 'kind', 'payer'] },
)
export const hiddenTotalDays = table(
  'hidden_total_days',
  { day: 'bigint', ...kinds, ...sums },
  { primaryKey: ['day', 'kind', 'payer'] },
)
export const tagged15min = table(
  'tagged_15min',
  { bucket: 'bigint', userId: 'text', payer: 'text', ...sums },
  { primaryKey: ['bucket', 'userId', 'payer'] },
)
export const taggedDays = table(
  'tagged_days',
  { day: 'bigint', userId: 'text', payer: 'text', ...sums },
  { primaryKey: ['day', 'payer', 'userId'], indexes: { tagged_days_user: '(user_id, day)' } },
)
export const taggedPersonDays = table(
  'tagged_person_days',
  { day: 'bigint', userId: 'text', ...sums },
  { primaryKey: ['day', 'userId'] },
)
export const taggedTeamDays = table(
  'tagged_team_days',
  { day: 'bigint', team: 'text', payer: 'text', ...sums },
  { primaryKey: ['team', 'day', 'payer'] },
)
export const taggedTotalDays = table(
  'tagged_total_days',
  { day: 'bigint', payer: 'text', ...sums },
  { primaryKey: ['day', 'payer'] },
)

/**
 * The days on which an entity was seen, and how often: a claim that a person touched ('touch'), a claim that anybody touched ('claim', user_id
 * ''), a record of hidden work (by its kind). `entity`: a claim token, or the bytes of a record's id.
 */
export const distinctDays = table(
  'distinct_days',
  { entity: 'token', kind: 'text', userId: 'text', day: 'bigint', n: 'int' },
  { primaryKey: ['entity', 'kind', 'userId', 'day'] },
)

/** How many entities were seen on a day, by the day they were seen on before: those of a period are those not seen in it before. */
export const distinctCounts = table(
  'distinct_counts',
  { kind: 'text', day: 'bigint', userId: 'text', previousDay: 'bigint', entities: 'bigint', n: 'bigint' },
  { primaryKey: ['kind', 'day', 'userId', 'previousDay'] },
)

/** The records of hidden work in it, by team: a record is of one person, so that those of people add up. Kept as the other aggregates of teams are. */
export const recordTeamDays = table(
  'record_team_days',
  { day: 'bigint', team: 'text', kind: 'text', previousDay: 'bigint', entities: 'bigint' },
  { primaryKey: ['day', 'team', 'kind', 'previousDay'] },
)

/** A number for each claim that was ever touched, so that the claims of a day are few bytes. */
export const claimNumbers = table(
  'claim_numbers',
  { claimToken: 'token', claim: { type: 'int', sql: 'generated always as identity' } },
  { primaryKey: ['claimToken'] },
)

/**
 * The claims that a person touched on a day: the number of the claim for each touch, below zero for a touch that is no longer there; four bytes
 * each. A new touch is appended, so that nothing has to be read to add it: rollups/touch-days.ts.
 */
export const touchDays = table(
  'touch_days',
  { day: 'bigint', userId: 'text', claims: 'bytes' },
  { primaryKey: ['day', 'userId'] },
)
/** The same by each payer that the touches name. */
export const touchPayerDays = table(
  'touch_payer_days',
  { day: 'bigint', payer: 'text', userId: 'text', claims: 'bytes' },
  { primaryKey: ['day', 'payer', 'userId'] },
)

/** The touches of one person on one claim: first start, last end, how many, active time. Kept by ingest/store-touches.ts. */
export const claimActivity = table(
  'claim_activity',
  {
    claimToken: 'token',
    userId: 'text',
    ...ofType('bigint', 'firstTouchAt', 'lastTouchAt'),
    touches: 'int',
    activeMs: 'bigint',
  },
  { primaryKey: ['claimToken', 'userId'] },
)

/** Claims whose cached statistics and hidden work are to be worked out again; a row for each batch or change, so that nobody waits. */
export const dirtyClaims = table(
  'dirty_claims',
  { changeId: { type: 'uuid', sql: 'default gen_random_uuid()' }, claimTokens: 'token[]', ...added },
  { primaryKey: ['changeId'] },
)

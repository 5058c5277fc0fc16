import { statedDetails } from '../../../shared/contract/denials.ts'
import { ofType, table } from '../table.ts'

// Amounts are cents, times epoch ms. Import order is the order of denial_no: imports of a tenant take turns.

export const imports = table(
  'imports',
  {
    importNo: 'int',
    ...ofType('text', 'name', 'contentHash', 'format'),
    importedAt: 'bigint',
    importedBy: 'text',
    ...ofType('bigint', 'claims', 'fullDenials', 'partialDenials', 'reversals', 'imbalances'),
    ...ofType('bigint', 'added', 'known', 'updated', 'unmatchedReversals', 'deniedCents'),
  },
  { primaryKey: ['importNo'], indexes: { imports_content: 'unique (content_hash)' } },
)

/** A payer nobody names is ''. Without a token the claim reference identifies nothing. `last_event` counts denial_events. */
export const denials = table(
  'denials',
  {
    denialNo: 'bigint',
    importNo: 'int',
    ...ofType('text', 'payer', 'claimRef', 'payerClaimRef'),
    claimToken: 'token?',
    ...ofType('text', 'kind', 'category'),
    groupCode: 'text?',
    ...ofType('text[]', 'carcs', 'rarcs'),
    ...ofType('bigint', 'billedCents', 'paidCents', 'deniedCents'),
    balanced: 'boolean',
    state: 'text',
    received: 'bigint',
    followUpDue: 'bigint?',
    appealDue: 'bigint?',
    ...ofType('text?', 'owner', 'queue', 'serviceLine', 'provider', 'location', ...statedDetails),
    /** Whether a remittance has stated it; false: only a worklist. */
    inRemittance: { type: 'boolean', sql: 'default false' },
    stateSince: 'bigint',
    ownerSince: 'bigint?',
    firstAppealedAt: 'bigint?',
    /** When it last came to a state in which nothing is left to do; null while it is open. */
    resolvedAt: 'bigint?',
    /** Null while nobody and no remittance has said. */
    recoveredCents: 'bigint?',
    ...ofType({ type: 'int', sql: 'default 0' }, 'reopened', 'reassigned'),
    lastEvent: 'int',
    /** Cached touch statistics, kept by claim-activity/; of a dirty claim they are counted where they are read. */
    touches: { type: 'int', sql: 'default 0' },
    touchedMs: { type: 'bigint', sql: 'default 0' },
    firstTouchAt: 'bigint?',
    lastTouchAt: 'bigint?',
    people: { type: 'int', sql: 'default 0' },
    /**
     * Cached due status, as deadlines/evaluate-deadlines.ts writes it, for instants in [due_from, due_until). `due_basis`: the terms it was
     * evaluated by; null: it is to be evaluated again.
     */
    ...ofType('bigint?', 'dueKey', 'dueFrom', 'dueUntil'),
    dueBasis: 'text?',
  },
  {
    primaryKey: ['denialNo'],
    indexes: {
      denials_token: '(claim_token)',
      denials_received: '(received, denial_no)',
      denials_open: '(received) where resolved_at is null',
      denials_open_no: '(denial_no) where resolved_at is null',
      denials_resolved: '(resolved_at) where resolved_at is not null',
      denials_touched: '(last_touch_at) where last_touch_at is not null',
      denials_appealed: '(first_appealed_at) where first_appealed_at is not null',
    },
  },
)

export const denialEvents = table(
  'denial_events',
  {
    denialNo: 'bigint',
    eventNo: 'int',
    kind: 'text',
    happenedAt: 'bigint',
    recordedAt: 'bigint',
    recordedBy: 'text',
    importNo: 'int?',
    fromValue: 'text?',
    toValue: 'text?',
  },
  {
    primaryKey: ['denialNo', 'eventNo'],
    // Who owned a denial when, without all else that happened to it.
    indexes: { denial_events_owner: `(denial_no, event_no) where kind = 'owner'` },
  },
)

/** Every claim of a remittance once, by its first answer: what a denial rate is of. */
export const claims = table(
  'claims',
  {
    payer: 'text',
    claimToken: 'token',
    firstReceived: 'bigint',
    firstOutcome: 'text',
    billedCents: 'bigint',
    firstPaidCents: 'bigint',
    provider: 'text?',
    importNo: 'int',
  },
  { primaryKey: ['payer', 'claimToken'], indexes: { claims_received: '(first_received)' } },
)

/** What was paid on a denial's claim after it was denied; a payment that is reversed is negative. */
export const denialPayments = table(
  'denial_payments',
  {
    denialNo: 'bigint',
    ...ofType('text', 'traceNo', 'payerClaimRef'),
    ...ofType('bigint', 'paidCents', 'paidOn'),
    importNo: 'int',
  },
  { primaryKey: ['denialNo', 'traceNo', 'payerClaimRef', 'paidCents'] },
)

/** What the billing system counted: claims handed in, accepted by its claims tool, and those that passed without a hand on them. */
export const claimCounts = table(
  'claim_counts',
  { day: 'bigint', payer: 'text', submitted: 'int', accepted: 'int', clean: 'int' },
  { primaryKey: ['day', 'payer'] },
)

/**
 * What remittances said of each claim that they denied, paid or took back. Files come in any order: a claim is rebuilt from these in date order
 * when one comes late. `stated`: the denial, as JSON; `position`: in the file.
 */
export const remittanceClaims = table(
  'remittance_claims',
  {
    claimToken: 'token',
    importNo: 'int',
    position: 'bigint',
    ...ofType('text', 'kind', 'payer', 'claimRef', 'payerClaimRef', 'day'),
    received: 'bigint',
    traceNo: 'text?',
    paidCents: 'bigint',
    provider: 'text?',
    stated: 'text?',
  },
  { primaryKey: ['claimToken', 'importNo', 'position'] },
)

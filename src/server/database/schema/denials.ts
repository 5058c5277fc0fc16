import { statedDetails } from '../../../shared/contract/denials.ts'
import { searchedColumn } from '../claim-number.ts'
import { ofType, table } from '../table.ts'

// Amounts are cents, times epoch ms. Import order is the order of denial_no: imports of a tenant take turns.

export const imports = table(
  'imports',
  {
    importNo: 'int',
    ...ofType('text', 'name', 'contentHash', 'format'),
    importedAt: 'bigint',
    importedBy: 'text',
    importedByAccount: 'text?',
    ...ofType('bigint', 'claims', 'fullDenials', 'partialDenials', 'reversals', 'imbalances'),
    ...ofType('bigint', 'added', 'known', 'updated', 'unmatchedReversals', 'deniedCents'),
    ...ofType({ type: 'bigint', sql: 'default 0' }, 'pending', 'undecided'),
    /** Test data (ISA15 T). */
    test: { type: 'boolean', sql: 'default false' },
    /** Rows of a worklist that were left out, and their errors as JSON. */
    leftOut: { type: 'bigint', sql: 'default 0' },
    leftOutRows: { type: 'text', sql: `default '[]'` },
    /** Null: it has not been taken back. */
    takenBackAt: 'bigint?',
    ...ofType('text?', 'takenBackBy', 'takenBackByAccount'),
    /** Of the sample world of `npm start`. */
    sample: { type: 'boolean', sql: 'default false' },
  },
  { primaryKey: ['importNo'], indexes: { imports_content: 'unique (content_hash)' } },
)

/** Payers by the name under which everything of them is kept. `comparable`: the names they go by, as shared/denials/payer-name.ts compares them. */
export const payers = table('payers', { name: 'text', comparable: 'text[]' }, { primaryKey: ['name'] })

/** Ids of payers in remittances: REF*2U, N104 with its qualifier, TRN03 with the payer's name. */
export const payerIds = table('payer_ids', ofType('text', 'kind', 'value', 'payer'), { primaryKey: ['kind', 'value'] })

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
    /** The payer's, for the appeal level after one that was upheld, and for a corrected claim. */
    ...ofType('bigint?', 'nextAppealDue', 'correctedClaimDue'),
    ...ofType('text?', 'owner', 'queue', 'serviceLine', 'provider', 'location', ...statedDetails),
    /** Whether a remittance has stated it; false: only a worklist. */
    inRemittance: { type: 'boolean', sql: 'default false' },
    stateSince: 'bigint',
    ownerSince: 'bigint?',
    firstAppealedAt: 'bigint?',
    /** When it was closed, or reversed; null while it is open. */
    resolvedAt: 'bigint?',
    /** What is left of denied_cents. Null: all of it. */
    leftCents: 'bigint?',
    /** Of the latest appeal: 1, 2 or external. */
    appealLevel: 'text?',
    /** How a person is to close it, since nothing is left, and since when. */
    proposedState: 'text?',
    proposedSince: 'bigint?',
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
      denials_pcn: `((${searchedColumn('claim_ref')}), denial_no)`,
      denials_icn: `((${searchedColumn('payer_claim_ref')}), denial_no)`,
      denials_received: '(received, denial_no)',
      denials_open: '(received) where resolved_at is null',
      denials_open_no: '(denial_no) where resolved_at is null',
      denials_proposed: '(received, denial_no) where proposed_state is not null',
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
    /** Two accounts can have one name. Null: a rule, or the endpoint's admin token. */
    recordedByAccount: 'text?',
    importNo: 'int?',
    fromValue: 'text?',
    toValue: 'text?',
    /** Why, in the words of a person. */
    reason: 'text?',
    /** `remittance`, `rule`, `worklist` or `person`. Those of remittances are derived again with each remittance of the claim. */
    origin: { type: 'text', sql: `default 'person'` },
    /** The last import when it was said: what a person or worklist says follows what that and earlier imports brought. */
    afterImport: { type: 'int', sql: 'default 0' },
  },
  {
    primaryKey: ['denialNo', 'eventNo'],
    // Who owned a denial when, without all else that happened to it.
    indexes: { denial_events_owner: `(denial_no, event_no) where kind = 'owner'` },
  },
)

/** The first decision on each appeal level of a denial, by the day it was made. */
export const appealDecisions = table(
  'appeal_decisions',
  { denialNo: 'bigint', level: 'text', decidedAt: 'bigint', outcome: 'text' },
  { primaryKey: ['denialNo', 'level'], indexes: { appeal_decisions_decided: '(decided_at)' } },
)

const firstAnswer = {
  payer: 'text',
  claimToken: 'token',
  firstReceived: 'bigint',
  firstOutcome: 'text',
  billedCents: 'bigint',
  firstPaidCents: 'bigint',
  firstDeniedCents: { type: 'bigint', sql: 'default 0' },
  /** The payer answers as the primary one (CLP02). */
  ofPrimary: { type: 'boolean', sql: 'default true' },
  /** Of its denial; null: it is not denied. */
  category: 'text?',
  provider: 'text?',
  importNo: 'int',
} as const

/** Every claim of a remittance once, by its first answer: what a denial rate is of. */
export const claims = table('claims', firstAnswer, {
  primaryKey: ['payer', 'claimToken'],
  indexes: { claims_received: '(first_received)' },
})

/** The first answer to each claim in each import: what takes its place in `claims` when that import is taken back. */
export const claimAnswers = table('claim_answers', firstAnswer, { primaryKey: ['payer', 'claimToken', 'importNo'] })

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
  {
    ...{ day: 'bigint', payer: 'text', submitted: 'int', accepted: 'int', clean: 'int' },
    sample: { type: 'boolean', sql: 'default false' },
  },
  { primaryKey: ['day', 'payer'] },
)

/**
 * What remittances said of each claim. Files come in any order: a claim is rebuilt from these in date order when one comes late, and classified
 * again when a CARC is placed otherwise. `stated`: the denial, as JSON; `content`: the claim as its file states it, as JSON, without its
 * patient; `position`: in the file; `known_since`: the import in whose place it is posted, since it comes again after that one was taken back;
 * null: its own.
 */
export const remittanceClaims = table(
  'remittance_claims',
  {
    claimToken: 'token',
    importNo: 'int',
    knownSince: 'int?',
    position: 'bigint',
    ...ofType('text', 'kind', 'payer', 'claimRef', 'payerClaimRef', 'day'),
    received: 'bigint',
    traceNo: 'text?',
    paidCents: 'bigint',
    provider: 'text?',
    apartFrom: 'text[]',
    stated: 'text?',
    ...ofType('bigint', 'reducedCents', 'patientShareCents'),
    ...ofType('text[]', 'pendingCarcs', 'undecidedCarcs'),
    content: 'text',
  },
  {
    primaryKey: ['claimToken', 'importNo', 'position'],
    indexes: {
      // Few of all claims: what is pending, undecided or reduced.
      remittance_claims_open: `(received) where reduced_cents > 0 or pending_carcs <> '{}' or undecided_carcs <> '{}'`,
      remittance_claims_pcn: `((${searchedColumn('claim_ref')}))`,
      remittance_claims_icn: `((${searchedColumn('payer_claim_ref')}))`,
    },
  },
)

/**
 * What worklists said of each claim, as JSON of its rows: a claim is posted again from these and from its remittances when an import is taken
 * back. `claim_ref` is the row's; the token is of the claim that the row was taken for. `payer`: the one that the row's name told; null
 * where only the claim's number did. `left_out`: since an import was taken back, some of the
 * rows cannot be applied; they wait for a remittance that denies the claim.
 */
export const worklistClaims = table(
  'worklist_claims',
  {
    ...{ claimToken: 'token', importNo: 'int', position: 'bigint', claimRef: 'text', lines: 'text' },
    payer: 'text?',
    leftOut: { type: 'boolean', sql: 'default false' },
  },
  {
    primaryKey: ['claimToken', 'importNo', 'position'],
    indexes: {
      worklist_claims_left_out: '(claim_token, import_no) where left_out',
      worklist_claims_leading_zeros: `((${searchedColumn('claim_ref')})) where claim_ref like '0%'`,
    },
  },
)

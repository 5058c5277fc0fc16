/** A table of sums over spans or tags: what it is kept by, and the same from a fact `f`. */
export interface Sums {
  readonly table: string
  /** Which of the records that are being folded it sums up. */
  readonly of: 'spans' | 'tags' | 'tagged'
  readonly by: 'quarter' | 'day'
  /** The key after tenant and time: name, and how a fact says it. */
  readonly key: readonly Column[]
  /** ` and …`: the facts that count. */
  readonly only: string
  /** Of a sum by day: the sums by quarter hour that add up to it; null: only the facts do. */
  readonly from: string | null
}

export interface Column {
  readonly name: string
  readonly fromFact: string
}

// In keys '' stands for "none named": a key column cannot be null.
const named = (name: string): Column => ({ name, fromFact: `coalesce(f.${name}, '')` })
const plain = (name: string): Column => ({ name, fromFact: `f.${name}` })

const user = plain('user_id')
export const activityColumns: readonly Column[] = [
  plain('presence'),
  ...['activity', 'rating', 'system', 'payer'].map(named),
  { name: 'attributed', fromFact: 'f.claim_token is not null' },
]
export const personColumns: readonly Column[] = [plain('presence'), named('rating')]
export const hiddenColumns: readonly Column[] = [plain('kind'), named('payer')]
export const taggedColumns: readonly Column[] = [named('payer')]
export const claimColumns: readonly Column[] = [plain('claim_token'), named('payer')]

/** Facts that {@link claimColumns} are about. */
export const ON_A_CLAIM = ` and f.presence = 'active' and f.claim_token is not null`

/** Every table of sums there is. */
export const allSums: readonly Sums[] = [
  { table: 'activity_quarters', of: 'spans', by: 'quarter', key: [user, ...activityColumns], only: '', from: null },
  {
    table: 'activity_days',
    of: 'spans',
    by: 'day',
    key: [user, ...activityColumns],
    only: '',
    from: 'activity_quarters',
  },
  { table: 'person_days', of: 'spans', by: 'day', key: [user, ...personColumns], only: '', from: 'activity_quarters' },
  { table: 'claim_days', of: 'spans', by: 'day', key: [user, ...claimColumns], only: ON_A_CLAIM, from: null },
  { table: 'total_quarters', of: 'spans', by: 'quarter', key: activityColumns, only: '', from: null },
  { table: 'total_days', of: 'spans', by: 'day', key: activityColumns, only: '', from: 'total_quarters' },
  { table: 'hidden_quarters', of: 'tags', by: 'quarter', key: [user, ...hiddenColumns], only: '', from: null },
  { table: 'hidden_days', of: 'tags', by: 'day', key: [user, ...hiddenColumns], only: '', from: 'hidden_quarters' },
  { table: 'hidden_total_days', of: 'tags', by: 'day', key: hiddenColumns, only: '', from: 'hidden_quarters' },
  { table: 'tagged_quarters', of: 'tagged', by: 'quarter', key: [user, ...taggedColumns], only: '', from: null },
  { table: 'tagged_days', of: 'tagged', by: 'day', key: [user, ...taggedColumns], only: '', from: 'tagged_quarters' },
  { table: 'tagged_total_days', of: 'tagged', by: 'day', key: taggedColumns, only: '', from: 'tagged_quarters' },
]

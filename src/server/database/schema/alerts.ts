import { table } from '../table.ts'

/** One row for an SLA, denial and due time: what is raised once is not raised again. */
export const alerts = table(
  'alerts',
  {
    slaId: 'text',
    denialNo: 'bigint',
    dueAt: 'bigint',
    level: 'text',
    state: 'text',
    raisedAt: 'bigint',
    lateAt: 'bigint?',
    snoozedUntil: 'bigint?',
    handledAt: 'bigint?',
    handledBy: 'text?',
    /** Since when it is resolved, so that it can be deleted later. */
    resolvedAt: 'bigint?',
  },
  {
    primaryKey: ['slaId', 'denialNo', 'dueAt'],
    indexes: {
      alerts_state: '(state, due_at)',
      alerts_resolved: `(resolved_at) where state = 'resolved'`,
    },
  },
)

/** Messages that have to go out; a row stays, so that nothing goes out twice. */
export const deliveries = table(
  'deliveries',
  {
    deliveryId: 'text',
    channel: 'text',
    target: 'text',
    body: 'text',
    createdAt: 'bigint',
    attempts: 'int',
    nextAttemptAt: 'bigint?',
    deliveredAt: 'bigint?',
    lastError: 'text?',
  },
  {
    primaryKey: ['deliveryId'],
    indexes: {
      deliveries_due: '(next_attempt_at) where delivered_at is null',
      deliveries_done: '(created_at) where next_attempt_at is null',
    },
  },
)

export const findingDismissals = table(
  'finding_dismissals',
  { findingId: 'text', reason: 'text', dismissedAt: 'bigint', dismissedBy: 'text' },
  { primaryKey: ['findingId'] },
)

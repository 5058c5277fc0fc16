import { ofType, table } from '../table.ts'

/** One row for each SLA, denial and due time, so that an alert is raised once. */
export const alerts = table(
  'alerts',
  {
    slaId: 'text',
    denialNo: 'bigint',
    dueAt: 'bigint',
    level: 'text',
    state: 'text',
    raisedAt: 'bigint',
    ...ofType('bigint?', 'overdueAt', 'snoozedUntil', 'handledAt'),
    ...ofType('text?', 'handledBy', 'handledByAccount'),
    /** For deletion after a year and a month. */
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

/** Outbox of messages. A row stays after delivery, so that no message is sent twice. */
export const deliveries = table(
  'deliveries',
  {
    ...ofType('text', 'deliveryId', 'channel', 'target', 'body'),
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

/** The schedules of reports that are active, and since when: what was due before is not sent. */
export const reportSchedules = table(
  'report_schedules',
  {
    /** What decides when it is due, as JSON. */
    ...ofType('text', 'scheduleId', 'timing', 'zone'),
    since: 'bigint',
  },
  { primaryKey: ['scheduleId'] },
)

export const findingDismissals = table(
  'finding_dismissals',
  { findingId: 'text', reason: 'text', dismissedAt: 'bigint', dismissedBy: 'text', dismissedByAccount: 'text?' },
  { primaryKey: ['findingId'] },
)

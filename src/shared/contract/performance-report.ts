import { z } from 'zod'
import { count, instant, nullableName } from './answer-fields.ts'

/** `GET /v1/report-schedules`: what a schedule has sent and will send. */
export const reportScheduleStatus = z.object({
  id: z.string(),
  name: z.string(),
  nextAt: instant.nullable().describe('null: it is not active'),
  lastDueAt: instant.nullable().describe('when the latest report on file was due; those of 90 days are kept'),
  lastSentAt: instant.nullable(),
  state: z
    .enum(['none', 'sent', 'waiting', 'given_up'])
    .describe('of the latest report: none yet, sent, waiting for its next attempt, or given up'),
  nextAttemptAt: instant.nullable(),
  lastError: nullableName.describe('why the latest report could not be sent; null: it could'),
})
export type ReportScheduleStatus = z.output<typeof reportScheduleStatus>

/** `POST /v1/report-schedules/{id}/test` */
export const sentTestReport = z.object({
  recipients: count,
  from: instant.describe('first instant of the period of the report'),
  to: instant,
})

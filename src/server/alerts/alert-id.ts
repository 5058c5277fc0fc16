import type { AlertClock } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { APPEAL_LIMIT, CORRECTED_CLAIM_LIMIT } from '../deadlines/deadline-terms.ts'

/** The clock of an alert: payer deadlines have SLA ids of their own. */
export const clockOf = (slaId: string): AlertClock =>
  slaId === APPEAL_LIMIT || slaId === CORRECTED_CLAIM_LIMIT ? 'deadline' : 'target'

/** There is one alert for each key. */
export interface AlertKey {
  readonly slaId: string
  readonly denialNo: number
  readonly dueAt: EpochMs
}

/** SLA, denial and due time. SLA ids contain no dot. */
export function alertId({ slaId, denialNo, dueAt }: AlertKey): string {
  return `${slaId}.${denialNo}.${dueAt}`
}

/** Null: not an alert's id. */
export function alertKeyOf(id: string): AlertKey | null {
  const parts = /^([a-z0-9][a-z0-9_-]{0,63})\.([1-9]\d{0,14})\.(\d{1,15})$/.exec(id)
  return parts === null ? null : { slaId: parts[1] ?? '', denialNo: Number(parts[2]), dueAt: Number(parts[3]) }
}

import type { AlertClock } from '../../shared/contract/alerts.ts'
import { APPEAL_LIMIT } from '../deadlines/deadline-terms.ts'

/** The clock of an alert: the payer's deadline has an SLA id of its own. */
export const clockOf = (slaId: string): AlertClock => (slaId === APPEAL_LIMIT ? 'deadline' : 'target')

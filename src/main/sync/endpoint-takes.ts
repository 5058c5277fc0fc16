import type { LaterKind } from '../../shared/contract/index.ts'
import type { Journal } from '../journal/journal.ts'

/** Whether the endpoint accepts this record kind, by its last acknowledgment. An older endpoint would refuse the whole batch. */
export const endpointTakes = (journal: Pick<Journal, 'settings'>, kind: LaterKind): boolean =>
  journal.settings.get('lastAck')?.ack.takes?.includes(kind) ?? false

import { UNCLASSIFIED, type DeviceRecord } from '../../shared/contract/index.ts'

/** A record as it leaves the computer: that of an unclassified window does not name its program, which only the journal knows. */
export const asSent = (record: DeviceRecord): DeviceRecord =>
  record.kind === 'span' && record.activity === UNCLASSIFIED ? { ...record, app: null } : record

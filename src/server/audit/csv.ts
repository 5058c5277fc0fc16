import type { AuditEntry } from '../../shared/contract/audit.ts'
import { csvRows, type CsvValue } from '../../shared/format/csv.ts'

const columns: Readonly<Record<string, (entry: AuditEntry) => CsvValue>> = {
  seq: ({ seq }) => seq,
  at: ({ at }) => new Date(at).toISOString(),
  action: ({ action }) => action,
  actor_kind: ({ actorKind }) => actorKind,
  actor_id: ({ actorId }) => actorId,
  actor_name: ({ actorName }) => actorName,
  device_user: ({ deviceUser }) => deviceUser,
  token: ({ tokenName }) => tokenName,
  roles: ({ roles }) => roles.join(' '),
  operation: ({ operation }) => operation,
  object: ({ object }) => object,
  object_name: ({ objectName }) => objectName,
  people: ({ people }) => people.map(({ id, name }) => name ?? id).join('; '),
  period_from: ({ periodFrom }) => instantText(periodFrom),
  period_to: ({ periodTo }) => instantText(periodTo),
  before: ({ before }) => jsonText(before),
  after: ({ after }) => jsonText(after),
  request_id: ({ requestId }) => requestId,
  address: ({ address }) => address,
  previous_hash: ({ previousHash }) => previousHash,
  hash: ({ hash }) => hash,
}

/** The first line of an export. */
export const csvHeader = (): string => csvRows([Object.keys(columns)])

/** The lines of some entries. */
export const csvLines = (entries: readonly AuditEntry[]): string =>
  csvRows(entries.map((entry) => Object.values(columns).map((valueOf) => valueOf(entry))))

const instantText = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const jsonText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

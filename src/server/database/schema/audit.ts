import { ofType, table } from '../table.ts'

/**
 * Who signed in, looked at a person's records or changed something. Entries are added and never changed: each has the hash of the one before it.
 * server/audit makes and checks them.
 */
export const auditEntries = table(
  'audit_entries',
  {
    ...ofType('bigint', 'seq', 'at'),
    ...ofType('text', 'action', 'actorKind', 'actorId'),
    ...ofType('text?', 'actorName', 'tokenName'),
    roles: 'text[]',
    ...ofType('text?', 'operation', 'object'),
    /** Ids of the people whose records were shown. */
    people: 'text[]',
    ...ofType('bigint?', 'periodFrom', 'periodTo'),
    /** JSON, without secrets. */
    ...ofType('text?', 'before', 'after', 'requestId', 'address'),
    ...ofType('text', 'previousHash', 'hash'),
  },
  {
    primaryKey: ['seq'],
    indexes: {
      audit_entries_at: '(at)',
      audit_entries_actor: '(actor_id, at)',
      audit_entries_people: 'using gin (people)',
    },
  },
)

/** The database itself refuses to change an entry, also for whoever may do everything else in it. */
export const appendOnly: readonly string[] = [
  `create function audit_entries_stay() returns trigger language plpgsql as $$
    begin raise exception 'entries of the audit log are never changed or removed' using errcode = 'insufficient_privilege'; end $$`,
  `create trigger audit_entries_stay before update or delete or truncate on audit_entries
    for each statement execute function audit_entries_stay()`,
]

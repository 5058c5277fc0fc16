import { DatabaseFailure, readValue, type Queries } from './database.ts'
import { sql } from './sql.ts'

/** Advisory locks of PostgreSQL, by which processes that serve one tenant take turns. The numbers only have to differ. */
export const locks = {
  /** Migrating a schema. */
  migration: 7_205_114,
  /** Processing dirty claims. */
  dirtyClaims: 7_205_115,
  /** Making and dropping partitions. */
  months: 7_205_116,
  /** Evaluating alerts. */
  alerts: 7_205_117,
  /** Claiming scheduled reports. */
  reports: 7_205_118,
  /** Deciding who a recorded person is: by e-mail address and name. Taken after the tenant's row. */
  people: 7_205_120,
  /** Adding to the audit log: one after the other. Taken last in a transaction, so that nobody waits for a slow one. */
  audit: 7_205_119,
  /** Setting up tenants; of the whole database. */
  registry: 7_205_113,
} as const

export type TenantLock = Exclude<keyof typeof locks, 'registry'>

/** Makes changes of rules, settings or denials as a whole take turns: holds the tenant's row to the end of the transaction. */
export async function lockTenant(queries: Queries): Promise<void> {
  await queries.query(sql`select singleton from tenant for update`)
}

/** Waits for a lock of the tenant and holds it to the end of the transaction. */
export async function takeLock(queries: Queries, lock: TenantLock): Promise<void> {
  await queries.query(sql`select pg_advisory_xact_lock(${locks[lock]}::int, hashtext(current_schema()))`)
}

/** The same without waiting. @returns false where another process holds it. */
export async function tryLock(queries: Queries, lock: TenantLock): Promise<boolean> {
  const attempt = sql`select pg_try_advisory_xact_lock(${locks[lock]}::int, hashtext(current_schema()))`
  return (await readValue<boolean>(queries, attempt)) ?? false
}

/**
 * Makes a transaction give up a lock of a table that it does not get at once. Whoever holds the table may wait for another one that this
 * transaction holds: giving up before PostgreSQL looks for a deadlock, after 1 s, lets them go on.
 */
export async function waitShortly(queries: Queries): Promise<void> {
  await queries.query(sql`set local lock_timeout = '400ms'`)
}

/** Whether a transaction gave up a lock. */
export const gaveUp = (error: unknown): boolean => error instanceof DatabaseFailure && error.sqlState === '55P03'

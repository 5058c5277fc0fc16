import type { z } from 'zod'
import type {
  EnrollmentKeyRow,
  enrollmentKeyRequestSchema,
  NewEnrollmentKey,
} from '../../shared/contract/enrollment-keys.ts'
import { DAY_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { hashSecret, newEnrollmentKey, newId } from './secrets.ts'

/** A new key of a site, for many computers. It is answered once and stored as a hash, beside the codes. */
export async function createEnrollmentKey(
  database: Database,
  request: z.output<typeof enrollmentKeyRequestSchema>,
  { by, byAccount = null, now, record }: Acting,
): Promise<NewEnrollmentKey> {
  const key = newEnrollmentKey()
  const id = newId('code')
  const { site, maxDevices, rule, domains = [], team = null, pool = null } = request
  const expiresAt = now + request.expiresInDays * DAY_MS
  await database.transaction(async (queries) => {
    await queries.query(
      sql`insert into enrollment_codes (code_id, code_hash, team, sample, approval, uses, pool, site, rule, domains, created_at, created_by,
          created_by_account, expires_at)
        values (${id}, ${hashSecret(key)}, ${team}, false, true, ${maxDevices}, ${pool}, ${site}, ${rule}, ${domains}::text[], ${now}, ${by},
          ${byAccount}, ${expiresAt})`,
    )
    await record(queries, {
      ...{ action: 'enrollment_key_created', object: id },
      after: {
        ...{ site, maxDevices, rule, expiresAt, team },
        ...(domains.length > 0 && { domains }),
        ...(pool !== null && { pool }),
      },
    })
  })
  const row = { id, site, rule, domains, team, pool, maxDevices, expiresAt, createdAt: now, createdBy: by }
  return { ...row, key, enrolled: 0, waiting: 0 }
}

/** Keys that can still be used, the newest first; also those that have enrolled as many computers as they may. */
export const openEnrollmentKeys = (queries: Queries, now: number): Promise<EnrollmentKeyRow[]> =>
  queries.query<EnrollmentKeyRow>(
    sql`select c.code_id as id, c.site, c.rule, c.domains, c.team, c.pool, c.uses as "maxDevices",
        ${requestsThat(sql`r.device_id is not null`)} as enrolled, ${requestsThat(sql`r.decided_at is null`)} as waiting,
        c.expires_at as "expiresAt", c.created_at as "createdAt", c.created_by as "createdBy"
      from enrollment_codes c where c.site is not null and c.expires_at > ${now} order by c.created_at desc, c.code_id`,
  )

/** Ends a key. Computers that have enrolled stay; those that wait by it still do. @throws HttpProblem 404 `unknown_key` */
export async function revokeEnrollmentKey(database: Database, id: string, { now, record }: Acting): Promise<void> {
  await database.transaction(async (queries) => {
    const [key] = await queries.query<{ site: string; expiresAt: number }>(
      sql`with open as (
          select c.code_id, c.site, c.expires_at as "expiresAt" from enrollment_codes c
          where c.code_id = ${id} and c.site is not null and c.expires_at > ${now} for update of c
        )
        update enrollment_codes c set expires_at = ${now} from open where open.code_id = c.code_id returning open.site, open."expiresAt"`,
    )
    if (!key) throw problem(404, 'unknown_key', 'There is no such enrollment key that can still be used.')
    await record(queries, { action: 'enrollment_key_revoked', object: id, before: key })
  })
}

const requestsThat = (condition: Sql): Sql =>
  sql`(select count(*)::int from enrollment_requests r where r.code_id = c.code_id and ${condition})`

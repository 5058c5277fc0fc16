import type {
  BoundPerson,
  EnrollmentCodeRequest,
  EnrollmentCodeRow,
  NewEnrollmentCode,
} from '../../shared/contract/enrollment-codes.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import type { Acting } from '../audit/append.ts'
import { readValue, type Database, type Queries } from '../database/database.ts'
import { takeLock } from '../database/locks.ts'
import { sql, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { assertRecorded, distinctName, nameOfAccount, personWithEmail, personWithName } from './recorded-people.ts'
import { hashSecret, newEnrollmentCode, newId } from './secrets.ts'

const DEFAULT_EXPIRY_MINUTES = DAY_MS / MINUTE_MS

/** Whom a code is for, as it is stored. */
interface Bound {
  readonly userId: string | null
  readonly email: string | null
  /** As it was stated; enrolling makes it distinct. */
  readonly userName: string | null
  /** As the person is shown. */
  readonly shown: string | null
}

/**
 * A new code, for a single use unless it is of a pool. It is answered once and stored as a hash. With an e-mail address it is for the person of that address, who is new where
 * nobody has it; by name alone for a person without one. Without either, enrolling makes a person up.
 * @throws HttpProblem 409 `email_needed`, `known_name`, `person_left`, 422 `name_needed`.
 */
export function createEnrollmentCode(
  database: Database,
  request: EnrollmentCodeRequest,
  acting: Acting,
): Promise<NewEnrollmentCode> {
  return database.transaction(async (queries) => {
    await takeLock(queries, 'people')
    return addEnrollmentCode(queries, request, acting)
  })
}

/** The same, in the transaction of a caller that holds the lock `people`. */
export async function addEnrollmentCode(
  queries: Queries,
  request: EnrollmentCodeRequest,
  { by, byAccount = null, now, record }: Acting,
): Promise<NewEnrollmentCode> {
  const code = newEnrollmentCode()
  const id = newId('code')
  const expiresAt = now + (request.expiresInMinutes ?? DEFAULT_EXPIRY_MINUTES) * MINUTE_MS
  const { team = null, sample = false, approval = false, uses = 1, pool = null } = request
  const { userId, email, userName, shown } = await boundTo(queries, request)
  await queries.query(
    sql`insert into enrollment_codes (code_id, code_hash, user_id, email, user_name, team, sample, approval, uses, pool, created_at, created_by,
        created_by_account, expires_at)
      values (${id}, ${hashSecret(code)}, ${userId}, ${email}, ${userName}, ${team}, ${sample}, ${approval}, ${uses}, ${pool}, ${now}, ${by},
        ${byAccount}, ${expiresAt})`,
  )
  const person = shown === null ? null : await answered(queries, { id: userId, name: shown, email })
  await record(queries, {
    ...{ action: 'enrollment_code_created', object: id },
    after: {
      user: shown,
      ...(email !== null && { email }),
      team,
      ...(approval && { approval, uses }),
      ...(pool !== null && { pool }),
      expiresAt,
    },
  })
  return { id, code, person, approval, pool, expiresAt }
}

/** Codes that can still be used, the newest first. */
export async function openEnrollmentCodes(queries: Queries, now: number): Promise<EnrollmentCodeRow[]> {
  interface Row extends Omit<EnrollmentCodeRow, 'person'> {
    readonly userId: string | null
    readonly name: string | null
    readonly email: string | null
    readonly devices: number
  }
  const rows = await queries.query<Row>(
    sql`select c.code_id as id, c.user_id as "userId", coalesce(u.name, ${distinctNameOf}) as name, coalesce(u.email, c.email) as email,
        ${devicesOf(sql`c.user_id`)} as devices, c.team, c.approval, c.pool,
        c.uses - ${requestsOf} as "usesLeft", c.created_at as "createdAt", c.created_by as "createdBy", c.expires_at as "expiresAt"
      from enrollment_codes c left join users u on u.user_id = c.user_id
      where c.used_at is null and c.expires_at > ${now} and c.site is null and ${requestsOf} < c.uses order by c.created_at desc, c.code_id`,
  )
  return rows.map(({ userId, name, email, devices, ...row }) => ({
    ...row,
    person: name === null ? null : { id: userId, name, email, devices },
  }))
}

/** Ends a code; it has expired. Devices that wait by it still do. @throws HttpProblem 404 `unknown_code` */
export async function cancelEnrollmentCode(database: Database, id: string, { now, record }: Acting): Promise<void> {
  await database.transaction(async (queries) => {
    const [code] = await queries.query<{ user: string | null; team: string | null; expiresAt: number }>(
      sql`with open as (
          select c.code_id, coalesce(u.name, c.user_name) as "user", c.team, c.expires_at as "expiresAt"
          from enrollment_codes c left join users u on u.user_id = c.user_id
          where c.code_id = ${id} and c.used_at is null and c.expires_at > ${now} and c.site is null for update of c
        )
        update enrollment_codes c set expires_at = ${now} from open where open.code_id = c.code_id
        returning open."user", open.team, open."expiresAt"`,
    )
    if (!code) throw problem(404, 'unknown_code', 'There is no such enrollment code that can still be used.')
    await record(queries, { action: 'enrollment_code_canceled', object: id, before: code })
  })
}

async function boundTo(queries: Queries, { email, user }: EnrollmentCodeRequest): Promise<Bound> {
  if (email !== undefined) {
    const known = await personWithEmail(queries, email)
    if (known) assertRecorded(known)
    if (known) return { userId: known.userId, email: known.email ?? email, userName: known.name, shown: known.name }
    const userName = user ?? (await nameOfAccount(queries, email))
    return { userId: null, email, userName, shown: await distinctName(queries, userName, email) }
  }
  if (user === undefined) return { userId: null, email: null, userName: null, shown: null }
  const known = await personWithName(queries, user)
  if (known) assertRecorded(known)
  return { userId: known?.userId ?? null, email: null, userName: known?.name ?? user, shown: known?.name ?? user }
}

/** The name of somebody new, whom the code `c` is for, as {@link distinctName} makes it while nobody else enrolls. */
const distinctNameOf: Sql = sql`case when c.email is not null and exists (select 1 from users o where lower(o.name) = lower(c.user_name))
  then c.user_name || ' (' || c.email || ')' else c.user_name end`

/** How many devices have asked by the code `c`. */
const requestsOf: Sql = sql`(select count(*)::int from enrollment_requests r where r.code_id = c.code_id)`

/** How many computers record for a person. */
const devicesOf = (userId: Sql): Sql =>
  sql`(select count(*)::int from devices d where d.user_id = ${userId} and d.revoked_at is null)`

async function answered(queries: Queries, bound: Omit<BoundPerson, 'devices'>): Promise<BoundPerson> {
  const devices = await readValue<number>(queries, sql`select ${devicesOf(sql`${bound.id}::text`)}`)
  return { ...bound, devices: devices ?? 0 }
}

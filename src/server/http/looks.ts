import { LOOK_MS } from '../../shared/contract/audit.ts'
import type { Audited } from '../../shared/contract/audited.ts'
import { pathNames, type Route } from '../../shared/contract/routes/route.ts'
import { all, sql } from '../database/sql.ts'
import { isActiveAdmin } from '../identity/accounts.ts'
import { actorOf, type Principal } from '../identity/principal.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import type { Acting } from '../audit/append.ts'

type Look = Extract<Audited, { kind: 'look' }>

/** The call of a route by which somebody looks. */
interface Looking {
  readonly route: Pick<Route, 'path'> & { readonly operationId: string }
  readonly params: unknown
  readonly body: unknown
  readonly scope: Scope
  readonly principal: Principal
  readonly acting: Acting
}

/** What a look is at. */
interface LookedAt {
  /** Ids and names of people that were asked for, and ids of those that are answered. */
  readonly people: readonly string[]
  readonly object: string | null
  readonly period: { readonly from: number | null; readonly to: number | null }
}

/**
 * Notes a look in the audit log before its answer goes out. Looks of one viewer at the same within {@link LOOK_MS} are one entry: screens ask again
 * every few seconds.
 * @throws HttpProblem 503 `audit_unavailable`: then nothing is shown
 */
export async function noteLook(look: Look, call: Looking, answer: unknown): Promise<void> {
  const at = lookedAt(look, call, answer)
  const { database } = call.scope
  const people = look.at === 'itself' ? [] : await newlySeen(look, call, at)
  if (look.at === 'itself' ? await isNoted(look, call, at) : people.length === 0) return
  const { object, period } = at
  await database.transaction((queries) => call.acting.record(queries, { action: look.action, people, object, period }))
}

function lookedAt(look: Look, { params, body, route }: Looking, answer: unknown): LookedAt {
  const asked = (params ?? {}) as Readonly<Record<string, unknown>>
  const filters = ((body as { readonly filters?: unknown } | null)?.filters ?? {}) as Readonly<Record<string, unknown>>
  const named = [asked['user'], asked['users'], filters['user']].flatMap((value) => value ?? []).map(String)
  const shown = look.at === 'rows' ? usersIn(answer) : []
  const [id] = pathNames(route.path).map((name) => String(asked[name]))
  return {
    people: [...new Set([...named, ...shown])],
    object: look.at === 'itself' && id !== undefined ? `${look.action.split('_')[0]}/${id}` : null,
    period: periodOf(asked, body),
  }
}

/** Whose rows a page holds. */
function usersIn(answer: unknown): string[] {
  const { rows = [] } = (answer ?? {}) as { readonly rows?: readonly { readonly userId?: unknown }[] }
  return [...new Set(rows.flatMap(({ userId }) => (typeof userId === 'string' ? [userId] : [])))]
}

/** From the first to the last instant that is asked for; null: there is no such bound. */
function periodOf(asked: Readonly<Record<string, unknown>>, body: unknown): LookedAt['period'] {
  const { periods = [] } = (body ?? {}) as { readonly periods?: readonly { from: number; to: number }[] }
  const numberOr = (value: unknown) => (typeof value === 'number' ? value : null)
  if (periods.length === 0) return { from: numberOr(asked['from']), to: numberOr(asked['to']) }
  return { from: Math.min(...periods.map(({ from }) => from)), to: Math.max(...periods.map(({ to }) => to)) }
}

/**
 * Of the people looked at, those that the viewer may see, is not, and has not just looked at. An admin can say whose records an account sees, so that
 * an account of an admin, whatever of it a token holds, looks also at its own person.
 */
async function newlySeen(look: Look, { scope, principal, acting, route }: Looking, at: LookedAt): Promise<string[]> {
  if (at.people.length === 0) return []
  const own =
    principal.kind === 'device'
      ? sql`${principal.userId}`
      : sql`(select a.user_id from accounts a
          where a.account_id = ${principal.account?.accountId ?? null} and not (${isActiveAdmin}))`
  const earlier = earlierLook(look, { principal, acting, route }, at)
  const rows = await scope.query<{ userId: string }>(
    sql`select u.user_id as "userId" from users u
      where ${all([
        sql`(u.user_id = any(${at.people}::text[]) or u.name = any(${at.people}::text[]))`,
        sql`u.user_id is distinct from ${own}`,
        visiblePeople(scope, 'u'),
        sql`not exists (${earlier} and e.people @> array[u.user_id])`,
      ])}
      order by u.user_id`,
  )
  return rows.map(({ userId }) => userId)
}

async function isNoted(look: Look, { scope, principal, acting, route }: Looking, at: LookedAt): Promise<boolean> {
  const earlier = earlierLook(look, { principal, acting, route }, at)
  const rows = await scope.query(sql`${earlier} and e.object is not distinct from ${at.object}::text limit 1`)
  return rows.length > 0
}

/**
 * Entries of which a look is part: by the same viewer and route, a short time ago, of a period that holds this one. A period that ends now moves on
 * meanwhile, by no more than that time.
 */
function earlierLook(
  { action }: Look,
  { principal, acting, route }: Pick<Looking, 'principal' | 'acting' | 'route'>,
  { period: { from, to } }: LookedAt,
) {
  const { actorId, tokenName } = actorOf(principal, [])
  return sql`select 1 from audit_entries e
    where e.actor_id = ${actorId} and e.at > ${acting.now - LOOK_MS} and e.at <= ${acting.now} and e.action = ${action}
      and e.operation = ${route.operationId} and e.token_name is not distinct from ${tokenName}::text
      and (e.period_from is null or e.period_from <= ${from}::bigint)
      and (e.period_to is null or e.period_to >= ${to}::bigint - ${LOOK_MS}::bigint)`
}

import { z } from 'zod'
import type { Page } from '../../shared/contract/reports.ts'
import { LATEST_MS } from '../../shared/contract/routes/fields.ts'
import { DAY_MS } from '../../shared/time.ts'
import { decodeKey, encodeKey, type PageRequest } from '../database/cursor.ts'
import { problem } from '../errors/problem.ts'
import type { Scope } from '../identity/scope.ts'
import { namesOnFile } from '../performance-report/names-on-file.ts'
import { resolveUser } from '../rollups/time-rows.ts'
import type { Filters } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'

const DEFAULT_LIMIT = 200

type Given<Value> = { readonly [Name in keyof Value]?: Value[Name] | undefined }
type FilterParameters = Given<Period & { readonly team: string; readonly user: string; readonly payer: string }>
type PageParameters = Given<{ readonly limit: number; readonly cursor: string }>

/** The whole of time that can be asked for. */
const ALL_TIME: Period = { from: 0, to: LATEST_MS }

/** The last seven days before the end that is asked for, or before now. */
export function lastWeek(params: Given<Period>, now: number): Period {
  const to = params.to ?? Math.max(now, (params.from ?? 0) + 1)
  return { from: Math.max(0, to - 7 * DAY_MS), to }
}

/**
 * The filters that a request's parameters name.
 * @param period that of a request without one
 * @throws HttpProblem 404 `unknown_user`.
 */
export async function filtersOf(scope: Scope, params: FilterParameters, period = ALL_TIME): Promise<Filters> {
  return {
    from: params.from ?? period.from,
    to: params.to ?? period.to,
    userId: params.user === undefined ? null : await resolveUser(scope, params.user),
    team: params.team ?? null,
    payer: params.payer ?? null,
  }
}

/**
 * For a page that is read without the list its filters were chosen from: an empty one would look like a team or payer without work.
 * @throws HttpProblem 404 `unknown_team`, `unknown_payer`
 */
export async function checkNames(scope: Scope, names: Pick<Filters, 'team' | 'payer'>): Promise<void> {
  const known = await namesOnFile(scope, names)
  if (!known.team) {
    const detail = 'The parameter team names no team. Use a name from GET /v1/people, or leave it out for all teams.'
    throw problem(404, 'unknown_team', detail, { errors: [{ pointer: '/team', detail: 'no team has this name' }] })
  }
  if (!known.payer) {
    const detail =
      'The parameter payer names no payer on file. Use a name as the screens and GET /v1/metrics/denials_received?by=payer show it, or leave it out for all payers.'
    throw problem(404, 'unknown_payer', detail, { errors: [{ pointer: '/payer', detail: 'no payer has this name' }] })
  }
}

export function pageOf(params: PageParameters): PageRequest {
  return { limit: params.limit ?? DEFAULT_LIMIT, cursor: params.cursor === '' ? undefined : params.cursor }
}

/** A page of a list that is read whole; without a limit all of it. @throws HttpProblem 400 for a cursor that was not made here */
export function pageOfAll<Row>(rows: readonly Row[], { limit = rows.length, cursor }: PageParameters): Page<Row> {
  const [start] = cursor === undefined || cursor === '' ? [0] : decodeKey(z.tuple([z.number().int().min(0)]), cursor)
  const end = start + limit
  return { rows: rows.slice(start, end), nextCursor: end < rows.length ? encodeKey([end]) : null }
}

import { z } from 'zod'
import type { DenialDetail, DenialEvent, DenialRow } from '../../shared/contract/denials.ts'
import type { Page, TouchRow } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { problem } from '../errors/problem.ts'
import { manualTimeOfClaim } from '../reports/manual-time-lists.ts'
import { decodeKey, encodeKey } from '../database/cursor.ts'
import type { PageRequest } from '../reports/lists.ts'
import { statementParameters } from '../database/parameters.ts'
import { tenantTokens } from './tokens.ts'

const MAX_TOUCHES = 1000

/** What a list of denials is about. Undefined: not filtered; '' for payer, owner and queue: none named. */
export interface DenialFilter {
  /** Received in `[from, to)`, epoch ms. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly states: readonly string[] | undefined
  readonly kind: string | undefined
  readonly payer: string | undefined
  readonly category: string | undefined
  readonly owner: string | undefined
  readonly queue: string | undefined
  /** In any spelling the rule set's normalisation takes for the same. */
  readonly claimRef: string | undefined
}

/** Columns of a DenialRow, of `d`, a denial, and `i`, its import. */
export const denialRowColumns = `d.denial_no::text as id, d.claim_ref as "claimRef", d.payer_claim_ref as "payerClaimRef", nullif(d.payer, '') as payer,
  d.kind, d.category, d.group_code as "group", d.carcs, d.rarcs, d.billed_cents as "billedCents", d.paid_cents as "paidCents",
  d.denied_cents as "deniedCents", d.state, d.received, d.follow_up_due as "followUpDue", d.appeal_due as "appealDue", d.owner, d.queue,
  d.service_line as "serviceLine", d.provider, d.location, i.name as "sourceFile", d.claim_token as "claimToken", d.balanced,
  d.plan, d.recovered_cents as "recoveredCents", d.resolved_at as "resolvedAt", d.state_since as "stateSince",
  d.first_appealed_at as "firstAppealedAt", d.reopened, d.reassigned`
export const denialJoins = `join imports i on i.tenant_id = d.tenant_id and i.import_no = d.import_no`
const fromDenials = `from denials d ${denialJoins}`

const cursorKey = z.tuple([z.number().int(), z.number().int()])

/** Denials in order of receipt, then of import. */
export async function listDenials(
  queries: Queries,
  tenantId: string,
  filter: DenialFilter,
  page: PageRequest,
): Promise<Page<DenialRow>> {
  const parameters = statementParameters()
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = ${parameters.add(value)}`
  const tenant = parameters.add(tenantId)
  const conditions = [
    filter.from === undefined ? '' : ` and d.received >= ${parameters.add(filter.from)}`,
    filter.to === undefined ? '' : ` and d.received < ${parameters.add(filter.to)}`,
    filter.states === undefined ? '' : ` and d.state = any(${parameters.add(filter.states)}::text[])`,
    equal('d.kind', filter.kind),
    equal('d.payer', filter.payer),
    equal('d.category', filter.category),
    equal(`coalesce(d.owner, '')`, filter.owner),
    equal(`coalesce(d.queue, '')`, filter.queue),
  ]
  if (filter.claimRef !== undefined) {
    const token = (await tenantTokens(queries, tenantId))(filter.claimRef.trim())
    // What identifies nothing has no token; it is found as it is written.
    conditions.push(token === null ? equal('d.claim_ref', filter.claimRef.trim()) : equal('d.claim_token', token))
  }
  if (page.cursor !== undefined) {
    const [received, denialNo] = decodeKey(cursorKey, page.cursor)
    conditions.push(
      ` and (d.received, d.denial_no) > (${parameters.add(received)}::bigint, ${parameters.add(denialNo)}::bigint)`,
    )
  }
  const rows = await queries.query<DenialRow>(
    `select ${denialRowColumns} ${fromDenials}
     where d.tenant_id = ${tenant}${conditions.join('')}
     order by d.received, d.denial_no
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    rows: shown,
    nextCursor: rows.length > page.limit && last ? encodeKey([last.received, Number(last.id)]) : null,
  }
}

/**
 * A denial with what happened to it and the touches on its claim.
 * @throws HttpProblem 404 `unknown_denial`.
 */
export async function readDenial(queries: Queries, tenantId: string, denialNo: number): Promise<DenialDetail> {
  const [rows, events] = await Promise.all([
    queries.query<DenialRow>(`select ${denialRowColumns} ${fromDenials} where d.tenant_id = $1 and d.denial_no = $2`, [
      tenantId,
      denialNo,
    ]),
    queries.query<DenialEvent>(
      `select e.kind, e.happened_at as at, e.recorded_at as "recordedAt", e.recorded_by as by, i.name as "sourceFile",
         e.from_value as "from", e.to_value as "to"
       from denial_events e left join imports i on i.tenant_id = e.tenant_id and i.import_no = e.import_no
       where e.tenant_id = $1 and e.denial_no = $2
       order by e.event_no`,
      [tenantId, denialNo],
    ),
  ])
  const [row] = rows
  if (!row) throw unknownDenial()
  const { claimToken } = row
  if (claimToken === null) return { ...row, events, touches: [], manualTime: [] }
  const [touches, manualTime] = await Promise.all([
    latestTouches(queries, tenantId, claimToken),
    manualTimeOfClaim(queries, tenantId, claimToken),
  ])
  return { ...row, events, touches, manualTime }
}

export function unknownDenial() {
  return problem(404, 'unknown_denial', 'There is no such denial.')
}

async function latestTouches(queries: Queries, tenantId: string, token: string): Promise<TouchRow[]> {
  const rows = await queries.query<TouchRow>(
    `select t.user_id as "userId", u.name as "userName", t.touch_id as "touchId", t.claim_token as "claimToken",
       t.started_at as "startedAt", t.ended_at as "endedAt", t.active_ms as "activeMs", t.span_count as "spanCount"
     from touches t join users u on u.tenant_id = t.tenant_id and u.user_id = t.user_id
     where t.tenant_id = $1 and t.claim_token = $2
     order by t.started_at desc, t.device_id, t.generation, t.touch_id
     limit $3`,
    [tenantId, token, MAX_TOUCHES],
  )
  return rows.reverse()
}

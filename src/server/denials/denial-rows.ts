import { z } from 'zod'
import type { denialRoutes } from '../../shared/contract/routes/denials.ts'
import { type DenialRow, statedDetails } from '../../shared/contract/denials.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import { hexOf, sql, statement, token, where, type Sql } from '../database/sql.ts'
import { columnName } from '../database/table.ts'
import { problem } from '../errors/problem.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { tenantTokens } from './tokens.ts'

/**
 * Filters of a list of denials, as requests name them. '' for payer, owner and queue: unknown or unassigned. `claimRef` in any spelling that the
 * rule set normalizes to the same reference.
 */
export type DenialFilter = z.output<typeof denialRoutes.denials.params>

const statedDetailColumns = statement(
  statedDetails.map((detail) => `d.${columnName(detail)} as "${detail}"`).join(', '),
)
/** SQL of what is left of a denial `d`, in cents. */
export const leftCents: Sql = sql`coalesce(d.left_cents, d.denied_cents)`
/** The columns of a `DenialRow`, from `denialSource`. */
export const denialRowColumns: Sql = sql`d.denial_no::text as id, d.claim_ref as "claimRef", d.payer_claim_ref as "payerClaimRef",
  nullif(d.payer, '') as payer, d.kind, d.category, d.group_code as "group", d.carcs, d.rarcs, d.billed_cents as "billedCents",
  d.paid_cents as "paidCents", d.denied_cents as "deniedCents", ${leftCents} as "leftCents", d.state,
  d.proposed_state as "proposedState", d.appeal_level as "appealLevel", d.received, d.follow_up_due as "followUpDue",
  d.appeal_due as "appealDue", d.next_appeal_due as "nextAppealDue", d.corrected_claim_due as "correctedClaimDue", d.owner, d.queue, d.service_line as "serviceLine", d.provider, d.location,
  ${statedDetailColumns}, i.name as "sourceFile", i.test, ${hexOf(sql`d.claim_token`)} as "claimToken", d.balanced,
  d.recovered_cents as "recoveredCents", d.resolved_at as "resolvedAt", d.state_since as "stateSince",
  d.first_appealed_at as "firstAppealedAt", d.reopened, d.reassigned`
/** A denial `d` has its import `i`. */
export const denialJoins: Sql = sql`join imports i on i.import_no = d.import_no`

const cursorKey = z.tuple([z.number().int(), z.number().int()])

/** Denials in order of receipt, then of import. */
export async function listDenials(scope: Scope, filter: DenialFilter, page: PageRequest): Promise<Page<DenialRow>> {
  const equals = (column: Sql, value: string | undefined) => (value === undefined ? null : sql`${column} = ${value}`)
  const { from, to, state: states } = filter
  return pageOfDenials(scope, page, [
    visibleDenials(scope),
    from === undefined ? null : sql`d.received >= ${from}`,
    to === undefined ? null : sql`d.received < ${to}`,
    states === undefined ? null : sql`d.state = any(${states}::text[])`,
    filter.proposed === undefined ? null : sql`d.proposed_state is not null`,
    equals(sql`d.kind`, filter.kind),
    equals(sql`d.payer`, filter.payer),
    equals(sql`d.category`, filter.category),
    equals(sql`coalesce(d.owner, '')`, filter.owner),
    equals(sql`coalesce(d.queue, '')`, filter.queue),
    filter.claimRef === undefined ? null : await claimCondition(scope, filter.claimRef.trim()),
  ])
}

/** A page of the denials `d` of which conditions hold, in order of receipt, then of import; `o` is the owner's row in users. */
export async function pageOfDenials(
  scope: Scope,
  page: PageRequest,
  conditions: readonly (Sql | null)[],
): Promise<Page<DenialRow>> {
  const [received, denialNo] = page.cursor === undefined ? [] : decodeKey(cursorKey, page.cursor)
  const after =
    received === undefined || denialNo === undefined
      ? null
      : sql`(d.received, d.denial_no) > (${received}::bigint, ${denialNo}::bigint)`
  const rows = await scope.query<DenialRow>(
    sql`select ${denialRowColumns} from denials d ${denialJoins} left join users o on o.name = d.owner ${where([...conditions, after])}
      order by d.received, d.denial_no limit ${page.limit + 1}`,
  )
  return toPage(rows, page, (last) => [last.received, Number(last.id)])
}

export function unknownDenial() {
  return problem(404, 'unknown_denial', 'There is no such denial.')
}

/** A reference that identifies nothing has no claim token and matches as it is written. */
async function claimCondition(scope: Scope, claimRef: string): Promise<Sql> {
  const claimToken = (await tenantTokens(scope))(claimRef)
  return claimToken === null ? sql`d.claim_ref = ${claimRef}` : sql`d.claim_token = ${token(claimToken)}`
}

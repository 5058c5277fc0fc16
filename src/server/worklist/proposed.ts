import type { DenialRow } from '../../shared/contract/denials.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { PageRequest } from '../database/cursor.ts'
import { readValue } from '../database/database.ts'
import { all, sql, type Sql } from '../database/sql.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import { pageOfDenials } from '../denials/denial-rows.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { worklistCondition, type WorklistFilters } from './filters.ts'

/** Denials of which nothing is left and that a person is to close, in order of receipt. */
export const readProposed = (
  scope: Scope,
  deadlines: Deadlines,
  filters: WorklistFilters,
  page: PageRequest,
): Promise<Page<DenialRow>> => pageOfDenials(scope, page, [isProposed(scope, deadlines, filters)])

/** How many there are. */
export async function countProposed(scope: Scope, deadlines: Deadlines, filters: WorklistFilters): Promise<number> {
  const counted = await readValue<number>(
    scope,
    sql`select count(*)::int from denials d left join users o on o.name = d.owner where ${isProposed(scope, deadlines, filters)}`,
  )
  return counted ?? 0
}

const isProposed = (scope: Scope, deadlines: Deadlines, filters: WorklistFilters): Sql =>
  all([sql`d.proposed_state is not null`, worklistCondition(filters, deadlines), visibleDenials(scope)])

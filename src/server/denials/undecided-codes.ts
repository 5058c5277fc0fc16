import type { AnswerOf } from '../../shared/contract/routes/route.ts'
import type { denialRoutes } from '../../shared/contract/routes/denials.ts'
import { sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'

/** CARCs of claims on file that are in no list, the most frequent first. */
export async function listUndecidedCodes(scope: Scope): Promise<AnswerOf<typeof denialRoutes.undecidedCodes>> {
  const rows = await scope.query<{ carc: string; claims: number }>(
    sql`select carc, count(distinct claim_token)::int as claims
      from remittance_claims cross join unnest(undecided_carcs) as carc
      where undecided_carcs <> '{}'
      group by carc order by claims desc, carc`,
  )
  return { rows }
}

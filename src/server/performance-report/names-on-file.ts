import { join, name, sql, where } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import type { Filters } from '../rollups/filters.ts'

/** Whether a team and a payer are there to report on; null, for all, is. A page of one that is not would look like one without work. */
export async function namesOnFile(
  scope: Scope,
  { team, payer }: Pick<Filters, 'team' | 'payer'>,
): Promise<{ readonly team: boolean; readonly payer: boolean }> {
  const isTeam = sql`exists (select 1 from users u ${where([sql`u.team = ${team}::text`, visiblePeople(scope, 'u')])})`
  const isPayer = join(
    ['payers', 'denials', 'total_days'].map((table) => {
      const column = table === 'payers' ? sql`name` : sql`payer`
      return sql`exists (select 1 from ${name(table)} where ${column} = ${payer}::text)`
    }),
    ' or ',
  )
  const [known] = await scope.query<{ team: boolean; payer: boolean }>(
    sql`select ${isTeam} as team, (${isPayer}) as payer`,
  )
  return { team: team === null || known?.team === true, payer: payer === null || known?.payer === true }
}

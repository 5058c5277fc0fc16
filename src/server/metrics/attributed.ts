import { name, sql, type Sql } from '../database/sql.ts'
import type { MetricQuery } from './metric-query.ts'

// The filter by attribution moves time: what it leaves out is still work, but names no claim.

type Asked = Pick<MetricQuery, 'attributions'>

/** Condition on recorded time: it names a claim, in a way that the question lets through. @param rows alias of rows with an attribution */
export function namesClaim(rows: string, { attributions }: Asked): Sql {
  const how = name(`${rows}.attribution`)
  return attributions === null ? sql`${how} <> ''` : sql`${how} = any(${attributions}::text[])`
}

/** SQL of the dimension: how a claim came to the time; '' without one that the question lets through. */
export const attributionKey = (rows: string, query: Asked): Sql =>
  query.attributions === null
    ? name(`${rows}.attribution`)
    : sql`case when ${namesClaim(rows, query)} then ${name(`${rows}.attribution`)} else '' end`

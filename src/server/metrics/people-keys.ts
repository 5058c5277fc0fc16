import type { Dimension } from '../../shared/metrics/index.ts'
import { name, nothing, sql, type Sql } from '../database/sql.ts'
import { attributionKey } from './attributed.ts'
import { keyColumns, type MetricQuery } from './metric-query.ts'

export const isPersonDimension = (dimension: Dimension): dimension is 'user' | 'team' =>
  dimension === 'user' || dimension === 'team'

/** SQL of who did the work, by name as in the filter `user=`. */
export const personKey = (dimension: Dimension): Sql => (dimension === 'user' ? sql`person.name` : sql`person.team`)

/** `keyColumns` of rows that have each dimension but those of people as a column. @param rows their alias */
export const keysOfRows = (query: MetricQuery, rows: string): Sql =>
  keyColumns(query, name(`${rows}.at`), (dimension) => {
    if (isPersonDimension(dimension)) return personKey(dimension)
    return dimension === 'attribution' ? attributionKey(rows, query) : name(`${rows}.${dimension}`)
  })

/** `join users person …` where the question splits by people. @param rows alias of rows with a user_id */
export const joinPeople = ({ dimensions }: Pick<MetricQuery, 'dimensions'>, rows: string): Sql =>
  dimensions.some(isPersonDimension) ? sql` join users person on person.user_id = ${name(`${rows}.user_id`)}` : nothing

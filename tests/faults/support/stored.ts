import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'

export interface StoredSpan {
  readonly generation: string
  readonly seq: number
  readonly startedAt: number
  readonly ms: number
  readonly presence: string
  readonly activity: string | null
}

/** One person's records in the endpoint's database, by time. */
export const storedSpans = (endpoint: Pick<Endpoint, 'database'>, userName: string): Promise<StoredSpan[]> =>
  endpoint.database.query<StoredSpan & Record<string, unknown>>(
    sql`select j.generation, s.seq, s.started_at as "startedAt", s.ended_at - s.started_at as ms, s.presence, s.activity
      from spans s join journals j using (journal) join users u on u.user_id = s.user_id
      where u.name = ${userName} order by s.started_at, j.generation, s.seq`,
  )

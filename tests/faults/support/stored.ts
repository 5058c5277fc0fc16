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
    `select s.generation, s.seq, s.started_at as "startedAt", s.ended_at - s.started_at as ms, s.presence, s.activity
     from spans s join users u on u.tenant_id = s.tenant_id and u.user_id = s.user_id
     where u.name = $1 order by s.started_at, s.generation, s.seq`,
    [userName],
  )

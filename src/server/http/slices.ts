import type { Queries } from '../database/database.ts'
import type { PageRequest } from '../reports/lists.ts'
import { resolveUser } from '../rollups/time-rows.ts'
import type { Slice } from '../rollups/time-rows.ts'
import { ALL_TIME } from './parameters.ts'

const DEFAULT_LIMIT = 200

interface SliceParameters {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly team?: string | undefined
  readonly user?: string | undefined
  readonly payer?: string | undefined
}

/** Turns a request's parameters into the slice they ask for; `period` is what a request without one asks for. */
export function sliceReader(queries: Queries, tenantId: string) {
  return async (query: SliceParameters, period = ALL_TIME): Promise<Slice> => ({
    tenantId,
    from: query.from ?? period.from,
    to: query.to ?? period.to,
    userId: query.user === undefined ? null : await resolveUser(queries, tenantId, query.user),
    team: query.team ?? null,
    payer: query.payer ?? null,
  })
}

export function pageRequest(query: { limit?: number | undefined; cursor?: string | undefined }): PageRequest {
  return { limit: query.limit ?? DEFAULT_LIMIT, cursor: query.cursor === '' ? undefined : query.cursor }
}

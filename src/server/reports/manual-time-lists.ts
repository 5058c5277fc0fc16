import type { ConnectivityRow, InputRow, ManualTimeRow, Page } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { afterCursor, toPage } from './lists.ts'
import type { Keyed, PageRequest } from './lists.ts'
import { isLatest } from '../rollups/manual-time-rows.ts'
import { statementParameters } from '../database/parameters.ts'
import { startFilter, userFilter } from '../rollups/time-rows.ts'
import type { Slice } from '../rollups/time-rows.ts'

const manualTimeColumns = `n.user_id as "userId", u.name as "userName", n.manual_time_id as "manualTimeId", n.revision, n.kind, n.started_at as "startedAt",
  n.ended_at as "endedAt", n.claim_token as "claimToken"`
const withUser = (rows: string) => `join users u on u.tenant_id = ${rows}.tenant_id and u.user_id = ${rows}.user_id`

/** Named stretches that lie in the slice with any part, as they stand, in order of their start. */
export async function listManualTime(queries: Queries, slice: Slice, page: PageRequest): Promise<Page<ManualTimeRow>> {
  const parameters = statementParameters()
  const rows = await queries.query<ManualTimeRow & Keyed>(
    `select ${manualTimeColumns}, json_build_array(n.started_at, n.device_id, n.generation, n.manual_time_id) as key
     from manual_time n ${withUser('n')}
     where n.tenant_id = ${parameters.add(slice.tenantId)} and n.ended_at > ${parameters.add(slice.from)}
       and n.started_at < ${parameters.add(slice.to)}${userFilter(slice, parameters, 'n')} and ${isLatest}${afterCursor(
         page,
         parameters,
         'n.started_at, n.device_id, n.generation, n.manual_time_id',
         'text',
       )}
     order by n.started_at, n.device_id, n.generation, n.manual_time_id
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<ManualTimeRow>(rows, page.limit)
}

const MAX_OF_CLAIM = 1000

/** The latest stretches named for a claim, in order of their start. */
export async function manualTimeOfClaim(queries: Queries, tenantId: string, token: string): Promise<ManualTimeRow[]> {
  const rows = await queries.query<ManualTimeRow>(
    `select ${manualTimeColumns} from manual_time n ${withUser('n')}
     where n.tenant_id = $1 and n.claim_token = $2 and ${isLatest}
     order by n.started_at desc, n.device_id, n.manual_time_id
     limit $3`,
    [tenantId, token, MAX_OF_CLAIM],
  )
  return rows.reverse()
}

/** Counted input that starts in the slice, a row a record: at most a quarter hour of one device. */
export function listInput(queries: Queries, slice: Slice, page: PageRequest): Promise<Page<InputRow>> {
  return listRecords<InputRow>(queries, slice, page, {
    table: 'input_counts',
    columns: `(select sum(n) from unnest(r.keys) n)::int as keys, (select sum(n) from unnest(r.pointer) n)::int as pointer,
       (select json_agg(json_build_object('minuteStart', m.minute, 'keys', m.keys, 'pointer', m.pointer) order by m.minute)
        from unnest(r.minutes, r.keys, r.pointer) as m(minute, keys, pointer)) as minutes`,
  })
}

/** Stretches that start in the slice in which a device could not reach the endpoint. */
export function listConnectivity(queries: Queries, slice: Slice, page: PageRequest): Promise<Page<ConnectivityRow>> {
  return listRecords<ConnectivityRow>(queries, slice, page, {
    table: 'connectivity_outages',
    columns: `'offline' as state, r.cause`,
  })
}

/** Records that a device makes once and for all, those that start in the slice in order of their start. @param what `columns` of the record `r` */
async function listRecords<Row extends object>(
  queries: Queries,
  slice: Slice,
  page: PageRequest,
  { table, columns }: { readonly table: 'input_counts' | 'connectivity_outages'; readonly columns: string },
): Promise<Page<Row>> {
  const parameters = statementParameters()
  const order = 'r.started_at, r.device_id, r.generation, r.seq'
  const rows = await queries.query<Row & Keyed>(
    `select r.user_id as "userId", u.name as "userName", r.device_id as "deviceId", r.started_at as "startedAt", r.ended_at as "endedAt",
       ${columns}, json_build_array(${order}) as key
     from ${table} r ${withUser('r')}
     where r.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 'r')}${userFilter(
       slice,
       parameters,
       'r',
     )}${afterCursor(page, parameters, order, 'bigint')}
     order by ${order}
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<Row>(rows, page.limit)
}

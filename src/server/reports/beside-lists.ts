import type { ConnectivityRow, InputRow, OfflineRow, Page } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { afterCursor, toPage } from './lists.ts'
import type { Keyed, PageRequest } from './lists.ts'
import { isLatest } from './offline-rows.ts'
import { statementParameters } from './parameters.ts'
import { startFilter, userFilter } from './slice.ts'
import type { Slice } from './slice.ts'

const offlineColumns = `n.user_id as "userId", u.name as "userName", n.offline_id as "offlineId", n.revision, n.kind, n.started_at as "startedAt",
  n.ended_at as "endedAt", n.denial_token as "denialToken"`
const withUser = (rows: string) => `join users u on u.tenant_id = ${rows}.tenant_id and u.user_id = ${rows}.user_id`

/** Named stretches that lie in the slice with any part, as they stand, in order of their start. */
export async function listOffline(queries: Queries, slice: Slice, page: PageRequest): Promise<Page<OfflineRow>> {
  const parameters = statementParameters()
  const rows = await queries.query<OfflineRow & Keyed>(
    `select ${offlineColumns}, json_build_array(n.started_at, n.device_id, n.epoch, n.offline_id) as key
     from offline_work n ${withUser('n')}
     where n.tenant_id = ${parameters.add(slice.tenantId)} and n.ended_at > ${parameters.add(slice.from)}
       and n.started_at < ${parameters.add(slice.to)}${userFilter(slice, parameters, 'n')} and ${isLatest}${afterCursor(
         page,
         parameters,
         'n.started_at, n.device_id, n.epoch, n.offline_id',
         'text',
       )}
     order by n.started_at, n.device_id, n.epoch, n.offline_id
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<OfflineRow>(rows, page.limit)
}

const MAX_OF_CLAIM = 1000

/** The latest stretches named for a claim, in order of their start. */
export async function offlineOfClaim(queries: Queries, tenantId: string, token: string): Promise<OfflineRow[]> {
  const rows = await queries.query<OfflineRow>(
    `select ${offlineColumns} from offline_work n ${withUser('n')}
     where n.tenant_id = $1 and n.denial_token = $2 and ${isLatest}
     order by n.started_at desc, n.device_id, n.offline_id
     limit $3`,
    [tenantId, token, MAX_OF_CLAIM],
  )
  return rows.reverse()
}

/** Counted input that starts in the slice, a row a record: at most a quarter hour of one device. */
export async function listInput(queries: Queries, slice: Slice, page: PageRequest): Promise<Page<InputRow>> {
  const parameters = statementParameters()
  const rows = await queries.query<InputRow & Keyed>(
    `select c.user_id as "userId", u.name as "userName", c.device_id as "deviceId", c.started_at as "startedAt", c.ended_at as "endedAt",
       (select sum(n) from unnest(c.keys) n)::int as keys, (select sum(n) from unnest(c.pointer) n)::int as pointer,
       (select json_agg(json_build_object('minuteStart', m.minute, 'keys', m.keys, 'pointer', m.pointer) order by m.minute)
        from unnest(c.minutes, c.keys, c.pointer) as m(minute, keys, pointer)) as minutes,
       json_build_array(c.started_at, c.device_id, c.epoch, c.seq) as key
     from input_counts c ${withUser('c')}
     where c.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 'c')}${userFilter(
       slice,
       parameters,
       'c',
     )}${afterCursor(page, parameters, 'c.started_at, c.device_id, c.epoch, c.seq', 'bigint')}
     order by c.started_at, c.device_id, c.epoch, c.seq
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<InputRow>(rows, page.limit)
}

/** Stretches that start in the slice in which a device could not reach the endpoint. */
export async function listConnectivity(
  queries: Queries,
  slice: Slice,
  page: PageRequest,
): Promise<Page<ConnectivityRow>> {
  const parameters = statementParameters()
  const rows = await queries.query<ConnectivityRow & Keyed>(
    `select s.user_id as "userId", u.name as "userName", s.device_id as "deviceId", s.started_at as "startedAt", s.ended_at as "endedAt",
       'offline' as state, s.cause, json_build_array(s.started_at, s.device_id, s.epoch, s.seq) as key
     from offline_stretches s ${withUser('s')}
     where s.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 's')}${userFilter(
       slice,
       parameters,
       's',
     )}${afterCursor(page, parameters, 's.started_at, s.device_id, s.epoch, s.seq', 'bigint')}
     order by s.started_at, s.device_id, s.epoch, s.seq
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<ConnectivityRow>(rows, page.limit)
}

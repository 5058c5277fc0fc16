import type { ConnectivityRow, InputRow, ManualTimeRow, Page } from '../../shared/contract/reports.ts'
import type { PageRequest } from '../database/cursor.ts'
import { hexOf, name, sql, token, where, type Sql } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { peopleCondition, startCondition, type Filters } from '../rollups/filters.ts'
import { isLatest } from '../rollups/manual-time-rows.ts'
import { listRecords } from './lists.ts'

const manualTimeColumns: Sql = sql`n.user_id as "userId", u.name as "userName", n.manual_time_id as "manualTimeId", n.revision, n.kind,
  n.started_at as "startedAt", n.ended_at as "endedAt", ${hexOf(sql`n.claim_token`)} as "claimToken"`

/** Entries of manual time with any part in the period, in order of their start. */
export async function listManualTime(scope: Scope, filters: Filters, page: PageRequest): Promise<Page<ManualTimeRow>> {
  const conditions = [
    sql`n.ended_at > ${filters.from}::bigint`,
    sql`n.started_at < ${filters.to}::bigint`,
    peopleCondition(scope, filters, 'n'),
    isLatest,
  ]
  const from = sql`manual_time n join users u on u.user_id = n.user_id`
  return listRecords(scope, { of: 'n', last: 'manual_time_id' }, page, { columns: manualTimeColumns, from, conditions })
}

const MOST_OF_CLAIM = 1000

/** The latest manual time on a claim, in order of its start. */
export async function manualTimeOfClaim(scope: Scope, claimToken: string): Promise<ManualTimeRow[]> {
  const rows = await scope.query<ManualTimeRow>(
    sql`select ${manualTimeColumns} from manual_time n join users u on u.user_id = n.user_id
     ${where([sql`n.claim_token = ${token(claimToken)}`, visiblePeople(scope, 'n'), isLatest])}
     order by n.started_at desc, n.device_id, n.manual_time_id
     limit ${MOST_OF_CLAIM}`,
  )
  return rows.reverse()
}

/** Counted input that starts in the period, a row for each record: at most a quarter hour of one device. */
export function listInput(scope: Scope, filters: Filters, page: PageRequest): Promise<Page<InputRow>> {
  return listOfDevices(scope, filters, page, {
    table: 'input_counts',
    columns: sql`(select sum(n) from unnest(r.keys) n)::int as keys, (select sum(n) from unnest(r.pointer) n)::int as pointer,
       (select json_agg(json_build_object('minuteStart', m.minute, 'keys', m.keys, 'pointer', m.pointer) order by m.minute)
        from unnest(r.minutes, r.keys, r.pointer) as m(minute, keys, pointer)) as minutes`,
  })
}

/** Times that start in the period in which a device could not reach the endpoint. */
export function listConnectivity(scope: Scope, filters: Filters, page: PageRequest): Promise<Page<ConnectivityRow>> {
  return listOfDevices(scope, filters, page, {
    table: 'connectivity_outages',
    columns: sql`'offline' as state, r.cause`,
  })
}

/** Records without revisions that start in the period, in order of their start. @param what `columns` of the record `r` */
function listOfDevices<Row extends object>(
  scope: Scope,
  filters: Filters,
  page: PageRequest,
  { table, columns }: { readonly table: 'input_counts' | 'connectivity_outages'; readonly columns: Sql },
): Promise<Page<Row>> {
  return listRecords(scope, { of: 'r', last: 'seq' }, page, {
    columns: sql`r.user_id as "userId", u.name as "userName", j.device_id as "deviceId", r.started_at as "startedAt", r.ended_at as "endedAt",
      ${columns}`,
    from: sql`${name(table)} r join users u on u.user_id = r.user_id join journals j on j.journal = r.journal`,
    conditions: [startCondition(filters, 'r'), peopleCondition(scope, filters, 'r')],
  })
}

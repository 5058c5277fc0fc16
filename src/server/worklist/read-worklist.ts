import { z } from 'zod'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { LEAST_MINUTES } from '../../shared/priority/index.ts'
import type { Forecast } from '../../shared/priority/index.ts'
import type { Queries } from '../database/database.ts'
import { denialJoins, denialRowColumns } from '../denials/denial-rows.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import { decodeKey, encodeKey } from '../database/cursor.ts'
import type { PageRequest } from '../reports/lists.ts'
import { statementParameters } from '../database/parameters.ts'
import type { Parameters } from '../database/parameters.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import { denialWork, EVER } from '../claim-activity/touch-statistics.ts'
import { dueColumns, dueFilter, dueOf, keyParts, pressureSql } from '../deadlines/evaluate-deadlines.ts'
import { standingsSql } from '../deadlines/due-status.ts'
import type { DueColumns } from '../deadlines/evaluate-deadlines.ts'
import { filterSql } from './filter.ts'
import type { WorklistFilter } from './filter.ts'

/** What a worklist is read by. */
export interface WorklistBasis {
  readonly deadlines: Deadlines
  readonly forecast: Forecast
}

/** The moment the first page was judged at, then the sort key of the last row. */
const cursorKey = z.tuple([z.number().int(), z.number().int(), z.number(), z.number().int()])

/** The moment a page is judged at: that of the first page, so that nothing is missed while somebody reads on. */
export function judgedAt(cursor: string | undefined, now: EpochMs): EpochMs {
  return cursor === undefined ? now : decodeKey(cursorKey, cursor)[0]
}

/** Open denials in the order of `compareRanked`. @param sort `priority`: by that alone. */
export async function readWorklist(
  queries: Queries,
  tenantId: string,
  { deadlines, forecast }: WorklistBasis,
  filter: WorklistFilter,
  { sort, ...page }: PageRequest & { readonly sort?: 'priority' | undefined },
): Promise<Page<WorklistRow>> {
  const parameters = statementParameters()
  const standings = standingsSql(
    { tenantId, deadlines, only: filterSql(filter, deadlines, parameters), columns: ['payer', 'category'] },
    parameters,
  )
  const rows = await queries.query<PageRow>(
    `with ${standings}, ${rankedSql(forecast, sort, parameters)},
     shown as materialized (
       select r.* from ranked r
       where r.tenant_id = ${parameters.add(tenantId)}${dueFilter(filter.due)}${afterCursor(page.cursor, parameters)}
       order by r.pressure, -r.priority, r.denial_no
       limit ${parameters.add(page.limit + 1)}
     )
     select ${denialRowColumns}, s.pressure, s.priority, s.rate as "overturnRate", s.minutes, s.resolved, s.overturned, s.worked, u.team, ${dueColumns('s.key')},
       work.touches, work.active_ms as "activeMs", work.first_touch_at as "firstTouchAt", work.last_touch_at as "lastTouchAt",
       work.people, h.rechecks
     from shown s
     join denials d on d.tenant_id = s.tenant_id and d.denial_no = s.denial_no
     ${denialJoins} left join users u on u.tenant_id = d.tenant_id and u.name = d.owner${denialWork(parameters.add(tenantId), EVER)}
     cross join lateral (
       select count(distinct (g.device_id, g.generation, g.hidden_id)) as rechecks
       from touches t
       join hidden_tags g on g.tenant_id = t.tenant_id and g.user_id = t.user_id and g.started_at >= t.started_at
         and g.started_at <= t.ended_at and g.claim_token = t.claim_token and g.kind = 'repeat_status_check'
       where t.tenant_id = d.tenant_id and t.claim_token = d.claim_token and t.started_at >= d.received
     ) h
     order by s.pressure, -s.priority, s.denial_no`,
    parameters.values,
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    rows: shown.map((row) => toRow(row, deadlines)),
    nextCursor:
      rows.length > page.limit && last
        ? encodeKey([deadlines.now, last.pressure, last.priority, Number(last.id)])
        : null,
  }
}

type PageRow = Omit<WorklistRow, 'due' | 'forecast'> & DueColumns & Forecast['unknown'] & { readonly pressure: number }

function toRow(row: PageRow, deadlines: Deadlines): WorklistRow {
  const { dueStanding, dueKind, dueAt, dueSource, dueOwnDay, pressure: _pressure, ...rest } = row
  const { overturnRate, minutes, resolved, overturned, worked, ...denial } = rest
  return {
    ...denial,
    forecast: { overturnRate, minutes, resolved, overturned, worked },
    due: dueOf({ dueStanding, dueKind, dueAt, dueSource, dueOwnDay }, deadlines),
  }
}

/** ` and …` for the rows after the one a cursor names. */
function afterCursor(cursor: string | undefined, parameters: Parameters): string {
  if (cursor === undefined) return ''
  const [, pressure, priority, denialNo] = decodeKey(cursorKey, cursor)
  const key = `${parameters.add(pressure)}::bigint, ${parameters.add(-priority)}::float8, ${parameters.add(denialNo)}::bigint`
  return ` and (r.pressure, -r.priority, r.denial_no) > (${key})`
}

/** `ranked`: what the order goes by, with the forecast it comes from. */
function rankedSql({ rows, unknown }: Forecast, sort: 'priority' | undefined, parameters: Parameters): string {
  const numbers = (of: (row: Forecast['rows'][number]) => number, type: string) =>
    `${parameters.add(numberArray(rows.map(of)))}::${type}[]`
  return `forecast as materialized (
      select * from unnest(
        ${parameters.add(textArray(rows.map(({ payer }) => payer)))}::text[],
        ${parameters.add(textArray(rows.map(({ category }) => category)))}::text[],
        ${numbers((row) => row.overturnRate, 'float8')}, ${numbers((row) => row.minutes, 'float8')},
        ${numbers((row) => row.resolved, 'int')}, ${numbers((row) => row.overturned, 'int')}, ${numbers((row) => row.worked, 'int')}
      ) as o(payer, category, rate, minutes, resolved, overturned, worked)
    ), keyed as (
      select f.tenant_id, f.denial_no, f.denied_cents, f.key,
        coalesce(o.rate, ${parameters.add(unknown.overturnRate)}::float8) as rate,
        coalesce(o.minutes, ${parameters.add(unknown.minutes)}::float8) as minutes, coalesce(o.resolved, 0) as resolved,
        coalesce(o.overturned, 0) as overturned, coalesce(o.worked, 0) as worked
      from standings f left join forecast o on o.payer = f.payer and o.category = f.category offset 0
    ), ranked as (
      select k.*, ${keyParts('k.key').standing} as standing, ${sort === 'priority' ? '0' : pressureSql('k.key')} as pressure,
        k.denied_cents * k.rate / greatest(k.minutes, ${LEAST_MINUTES}) as priority
      from keyed k
    )`
}

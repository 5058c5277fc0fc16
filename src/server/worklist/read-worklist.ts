import { z } from 'zod'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { MIN_MINUTES, type Forecast } from '../../shared/priority/index.ts'
import { EVER, joinTouchStatistics } from '../claim-activity/touch-statistics.ts'
import { plainArray, textArray } from '../database/arrays.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import { literal, name, sql, where, type Sql } from '../database/sql.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import { dueColumns, dueOf, hasStatus, pressureOf, type DueColumns } from '../deadlines/due-key.ts'
import { dueStatusRows } from '../deadlines/due-status.ts'
import { denialJoins, denialRowColumns } from '../denials/denial-rows.ts'
import type { Scope } from '../identity/scope.ts'
import { worklistCondition, type WorklistFilters } from './filters.ts'

/** What the order of a worklist rests on. */
export interface WorklistBasis {
  readonly deadlines: Deadlines
  readonly forecast: Forecast
}

/** The moment at which the first page was evaluated, then the sort key of the last row. */
const cursorKey = z.tuple([z.number().int().min(0), z.number().int(), z.number(), z.number().int()])

/** The moment at which a page is evaluated: that of the first page, so that no row is missed while somebody reads on. It is not later than now. */
export function evaluatedAt(cursor: string | undefined, now: EpochMs): EpochMs {
  return cursor === undefined ? now : Math.min(now, decodeKey(cursorKey, cursor)[0])
}

/** Open denials in the order of `compareRanked`. @param sort `priority`: by that alone */
export async function readWorklist(
  scope: Scope,
  { deadlines, forecast }: WorklistBasis,
  filters: WorklistFilters,
  { sort, ...page }: PageRequest & { readonly sort?: 'priority' | undefined },
): Promise<Page<WorklistRow>> {
  const only = worklistCondition(filters, deadlines)
  const conditions = [
    filters.due === undefined ? null : hasStatus(name('r.key'), filters.due),
    afterCursor(page.cursor),
  ]
  const rows = await scope.query<PageRow>(
    sql`with ${dueStatusRows(scope, { deadlines, only, columns: ['payer', 'category'] })}, ${ranked(forecast, sort)},
     shown as materialized (
       select r.* from ranked r
       ${where(conditions)}
       order by r.pressure, -r.priority, r.denial_no
       limit ${page.limit + 1}
     )
     select ${denialRowColumns}, s.pressure, s.priority, s.rate as "overturnRate", s.minutes, s.resolved, s.overturned, s.worked, o.team,
       ${dueColumns(name('s.key'))}, work.touches, work.active_ms as "activeMs", work.first_touch_at as "firstTouchAt",
       work.last_touch_at as "lastTouchAt", work.people, h.rechecks
     from shown s
     join denials d on d.denial_no = s.denial_no
     ${denialJoins} left join users o on o.name = d.owner${joinTouchStatistics(EVER)}
     cross join lateral (
       select count(distinct (g.journal, g.hidden_id)) as rechecks
       from touches t
       join hidden_tags g on g.user_id = t.user_id and g.started_at >= t.started_at
         and g.started_at <= t.ended_at and g.claim_token = t.claim_token and g.kind = 'repeat_status_check'
       where t.claim_token = d.claim_token and t.started_at >= d.received
     ) h
     order by s.pressure, -s.priority, s.denial_no`,
  )
  const shown = toPage(rows, page, (last) => [deadlines.now, last.pressure, last.priority, Number(last.id)])
  return { ...shown, rows: shown.rows.map((row) => toRow(row, deadlines)) }
}

type PageRow = Omit<WorklistRow, 'due' | 'forecast'> & DueColumns & Forecast['unknown'] & { readonly pressure: number }

function toRow(row: PageRow, deadlines: Deadlines): WorklistRow {
  const { dueStatus, dueKind, dueAt, dueSource, dueOwnDay, pressure: _pressure, ...rest } = row
  const { overturnRate, minutes, resolved, overturned, worked, ...denial } = rest
  return {
    ...denial,
    forecast: { overturnRate, minutes, resolved, overturned, worked },
    due: dueOf({ dueStatus, dueKind, dueAt, dueSource, dueOwnDay }, deadlines),
  }
}

/** Condition on the rows after the one that a cursor names. */
function afterCursor(cursor: string | undefined): Sql | null {
  if (cursor === undefined) return null
  const [, pressure, priority, denialNo] = decodeKey(cursorKey, cursor)
  return sql`(r.pressure, -r.priority, r.denial_no) > (${pressure}::bigint, ${-priority}::float8, ${denialNo}::bigint)`
}

/** Common table expressions: `ranked` has the sort key of each row of `due`, with the forecast behind it. */
function ranked({ rows, unknown }: Forecast, sort: 'priority' | undefined): Sql {
  const numbers = (of: (row: Forecast['rows'][number]) => number) => plainArray(rows.map(of))
  return sql`forecast as materialized (
      select * from unnest(
        ${textArray(rows.map(({ payer }) => payer))}::text[], ${textArray(rows.map(({ category }) => category))}::text[],
        ${numbers((row) => row.overturnRate)}::float8[], ${numbers((row) => row.minutes)}::float8[],
        ${numbers((row) => row.resolved)}::int[], ${numbers((row) => row.overturned)}::int[], ${numbers((row) => row.worked)}::int[]
      ) as o(payer, category, rate, minutes, resolved, overturned, worked)
    ), forecasted as (
      select f.denial_no, f.left_cents, f.key, coalesce(o.rate, ${unknown.overturnRate}::float8) as rate,
        coalesce(o.minutes, ${unknown.minutes}::float8) as minutes, coalesce(o.resolved, 0) as resolved,
        coalesce(o.overturned, 0) as overturned, coalesce(o.worked, 0) as worked
      from due f left join forecast o on o.payer = f.payer and o.category = f.category offset 0
    ), ranked as (
      select k.*, ${sort === 'priority' ? sql`0` : pressureOf(name('k.key'))} as pressure,
        k.left_cents * k.rate / greatest(k.minutes, ${literal(MIN_MINUTES)}) as priority
      from forecasted k
    )`
}

import { z } from 'zod'
import type { MetricDenialRow } from '../../shared/contract/metrics.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import { literal, nothing, sql, type Sql } from '../database/sql.ts'
import { denialJoins, denialRowColumns } from '../denials/denial-rows.ts'
import type { Scope } from '../identity/scope.ts'
import { denialMeasure, judgedBy } from './denial-measures.ts'
import { denialsOf } from './denial-source.ts'
import type { MetricQuery } from './metric-query.ts'

const cursorKey = z.tuple([z.number().int()])

/**
 * The denials behind a metric, with what each adds to it in the metric's unit, in order of import. For a sum only those that add to it, for a
 * ratio all of its denominator. Null: the metric is not of denials.
 */
export async function listMetricRows(
  scope: Scope,
  id: MetricId,
  query: MetricQuery,
  page: PageRequest,
): Promise<Page<MetricDenialRow> | null> {
  const judged = judgedBy(id, query)
  const measure = denialMeasure(id, judged)
  if (measure === null) return null
  const { numerator, denominator, scale } = measure
  const more = [
    page.cursor === undefined ? null : sql`d.denial_no > ${decodeKey(cursorKey, page.cursor)[0]}::bigint`,
    denominator === undefined ? sql`(${numerator}) <> 0` : null,
  ]
  // A denial may have several decisions.
  const several = measure.among === 'decided'
  const added = (value: Sql) => (several ? sql`sum(${value})` : value)
  const rows = await scope.query<MetricDenialRow>(
    sql`select ${denialRowColumns}, counted.numerator / ${literal(scale ?? 1)}::float8 as numerator, counted.denominator
     from (
       select d.denial_no, ${added(sql`(${numerator})::float8`)} as numerator, ${added(sql`(${denominator ?? sql`0`})::float8`)} as denominator
       ${denialsOf(scope, measure, judged, more)} ${several ? sql`group by d.denial_no` : nothing}
       order by d.denial_no
       limit ${page.limit + 1}
     ) counted
     join denials d on d.denial_no = counted.denial_no
     ${denialJoins}
     order by d.denial_no`,
  )
  return toPage(rows, page, (last) => [Number(last.id)])
}

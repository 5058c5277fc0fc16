import { z } from 'zod'
import type { MetricDenialRow } from '../../shared/contract/denials.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import type { Queries } from '../database/database.ts'
import { denialJoins, denialRowColumns } from '../denials/denial-rows.ts'
import { decodeKey, encodeKey } from '../reports/cursor.ts'
import type { PageRequest } from '../reports/lists.ts'
import { statementParameters } from '../reports/parameters.ts'
import { denialMeasure } from './denial-measures.ts'
import { fromDenials } from './denial-source.ts'
import { instantSql } from './metric-query.ts'
import type { MetricQuery } from './metric-query.ts'

const cursorKey = z.tuple([z.number().int()])

/**
 * The denials behind a metric, with what each adds to it in the metric's unit, in order of import. Of a sum only those that add to it,
 * of a ratio all that it is of. Null: the metric is not about denials.
 */
export async function listMetricRows(
  queries: Queries,
  id: MetricId,
  query: MetricQuery,
  page: PageRequest,
): Promise<Page<MetricDenialRow> | null> {
  const parameters = statementParameters()
  const measure = denialMeasure(id, query, parameters)
  if (measure === null) return null
  const at = instantSql(parameters, query.at)
  const after =
    page.cursor === undefined
      ? ''
      : ` and d.denial_no > ${parameters.add(decodeKey(cursorKey, page.cursor)[0])}::bigint`
  const adds = measure.denominator === undefined ? ` and ${measure.numerator} <> 0` : ''
  const rows = await queries.query<MetricDenialRow>(
    `select ${denialRowColumns}, counted.numerator / ${measure.scale ?? 1}::float8 as numerator, counted.denominator
     from (
       select d.denial_no, (${measure.numerator})::float8 as numerator, (${measure.denominator ?? '0'})::float8 as denominator
       ${fromDenials(measure, query, parameters, at)}${after}${adds}
       order by d.denial_no
       limit ${parameters.add(page.limit + 1)}
     ) counted
     join denials d on d.tenant_id = ${parameters.add(query.slice.tenantId)} and d.denial_no = counted.denial_no
     ${denialJoins}
     order by d.denial_no`,
    parameters.values,
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > page.limit && last ? encodeKey([Number(last.id)]) : null }
}

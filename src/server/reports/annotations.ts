import type { AnnotationRow, ClassificationProposalRow, Page } from '../../shared/contract/reports.ts'
import type { PageRequest } from '../database/cursor.ts'
import { hexOf, sql, where, type Sql } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { peopleCondition, type Filters } from '../rollups/filters.ts'
import { listRecords } from './lists.ts'

/** Condition on a row `n` of annotations: it is the current revision, and not withdrawn. */
const isCurrent: Sql = sql`not n.withdrawn and not exists (
  select 1 from annotations later
  where later.device_id = n.device_id and later.annotation_id = n.annotation_id
    and (later.revision, later.journal, later.seq) > (n.revision, n.journal, n.seq))`

/** What people say of times with any part in the period, in order of their start. */
export function listAnnotations(scope: Scope, filters: Filters, page: PageRequest): Promise<Page<AnnotationRow>> {
  return listRecords(scope, { of: 'n', last: 'annotation_id' }, page, {
    columns: sql`n.user_id as "userId", u.name as "userName", n.annotation_id as "annotationId", n.revision, n.started_at as "startedAt",
      n.ended_at as "endedAt", ${hexOf(sql`n.claim_token`)} as "claimToken", n.dispute, n.note, n.activity, n.rule_id as "ruleId",
      n.proposed_activity as "proposedActivity", n.program`,
    from: sql`annotations n join users u on u.user_id = n.user_id`,
    conditions: [
      sql`n.ended_at > ${filters.from}::bigint`,
      sql`n.started_at < ${filters.to}::bigint`,
      peopleCondition(scope, filters, 'n'),
      isCurrent,
    ],
  })
}

/** More rows than an admin would go through; those that most people propose come first. */
const MOST_PROPOSALS = 200
/** Notes of one row. */
const MOST_NOTES = 20

/** Equal proposals are one row. Nothing of it says whose they are, or of when. */
export function listProposals(scope: Scope): Promise<readonly ClassificationProposalRow[]> {
  return scope.query<ClassificationProposalRow>(
    sql`select n.activity, n.rule_id as "ruleId", n.proposed_activity as "proposedActivity", n.program, count(*)::int as count,
      coalesce((array_agg(distinct n.note) filter (where n.note is not null))[1:${MOST_NOTES}::int], '{}') as notes
    from annotations n
    ${where([sql`n.proposed_activity is not null`, visiblePeople(scope, 'n'), isCurrent])}
    group by n.activity, n.rule_id, n.proposed_activity, n.program
    order by count desc, n.activity nulls first, n.rule_id nulls first, n.proposed_activity, n.program nulls first
    limit ${MOST_PROPOSALS}`,
  )
}

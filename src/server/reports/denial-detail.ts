import type { AppealDecision, DenialDetail, DenialEvent, DenialRow } from '../../shared/contract/denials.ts'
import { all, sql } from '../database/sql.ts'
import { denialJoins, denialRowColumns, unknownDenial } from '../denials/denial-rows.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { latestTouches } from './denial-touches.ts'
import { manualTimeOfClaim } from './manual-time-lists.ts'

/**
 * A denial with its activity log and the work on its claim.
 * @throws HttpProblem 404 `unknown_denial`
 */
export async function readDenial(scope: Scope, denialNo: number): Promise<DenialDetail> {
  const [rows, events, appealDecisions] = await Promise.all([
    scope.query<DenialRow>(
      sql`select ${denialRowColumns} from denials d ${denialJoins}
        where ${all([sql`d.denial_no = ${denialNo}`, visibleDenials(scope)])}`,
    ),
    scope.query<DenialEvent>(
      sql`select e.kind, e.happened_at as at, e.recorded_at as "recordedAt", e.recorded_by as by, i.name as "sourceFile",
          e.from_value as "from", e.to_value as "to", e.reason
        from denial_events e left join imports i on i.import_no = e.import_no
        where e.denial_no = ${denialNo} order by e.event_no`,
    ),
    scope.query<AppealDecision>(
      sql`select level, decided_at as at, outcome from appeal_decisions where denial_no = ${denialNo} order by decided_at, level`,
    ),
  ])
  const [row] = rows
  if (!row) throw unknownDenial()
  const { claimToken } = row
  if (claimToken === null) return { ...row, events, appealDecisions, touches: [], manualTime: [] }
  const [touches, manualTime] = await Promise.all([
    latestTouches(scope, claimToken),
    manualTimeOfClaim(scope, claimToken),
  ])
  return { ...row, events, appealDecisions, touches, manualTime }
}

import type { DenialDetail, DenialEvent, DenialRow } from '../../shared/contract/denials.ts'
import type { TouchRow } from '../../shared/contract/reports.ts'
import { all, sql, token } from '../database/sql.ts'
import { denialJoins, denialRowColumns, unknownDenial } from '../denials/denial-rows.ts'
import { visibleDenials, visiblePeople, type Scope } from '../identity/scope.ts'
import { touchColumns } from './lists.ts'
import { manualTimeOfClaim } from './manual-time-lists.ts'

const MAX_TOUCHES = 1000

/**
 * A denial with its activity log and the work on its claim.
 * @throws HttpProblem 404 `unknown_denial`
 */
export async function readDenial(scope: Scope, denialNo: number): Promise<DenialDetail> {
  const [rows, events] = await Promise.all([
    scope.query<DenialRow>(
      sql`select ${denialRowColumns} from denials d ${denialJoins}
        where ${all([sql`d.denial_no = ${denialNo}`, visibleDenials(scope)])}`,
    ),
    scope.query<DenialEvent>(
      sql`select e.kind, e.happened_at as at, e.recorded_at as "recordedAt", e.recorded_by as by, i.name as "sourceFile",
          e.from_value as "from", e.to_value as "to"
        from denial_events e left join imports i on i.import_no = e.import_no
        where e.denial_no = ${denialNo} order by e.event_no`,
    ),
  ])
  const [row] = rows
  if (!row) throw unknownDenial()
  const { claimToken } = row
  if (claimToken === null) return { ...row, events, touches: [], manualTime: [] }
  const [touches, manualTime] = await Promise.all([
    latestTouches(scope, claimToken),
    manualTimeOfClaim(scope, claimToken),
  ])
  return { ...row, events, touches, manualTime }
}

async function latestTouches(scope: Scope, claimToken: string): Promise<TouchRow[]> {
  const rows = await scope.query<TouchRow>(
    sql`select ${touchColumns} from touches t join users u on u.user_id = t.user_id
      where ${all([sql`t.claim_token = ${token(claimToken)}`, visiblePeople(scope, 't')])}
      order by t.started_at desc, t.journal, t.touch_id limit ${MAX_TOUCHES}`,
  )
  return rows.reverse()
}

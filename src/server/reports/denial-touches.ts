import type { DenialTouch } from '../../shared/contract/denials.ts'
import type { TouchRow } from '../../shared/contract/reports.ts'
import type { Attribution, HiddenKind } from '../../shared/contract/work.ts'
import { grouped } from '../../shared/grouped.ts'
import { HOUR_MS } from '../../shared/time.ts'
import { all, sql, token, type Sql } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { touchColumns } from './lists.ts'

const MAX_TOUCHES = 1000
/** Stated and inferred time is looked for this long after a touch: attribution ends with the first longer pause. */
const AFTERWARDS_MS = 4 * HOUR_MS

/** The part of a touch with one activity, system and attribution. */
export interface TouchPart {
  readonly activity: string | null
  readonly system: string | null
  readonly attribution: Attribution
  readonly ms: number
  /** Kinds of hidden work with commas between; null: none. */
  readonly kinds: string | null
}

/** The latest touches on a claim with what was done in them, in order of their start. Only of people who may be seen. */
export async function latestTouches(scope: Scope, claimToken: string): Promise<DenialTouch[]> {
  const rows = await scope.query<TouchRow & { readonly parts: readonly TouchPart[] }>(
    sql`select ${touchColumns}, coalesce(p.parts, '[]') as parts
      from (
        select t.*, j.device_id, lead(t.started_at) over (partition by t.user_id, j.device_id order by t.started_at, t.touch_id) as next_at
        from touches t join journals j on j.journal = t.journal
        where ${all([sql`t.claim_token = ${token(claimToken)}`, visiblePeople(scope, 't')])}
        order by t.started_at desc, t.journal, t.touch_id limit ${MAX_TOUCHES}
      ) t
      join users u on u.user_id = t.user_id
      left join lateral (${partsOfTouch}) p on true
      order by t.started_at, t.journal desc, t.touch_id desc`,
  )
  return rows.map(({ parts, ...touch }) => ({ ...touch, ...summarize(parts) }))
}

/** Spans from the start of a touch `t` to the person's next one on the claim, seen in it or attributed to it. */
const partsOfTouch: Sql = sql`select json_agg(json_build_object('activity', g.activity, 'system', g.system, 'attribution', g.attribution,
    'ms', g.ms, 'kinds', g.kinds)) as parts
  from (
    select s.activity, s.system, case when s.claim_token = t.claim_token then 'seen' else s.attribution end as attribution,
      sum(s.ended_at - s.started_at - s.overlap_ms)::bigint as ms, string_agg(distinct h.kinds, ',') as kinds
    from spans s
    join journals j on j.journal = s.journal and j.device_id = t.device_id
    left join lateral (
      select string_agg(distinct h.kind, ',') as kinds from hidden_tags h where h.journal = s.journal and h.span_seq = s.seq
    ) h on true
    where s.user_id = t.user_id and s.presence = 'active' and s.started_at >= t.started_at
      and s.started_at < coalesce(t.next_at, t.ended_at + ${AFTERWARDS_MS}::bigint) and s.started_at < t.ended_at + ${AFTERWARDS_MS}::bigint
      and (s.claim_token = t.claim_token or s.attributed_token = t.claim_token)
    group by 1, 2, 3
  ) g`

/** What the parts of a touch come to. */
export function summarize(parts: readonly TouchPart[]): Omit<DenialTouch, keyof TouchRow> {
  const msOf = (some: readonly TouchPart[]) => some.reduce((sum, { ms }) => sum + ms, 0)
  const attributed = (as: Attribution) => msOf(parts.filter(({ attribution }) => attribution === as))
  const activities = [...grouped(parts, ({ activity, system }) => JSON.stringify([activity, system])).values()].map(
    (alike) => ({
      activity: alike[0]?.activity ?? null,
      system: alike[0]?.system ?? null,
      ms: msOf(alike),
    }),
  )
  return {
    activities: activities.filter(({ ms }) => ms > 0).toSorted((one, other) => other.ms - one.ms),
    seenMs: attributed('seen'),
    statedMs: attributed('stated'),
    inferredMs: attributed('inferred'),
    hiddenKinds: [
      ...new Set(parts.flatMap(({ kinds }) => (kinds === null ? [] : (kinds.split(',') as HiddenKind[])))),
    ].toSorted(),
  }
}

import { createHash } from 'node:crypto'
import { isWaiting } from '../claim-activity/touch-statistics.ts'
import type { Parameters } from '../database/parameters.ts'
import { isOpen } from './deadline-terms.ts'
import type { Deadlines } from './deadline-terms.ts'
import { judgedSql, mostPressingSql } from './evaluate-deadlines.ts'
import type { Judged } from './evaluate-deadlines.ts'

/**
 * The common table expressions that say what presses most on open denials: `standings` has a row for each, with `tenant_id`, `denial_no`,
 * `denied_cents`, the columns carried along, and `key`, null where nothing is due. What stands with the denial is taken where it holds; the others
 * are judged.
 */
export function standingsSql(judged: Judged, parameters: Parameters): string {
  const { tenantId, deadlines, only, columns } = judged
  const tenant = parameters.add(tenantId)
  const holds = holdsNow(deadlines, tenant, parameters)
  const carried = (table: string) => columns.map((column) => `, ${table}.${column}`).join('')
  // Open denials are read once, and those to be judged, mostly few, once more.
  const others = ` and d.denial_no = any(array(
    select l.denial_no from looked l where l.tenant_id = ${tenant} and not l.holds))`
  return `looked as materialized (
      select d.tenant_id, d.denial_no, d.denied_cents${carried('d')}, d.due_key as key, ${holds} as holds
      from denials d
      left join users u on u.tenant_id = d.tenant_id and u.name = d.owner
      where d.tenant_id = ${tenant} and ${isOpen('d')}${only}
    ), ${judgedSql({ ...judged, only: others }, parameters)}, standings as (
      select l.tenant_id, l.denial_no, l.denied_cents${carried('l')}, l.key from looked l where l.tenant_id = ${tenant} and l.holds
      union all
      select f.tenant_id, f.denial_no, f.denied_cents${carried('f')}, ${mostPressingSql(deadlines)} from judged f
    )`
}

/** SQL of whether what stands with the open denial `d` is what judging it would say; never null. */
export function holdsNow(deadlines: Deadlines, tenant: string, parameters: Parameters): string {
  return `(${standsSql(deadlines, parameters)} and ${isWaiting(tenant)} is not true)`
}

/**
 * SQL of whether the open denial `d` is to be judged anew; never null. One whose claim waits is not yet: its touches are still to be counted, and it
 * would be judged again and again until they are.
 */
export function isDated(deadlines: Deadlines, tenant: string, parameters: Parameters): string {
  return `(not ${standsSql(deadlines, parameters)} and ${isWaiting(tenant)} is not true)`
}

function standsSql(deadlines: Deadlines, parameters: Parameters): string {
  const now = `${parameters.add(deadlines.now)}::bigint`
  return `coalesce(d.due_basis = ${parameters.add(basisOf(deadlines))} and d.due_from <= ${now} and d.due_until > ${now}, false)`
}

/** What denials are judged by, in short: another basis, another judgement. */
export const basisOf = ({ terms }: Deadlines): string =>
  createHash('sha256').update(JSON.stringify(terms)).digest('base64url').slice(0, 16)

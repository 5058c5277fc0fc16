import { touchNames } from '../claim-activity/touch-facts.ts'
import type { Parameters } from '../database/parameters.ts'

/** What a report is about. `[from, to)` in epoch ms; null: not filtered; payer '': no payer named. */
export interface Slice {
  readonly tenantId: string
  readonly from: number
  readonly to: number
  readonly userId: string | null
  readonly team: string | null
  readonly payer: string | null
}

/** ` and …` for the slice's user and team, for a table with user_id. */
export function userFilter(slice: Slice, parameters: Parameters, table = ''): string {
  const column = table === '' ? 'user_id' : `${table}.user_id`
  const user = slice.userId === null ? '' : ` and ${column} = ${parameters.add(slice.userId)}`
  if (slice.team === null) return user
  return `${user} and ${column} in (
    select member.user_id from users member
    where member.tenant_id = ${parameters.add(slice.tenantId)} and member.team = ${parameters.add(slice.team)})`
}

/** ` and …` for the slice's payer, for a table of facts. */
export function payerFilter(slice: Slice, parameters: Parameters, table: string): string {
  if (slice.payer === null) return ''
  return slice.payer === '' ? ` and ${table}.payer is null` : ` and ${table}.payer = ${parameters.add(slice.payer)}`
}

/** ` and …` for rows that start in the period. */
export function startFilter(slice: Slice, parameters: Parameters, table: string): string {
  return ` and ${table}.started_at >= ${parameters.add(slice.from)} and ${table}.started_at < ${parameters.add(slice.to)}`
}

/** ` and …` that leaves the touches `t` in which a span names the slice's payer. */
export function touchPayerFilter(slice: Slice, parameters: Parameters): string {
  if (slice.payer === null) return ''
  return ` and ${touchNames(parameters.add(slice.tenantId), `${parameters.add(slice.payer)}::text`)}`
}

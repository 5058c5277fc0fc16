import type { DueStatus } from '../../shared/contract/worklist.ts'
import { all, type Sql } from '../database/sql.ts'
import type { Deadlines } from '../deadlines/deadline-terms.ts'
import {
  calendarAge,
  denialConditions,
  denialDimension,
  isAmong,
  type DenialFilters,
} from '../metrics/dimension-sql.ts'

/** Which open denials are on a worklist. Undefined: not filtered; '': none named. */
export interface WorklistFilters extends DenialFilters {
  /** The owner's team. */
  readonly team?: string | undefined
  /** The owner, by name. */
  readonly user?: string | undefined
  readonly payer?: string | undefined
  readonly due?: Exclude<DueStatus, 'upcoming'> | undefined
}

/** Condition on the denial `d` and its owner's row in users, `o`. What is due is known only later. */
export function worklistCondition(filters: WorklistFilters, { now, zone }: Deadlines): Sql {
  const age = calendarAge(now, zone)
  const owners = (['team', 'user', 'payer'] as const).flatMap((id) => {
    const value = filters[id]
    return value === undefined ? [] : [isAmong(denialDimension(id, age), value)]
  })
  return all([...owners, ...denialConditions(filters, age)])
}

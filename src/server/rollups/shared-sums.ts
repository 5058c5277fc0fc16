import * as tables from '../database/schema/rollups.ts'
import type { Table } from '../database/table.ts'
import { activityColumns, hiddenColumns, taggedColumns, type KeyColumn } from './sums.ts'

/** Rollups of everybody and of teams, each beside the one of persons with the same sums. */
export const sharedSums: readonly {
  readonly of: Table
  readonly from: Table
  readonly columns: readonly KeyColumn[]
}[] = [
  { of: tables.total15min, from: tables.activity15min, columns: activityColumns },
  { of: tables.totalDays, from: tables.activityDays, columns: activityColumns },
  { of: tables.teamDays, from: tables.activityDays, columns: activityColumns },
  { of: tables.hiddenTotalDays, from: tables.hiddenDays, columns: hiddenColumns },
  { of: tables.hiddenTeamDays, from: tables.hiddenDays, columns: hiddenColumns },
  { of: tables.taggedTotalDays, from: tables.taggedDays, columns: taggedColumns },
  { of: tables.taggedTeamDays, from: tables.taggedDays, columns: taggedColumns },
]

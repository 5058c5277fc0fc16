import type { Migration } from '../migrate.ts'
import { initial } from './0001-initial.ts'
import { denials } from './0002-denials.ts'
import { outcomesMigration } from './0003-outcomes.ts'
import { rollups } from './0004-rollups.ts'
import { claimsToJudge } from './0005-claims-to-judge.ts'
import { denialWorkMigration } from './0006-denial-work.ts'
import { denialsTouched } from './0007-denials-touched.ts'
import { standings } from './0008-standings.ts'
import { besideWindows } from './0009-beside-windows.ts'
import { deviceHealth } from './0010-device-health.ts'
import { workedCategories } from './0011-worked-categories.ts'
import { lateFacts } from './0012-late-facts.ts'
import { hiddenTotals } from './0013-hidden-totals.ts'

/** In order; the position of each is its id minus one. */
export const migrations: readonly Migration[] = [
  initial,
  denials,
  outcomesMigration,
  rollups,
  claimsToJudge,
  denialWorkMigration,
  denialsTouched,
  standings,
  besideWindows,
  deviceHealth,
  workedCategories,
  lateFacts,
  hiddenTotals,
]

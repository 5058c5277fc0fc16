import { Temporal } from 'temporal-polyfill'
import { startOfDay } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Settings } from '../../shared/contract/settings.ts'

/** When the team began to use TouchLedger, in the tenant's zone; null: not set. */
export const slaStartOf = ({ startsOn }: Pick<Settings<'slas'>, 'startsOn'>, zone: string): EpochMs | null =>
  startsOn === null ? null : startOfDay(Temporal.PlainDate.from(startsOn), zone)

import type { ManualTimeUse } from '../../../../src/shared/contract/settings.ts'
import { makeSample } from '../../../../src/tools/sample/index.ts'
import { processDirtyClaims } from '../../../../src/server/claim-activity/process-dirty-claims.ts'
import { refreshDueStatus } from '../../../../src/server/deadlines/refresh-due-status.ts'
import { sql } from '../../../../src/server/database/sql.ts'
import { createForecastSource } from '../../../../src/server/forecast/recovery-forecast.ts'
import { tenantZone } from '../../../../src/server/identity/tenant.ts'
import { rollUpAll } from '../../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../../src/server/start-endpoint.ts'
import { storeDeviceTokens } from '../../support/stored-token.ts'
import { freshEndpoint } from '../../support/stores.ts'
import { changeDenials } from './changes.ts'
import { people, type WorldEndpoint } from './people.ts'
import { importRareClaims } from './rare-claims.ts'
import { changeSettings } from './settings.ts'
import { sendSecondDevices } from './second-device.ts'

/** Of denials before this week. */
const WEEKS = 9

export interface WorldPlan {
  readonly name: string
  /** The endpoint's clock, epoch ms. */
  readonly now: number
  readonly workingDays: number
  /** What manual time counts to. */
  readonly manualTime: ManualTimeUse
  /** Over how many periods each dimension is compared. */
  readonly splits: 1 | 2
  /** Fewer values compared than this mean that questions got lost. */
  readonly leastValues: number
}

/**
 * An endpoint with the sample, and what the sample lacks: settings of a second team, remittances with rare codes, people with two computers,
 * manual time, and changes by hand. The sample is rolled up and processed, the rest waits, because metrics read both ways.
 */
export async function makeWorld({ now, workingDays, manualTime }: WorldPlan): Promise<WorldEndpoint> {
  const endpoint = await freshEndpoint('postgres', { now: () => now, jobIntervals: { roll_up: null } })
  await storeDeviceTokens(endpoint.database)
  const { url: endpointUrl, adminToken } = endpoint
  await makeSample({ endpointUrl, adminToken, now: new Date(now), workingDays, weeks: WEEKS, team: people })
  await changeSettings(endpoint, now, manualTime)
  await importRareClaims(endpoint, now)
  await processEverything(endpoint, now)
  await sendSecondDevices(endpoint, now)
  await changeDenials(endpoint, now)
  await endpoint.database.query(sql`analyze`)
  return endpoint
}

async function processEverything({ database }: Endpoint, now: number): Promise<void> {
  await rollUpAll(database, await tenantZone(database))
  const forecast = createForecastSource(database, () => now)
  await processDirtyClaims(database, forecast)
  await rollUpAll(database, await tenantZone(database))
  await refreshDueStatus(database, now)
}

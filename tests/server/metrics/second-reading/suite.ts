import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Settings, SettingsName } from '../../../../src/shared/contract/settings.ts'
import { metricCatalog } from '../../../../src/shared/metrics/index.ts'
import { oracleOf, type Oracle } from '../../../oracle/metrics/answer.ts'
import { readFacts } from '../../../oracle/metrics/facts.ts'
import { ask } from '../../support/device.ts'
import { compareAll, type Compared } from './compare.ts'
import { ZONE } from './days.ts'
import type { WorldEndpoint } from './people.ts'
import { questionsOf } from './questions.ts'
import { makeWorld, type WorldPlan } from './world.ts'

/** Of the files that come after this one in the same process. */
const zoneOfOthers = process.env['TZ']

/** Tests that the endpoint answers every metric of a world as the oracle reads it from the facts. */
export function describeSecondReading(plan: WorldPlan): void {
  // The sample's days are those of the process.
  process.env['TZ'] = ZONE

  describe(`every metric of ${plan.name}, read a second time`, () => {
    let endpoint: WorldEndpoint
    let oracle: Oracle
    let found: Compared

    beforeAll(async () => {
      process.env['TZ'] = ZONE
      vi.useFakeTimers({ toFake: ['Date'], now: plan.now })
      endpoint = await makeWorld(plan)
      const settings = async <Name extends SettingsName>(name: Name) =>
        (await ask<{ body: Settings<Name> }>(endpoint, `/v1/settings/${name}`)).body.body
      oracle = oracleOf(
        await readFacts(endpoint.database, {
          calendar: await settings('calendar'),
          slas: await settings('slas'),
          economics: await settings('economics'),
        }),
      )
      found = await compareAll(endpoint, oracle, plan.now, questionsOf(plan.now, plan.splits))
    })
    afterAll(async () => {
      vi.useRealTimers()
      if (zoneOfOthers === undefined) delete process.env['TZ']
      else process.env['TZ'] = zoneOfOthers
      await endpoint.close()
    })

    test('the oracle has a reading of every metric', () => {
      expect([...oracle.metrics].sort()).toEqual(metricCatalog.map(({ id }) => id).sort())
    })

    test('both agree on every dimension, filter and period', async ({ annotate }) => {
      await annotate(`${found.values} values compared`)
      expect(found.mismatches.slice(0, 40).map((mismatch) => `${plan.name} | ${mismatch}`)).toEqual([])
      expect(found.values).toBeGreaterThan(plan.leastValues)
    })

    test('every metric has a value other than 0 somewhere', () => {
      expect(metricCatalog.map(({ id }) => id).filter((id) => !found.withValue.has(id))).toEqual([])
    })

    test('the means that hide a tail have a median', () => {
      expect([...found.withMedian].sort()).toEqual([
        'days_between_touches',
        'days_to_appeal',
        'days_to_resolution',
        'follow_up_delay',
        'minutes_per_denial',
        'time_to_first_touch',
        'touches_per_denial',
        'untouched_wait',
      ])
    })
  })
}

import { expect, test } from 'vitest'
import { healthReport, REPEAT_AFTER_MS, REPORT_CHANGES_EVERY_MS } from '../../../src/main/sync/health-report.ts'
import type { DeviceHealth } from '../../../src/shared/contract/index.ts'
import { fineHealth } from '../../shared/device-health/fine-health.ts'

const health: DeviceHealth = { ...fineHealth, lastCaptureAt: 1 }

function reporter() {
  const sent: DeviceHealth[] = []
  const world = { now: 1_000_000, health, taken: true }
  const report = healthReport({
    health: () => world.health,
    send: async (told) => {
      sent.push(told)
      return world.taken
    },
    now: () => world.now,
  })
  const after = async (ms: number, change: Partial<DeviceHealth> = {}) => {
    world.now += ms
    world.health = { ...world.health, ...change }
    await report.contact()
    return sent.length
  }
  return { world, after }
}

test('health is reported at the first contact, at changes, and regularly', async () => {
  const { after } = reporter()
  expect(await after(0)).toBe(1)
  expect(await after(REPORT_CHANGES_EVERY_MS, { lastCaptureAt: 2, backlog: 12 })).toBe(1)
  expect(await after(0, { observable: false, state: 'needs_attention' })).toBe(2)
  expect(await after(REPORT_CHANGES_EVERY_MS - 1, { observable: true, state: 'recording' })).toBe(2)
  expect(await after(1)).toBe(3)
  expect(await after(REPORT_CHANGES_EVERY_MS, { backlog: 700 })).toBe(4)
  expect(await after(REPORT_CHANGES_EVERY_MS, { backlog: 900 })).toBe(4)
  expect(await after(REPEAT_AFTER_MS)).toBe(5)
})

test('an endpoint without health is asked again only when a report is due', async () => {
  const { world, after } = reporter()
  world.taken = false
  expect(await after(0)).toBe(1)
  expect(await after(REPORT_CHANGES_EVERY_MS, { observable: false })).toBe(1)
  expect(await after(REPEAT_AFTER_MS)).toBe(2)
})

test('reports continue after a clock set back, and failed ones are retried', async () => {
  const { after } = reporter()
  expect(await after(0)).toBe(1)
  expect(await after(-2 * REPEAT_AFTER_MS)).toBe(2)
  let asked = 0
  const failing = healthReport({
    health: () => {
      asked += 1
      throw new Error('the journal cannot be read')
    },
    send: async () => true,
    now: () => 1,
  })
  await failing.contact()
  await failing.contact()
  expect(asked).toBe(2)
})

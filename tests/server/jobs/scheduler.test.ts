import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi, type Mock } from 'vitest'
import { createScheduler, type Job, type Scheduler, type SchedulerOptions } from '../../../src/server/jobs/scheduler.ts'

let scheduler: Scheduler
const start = (options: Partial<SchedulerOptions> = {}) =>
  (scheduler = createScheduler({ now: Date.now, failed: () => {}, ...options }))
afterEach(() => scheduler.stop())

test('a job runs once at the start and then only when it is woken', async () => {
  const run = vi.fn<Job['run']>(async () => null)
  const { wake } = start().add('main', { roll_up: { run, delayMs: 5 } })
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1))
  await sleep(60)
  expect(run).toHaveBeenCalledTimes(1)
  wake('alerts')
  wake('roll_up')
  wake('roll_up')
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(2))
  await sleep(60)
  expect(run).toHaveBeenCalledTimes(2)
})

test('a job that is woken while it runs runs again', async () => {
  let finish = () => {}
  const run = vi.fn<Job['run']>(() => new Promise<null>((resolve) => (finish = () => resolve(null))))
  const { wake } = start().add('main', { roll_up: { run, delayMs: 1 } })
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1))
  wake('roll_up')
  await sleep(20)
  expect(run).toHaveBeenCalledTimes(1)
  finish()
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(2))
  finish()
})

test('a job runs again at the instant it names, and a failed one after its delay', async () => {
  const failed = vi.fn<SchedulerOptions['failed']>()
  const byTime: Mock<Job['run']> = vi.fn<Job['run']>(async () =>
    byTime.mock.calls.length === 1 ? Date.now() + 30 : null,
  )
  const failing: Mock<Job['run']> = vi.fn<Job['run']>(async () => {
    if (failing.mock.calls.length === 1) throw new Error('no')
    return null
  })
  start({ failed }).add('main', { alerts: { run: byTime, delayMs: 1 }, roll_up: { run: failing, delayMs: 1 } })
  await vi.waitFor(() => expect(byTime).toHaveBeenCalledTimes(2))
  await vi.waitFor(() => expect(failing).toHaveBeenCalledTimes(2))
  expect(failed).toHaveBeenCalledExactlyOnceWith('main', 'roll_up', expect.any(Error))
})

test('jobs of many tenants take turns: no more run at once than allowed, and each runs', async () => {
  let now = 0
  let most = 0
  const run = vi.fn<Job['run']>(async () => {
    now += 1
    most = Math.max(most, now)
    await sleep(2)
    now -= 1
    return null
  })
  start({ atOnce: 3 })
  for (let tenant = 0; tenant < 50; tenant += 1) scheduler.add(`t${tenant}`, { roll_up: { run, delayMs: 1 } })
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(50), 10_000)
  expect(most).toBe(3)
})

test('200 idle tenants run fewer than one job a second', async () => {
  const run = vi.fn<Job['run']>(async () => null)
  start()
  const jobs = {
    roll_up: { run, delayMs: 1 },
    dirty_claims: { run, delayMs: 1 },
    due_status: { run, delayMs: 1 },
    alerts: { run, delayMs: 1 },
  }
  for (let tenant = 0; tenant < 200; tenant += 1) scheduler.add(`t${tenant}`, jobs)
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(800), 10_000)
  await sleep(2_000)
  expect(run.mock.calls.length - 800).toBeLessThanOrEqual(2)
})

test('stopping waits for what runs, and nothing runs after it', async () => {
  let done = false
  const run = vi.fn<Job['run']>(async () => {
    await sleep(30)
    done = true
    return null
  })
  const { wake } = start().add('main', { roll_up: { run, delayMs: 1 } })
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1))
  await scheduler.stop()
  expect(done).toBe(true)
  wake('roll_up')
  await sleep(20)
  expect(run).toHaveBeenCalledTimes(1)
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startRoller } from '../../src/server/rollups/roller.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a turn begins a pause after the one before has ended, however long that took', async () => {
  const finished: (() => void)[] = []
  const fold = vi.fn<() => Promise<void>>(() => new Promise<void>((resolve) => finished.push(resolve)))
  const roller = startRoller({ fold, everyMs: 1000, failed: () => {} })
  await vi.advanceTimersByTimeAsync(999)
  expect(fold).toHaveBeenCalledTimes(0)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(fold).toHaveBeenCalledTimes(1)
  finished[0]?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(fold).toHaveBeenCalledTimes(2)
  finished[1]?.()
  await roller.stop()
})

test('a turn that fails is told, and the next one comes', async () => {
  const failed = vi.fn<(error: unknown) => void>()
  const error = new Error('no connection')
  const fold = vi.fn<() => Promise<void>>(() => Promise.reject(error))
  const roller = startRoller({ fold, everyMs: 1000, failed })
  await vi.advanceTimersByTimeAsync(2500)
  await roller.stop()
  expect(fold).toHaveBeenCalledTimes(2)
  expect(failed.mock.calls).toEqual([[error], [error]])
})

test('stopping waits for the turn under way, and none follows', async () => {
  let finish = () => {}
  const fold = vi.fn<() => Promise<void>>(() => new Promise<void>((resolve) => (finish = resolve)))
  const roller = startRoller({ fold, everyMs: 1000, failed: () => {} })
  await vi.advanceTimersByTimeAsync(1000)
  let stopped = false
  const stopping = roller.stop().then(() => (stopped = true))
  await vi.advanceTimersByTimeAsync(5000)
  expect(stopped).toBe(false)
  finish()
  await stopping
  await vi.advanceTimersByTimeAsync(5000)
  expect(fold).toHaveBeenCalledTimes(1)
})

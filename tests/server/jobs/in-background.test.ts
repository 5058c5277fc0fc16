import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inBackground } from '../../../src/server/jobs/in-background.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a turn begins a pause after the one before has ended, however long that took', async () => {
  const finished: (() => void)[] = []
  const turn = vi.fn<() => Promise<void>>(() => new Promise<void>((resolve) => finished.push(resolve)))
  const background = inBackground({ turn, everyMs: 1000, failed: () => {} })
  await vi.advanceTimersByTimeAsync(999)
  expect(turn).toHaveBeenCalledTimes(0)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(turn).toHaveBeenCalledTimes(1)
  finished[0]?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(turn).toHaveBeenCalledTimes(2)
  finished[1]?.()
  await background.stop()
})

test('a turn that fails is told, and the next one comes', async () => {
  const failed = vi.fn<(error: unknown) => void>()
  const error = new Error('no connection')
  const turn = vi.fn<() => Promise<void>>(() => Promise.reject(error))
  const background = inBackground({ turn, everyMs: 1000, failed })
  await vi.advanceTimersByTimeAsync(2500)
  await background.stop()
  expect(turn).toHaveBeenCalledTimes(2)
  expect(failed.mock.calls).toEqual([[error], [error]])
})

test('stopping waits for the turn under way, and none follows', async () => {
  let finish = () => {}
  const turn = vi.fn<() => Promise<void>>(() => new Promise<void>((resolve) => (finish = resolve)))
  const background = inBackground({ turn, everyMs: 1000, failed: () => {} })
  await vi.advanceTimersByTimeAsync(1000)
  let stopped = false
  const stopping = background.stop().then(() => (stopped = true))
  await vi.advanceTimersByTimeAsync(5000)
  expect(stopped).toBe(false)
  finish()
  await stopping
  await vi.advanceTimersByTimeAsync(5000)
  expect(turn).toHaveBeenCalledTimes(1)
})

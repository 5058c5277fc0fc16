import { expect, test } from 'vitest'
import { limitHeavyReads } from '../../src/renderer/bridge/heavy-reads.ts'

test('a heavy read that is canceled while it waits is never sent', async () => {
  const sent: unknown[] = []
  const answers: (() => void)[] = []
  const client = limitHeavyReads({
    read: (_name, params) => {
      sent.push(params)
      return new Promise((resolve) => answers.push(() => resolve({} as never)))
    },
    write: async () => ({}) as never,
  })
  const read = (to: number, signal?: AbortSignal) => client.read('metric', { id: 'touches', from: 0, to }, signal)
  const running = [read(1), read(2)]
  const cancelled = new AbortController()
  const waiting = read(3, cancelled.signal)
  const last = read(4)
  cancelled.abort()
  await expect(waiting).rejects.toThrow()
  while (answers.length > 0) {
    answers.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all([...running, last])
  expect(sent).toEqual([1, 2, 4].map((to) => ({ id: 'touches', from: 0, to })))
})

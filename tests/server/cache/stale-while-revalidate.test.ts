import { beforeEach, describe, expect, test } from 'vitest'
import { staleWhileRevalidate, type Cache } from '../../../src/server/cache/stale-while-revalidate.ts'

describe('cached answers', () => {
  let clock = 0
  let asked: string[] = []
  let cache: Cache<string>
  /** An answer names its key and the instant it is of. */
  const ask = (key: string) =>
    cache(key, async (at) => {
      asked.push(key)
      return `${key} ${at}`
    })
  beforeEach(() => {
    clock = 1000
    asked = []
    cache = staleWhileRevalidate<string>({ freshMs: 60, maximumKeys: 2, now: () => clock })
  })

  test('are computed once for all who ask at once, and served while they are fresh', async () => {
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a 1000', 'a 1000', 'b 1000'])
    clock += 59
    expect(await ask('a')).toBe('a 1000')
    expect(asked).toEqual(['a', 'b'])
  })

  test('are served stale while they are computed again; callers wait for older ones', async () => {
    await ask('a')
    clock += 60
    expect(await ask('a')).toBe('a 1000')
    expect(await ask('a')).toBe('a 1060')
    clock += 120
    expect(await ask('a')).toBe('a 1180')
    // A clock that was set back makes nothing young.
    clock -= 500
    expect(await ask('a')).toBe('a 680')
    expect(asked).toHaveLength(4)
  })

  test('do not include failures, which reach only those who wait; the next call tries again', async () => {
    const failing = () => cache('a', () => Promise.reject(new Error('the database is away')))
    const waited = [failing(), ask('a')]
    await expect(waited[0]).rejects.toThrow('is away')
    await expect(waited[1]).rejects.toThrow('is away')
    expect(await ask('a')).toBe('a 1000')
    clock += 60
    expect(await failing()).toBe('a 1000')
    expect(await ask('a')).toBe('a 1000')
    expect(await ask('a')).toBe('a 1060')
  })

  test('are those of expensive queries only', async () => {
    cache = staleWhileRevalidate<string>({ freshMs: 60, maximumKeys: 2, minimumCostMs: Infinity, now: () => clock })
    for (const key of ['a', 'a', 'b']) await ask(key)
    expect(asked).toEqual(['a', 'a', 'b'])
  })

  test('are dropped in the order they were computed when there are too many', async () => {
    for (const key of ['a', 'b', 'a', 'c', 'b', 'a']) await ask(key)
    expect(asked).toEqual(['a', 'b', 'c', 'a'])
  })
})

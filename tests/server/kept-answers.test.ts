import { beforeEach, describe, expect, test } from 'vitest'
import { keepAnswers } from '../../src/server/cache/stale-while-revalidate.ts'
import type { KeptAnswers } from '../../src/server/cache/stale-while-revalidate.ts'

describe('kept answers', () => {
  let clock = 0
  let asked: string[] = []
  let keep: KeptAnswers<string>
  /** What is found says for whom and as of when. */
  const ask = (key: string) =>
    keep(key, async (at) => {
      asked.push(key)
      return `${key} ${at}`
    })
  beforeEach(() => {
    clock = 1000
    asked = []
    keep = keepAnswers<string>({ freshMs: 60, atMost: 2, now: () => clock })
  })

  test('are found once for all who ask at once, and answered while they are fresh', async () => {
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a 1000', 'a 1000', 'b 1000'])
    clock += 59
    expect(await ask('a')).toBe('a 1000')
    expect(asked).toEqual(['a', 'b'])
  })

  test('that have aged are answered at once and found anew behind; old ones are waited for', async () => {
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

  test('a failure reaches those who waited; who comes next tries again', async () => {
    const failing = () => keep('a', () => Promise.reject(new Error('the database is away')))
    const waited = [failing(), ask('a')]
    await expect(waited[0]).rejects.toThrow('is away')
    await expect(waited[1]).rejects.toThrow('is away')
    expect(await ask('a')).toBe('a 1000')
    clock += 60
    expect(await failing()).toBe('a 1000')
    expect(await ask('a')).toBe('a 1000')
    expect(await ask('a')).toBe('a 1060')
  })

  test('what took too little to find is found anew each time', async () => {
    keep = keepAnswers<string>({ freshMs: 60, atMost: 2, worthMs: Infinity, now: () => clock })
    for (const key of ['a', 'a', 'b']) await ask(key)
    expect(asked).toEqual(['a', 'a', 'b'])
  })

  test('the one found longest ago goes when there are too many', async () => {
    for (const key of ['a', 'b', 'a', 'c', 'b', 'a']) await ask(key)
    expect(asked).toEqual(['a', 'b', 'c', 'a'])
  })
})

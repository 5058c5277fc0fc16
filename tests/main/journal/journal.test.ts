import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { JournalFull } from '../../../src/main/journal/errors.ts'
import { deviceRecordSchema } from '../../../src/shared/contract/index.ts'
import { temporaryDirectory } from './support/directory.ts'
import { openTestJournal } from './support/open.ts'
import { MONDAY_9, spanAt, tagOf, touchAt } from './support/records.ts'

const DAY = 86_400_000

describe('writing', () => {
  test('spans, touches and tags share one gapless seq, known inside the transaction', () => {
    const journal = openTestJournal()
    const span = spanAt(0)
    const seqs = journal.write((tx) => {
      const spanSeq = tx.append(span)
      return [spanSeq, tx.append(touchAt(0, 1000)), tx.append(tagOf(spanSeq, span))]
    })
    expect(seqs).toEqual([1, 2, 3])
    expect(journal.waiting(10)).toEqual([
      { seq: 1, ...span },
      { seq: 2, ...touchAt(0, 1000) },
      { seq: 3, ...tagOf(1, span) },
    ])
    for (const record of journal.waiting(10)) expect(deviceRecordSchema.safeParse(record).success).toBe(true)
  })

  test('a transaction that throws leaves nothing and uses no seq', () => {
    const journal = openTestJournal()
    journal.write((tx) => tx.checkpoint([spanAt(0)]))
    expect(() =>
      journal.write((tx) => {
        tx.append(spanAt(0))
        tx.checkpoint([])
        throw new Error('the caller failed')
      }),
    ).toThrow('the caller failed')
    expect(journal.counts()).toEqual({ waiting: 0, quarantined: 0 })
    expect(journal.openSpans()).toEqual([spanAt(0)])
    expect(journal.write((tx) => tx.append(spanAt(0)))).toBe(1)
  })

  test('fields that are not on the list are never written', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    const careless = { ...spanAt(0), title: 'DOE JANE MRN 4711', url: 'https://portal.example/DOE' }
    journal.write((tx) => {
      tx.append(careless)
      tx.checkpoint([careless])
    })
    journal.close()
    const stored = readdirSync(directory)
      .map((name) => readFileSync(join(directory, name), 'latin1'))
      .join()
    expect(stored).toContain('Availity')
    expect(stored).not.toMatch(/DOE|4711|title|url/)
  })

  test.skipIf(process.platform === 'win32')('the directory and the database are readable by this user alone', () => {
    const directory = join(temporaryDirectory(), 'new')
    openTestJournal(directory).write((tx) => tx.append(spanAt(0)))
    expect((statSync(directory).mode & 0o777).toString(8)).toBe('700')
    expect((statSync(join(directory, 'journal.db')).mode & 0o777).toString(8)).toBe('600')
    expect((statSync(join(directory, 'journal.db-wal')).mode & 0o777).toString(8)).toBe('600')
  })

  test('a full database rejects a whole write, reports it, and accepts the next one that fits', () => {
    const journal = openTestJournal(undefined, { maxPages: 40 })
    const fill = () => journal.write((tx) => Array.from({ length: 50 }, (_, i) => tx.append(spanAt(i))).length)
    let kept = 0
    expect(() => {
      for (;;) kept += fill()
    }).toThrow(JournalFull)
    expect(kept).toBeGreaterThan(0)
    expect(journal.counts().waiting).toBe(kept)
    journal.acknowledge({ through: kept, rejected: [], durableThrough: kept })
    expect(journal.prune(MONDAY_9 + 3650 * DAY)).toBe(kept)
    expect(journal.write((tx) => tx.append(spanAt(0)))).toBe(kept + 1)
  })

  test('thousands of ticks keep the log and the database small', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    for (let second = 1; second <= 5000; second++) journal.write((tx) => tx.checkpoint([spanAt(0, second)]))
    expect(statSync(join(directory, 'journal.db-wal')).size).toBeLessThan(5_000_000)
    expect(statSync(join(directory, 'journal.db')).size).toBeLessThan(200_000)
  })
})

describe('reading', () => {
  test('a restart finds generation, open spans, records and settings', () => {
    const directory = temporaryDirectory()
    const first = openTestJournal(directory)
    first.write((tx) => {
      tx.append(spanAt(0))
      tx.checkpoint([spanAt(1000)])
    })
    first.settings.set('pause', { startedAt: 7, lengthMs: 900_000 })
    const generation = first.generation
    first.close()
    const second = openTestJournal(directory)
    expect(second).toMatchObject({ generation, recovered: null })
    expect(generation).toMatch(/^[0-9a-f]{32}$/)
    expect(second.openSpans()).toEqual([spanAt(1000)])
    expect(second.settings.get('pause')).toEqual({ startedAt: 7, lengthMs: 900_000 })
    expect(second.settings.get('rules')).toBeUndefined()
    second.write((tx) => {
      for (const span of second.openSpans()) tx.append(span)
      tx.checkpoint([])
    })
    expect(second.waiting(9).map((record) => record.seq)).toEqual([1, 2])
    expect(second.openSpans()).toEqual([])
  })

  test('spans since an instant come in recording order, in pages, during other writes', () => {
    const journal = openTestJournal()
    const count = 2500
    journal.write((tx) => {
      // The clock was set back: the last recorded span is the earliest.
      for (let i = 0; i < count; i++) tx.append(spanAt(i === count - 1 ? 5000 : 10_000 + i))
      tx.append(touchAt(0, 1))
    })
    const seqs: number[] = []
    for (const span of journal.spansSince(MONDAY_9 + 5999)) {
      if (seqs.length === 10) journal.write((tx) => tx.checkpoint([]))
      seqs.push(span.seq)
    }
    expect(seqs).toEqual(Array.from({ length: count }, (_, i) => i + 1))
    expect([...journal.spansSince(MONDAY_9 + 6000)].length).toBe(count - 1)
    expect([...journal.spansSince(MONDAY_9 + DAY)]).toEqual([])
  })

  test('records of an interval are those that overlap it, half-open, including long touches', () => {
    const journal = openTestJournal()
    journal.write((tx) => {
      tx.append(spanAt(0, 1000))
      tx.append(touchAt(0, 9_000_000))
      tx.append(spanAt(2000, 1000))
      tx.append(spanAt(3000, 1000))
    })
    const kinds = journal.recordsBetween(MONDAY_9 + 1000, MONDAY_9 + 3000).map((record) => [record.seq, record.kind])
    expect(kinds).toEqual([
      [2, 'touch'],
      [3, 'span'],
    ])
  })

  test('the newest records with their state, paged by seq', () => {
    const journal = openTestJournal()
    journal.write((tx) => [0, 1, 2, 3].map((i) => tx.append(spanAt(i * 1000))))
    journal.acknowledge({ through: 2, rejected: [{ seq: 1, code: 'bad', detail: 'no' }], durableThrough: 0 })
    expect(journal.newest({ limit: 2 }).map((sent) => [sent.record.seq, sent.state])).toEqual([
      [4, 'waiting'],
      [3, 'waiting'],
    ])
    expect(journal.newest({ before: 3, limit: 5 }).map((sent) => [sent.record.seq, sent.state, sent.detail])).toEqual([
      [2, 'acked', null],
      [1, 'quarantined', 'bad: no'],
    ])
  })

  test('settings that no longer fit their schema count as never set', () => {
    const journal = openTestJournal()
    journal.settings.set('pause', 'yes' as never)
    expect(journal.settings.get('pause')).toBeUndefined()
    const pause = { startedAt: 7, lengthMs: 900_000 }
    journal.settings.set('pause', pause)
    expect(journal.settings.get('pause')).toEqual(pause)
    journal.settings.remove('pause')
    expect(journal.settings.get('pause')).toBeUndefined()
  })
})

describe('delivery state', () => {
  test('an acknowledgment covers exactly its records, and repeating it changes nothing', () => {
    const journal = openTestJournal()
    journal.write((tx) => [0, 1, 2, 3].map((i) => tx.append(spanAt(i * 1000))))
    const acknowledgment = { through: 3, rejected: [{ seq: 2, code: 'late', detail: 'x' }], durableThrough: 1 }
    journal.acknowledge(acknowledgment)
    const once = journal.newest({ limit: 9 })
    expect(once.map((sent) => sent.state)).toEqual(['waiting', 'acked', 'quarantined', 'acked'])
    journal.acknowledge(acknowledgment)
    journal.acknowledge({ through: 0, rejected: [{ seq: 1, code: 'late', detail: 'after the fact' }] })
    expect(journal.newest({ limit: 9 })).toEqual(once)
    expect(journal.counts()).toEqual({ waiting: 1, quarantined: 1 })
  })

  test('a new generation keeps waiting records and survives a restart', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    journal.write((tx) => [0, 1, 2].map((i) => tx.append(spanAt(i * 1000))))
    journal.acknowledge({ through: 1, rejected: [], durableThrough: 1 })
    const before = journal.generation
    const after = journal.newGeneration()
    expect(after).not.toBe(before)
    expect(journal.generation).toBe(after)
    expect(journal.waiting(9).map((record) => record.seq)).toEqual([2, 3])
    journal.close()
    const reopened = openTestJournal(directory)
    expect(reopened.generation).toBe(after)
    expect(reopened.write((tx) => tx.append(spanAt(9000)))).toBe(4)
  })

  test('an endpoint restored from an older state gets its lost records again, but none of an earlier generation', () => {
    const journal = openTestJournal()
    const append = (count: number) =>
      journal.write((tx) => Array.from({ length: count }, (_, i) => tx.append(spanAt(i))))
    append(3)
    journal.acknowledge({ through: 2, rejected: [], storedThrough: 2, durableThrough: 2 })
    journal.newGeneration()
    append(5)
    const rejected = [{ seq: 5, code: 'bad', detail: '' }]
    journal.acknowledge({ through: 6, rejected, storedThrough: 6, durableThrough: 2 })
    const waiting = () => journal.waiting(99).map((record) => record.seq)
    expect(waiting()).toEqual([7, 8])
    // This batch carried 7 and 8; the endpoint has nothing else of this generation left.
    journal.acknowledge({ through: 8, rejected: [], storedThrough: 2, durableThrough: 2 })
    // The refused one too, or the endpoint would wait for its seq; and 7 and 8, or nothing would tell of a second restore.
    expect(waiting()).toEqual([3, 4, 5, 6, 7, 8])
    expect(journal.counts().quarantined).toBe(0)
    journal.acknowledge({ through: 8, rejected, storedThrough: 8, durableThrough: 8 })
    // Durable later than stored, as in a store that writes back: nothing is lost.
    journal.acknowledge({ through: 0, rejected: [], storedThrough: 8, durableThrough: 6 })
    expect(waiting()).toEqual([])
    journal.acknowledge({ through: 0, rejected: [], storedThrough: 7 })
    expect(waiting()).toEqual([8])
  })

  test('pruning deletes only records that are acknowledged, durable and eight days old', () => {
    let now = MONDAY_9
    const journal = openTestJournal(undefined, { clock: { now: () => now } })
    journal.write((tx) => {
      tx.append(spanAt(0))
      tx.append(touchAt(0, 1000))
      tx.append(touchAt(1000, 1000))
      tx.append(touchAt(2000, 1000))
      tx.append(touchAt(3000, 1000))
    })
    journal.acknowledge({ through: 4, rejected: [{ seq: 3, code: 'bad', detail: '' }], durableThrough: 3 })
    const left = () => journal.newest({ limit: 9 }).map((sent) => sent.record.seq)
    expect(journal.prune(now + 8 * DAY - 1)).toBe(0)
    expect(journal.prune(now + 8 * DAY)).toBe(2)
    expect(left()).toEqual([5, 4, 3])
    now += 30 * DAY
    journal.acknowledge({ through: 5, rejected: [], durableThrough: 5 })
    expect(journal.prune(now + 8 * DAY)).toBe(2)
    expect(left()).toEqual([3])
  })

  test('the age of a record counts from the endpoint’s time of its acknowledgment, whatever this computer’s clock said', () => {
    const journal = openTestJournal(undefined, { clock: { now: () => MONDAY_9 + 3650 * DAY } })
    journal.write((tx) => tx.append(touchAt(0, 1000)))
    journal.acknowledge({ at: MONDAY_9, through: 1, rejected: [], durableThrough: 1 })
    expect(journal.prune(MONDAY_9 + 8 * DAY)).toBe(1)
  })

  test('the records that are left have no gaps, so that a restored endpoint can get every seq from the oldest on', () => {
    const journal = openTestJournal()
    const ackedOnDay = (day: number, seqs: number) => {
      journal.write((tx) => Array.from({ length: seqs }, (_, i) => tx.append(i % 2 ? touchAt(i, 1) : spanAt(i))))
      const through = journal.waiting(999).at(-1)?.seq ?? 0
      journal.acknowledge({ at: MONDAY_9 + day * DAY, through, rejected: [], durableThrough: through })
    }
    // The second day's records carry an earlier time, as after a change of the clock.
    for (const day of [0, 2, 1, 3, 4]) ackedOnDay(day, 10)
    for (let day = 0; day < 14; day += 1) {
      journal.prune(MONDAY_9 + day * DAY)
      const left = journal.newest({ limit: 99 }).map((sent) => sent.record.seq)
      const oldest = journal.oldestHeld()
      expect(left.toReversed()).toEqual(Array.from({ length: 51 - oldest }, (_, i) => oldest + i))
    }
    expect(journal.oldestHeld()).toBe(51)
  })

  test('the oldest seq that can be sent passes what is pruned, refused or of an earlier generation', () => {
    const journal = openTestJournal()
    const append = (count: number) =>
      journal.write((tx) => Array.from({ length: count }, (_, i) => tx.append(touchAt(i, 1))))
    expect(journal.oldestHeld()).toBe(1)
    append(4)
    journal.acknowledge({ through: 3, rejected: [{ seq: 2, code: 'bad', detail: '' }], durableThrough: 1 })
    expect(journal.oldestHeld()).toBe(1)
    expect(journal.prune(Date.now() + 30 * DAY)).toBe(1)
    expect(journal.oldestHeld()).toBe(3)
    journal.newGeneration()
    expect(journal.oldestHeld()).toBe(4)
    journal.acknowledge({ through: 4, rejected: [], durableThrough: 4 })
    expect(journal.prune(Date.now() + 30 * DAY)).toBe(2)
    expect(journal.oldestHeld()).toBe(5)
  })

  test('a seq is never given twice, not even after everything was pruned', () => {
    const directory = temporaryDirectory()
    const journal = openTestJournal(directory)
    journal.write((tx) => tx.append(touchAt(0, 1)))
    journal.acknowledge({ through: 1, rejected: [], durableThrough: 1 })
    expect(journal.prune(Date.now() + 30 * DAY)).toBe(1)
    journal.close()
    expect(openTestJournal(directory).write((tx) => tx.append(touchAt(0, 1)))).toBe(2)
  })
})

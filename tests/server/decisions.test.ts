import { expect, test } from 'vitest'
import { parseInstant } from '../../src/shared/contract/routes/fields.ts'
import { plainArray, textArray } from '../../src/server/database/arrays.ts'
import { advanceWatermark, endOfRun, WRITTEN_BACK_AFTER_MS } from '../../src/server/ingest/watermark.ts'
import { ribbonOf, shadeOf } from '../../src/shared/touches/index.ts'

test('an instant is epoch ms or ISO 8601 with a zone, nothing else', () => {
  const noon = Date.UTC(2026, 10, 20, 12)
  expect(
    [String(noon), '2026-11-20T12:00:00Z', '2026-11-20T07:00-05:00', '2026-11-20T12:00:00.000+0000'].map(parseInstant),
  ).toEqual([noon, noon, noon, noon])
  expect(
    ['', '-1', '1e3', 'noon', '2026-11-20', '2026-11-20T12:00:00', '2026-13-40T12:00:00Z', '9'.repeat(17)].map(
      parseInstant,
    ),
  ).toEqual(Array.from({ length: 8 }, () => null))
})

test('array literals keep quotes, backslashes, commas, braces and null apart', () => {
  expect(textArray(['plain', null, 'NULL', 'a"b', 'c\\d', '{x,y}', ''])).toBe(
    String.raw`{"plain",NULL,"NULL","a\"b","c\\d","{x,y}",""}`,
  )
  expect(plainArray([1, 8_640_000_000_000_000, null, true])).toBe('{1,8640000000000000,NULL,true}')
})

test('the embedded store calls durable only what was stored long before; PostgreSQL everything committed', () => {
  const none = { contiguousSeq: 0, durableSeq: 0, pendingSeq: 0, pendingAt: 0 }
  expect(advanceWatermark(none, 5, 1000, 'postgres').durableSeq).toBe(5)
  const first = advanceWatermark(none, 5, 1000, 'embedded')
  const soon = advanceWatermark(first, 9, 1000 + WRITTEN_BACK_AFTER_MS - 1, 'embedded')
  const later = advanceWatermark(soon, 12, 1000 + WRITTEN_BACK_AFTER_MS, 'embedded')
  const afterThat = advanceWatermark(later, 12, 1000 + 2 * WRITTEN_BACK_AFTER_MS, 'embedded')
  expect([first, soon, later, afterThat].map(({ contiguousSeq, durableSeq }) => [contiguousSeq, durableSeq])).toEqual([
    [5, 0],
    [9, 0],
    [12, 5],
    [12, 12],
  ])
})

test('a run of seqs ends where the next one is missing', () => {
  expect(endOfRun(0, [])).toBe(0)
  expect(endOfRun(0, [2, 3])).toBe(0)
  expect(endOfRun(4, [7, 5, 1, 6, 6, 9])).toBe(7)
})

test('hidden wins over the rating, and presence over both', () => {
  const hiddenKinds = ['portal_switching'] as const
  expect(shadeOf({ presence: 'active', rating: 'core', hiddenKinds })).toBe('hidden')
  expect(shadeOf({ presence: 'active', rating: 'private', hiddenKinds: [] })).toBe('private')
  expect(shadeOf({ presence: 'idle', rating: 'core', hiddenKinds })).toBe('idle')
  expect(shadeOf({ presence: 'away', rating: null, hiddenKinds: [] })).toBe('away')
})

test('a ribbon joins what adjoins and looks alike, and nothing else', () => {
  const span = (
    startedAt: number,
    endedAt: number,
    payer: string | null,
    kinds: readonly 'portal_switching'[] = [],
  ) => ({
    ...({ startedAt, endedAt, payer, presence: 'active', activity: 'appeal', rating: 'core', system: 'Epic' } as const),
    hiddenKinds: kinds,
  })
  const ribbon = ribbonOf([
    span(0, 10, 'Aetna'),
    span(10, 20, 'Aetna'),
    span(20, 30, 'Cigna'),
    span(31, 40, 'Cigna'),
    span(40, 50, 'Cigna', ['portal_switching']),
    { ...span(50, 60, 'Cigna'), call: false },
    { ...span(60, 70, 'Cigna'), call: true },
    { ...span(70, 80, 'Cigna'), call: true },
  ])
  const shown = ribbon.map(({ startedAt, endedAt, payer, shade, call }) => [startedAt, endedAt, payer, shade, call])
  expect(shown).toEqual([
    [0, 20, 'Aetna', 'core', undefined],
    [20, 30, 'Cigna', 'core', undefined],
    [31, 40, 'Cigna', 'core', undefined],
    [40, 50, 'Cigna', 'hidden', undefined],
    [50, 60, 'Cigna', 'core', undefined],
    [60, 80, 'Cigna', 'core', true],
  ])
})

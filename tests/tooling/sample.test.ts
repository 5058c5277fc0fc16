import { expect, it } from 'vitest'
import { deviceRecordSchema } from '../../src/shared/contract/index.ts'
import { ClaimBook } from '../../src/tools/sample/claim-book.ts'
import { sampleDays, sampleRecords } from '../../src/tools/sample/generate.ts'
import { sampleTeam } from '../../src/tools/sample/team.ts'
import { readRuleSet, starterRulesFile } from '../../src/tools/rules-file.ts'

const compiled = readRuleSet(starterRulesFile)
const now = new Date(2026, 10, 20, 14, 30)
const biller = sampleTeam[1]
if (!biller) throw new Error('the team is empty')
const work = {
  book: new ClaimBook(),
  biller,
  days: sampleDays(now, 3),
  now: now.getTime(),
  compiled,
  tokenKey: Buffer.from('key'),
  seed: 1,
}

it('makes the same sample for the same seed, and a different one for another', () => {
  const made = (seed: number) => sampleRecords({ ...work, seed, book: new ClaimBook() })
  expect(made(1)).toEqual(made(1))
  expect(made(2)).not.toEqual(made(1))
})

it('makes records that the endpoint accepts, on weekdays only, up to now', () => {
  const records = sampleRecords({ ...work, book: new ClaimBook() })
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_record, index) => index + 1))
  for (const record of records) {
    expect(deviceRecordSchema.safeParse(record).success).toBe(true)
    expect(record.endedAt).toBeLessThanOrEqual(now.getTime())
  }
  expect(sampleDays(new Date(2026, 10, 22, 3), 2).map((day) => day.getDate())).toEqual([19, 20])
})

it('looks like work: breaks, calls, every kind of hidden work, most time on denials', () => {
  const records = sampleRecords({ ...work, book: new ClaimBook() })
  const spans = records.filter((record) => record.kind === 'span')
  const ms = (rows: readonly { startedAt: number; endedAt: number }[]) =>
    rows.reduce((sum, row) => sum + row.endedAt - row.startedAt, 0)
  const active = spans.filter((span) => span.presence === 'active')
  expect(new Set(spans.map((span) => span.presence))).toEqual(new Set(['active', 'idle', 'away']))
  expect(ms(active.filter((span) => span.rating === 'core')) / ms(active)).toBeGreaterThan(0.6)
  const calls = active.filter(({ call }) => call === true)
  expect(ms(calls) / ms(active)).toBeGreaterThan(0.05)
  expect(calls.map(({ activity }) => activity)).toContain('payer_call')
  expect(calls.some(({ claimToken }) => claimToken !== null)).toBe(true)
  const tags = records.filter((record) => record.kind === 'hidden_tag')
  expect(new Set(tags.map((tag) => tag.hiddenKind)).size).toBe(3)
  expect(ms(tags) / ms(active)).toBeGreaterThan(0.05)
  expect(ms(tags) / ms(active)).toBeLessThan(0.5)
})

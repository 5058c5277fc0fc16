import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileRuleSet, type CompiledRuleSet } from '../../../src/shared/classify/index.ts'
import { type RuleSet, ruleSetSchema } from '../../../src/shared/contract/index.ts'
import { openJournal, type Journal } from '../../../src/main/journal/journal.ts'
import { RulesInForce } from '../../../src/main/rules/rules-in-force.ts'
import { FakeClock } from '../capture/fakes.ts'

const MINUTE = 60_000
const setOf = (version: number): RuleSet => ruleSetSchema.parse({ version, rules: [] })
function compile(rules: unknown): CompiledRuleSet {
  const result = compileRuleSet(rules)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.compiled
}

let directory: string
let journal: Journal
let clock: FakeClock
let applied: number[]
let refused: string[]
let isSigned: boolean
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'touchledger-rules-'))
  clock = new FakeClock()
  clock.wall = new Date(2026, 11, 1, 9).getTime()
  journal = openJournal(directory, { clock })
  applied = []
  refused = []
  isSigned = true
})
afterEach(() => {
  journal.close()
  rmSync(directory, { recursive: true })
})

/** As a start of the agent finds them. */
function started(lost = false): RulesInForce {
  const stored = journal.settings.get('rules') ?? setOf(1)
  return new RulesInForce({
    journal,
    clock,
    compiled: compile(stored),
    lost,
    isSigned: () => isSigned,
    compile,
    onRefused: (why) => refused.push(why),
    guard: (work) => work(),
    onApplied: ({ ruleSet }) => applied.push(ruleSet.version),
  })
}

test('past five changes of a day the newest set waits, and is applied when its time comes', () => {
  const rules = started()
  for (let version = 2; version <= 9; version += 1) rules.offer(setOf(version))
  expect(applied).toEqual([2, 3, 4, 5, 6])
  expect([rules.compiled.ruleSet.version, rules.newestVersion, rules.health().waitingVersion]).toEqual([6, 9, 9])
  clock.advance(9 * MINUTE)
  rules.settle()
  expect(applied.at(-1)).toBe(6)
  clock.advance(MINUTE)
  rules.settle()
  expect(applied).toEqual([2, 3, 4, 5, 6, 9])
  expect(rules.health().waitingVersion).toBeNull()
  expect(journal.settings.get('rules')?.version).toBe(9)
})

test('a restart gives no second five, and the changes are still there to see', () => {
  const rules = started()
  for (let version = 2; version <= 6; version += 1) rules.offer(setOf(version))
  const again = started()
  expect(again.changes.map(({ version }) => version)).toEqual([6, 5, 4, 3, 2])
  again.offer(setOf(7))
  expect(applied.at(-1)).toBe(6)
  clock.advance(10 * MINUTE)
  again.settle()
  expect(applied.at(-1)).toBe(7)
})

test('no jump of the clock lifts the limit', () => {
  const rules = started()
  for (let version = 2; version <= 7; version += 1) rules.offer(setOf(version))
  for (const jump of [86_400_000, -3 * 86_400_000, 400 * 86_400_000]) {
    clock.wall += jump
    rules.settle()
    expect(applied.at(-1)).toBe(6)
  }
  // Set back and started again: ten minutes, no more and no less.
  clock.wall = new Date(2026, 10, 1).getTime()
  const again = started()
  again.offer(setOf(8))
  expect(applied.at(-1)).toBe(6)
  clock.advance(10 * MINUTE)
  again.settle()
  expect(applied.at(-1)).toBe(8)
})

test('a computer that slept gives no second five after a restart', () => {
  const rules = started()
  // The monotonic clock stood still.
  clock.wall += 24 * 60 * MINUTE
  for (let version = 2; version <= 6; version += 1) rules.offer(setOf(version))
  const again = started()
  again.offer(setOf(7))
  expect(applied.at(-1)).toBe(6)
  clock.advance(10 * MINUTE)
  again.settle()
  expect(applied.at(-1)).toBe(7)
})

test('the set in force, offered again, changes nothing, and takes back one that waits', () => {
  const rules = started()
  for (let version = 2; version <= 7; version += 1) rules.offer(setOf(version))
  rules.offer(setOf(6))
  expect(rules.health().waitingVersion).toBeNull()
  clock.advance(20 * MINUTE)
  rules.settle()
  expect(applied.at(-1)).toBe(6)
})

test('where the rules were lost, the first set is applied at once, and only the first', () => {
  const rules = started()
  for (let version = 2; version <= 6; version += 1) rules.offer(setOf(version))
  journal.settings.remove('rules')
  const lost = started(true)
  lost.offer(setOf(7))
  lost.offer(setOf(8))
  expect(applied).toEqual([2, 3, 4, 5, 6, 7])
})

test('a set without the signature changes nothing, and is said until the endpoint publishes a good one or the one in force', () => {
  const rules = started()
  rules.offer(setOf(2))
  isSigned = false
  rules.offer(setOf(3))
  rules.offer(setOf(4))
  expect([applied, rules.newestVersion]).toEqual([[2], 2])
  expect(refused).toEqual(['they are not signed by the endpoint that this computer enrolled with'])
  expect(rules.health().refused).toBe(refused[0])
  rules.heard(2)
  expect(rules.health().refused).toBeNull()
  rules.offer(setOf(5))
  isSigned = true
  rules.offer(setOf(6))
  expect([applied, rules.health().refused]).toEqual([[2, 6], null])
})

import { expect, test } from 'vitest'
import { UnclassifiedWindows } from '../../../src/main/unclassified/unclassified-windows.ts'
import { WeeklyCounts } from '../../../src/main/unclassified/weekly-counts.ts'
import { compileRuleSet } from '../../../src/shared/classify/index.ts'
import { memorySettings } from './memory-settings.ts'

const NOW = new Date(2026, 11, 2, 15).getTime()
const result = compileRuleSet({ version: 1, rules: [] })
if (!result.ok) throw new Error('an empty rule set is valid')
const { compiled } = result

/** A second in each of some programs. */
function seen(programs: readonly string[]) {
  const journal = { settings: memorySettings() }
  const windows = new UnclassifiedWindows(journal, new WeeklyCounts(journal, () => true))
  for (const [index, app] of [...programs, 'last'].entries()) {
    windows.observe({ t: NOW, mono: index * 1000, app, title: '', url: null, idleMs: 0, locked: false }, compiled)
  }
  return windows
}

test('a person offers 50 windows a month', () => {
  const windows = seen(Array.from({ length: 52 }, (_, index) => `program ${index}`))
  for (let index = 0; index < 50; index += 1) windows.offer({ program: `program ${index}`, shape: '' }, NOW)
  const next = { program: 'program 50', shape: '' }
  expect(() => windows.offer(next, NOW)).toThrow(
    'You have offered 50 windows this month. You can offer more next month.',
  )
  windows.offer({ program: 'program 0', shape: '' }, NOW)
  windows.offer(next, Date.UTC(2027, 0, 1))
  expect(windows.unsent()).toHaveLength(51)
})

test('what no program is called is not listed', () => {
  const windows = seen(['new\nline', 'exe\u202Egnp', 'half\uD83D', 'p'.repeat(201), ' billing '])
  expect(windows.list(NOW).map(({ program }) => program)).toEqual(['billing'])
})

import { expect, test } from 'vitest'
import { metricText as screenText } from '../../src/renderer/ui/metric-value.ts'
import { duration } from '../../src/renderer/ui/format.ts'
import { categoryLabel, denialStateLabel } from '../../src/renderer/ui/labels.ts'
import { durationText, metricText, valueName } from '../../src/server/performance-report/texts.ts'

test('numbers and names are printed as on the screens', () => {
  for (const unit of ['ratio', 'cents', 'cents_per_hour', 'min', 'hours', 'days', 'count'])
    for (const value of [null, 0, 0.2634, 1, 12.34, 99.96, 599, 600, 1234.5, 123_456_789, -5])
      expect(metricText(unit, value), `${unit} ${value}`).toBe(screenText(unit, value))
  for (const ms of [0, 47_400, 59_999, 60_000, 3_599_000, 7_500_000, 9_000_000_000])
    expect(durationText(ms)).toBe(duration(ms))
  for (const category of ['cob_wrong_payer', 'coding_bundling', 'timely_filing'])
    expect(valueName('category', category)).toBe(categoryLabel(category))
  for (const state of ['in_progress', 'written_off']) expect(valueName('state', state)).toBe(denialStateLabel(state))
})

import { amount } from '../../setup/amount.ts'
import { describeSecondReading } from './second-reading/suite.ts'

// Clocks went back on Sunday, November 1.
describeSecondReading({
  name: 'a world across a clock change, with manual time as effort',
  now: Date.parse('2026-11-05T14:30:00-05:00'),
  workingDays: 5,
  manualTime: 'effort',
  splits: amount<1 | 2>(1, 2),
  leastValues: 18_000,
})

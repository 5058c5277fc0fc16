import { describeSecondReading } from './second-reading/suite.ts'

describeSecondReading({
  name: 'an ordinary world',
  now: Date.parse('2026-11-20T14:30:00-05:00'),
  workingDays: 5,
  manualTime: 'apart',
  splits: 2,
  leastValues: 30_000,
})

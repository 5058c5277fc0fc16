import { expect, test } from 'vitest'
import { recordText } from '../../src/renderer/my-day/record-text.ts'
import { segmentLabel } from '../../src/renderer/ui/labels.ts'
import { spanRecord } from '../server/support/records.ts'

const MINUTE = 60_000

test('what is sent of a remote window says that its contents are not known', () => {
  const desktop = spanRecord({ endedAt: 5 * MINUTE, activity: 'unclassified', system: 'Remote desktop', remote: true })
  expect(recordText(desktop)).toMatch(/in Remote desktop, in a remote window whose contents are not known$/)
  expect(recordText({ ...desktop, presence: 'idle' })).toMatch(/contents are not known, idle$/)
  expect(recordText({ ...desktop, remote: false })).toMatch(/in Remote desktop$/)
})

test('what is sent of a claim says where its number stood', () => {
  const seen = spanRecord({ attribution: 'seen', attributedToken: 'a'.repeat(64) })
  expect(recordText(seen)).toMatch(/, claim seen in the window$/)
  expect(recordText({ ...seen, claimFrom: 'field' })).toMatch(/, claim number read in one element of the page$/)
})

test('what is sent of a call says so', () => {
  const call = spanRecord({ endedAt: 5 * MINUTE, activity: 'payer_call', system: 'Softphone', call: true })
  expect(recordText(call)).toMatch(/in Softphone, on a call$/)
  const segment = { shade: 'core', activity: 'payer_call', system: 'Softphone', payer: null } as const
  expect(segmentLabel(segment)).toBe('payer call in Softphone')
  expect(segmentLabel({ ...segment, call: true })).toBe('payer call in Softphone, on a call')
})

import { expect, test } from 'vitest'
import { UNATTENDED_MS, watchAttendance } from '../../src/renderer/bridge/attendance.ts'

test('a page is attended for a minute after each input', () => {
  let now = 0
  const page = new EventTarget()
  const isAttended = watchAttendance(page, () => now)
  expect(isAttended()).toBe(true)
  now += UNATTENDED_MS
  expect(isAttended()).toBe(false)
  page.dispatchEvent(new Event('pointermove'))
  expect(isAttended()).toBe(true)
  now += UNATTENDED_MS
  page.dispatchEvent(new Event('focus'))
  expect(isAttended()).toBe(false)
})

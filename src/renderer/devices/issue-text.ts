import type { DeviceIssue } from '../../shared/device-health/index.ts'
import { translator } from '../text/translator.ts'
import { clock, roughly, shortDay } from '../ui/format.ts'

const t = translator('devices.issue')

/** What is wrong with a device, in a few words. */
export function issueText({ kind, amount }: DeviceIssue, zone: string): string {
  const value = amount ?? 0
  switch (kind) {
    case 'quarantined':
    case 'records_missing':
    case 'records_lost':
    case 'behind':
      return t(kind, { count: value })
    case 'silent':
      return t('silent', { date: shortDay(value, zone), time: clock(value, zone) })
    case 'stopped':
    case 'quit':
      return t(kind, { time: clock(value, zone) })
    case 'clock_off':
      return t(value > 0 ? 'clockAhead' : 'clockBehind', { amount: roughly(value) })
    case 'journal_began_anew':
      return t('journal_began_anew', { date: shortDay(value, zone) })
    case 'cannot_see_windows':
    case 'needs_attention':
    case 'old_version':
    case 'never_reported':
    case 'notice_due':
    case 'paused':
      return t(kind)
  }
}

import type { DeviceIssue } from '../../shared/device-health/index.ts'
import { clock, counted, roughly, shortDay } from '../ui/format.ts'

/** What is wrong with a device, in a few words. */
export function issueWords({ kind, amount }: DeviceIssue, zone: string): string {
  const value = amount ?? 0
  switch (kind) {
    case 'cannot_see_windows':
      return 'cannot see windows'
    case 'quarantined':
      return `${counted(value, 'record', 'records')} refused`
    case 'records_missing':
      return `${counted(value, 'record', 'records')} never came`
    case 'silent':
      return `silent since ${shortDay(value, zone)}, ${clock(value, zone)}`
    case 'clock_off':
      return `clock ${roughly(value)} ${value > 0 ? 'ahead' : 'behind'}`
    case 'behind':
      return `behind: ${counted(value, 'record', 'records')} waiting`
    case 'needs_attention':
      return 'its agent needs attention'
    case 'old_version':
      return 'old version'
    case 'journal_began_anew':
      return `journal began anew ${shortDay(value, zone)}`
    case 'never_reported':
      return 'enrolled, never heard of'
    case 'paused':
      return 'paused by its user'
  }
}

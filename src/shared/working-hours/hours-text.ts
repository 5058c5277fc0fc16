import type { WorkingHours } from '../contract/privacy.ts'
import { weekdays } from '../contract/settings-fields.ts'

const names = {
  ...{ mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday' },
  ...{ fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
} as const

/** Working hours in words: `Monday to Friday 8:00 AM – 5:00 PM; Saturday 9:00 AM – 1:00 PM`. Days without any are left out. */
export function hoursText(hours: WorkingHours): string {
  const runs: { first: string; last: string; times: string }[] = []
  let before: string | null = null
  for (const weekday of weekdays) {
    const times = hours[weekday].map(({ from, to }) => `${clockText(from)} – ${clockText(to)}`).join(', ')
    const run = runs.at(-1)
    if (run && times !== '' && before === times) run.last = names[weekday]
    else if (times !== '') runs.push({ first: names[weekday], last: names[weekday], times })
    before = times
  }
  const words = runs.map(({ first, last, times }) => `${first === last ? first : `${first} to ${last}`} ${times}`)
  const zone = hours.zone === undefined ? '' : ` (${hours.zone})`
  return words.length === 0 ? `at no time${zone}` : `${words.join('; ')}${zone}`
}

/** `5:00 PM` of `17:00`. */
function clockText(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${hour % 24 < 12 ? 'AM' : 'PM'}`
}

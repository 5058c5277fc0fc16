import { Temporal } from 'temporal-polyfill'
import { timeText } from '../ui/format.ts'
import { parseDate, parseTime, typedDate } from '../ui/typed-time.ts'
import { translator } from '../text/translator.ts'
import type { Codec } from './codecs.ts'

const t = translator('settings')

/** An instant: shown as `03/31/2026 5:00 PM` in the zone, stored as ISO 8601 with its offset. Blank is null. */
export function instant(zone: string): Codec {
  return {
    show: (value) => {
      if (typeof value !== 'string') return ''
      const at = instantOf(value)?.toZonedDateTimeISO(zone)
      if (at === undefined) return value
      const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
      return `${typedDate(at.toPlainDate().toString())} ${timeText(time)}`
    },
    read: (typed) => {
      const trimmed = typed.trim()
      if (trimmed === '') return null
      if (instantOf(trimmed)) return trimmed
      const local = localDateTime(trimmed)
      if (local === null) return typed
      return local.toZonedDateTime(zone).toString({ timeZoneName: 'never', smallestUnit: 'second' })
    },
    problem: (value) => (typeof value === 'string' && !instantOf(value) ? t('error.dateTime') : null),
    scale: 1,
  }
}

function instantOf(text: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(text)
  } catch {
    return null
  }
}

/** A date and a time with a space between them; both may contain spaces themselves. */
function localDateTime(typed: string): Temporal.PlainDateTime | null {
  for (const { index } of typed.matchAll(/\s+/g)) {
    const date = parseDate(typed.slice(0, index).replace(/,$/, ''))
    const time = parseTime(typed.slice(index))
    if (date.ok && time.ok) return Temporal.PlainDateTime.from(`${date.value}T${time.value}`)
  }
  return null
}

import { useState } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { clock } from '../ui/format.ts'
import { parseTime } from '../ui/typed-time.ts'
import { atClock } from '../ui/zoned-time.ts'

interface TimeInput {
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}

/** Two times of day as people type them, and the interval they stand for. */
export function useTypedInterval(
  suggested: { readonly startedAt: EpochMs; readonly endedAt: EpochMs } | null,
  /** Midnight of the day. */
  day: EpochMs,
  zone: string,
): { readonly from: TimeInput; readonly to: TimeInput; readonly value: { from: EpochMs; to: EpochMs } | null } {
  // The state when the form opened: an ongoing gap grows in the meantime.
  const [opened] = useState(suggested)
  const from = useTypedTime(opened?.startedAt ?? null, day, zone)
  const to = useTypedTime(opened?.endedAt ?? null, day, zone)
  return {
    from: from.input,
    to: to.input,
    value: from.at === null || to.at === null ? null : { from: from.at, to: to.at },
  }
}

function useTypedTime(
  suggested: EpochMs | null,
  day: EpochMs,
  zone: string,
): { readonly input: TimeInput; readonly at: EpochMs | null } {
  const shown = suggested === null ? '' : clock(suggested, zone)
  const [value, setValue] = useState(shown)
  const typed = parseTime(value)
  // People type minutes; an unchanged time keeps its milliseconds.
  const at = value === shown && suggested !== null ? suggested : typed.ok ? atClock(day, typed.value, zone) : null
  return {
    input: { value, error: at === null && value !== '' && !typed.ok ? typed.message : undefined, onChange: setValue },
    at,
  }
}

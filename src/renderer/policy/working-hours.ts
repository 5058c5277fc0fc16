import type { WorkingHours } from '../../shared/contract/privacy.ts'
import { timeText } from '../ui/format.ts'
import { parseShift } from '../ui/typed-time.ts'

export type Shifts = WorkingHours['mon']

const day: Shifts = [{ from: '08:00', to: '17:00' }]

/** What an admin begins with. */
export const officeHours: WorkingHours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] }

/** `8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM` */
export function shiftsText(shifts: Shifts): string {
  return shifts.map(({ from, to }) => `${timeText(from)} – ${timeText(to)}`).join(', ')
}

/** Null: it cannot be read. */
export function readShifts(text: string): Shifts | null {
  const parts = text.split(',').filter((part) => part.trim() !== '')
  const shifts: Shifts = []
  for (const part of parts) {
    const read = parseShift(part.trim())
    if (!read.ok) return null
    shifts.push(read.value)
  }
  return shifts
}

import { z } from 'zod'
import { clockTime, zone } from './settings-fields.ts'

/** Local times of a day. An end that is not after the beginning is one of the next day. */
const shift = z.strictObject({ from: clockTime, to: clockTime })
const day = z.array(shift).max(4)

/** When somebody works, by weekday. */
export const workingHoursSchema = z.strictObject({
  /** Left out: that of the computer. */
  zone: zone.optional(),
  ...{ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day },
})
export type WorkingHours = z.infer<typeof workingHoursSchema>

export const MOST_PRIVATE_PROGRAMS = 200
/** Characters of the name of a program. */
export const LONGEST_PROGRAM = 100
/** A program as windows name it, such as `spotify` or `Spotify.exe`. */
const programName = z.string().trim().min(1).max(LONGEST_PROGRAM)

/** The part of a policy that the people who are recorded are told of by the notice. */
export const privacySchema = z.strictObject({
  /** Whom the notice names for questions. */
  contact: z.string().trim().min(1).max(200).optional(),
  /** Nothing is recorded outside them. Left out: nothing is outside them. */
  workingHours: workingHoursSchema.optional(),
  /** Records outside working hours, too; the notice says so. */
  recordOutsideHours: z.boolean().optional(),
  /** How long a person may pause recording on a day; left out: without a limit. */
  pauseMinutesPerDay: z.number().int().min(0).max(1440).optional(),
  /** False: computers do not count windows without a rule for the admins. */
  weeklyCounts: z.boolean().optional(),
  /** Programs whose windows and calls are private, before any rule. Compared in any case, with or without `.exe`. */
  privatePrograms: z.array(programName).max(MOST_PRIVATE_PROGRAMS).optional(),
})
export type Privacy = z.infer<typeof privacySchema>

import { z } from 'zod'
import { DAY_MS, WEEK_MS } from '../time.ts'
import { isShape, LONGEST_SHAPE } from '../window-shape/index.ts'

/** Most windows that an endpoint keeps as offered. */
export const MAX_OFFERED = 1000
/** Most new windows that a device offers in a UTC month. */
export const MAX_OWN_OFFERS = 50

/** A kind of window that no rule names: its program, and the shape of its title. */
export const unclassifiedWindow = z.strictObject({
  program: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]*$/u, 'has characters that no program name has'),
  shape: z.string().max(LONGEST_SHAPE).refine(isShape, 'is no shape of a title'),
})
export type UnclassifiedWindow = z.output<typeof unclassifiedWindow>

/** Most windows of a device's week that are counted: those with most time. */
export const MAX_WEEK_WINDOWS = 50
/** Weeks after its end in which a week is taken from devices. */
export const WEEKS_OPEN = 4
/** Devices that have to count a window in the same week before admins see it. */
export const LEAST_DEVICES = 3

/** 5 January 1970 was a Monday. */
const FIRST_MONDAY = 4 * DAY_MS

/** The UTC week that an instant is in, by the date of its Monday. @param at epoch ms */
export function weekOf(at: number): string {
  const monday = Math.floor((at - FIRST_MONDAY) / WEEK_MS) * WEEK_MS + FIRST_MONDAY
  return new Date(monday).toISOString().slice(0, 10)
}

/** The UTC month of an instant: `2026-12`. @param at epoch ms */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)

/** When a week ends, epoch ms. */
export const endOfWeek = (week: string): number => Date.parse(week) + WEEK_MS

/** What a device counts of windows without a rule in a UTC week, rounded to minutes. */
export const unclassifiedWeek = z.strictObject({
  week: z.iso.date().refine((day) => weekOf(Date.parse(day)) === day, 'is no Monday'),
  windows: z
    .array(unclassifiedWindow.extend({ minutes: z.number().int().min(1).max(10_080) }))
    .min(1)
    .max(MAX_WEEK_WINDOWS)
    .refine(
      (all) => new Set(all.map(({ program, shape }) => `${program}\n${shape}`)).size === all.length,
      'has a window twice',
    ),
})
export type UnclassifiedWeek = z.output<typeof unclassifiedWeek>

/** A window without a rule, as admins see it. Without `devices` it was only offered. */
export const listedWindow = unclassifiedWindow.extend({
  minutes: z
    .number()
    .int()
    .optional()
    .describe('in the weeks in which at least three devices counted it, of the last 13'),
  devices: z.number().int().min(LEAST_DEVICES).optional().describe('how many did in the week with most of them'),
})
export type ListedWindow = z.output<typeof listedWindow>

/** As My Day shows it: of today, since the agent started. */
export interface MyUnclassifiedWindow extends UnclassifiedWindow {
  readonly ms: number
  /** The biller has offered it to the admins. */
  readonly offered: boolean
}

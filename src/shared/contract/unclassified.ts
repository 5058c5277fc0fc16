import { z } from 'zod'
import { isShape, LONGEST_SHAPE } from '../window-shape/index.ts'

/** Most windows that an endpoint keeps as offered. */
export const MAX_OFFERED = 1000

/** A kind of window that no rule names: its program, and the shape of its title. */
export const unclassifiedWindow = z.strictObject({
  program: z.string().trim().min(1).max(200),
  shape: z.string().max(LONGEST_SHAPE).refine(isShape, 'is no shape of a title'),
})
export type UnclassifiedWindow = z.output<typeof unclassifiedWindow>

/** As My Day shows it: of today, since the agent started. */
export interface MyUnclassifiedWindow extends UnclassifiedWindow {
  readonly ms: number
  /** The biller has offered it to the admins. */
  readonly offered: boolean
}

import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'

// Devices of one person are compared on the endpoint's clock.

/** Clocks are corrected in steps of this: a smaller difference is the time that a request takes. */
const SKEW_STEP_MS = 2000

/** What is taken off a device's times, ms. @param skewMs device clock minus endpoint clock at the device's last batch */
export const correctionOf = (skewMs: number): number => Math.round(skewMs / SKEW_STEP_MS) * SKEW_STEP_MS

/** Of two devices that send at once, the second one to get here sees what both have stored. */
export async function lockPerson(queries: Queries, userId: string): Promise<void> {
  await queries.query(sql`select 1 from users where user_id = ${userId} for update`)
}

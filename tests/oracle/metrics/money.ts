import type { World } from './world.ts'

const HOUR_MS = 3_600_000

/** What labor costs; null: nobody has said what an hour costs. */
export function centsOf({ facts }: World, ms: number): number | null {
  const { laborCentsPerHour } = facts.economics
  return laborCentsPerHour === null ? null : (ms / HOUR_MS) * laborCentsPerHour
}

import type { MyTouch } from '../../shared/contract/clients.ts'

/** The median of the active time per denial, ms. Null without a denial. */
export function medianMsPerDenial(touches: readonly MyTouch[]): number | null {
  const byDenial = new Map<string, number>()
  for (const { claimToken, activeMs } of touches) byDenial.set(claimToken, (byDenial.get(claimToken) ?? 0) + activeMs)
  const sorted = [...byDenial.values()].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  if (upper === undefined) return null
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

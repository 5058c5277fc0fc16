/** `[from, to)` in epoch ms. */
export interface Period {
  readonly from: number
  readonly to: number
}

/** From the first start to the last end; null without any. */
export function periodOf(
  intervals: readonly { readonly startedAt: number; readonly endedAt: number }[],
): Period | null {
  if (intervals.length === 0) return null
  return intervals.reduce<Period>(
    ({ from, to }, { startedAt, endedAt }) => ({ from: Math.min(from, startedAt), to: Math.max(to, endedAt) }),
    { from: Infinity, to: -Infinity },
  )
}

/** A period that begins earlier and ends later. */
export const widened = ({ from, to }: Period, byMs: number): Period => ({ from: from - byMs, to: to + byMs })

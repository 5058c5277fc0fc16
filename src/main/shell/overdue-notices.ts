import type { AlertRow } from '../../shared/contract/index.ts'

/** Text of a desktop notification. */
export interface OverdueNotice {
  readonly title: string
  readonly body: string
}

/** Maximum number of remembered ids; older alerts were resolved or seen long ago. */
const REMEMBERED = 5_000

/**
 * Returns one notice for all overdue alerts that were not announced before. It has counts, amounts and payers but no claim number,
 * because a locked screen may show it.
 * @param announced ids of announced alerts, oldest first
 */
export const overdueNotice = (
  alerts: readonly AlertRow[],
  announced: readonly string[],
): { readonly notice: OverdueNotice | null; readonly announced: readonly string[] } => {
  const known = new Set(announced)
  const fresh = alerts.filter(({ id, level, state }) => level === 'overdue' && state === 'open' && !known.has(id))
  const [first] = fresh
  if (!first) return { notice: null, announced }
  const dollars = (cents: number) =>
    (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
  const sum = dollars(fresh.reduce((total, { leftCents }) => total + leftCents, 0))
  const notice =
    fresh.length === 1
      ? { title: `Overdue: ${first.slaName}`, body: `${first.payer ?? 'Payer not identified'}, ${sum} denied` }
      : {
          title: `${fresh.length} denials are now overdue`,
          body: `${sum} left in total. Click to open the worklist.`,
        }
  return { notice, announced: [...announced, ...fresh.map(({ id }) => id)].slice(-REMEMBERED) }
}

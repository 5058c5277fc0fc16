import type { AlertRow } from '../../shared/contract/index.ts'

/** What a desktop notification says. */
export interface LateNotice {
  readonly title: string
  readonly body: string
}

/** At most this many ids are remembered: alerts older than that were resolved or seen long ago. */
const REMEMBERED = 5_000

/**
 * Decides what to tell of the alerts that are open: one notice for all late ones nobody was told of yet, none for those told before.
 * It names counts, amounts and payers; a claim number has no business on a locked screen.
 * @param told ids of alerts told before, oldest first
 */
export const lateNotice = (
  alerts: readonly AlertRow[],
  told: readonly string[],
): { readonly notice: LateNotice | null; readonly told: readonly string[] } => {
  const known = new Set(told)
  const fresh = alerts.filter(({ id, level, state }) => level === 'late' && state === 'open' && !known.has(id))
  const [first] = fresh
  if (!first) return { notice: null, told }
  const dollars = (cents: number) =>
    (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
  const sum = dollars(fresh.reduce((total, { deniedCents }) => total + deniedCents, 0))
  const notice =
    fresh.length === 1
      ? { title: `Late: ${first.slaName}`, body: `${first.payer ?? 'No payer named'}, ${sum} denied` }
      : { title: `${fresh.length} denials became late`, body: `${sum} denied in all. Click for the list.` }
  return { notice, told: [...told, ...fresh.map(({ id }) => id)].slice(-REMEMBERED) }
}

import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { hours, percent, share } from '../ui/format.ts'
import { hiddenKindLabel } from '../ui/labels.ts'
import { MetricLink } from './panel-links.tsx'
import { DENIAL_WORK } from './panel-view.ts'
import styles from './headline.module.css'

/** The panel in one sentence. It names kinds and payers, never a person. */
export function Headline({ answer }: { readonly answer: PanelAnswer }) {
  const { hiddenMs, denialWorkMs } = answer.totals
  const tax = share(hiddenMs, denialWorkMs)
  const kind = answer.hiddenByKind.toSorted((a, b) => b.ms - a.ms)[0]
  const payer = answer.hiddenByPayer.filter((row) => row.payer !== null).toSorted((a, b) => b.hiddenMs - a.hiddenMs)[0]
  if (tax === null) return <p className={styles.headline}>No time was spent on denial work.</p>
  if (hiddenMs === 0 || !kind)
    return <p className={styles.headline}>No hidden work was seen in {hours(denialWorkMs)} of denial work.</p>
  return (
    <p className={styles.headline}>
      <MetricLink drilldown={{ list: 'spans', kind: 'any' }} label="Hidden work">
        <b>{hours(hiddenMs)}</b>
      </MetricLink>{' '}
      of{' '}
      <MetricLink drilldown={{ list: 'spans', presence: 'active', rating: DENIAL_WORK }} label="Denial work">
        {hours(denialWorkMs)}
      </MetricLink>{' '}
      denial work ({percent(tax)}) moved no denial forward: most of it {hiddenKindLabel(kind.kind)},{' '}
      <MetricLink drilldown={{ list: 'hidden', kind: kind.kind }} label={`Hidden work, ${hiddenKindLabel(kind.kind)}`}>
        {hours(kind.ms)}
      </MetricLink>
      {payer?.payer && payer.hiddenMs > 0 && (
        <>
          ; the payer it goes to most is {payer.payer},{' '}
          <MetricLink
            drilldown={{ list: 'spans', kind: 'any', payer: payer.payer }}
            label={`Hidden work, ${payer.payer}`}
          >
            {hours(payer.hiddenMs)}
          </MetricLink>
        </>
      )}
      .
    </p>
  )
}

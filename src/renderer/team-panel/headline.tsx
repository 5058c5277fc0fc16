import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { hours, percent, share } from '../ui/format.ts'
import { hiddenKindLabel } from '../ui/labels.ts'
import styles from './headline.module.css'
import { MetricLink } from './panel-links.tsx'
import { DENIAL_WORK } from './panel-view.ts'

/** The panel in one sentence. It names kinds and payers, never a person. */
export function Headline({ answer }: { readonly answer: PanelAnswer }) {
  const t = useTranslations('team.headline')
  const tHidden = useTranslations('team.drilldown.value')
  const { hiddenMs, denialWorkMs } = answer.totals
  const tax = share(hiddenMs, denialWorkMs)
  const kind = answer.hiddenByKind.toSorted((a, b) => b.ms - a.ms)[0]
  const payer = answer.hiddenByPayer.filter((row) => row.payer !== null).toSorted((a, b) => b.hiddenMs - a.hiddenMs)[0]
  if (tax === null) return <p className={styles.headline}>{t('noWork')}</p>
  if (hiddenMs === 0 || !kind) return <p className={styles.headline}>{t('noHidden', { work: hours(denialWorkMs) })}</p>
  const kindLabel = hiddenKindLabel(kind.kind)
  const sentence = {
    hiddenHours: hours(hiddenMs),
    workHours: hours(denialWorkMs),
    share: percent(tax),
    kind: kindLabel,
    kindHours: hours(kind.ms),
    hidden: (chunks: ReactNode) => (
      <MetricLink drilldown={{ list: 'spans', kind: 'any' }} label={tHidden('hidden')}>
        <b>{chunks}</b>
      </MetricLink>
    ),
    work: (chunks: ReactNode) => (
      <MetricLink drilldown={{ list: 'spans', presence: 'active', rating: DENIAL_WORK }} label={tHidden('denialWork')}>
        {chunks}
      </MetricLink>
    ),
    top: (chunks: ReactNode) => (
      <MetricLink drilldown={{ list: 'hidden', kind: kind.kind }} label={tHidden('hiddenKind', { kind: kindLabel })}>
        {chunks}
      </MetricLink>
    ),
  }
  const name = payer?.payer
  return (
    <p className={styles.headline}>
      {name && payer.hiddenMs > 0
        ? t.rich('hiddenWithPayer', {
            ...sentence,
            payer: name,
            payerHours: hours(payer.hiddenMs),
            payerLink: (chunks) => (
              <MetricLink
                drilldown={{ list: 'spans', kind: 'any', payer: name }}
                label={tHidden('hiddenKind', { kind: name })}
              >
                {chunks}
              </MetricLink>
            ),
          })
        : t.rich('hidden', sentence)}
    </p>
  )
}
